// Every page that a person reaches by links, in each role: accessible, within its width, quiet, small, with a title and one heading.

import assert from "node:assert/strict";
import test from "node:test";
import { gzipSync } from "node:zlib";
import { calm, demo, faults } from "./support.mjs";

const ROLES = ["banker", "helper", "supervisor", "bankerSupervisor", "hr", "auditor", "admin"];
const MODES = {
  "wide and light": {},
  "320 px, Arabic, dark": { viewport: { width: 320, height: 640 }, locale: "ar", colorScheme: "dark" },
};
const MOST_HTML = 20 * 1024;
const MOST_SCRIPT = 10 * 1024;

const bank = await demo();

/// Paths that belong to the same page: ids and codes do not count, neither does a place in a list.
function kind(url) {
  const query = [...url.searchParams.keys()].filter((name) => name !== "cursor").sort().join("&");
  return url.pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "{id}").replace(/[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/g, "{code}") + (query ? `?${query}` : "");
}

/// Opens every page that links lead to, from the start.
async function crawl(page, look) {
  const seen = new Set(["/"]);
  const left = [new URL("/", bank.base)];
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

for (const role of ROLES) {
  for (const [mode, options] of Object.entries(MODES)) {
    test(`${role}, ${mode}`, async () => {
      const page = await bank.as(role, options);
      const wrong = [];
      const seen = await crawl(page, async (url, answer) => {
        const html = gzipSync(await answer.body()).length;
        if (html > MOST_HTML) wrong.push(`${url.pathname}: ${html} bytes of HTML`);
        const headings = await page.locator("h1").count();
        if (headings !== 1) wrong.push(`${url.pathname}: ${headings} headings of the first level`);
        let script = 0;
        for (const src of await page.locator("script[src]").evaluateAll((all) => all.map((one) => one.src))) {
          script += gzipSync(await (await page.request.get(src)).body()).length;
        }
        if (script > MOST_SCRIPT) wrong.push(`${url.pathname}: ${script} bytes of script`);
        for (const fault of await faults(page)) wrong.push(`${url.pathname}: ${fault}`);
      });
      assert.deepEqual(wrong, []);
      assert.ok(seen.size > 4, [...seen].join(" "));
      calm(page);
      await page.context().close();
    });
  }
}
