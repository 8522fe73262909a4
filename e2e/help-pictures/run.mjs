// Makes the pictures of the help from the running product: a demo whose clock stands still, in each language.
//
//   node run.mjs [NAME…]        all pictures, or those with these names
//
// It writes assets/help/LANGUAGE/NAME.webp. The same product gives the same pictures with the same fonts, except for a code, a
// hash of the audit trail and the order of matters of the same moment. The names are those of `src/server/help/sections.rs`, whose tests hold
// that none is missing and none is left over.

import { mkdir, readdir, writeFile } from "node:fs/promises";
import { PLACES, start } from "../service.mjs";

const ROOT = new URL("../../", import.meta.url);
const FOLDER = new URL("assets/help/", ROOT);
const MOMENT = "2026-11-20T09:30:00Z";
/// The part of a page that a picture shows, in CSS pixels, and the pixels of each.
const SIZE = { width: 720, height: 450 };
const SCALE = 1.5;
const QUALITY = 80;

const only = process.argv.slice(2);
const languages = (await readdir(new URL("locales/", ROOT))).filter((name) => name !== "clients").sort(); // those of the staff
const { base, browser, stop } = await start(["--at", MOMENT]);

/// A page on which somebody has signed in, or nobody.
async function open(role, locale) {
  const context = await browser.newContext({
    viewport: { width: 1000, height: 1400 }, locale, baseURL: base, reducedMotion: "reduce", colorScheme: "light", timezoneId: "UTC", bypassCSP: true,
  });
  const page = await context.newPage();
  if (role) {
    await page.goto("/demo");
    await page.locator(".ins button").nth(PLACES[role]).click();
    await page.waitForURL((url) => url.pathname === "/");
  }
  return page;
}

/// A draft about the helper, with all that is needed to send it.
async function draft(page) {
  await page.goto("/commendations/new");
  await page.fill("#who", "priya raman");
  await page.locator("[role=option]").first().click();
  await page.waitForURL(/\/edit/);
  await page.fill("[name=did]", "Stayed on the line until the money had arrived.");
  await page.locator("input[name=kind][value=typed]").check();
  await page.fill("[name=words]", "Priya stayed on the telephone with me until the money was there. My card 4111 1111 1111 1111 works again too. I want her manager to know.");
  await page.fill("[name='client.name']", "Rosa Marín");
  await page.locator("[name='client.share_name']").check();
  await page.fill("[name=cover_note]", "Nobody else had an answer that day.");
  await page.locator("[name=look]").first().click();
  await page.waitForLoadState();
  return new URL(page.url()).pathname;
}

const FILE = [
  "employee_number,name,email,title,department,branch,extension,manager_number,roles,start_date,end_date",
  "109001,Noor van Dijk,noor.vandijk@meridian.example,Personal Banker,Retail Banking,Oak Street,4410,100102,banker,2026-11-16,",
  "109002,Tomás Ferreira,tomas.ferreira@meridian.example,Wire Operations Associate,Wire Operations,Operations Centre,5671,100104,back_office,2026-11-16,",
].join("\n");

const banker = await open("banker", "en");
const path = await draft(banker);
await banker.context().close();

/// Each picture: who looks, the path, what to do there, and the part of the page at whose top it begins.
const PICTURES = {
  note: ["banker", "/", async (page) => {
    await page.locator("#who").pressSequentially("wire ra");
    await page.locator("[role=option]").first().waitFor();
  }, "main .head"],
  write: ["banker", path, null, "#write"],
  handoff: ["banker", `${path.replace("/edit", "/handoff")}`, async (page) => {
    const revoke = page.locator("form[action$='/handoff/end'] button");
    if (await revoke.count()) await revoke.click();
    await page.locator("button[name=place]").first().click();
    await page.locator(".qr").waitFor();
  }, "main .head"],
  look: ["banker", path, null, ".two > aside, .two > .stack:last-child"],
  follow: ["banker", "/letters?role=sent", async (page) => {
    await page.goto(await page.locator(".item", { hasText: "Leila Haddad" }).locator("a").first().getAttribute("href"));
  }, "main .stack"],
  helpers: ["banker", "/helpers", null, "main .head"],
  recognition: ["helper", "/me/recognition", null, "main .month"],
  thank: ["helper", "/me/recognition", async (page) => {
    await page.goto(await page.locator(".got a[href^='/commendations/']").first().getAttribute("href"));
  }, "main .head"],
  team: ["supervisor", "/team", null, "main .head"],
  history: ["supervisor", "/team", async (page) => {
    await page.goto(await page.locator("main a[href$='/recognition']").nth(3).getAttribute("href"));
  }, "main .hero"],
  without: ["supervisor", "/team/unrecognised", null, "main .head"],
  worklist: ["hr", "/worklist", null, "main .head"],
  person: ["hr", "/people?q=priya+raman", async (page) => follow(page, "Priya Raman"), "main .head"],
  import: ["hr", "/import", async (page) => {
    if (await page.locator("#file").count()) {
      await page.locator("#file").setInputFiles({ name: "staff.csv", mimeType: "text/csv", buffer: Buffer.from(FILE) });
      await page.locator("button[formaction*=partial]").click();
      await page.waitForLoadState();
    }
    await page.locator("details").first().evaluate((details) => { details.open = true; });
  }, "main .head"],
  trail: ["auditor", "/audit", null, "main .search"],
  verify: ["auditor", "/audit", async (page) => {
    await page.locator("form[action='/audit/verification'] button").click();
    await page.waitForLoadState();
  }, "main"],
  check: [null, "/verify", null, "main"],
  "sign-in": [null, "/sign-in", null, ".box"],
};

async function follow(page, words) {
  await page.goto(await page.locator("main a", { hasText: words }).first().getAttribute("href"));
}

async function shoot(page, selector) {
  await page.addStyleTag({ content: "*{caret-color:transparent!important}.strip{display:none!important}" });
  await page.evaluate(() => document.fonts.ready);
  const box = await page.locator(selector).first().boundingBox();
  const x = Math.max(0, Math.round(box.x + box.width / 2 - SIZE.width / 2));
  const y = Math.max(0, Math.round(box.y - 24));
  const client = await page.context().newCDPSession(page);
  const { data } = await client.send("Page.captureScreenshot", { format: "webp", quality: QUALITY, captureBeyondViewport: true, clip: { x, y, ...SIZE, scale: SCALE } });
  await client.detach();
  return Buffer.from(data, "base64");
}

try {
  for (const language of languages) {
    await mkdir(new URL(`${language}/`, FOLDER), { recursive: true });
    const open_pages = new Map();
    for (const [name, [role, path, act, selector]] of Object.entries(PICTURES)) {
      if (only.length && !only.includes(name)) continue;
      if (!open_pages.has(role)) open_pages.set(role, await open(role, language));
      const page = open_pages.get(role);
      await page.goto(path);
      await act?.(page);
      const picture = await shoot(page, selector);
      await writeFile(new URL(`${language}/${name}.webp`, FOLDER), picture);
      console.log(`${language}/${name}.webp ${Math.ceil(picture.length / 1024)} KB`);
    }
    for (const page of open_pages.values()) await page.context().close();
  }
} finally {
  await stop();
}
