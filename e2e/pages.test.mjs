// Every page that a person reaches by links, in each role: accessible, within its width, quiet, small, with a title and one heading.

import assert from "node:assert/strict";
import test from "node:test";
import { gzipSync } from "node:zlib";
import { calm, crawl, demo, faults, overflowOfLargeText } from "./support.mjs";

const ROLES = ["banker", "helper", "supervisor", "bankerSupervisor", "hr", "auditor", "admin"];
const MODES = {
  "wide and light": {},
  "320 px, Arabic, dark": { viewport: { width: 320, height: 640 }, locale: "ar", colorScheme: "dark" },
};
const MOST_HTML = 20 * 1024;
const MOST_SCRIPT = 10 * 1024;

const bank = await demo();

for (const role of ROLES) {
  for (const [mode, options] of Object.entries(MODES)) {
    test(`${role}, ${mode}`, async () => {
      const page = await bank.as(role, options);
      const wrong = [];
      const seen = await crawl(page, bank.base, async (url, answer) => {
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
        if (mode === "wide and light") for (const fault of await overflowOfLargeText(page)) wrong.push(`${url.pathname}: ${fault}`);
      });
      assert.deepEqual(wrong, []);
      assert.ok(seen.size > 4, [...seen].join(" "));
      calm(page);
      await page.context().close();
    });
  }
}
