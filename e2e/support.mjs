// A demo for one file of tests, and browsers in it.
//
// Every page that a test opens is watched: a message on the console, a script that fails and a request to another origin fail the test.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after } from "node:test";
import { BINARY, PLACES, start } from "./service.mjs";

const require = createRequire(import.meta.url);
const AXE = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");

/// Starts a demo and a browser; both end with the tests of the file.
export async function demo() {
  const { base, addresses, browser, data, stop } = await start();
  after(stop);
  return new Demo(base, addresses, browser, data);
}

class Demo {
  constructor(base, addresses, browser, data) {
    this.base = base;
    this.addresses = addresses;
    this.browser = browser;
    this.data = data;
  }

  /// Runs a command of the same binary on the demo's data, with something on its input; gives what it printed.
  async command(args, input = "") {
    const { COMMEND_BINARY: _, ...env } = process.env; // no setting of the service
    const run = spawn(BINARY, args, { env: { ...env, COMMEND_DATA_DIR: this.data, RUST_LOG: "warn" } });
    let said = "";
    for (const stream of [run.stdout, run.stderr]) stream.on("data", (piece) => { said += piece; });
    run.stdin.end(input);
    const code = await new Promise((done) => run.once("exit", done));
    assert.equal(code, 0, said);
    return said;
  }

  /// A new page without cookies. `troubles` fills with everything that must not happen; `calm` asserts that nothing did.
  async page(options = {}) {
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", baseURL: this.base, locale: "en", ...options });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    page.troubles = [];
    watch(page, this.base);
    return page;
  }

  /// The address of one of the seven people.
  addressOf(role) {
    return this.addresses[PLACES[role]];
  }

  /// A page on which one of the seven people has signed in, with one press on the tour.
  async as(role, options = {}) {
    const page = await this.page(options);
    await page.goto("/demo");
    await page.locator(".ins button").nth(PLACES[role]).click();
    await page.waitForURL((url) => url.pathname === "/");
    return page;
  }
}

/// Password of every person in the demo.
export const PASSWORD = "tall heron on a quiet ladder";
/// The banker's address.
export const BANKER = "sam.lee@meridian.example";

/// Signs in on the page that asks for it.
export async function signIn(page, email) {
  await page.fill("#email", email);
  await page.fill("#password", PASSWORD);
  await page.locator("main button[type=submit]").click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
}

/// Waits until everything typed is saved.
export async function saved(page) {
  await page.locator(".saved[data-state=saved]").waitFor();
}

/// A page of a letter, as a PNG.
export async function photo(bank) {
  const page = await bank.page({ viewport: { width: 800, height: 1100 } });
  await page.goto("about:blank");
  await page.setContent("<body style='font:28px serif;margin:80px'><p>Dear bank,<p>Priya stayed on the line.<p>My card is 4111 1111 1111 1111.<p>Maria");
  const buffer = await page.screenshot();
  await page.context().close();
  return { name: "letter.png", mimeType: "image/png", buffer };
}

function watch(page, base) {
  // The browser reports by itself what a script asked for in vain; the tests look at the page.
  const isReport = (message) => page.mayFail && /Failed to load resource/.test(message.text());
  page.on("console", (message) => isReport(message) || page.troubles.push(`console: ${message.text()} (${page.url()})`));
  page.on("pageerror", (error) => page.troubles.push(`script: ${error.message} (${page.url()})`));
  page.on("request", (request) => {
    if (!request.url().startsWith(base) && !/^(data|about):/.test(request.url())) page.troubles.push(`request to ${request.url()}`);
  });
}

/// Asserts that nothing happened on a page that must not.
export function calm(page) {
  assert.deepEqual(page.troubles, []);
}

/// Elements that make a page wider than its window.
const WIDE = `document.documentElement.scrollWidth > document.documentElement.clientWidth + 1
  ? [...document.querySelectorAll("body *")].filter((one) => { const box = one.getBoundingClientRect(); return !one.closest(".scroll, .tabbar") && (box.right > innerWidth + 1 || box.left < -1); }).slice(0, 3).map((one) => "too wide: " + one.outerHTML.slice(0, 160)).concat("too wide") : []`;

/// Elements wider than 640 px when all text is twice as large (WCAG 1.4.4). The page is left that large.
export async function overflowOfLargeText(page) {
  const { width, height } = page.viewportSize();
  await page.setViewportSize({ width: 640, height });
  const wide = await page.evaluate(`(() => {
    const all = [document.body, ...document.body.querySelectorAll("*")];
    const sizes = all.map((one) => parseFloat(getComputedStyle(one).fontSize));
    all.forEach((one, i) => one.style?.setProperty("font-size", sizes[i] * 2 + "px", "important"));
    const cut = [...document.querySelectorAll("a, button:not(.vh), summary, .tag")].filter((one) => one.clientHeight > 0 && getComputedStyle(one).display !== "inline"
      && (one.scrollHeight > one.clientHeight + 2 || one.scrollWidth > one.clientWidth + 2));
    return [...${WIDE}, ...cut.slice(0, 3).map((one) => "cut: " + one.outerHTML.slice(0, 160))];
  })()`);
  await page.setViewportSize({ width, height });
  return wide.map((one) => `200 % text, ${one}`);
}

/// Findings of axe on the page as it is, and the elements that make it wider than the window.
export async function faults(page) {
  // Under the page's own policy no script of ours may be added; this one runs in a world of its own.
  const client = await page.context().newCDPSession(page);
  const { frameTree } = await client.send("Page.getFrameTree");
  const { executionContextId } = await client.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id });
  const run = async (expression) => {
    const { result, exceptionDetails } = await client.send("Runtime.evaluate", { contextId: executionContextId, expression, awaitPromise: true, returnByValue: true });
    assert.equal(exceptionDetails, undefined, JSON.stringify(exceptionDetails));
    return result.value;
  };
  await run(`${AXE};0`);
  const found = await run(`axe.run(document, { iframes: false }).then(({ violations }) =>
    violations.flatMap((rule) => rule.nodes.map((node) => rule.id + ": " + node.html.slice(0, 160))))`);
  const wide = await run(WIDE);
  await client.detach();
  return [...found, ...wide];
}

/// Paths that belong to the same page: ids and codes do not count, neither does a place in a list.
function kind(url) {
  const query = [...url.searchParams.keys()].filter((name) => name !== "cursor").sort().join("&");
  return url.pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "{id}").replace(/[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/g, "{code}") + (query ? `?${query}` : "");
}

/// Opens every page that links lead to, from the start.
export async function crawl(page, base, look) {
  const seen = new Set(["/"]);
  const left = [new URL("/", base)];
  while (left.length) {
    const url = left.shift();
    const answer = await page.goto(url.href);
    assert.ok(answer.status() < 400, `${url.pathname}: ${answer.status()}`);
    await look(url, answer);
    for (const href of await page.locator("a[href]").evaluateAll((links) => links.map((link) => link.href))) {
      const next = new URL(href);
      next.hash = "";
      const isPage = next.origin === url.origin && !/^\/(demo|api|assets)\b|\.(pdf|csv|json|eml|jsonl)$/.test(next.pathname) && !/\/original\/|\/export\b/.test(next.pathname);
      if (isPage && !seen.has(kind(next))) {
        seen.add(kind(next));
        left.push(next);
      }
    }
  }
  return seen;
}
