// Lighthouse over eight pages of a demo, on its simulated phone: prints a table, and writes it when a file is named.
//
//   node run.mjs [FILE]
//
// Each page is measured three times; the table has the median of each figure. It exits with 1 when a score is below 100.

import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import lighthouse from "lighthouse";
import puppeteer from "puppeteer-core";

const RUNS = 3;
const BINARY = process.env.COMMEND_BINARY ?? new URL("../../target/release/commend", import.meta.url).pathname;
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const CATEGORIES = ["performance", "accessibility", "best-practices"];

/// The pages: who opens it (place in the tour's list, null for nobody), and how it is reached.
const PAGES = [
  ["Sign in", null, "/sign-in"],
  ["Home", 0, "/"],
  ["New commendation", 0, "/commendations/new"],
  ["A commendation", 0, "/letters?role=sent", "a[href^='/commendations/']"],
  ["Letters", 0, "/letters?role=sent"],
  ["My recognition", 1, "/me/recognition"],
  ["Team", 2, "/team"],
  ["Work list", 4, "/worklist"],
];

const folder = await mkdtemp(join(tmpdir(), "commend-lighthouse-"));
const service = spawn(BINARY, ["demo", "--port", "0"], { cwd: folder, env: { ...process.env, COMMEND_DATA_DIR: join(folder, "data"), RUST_LOG: "warn" } });
const base = await new Promise((found, failed) => {
  let said = "";
  service.stdout.on("data", (piece) => {
    said += piece;
    const line = said.match(/Begin here: (http:\S+?)demo\s[^]*Stop it with/);
    if (line) found(line[1]);
  });
  service.once("exit", (code) => failed(new Error(`the demo ended with ${code}: ${said}`)));
});
const browser = await puppeteer.launch({
  executablePath: CHROMIUM,
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const rows = [];
try {
  for (const [name, person, path, link] of PAGES) {
    const page = await browser.newPage();
    // One browser has one jar of cookies: whoever measured before signs out first.
    await page.deleteCookie(...(await page.cookies(base)));
    if (person !== null) {
      await page.goto(new URL("/demo", base).href);
      await Promise.all([page.waitForNavigation(), (await page.$$(".ins button"))[person].click()]);
    }
    await page.goto(new URL(path, base).href);
    const url = link ? await page.$eval(link, (found) => found.href) : page.url();
    const figures = [];
    for (let run = 0; run < RUNS; run += 1) {
      const { lhr } = await lighthouse(url, { onlyCategories: CATEGORIES, disableStorageReset: true, logLevel: "error" }, undefined, page);
      figures.push([...CATEGORIES.map((id) => Math.round(lhr.categories[id].score * 100)), Math.round(lhr.audits["largest-contentful-paint"].numericValue)]);
      if (process.env.VERBOSE) {
        for (const audit of Object.values(lhr.audits)) if (audit.score !== null && audit.score < 1) console.log(name, audit.id, audit.score, audit.displayValue ?? "");
      }
    }
    rows.push([name, ...figures[0].map((_, i) => median(figures.map((row) => row[i])))]);
    await page.close();
  }
} finally {
  await browser.close();
  service.kill("SIGTERM");
  await new Promise((done) => service.once("exit", done));
  await rm(folder, { recursive: true, force: true });
}

const table = [
  `Lighthouse on its simulated phone, ${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0].model}, medians of ${RUNS} runs (\`./check --lighthouse\`).`,
  "",
  "| page | performance | accessibility | best practices | largest paint, ms |",
  "|---|---:|---:|---:|---:|",
  ...rows.map((row) => `| ${row.join(" | ")} |`),
  "",
].join("\n");
console.log(table);
if (process.argv[2]) await writeFile(process.argv[2], table);
process.exitCode = rows.every((row) => row.slice(1, 4).every((score) => score === 100)) ? 0 : 1;
