// Two budgets of the pages that a person feels, measured in Chromium: suggestions on the screen after a key, and the answer of the mail relay
// on the banker's screen. Prints a table, and writes it when a file is named.
//
//   node run.mjs [FILE]
//
// The service is `commend serve` with the data of the demo and a relay of this script's own, which answers when it is told to.

import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { CHROMIUM_OPTIONS } from "../service.mjs";
import { BANKER, PASSWORD, signIn } from "../support.mjs";
import { relay } from "./relay.mjs";

const RUNS = 30;
const BINARY = process.env.COMMEND_BINARY ?? new URL("../../target/release/commend", import.meta.url).pathname;
const PREFIXES = ["pri", "ram", "kat", "ves", "wir", "vik", "gil", "wan", "boa", "bar"];

const folder = await mkdtemp(join(tmpdir(), "commend-figures-"));
const { COMMEND_BINARY: _, ...inherited } = process.env; // no variable of the service
const env = { ...inherited, COMMEND_DATA_DIR: join(folder, "data"), RUST_LOG: "warn" };

/// Starts the program and waits until it has said something.
function start(options, more, words) {
  const service = spawn(BINARY, options, { cwd: folder, env: { ...env, ...more } });
  return new Promise((done, failed) => {
    let said = "";
    const hear = (piece) => {
      said += piece;
      if (words.test(said)) done(service);
    };
    service.stdout.on("data", hear);
    service.stderr.on("data", hear);
    service.once("exit", (code) => failed(new Error(`the service ended with ${code}: ${said}`)));
  });
}

async function stop(service) {
  const ended = new Promise((done) => service.once("exit", done));
  service.kill("SIGTERM");
  await ended;
}

const freePort = () => new Promise((found) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => found(port));
  });
});

/// Milliseconds from a key to the first frame with suggestions.
async function typeAhead(page, prefix) {
  await page.goto("/");
  await page.waitForFunction(() => document.activeElement?.id === "who" && document.querySelector(".options"));
  await page.keyboard.type(prefix.slice(0, -1), { delay: 120 });
  await page.waitForTimeout(400);
  await page.evaluate(() => {
    const [input, list] = [document.getElementById("who"), document.querySelector(".options")];
    let at = 0;
    input.addEventListener("keydown", () => { at = performance.now(); }, { once: true, capture: true });
    window.shown = new Promise((done, failed) => {
      setTimeout(() => failed(new Error(`nobody is suggested for ${input.value}`)), 5000);
      new MutationObserver((_, observer) => {
        if (!at || list.hidden) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - at)));
      }).observe(list, { childList: true, attributes: true });
    });
  });
  await page.keyboard.press(prefix.at(-1));
  return page.evaluate(() => window.shown);
}

/// Milliseconds from the relay's last answer to the screen on which all mails of a letter are sent.
async function delivery(page, server, token, helper, run) {
  server.hold();
  const send = () => page.request.post("/api/v1/commendations", {
    headers: { authorization: `Bearer ${token}`, "idempotency-key": `figures-${run}` },
    data: { helper_ids: [helper], cover_note: `Stayed on the line, for the ${run}th time.` },
  });
  let answer = await send();
  // One person may send only so many letters in a short time.
  while (answer.status() === 429) {
    await page.waitForTimeout(Number(answer.headers()["retry-after"]) * 1000);
    answer = await send();
  }
  if (answer.status() !== 201) throw new Error(`${answer.status()}: ${await answer.text()}`);
  const { id } = await answer.json();
  await page.goto(`/commendations/${id}`);
  await page.waitForSelector("#told[data-live]");
  while (!server.held) await page.waitForTimeout(50);
  await page.waitForTimeout(300 + run * 37); // at any point of the stream's beat
  server.release();
  const at = await page.waitForFunction(() => {
    const tags = [...document.querySelectorAll("#told .rows > li > .tag")];
    return tags.length > 0 && tags.every((tag) => tag.classList.contains("tag-ok")) && Date.now();
  });
  return (await at.jsonValue()) - server.lastAnswer;
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const server = await relay();
let browser;
const figures = { typed: [], told: [] };
try {
  await stop(await start(["demo", "--port", "0"], {}, /Stop it with/));
  const port = await freePort();
  const base = `http://127.0.0.1:${port}/`;
  const settings = { COMMEND_LISTEN: `127.0.0.1:${port}`, COMMEND_SMTP_URL: `smtp://127.0.0.1:${server.port}?tls=none`, COMMEND_MAIL_FROM: "commend@meridian.example", RUST_LOG: "info" };
  const service = await start(["serve"], settings, /listening on/);
  try {
    browser = await chromium.launch(CHROMIUM_OPTIONS);
    const context = await browser.newContext({ baseURL: base, locale: "en", reducedMotion: "reduce" });
    const page = await context.newPage();
    await page.goto("/sign-in");
    await signIn(page, BANKER);
    for (let run = 0; run < RUNS; run += 1) figures.typed.push(await typeAhead(page, PREFIXES[run % PREFIXES.length]));
    const tokens = await page.request.post("/api/v1/tokens", { data: { email: BANKER, password: PASSWORD } });
    const token = (await tokens.json()).access_token;
    const people = await page.request.get("/api/v1/people?q=priya+raman", { headers: { authorization: `Bearer ${token}` } });
    const helper = (await people.json()).items[0].id;
    for (let run = 0; run < RUNS; run += 1) figures.told.push(await delivery(page, server, token, helper, run));
  } finally {
    await browser?.close();
    await stop(service);
  }
} finally {
  server.close();
  await rm(folder, { recursive: true, force: true });
}

const row = (name, budget, numbers) => `| ${name} | ${budget} | ${Math.round(median(numbers))} | ${Math.round(Math.max(...numbers))} |`;
const table = [
  `Figures of the pages in Chromium, ${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0].model}, ${RUNS} runs each, ${process.env.COMMEND_BINARY ? "build of COMMEND_BINARY" : "release build"} (\`./check --figures\`).`,
  "",
  "| figure, ms | budget | median | worst |",
  "|---|---:|---:|---:|",
  row("type-ahead: from the key to the suggestions on the screen", 100, figures.typed),
  row("delivery: from the relay's last answer to the banker's screen", 2000, figures.told),
  "",
].join("\n");
console.log(table);
if (process.argv[2]) await writeFile(process.argv[2], table);
process.exitCode = median(figures.typed) <= 100 && median(figures.told) <= 2000 ? 0 : 1;
