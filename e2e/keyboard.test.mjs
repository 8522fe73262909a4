// A day of a banker, a supervisor and a helper with nothing but the keyboard: every stop of the focus is seen.

import assert from "node:assert/strict";
import test from "node:test";
import { calm, demo, PASSWORD, saved } from "./support.mjs";

const bank = await demo();

/// Asserts that the element with the focus shows it, and that nothing lies over it.
async function assertSeen(page) {
  const wrong = await page.evaluate(() => {
    const at = document.activeElement;
    if (!at || at === document.body || at === document.documentElement) return "";
    const shows = (element) => element && getComputedStyle(element).outlineStyle !== "none" && parseFloat(getComputedStyle(element).outlineWidth) >= 2;
    const name = at.outerHTML.slice(0, 160);
    if (!shows(at) && !shows(at.nextElementSibling)) return `no outline: ${name}`;
    const box = at.getBoundingClientRect();
    if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) return `outside the window: ${name}`;
    const [x, y] = [box.left + Math.min(box.width / 2, 20), (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2];
    const over = document.elementFromPoint(x, y);
    const label = at.labels?.[0];
    const isFree = over && (at.contains(over) || over.contains(at) || label?.contains(over) || at.nextElementSibling?.contains(over));
    return isFree ? "" : `covered by ${over?.outerHTML.slice(0, 80)}: ${name}`;
  });
  assert.equal(wrong, "");
}

/// Presses Tab until the focus is on an element, which must be seen at every stop.
async function tabTo(page, selector) {
  for (let stops = 0; stops < 150; stops += 1) {
    if (await page.evaluate((selector) => document.activeElement?.matches(selector), selector)) return;
    await page.keyboard.press("Tab");
    await assertSeen(page);
  }
  assert.fail(`Tab never reached ${selector} on ${page.url()}`);
}

async function press(page, selector) {
  await tabTo(page, selector);
  await page.keyboard.press("Enter");
}

async function signIn(page, email) {
  await page.goto("/sign-in");
  await tabTo(page, "#email");
  await page.keyboard.type(email);
  await tabTo(page, "#password");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname === "/");
}

test("note, write, send, acknowledge, thank: with the keyboard alone", async () => {
  const sam = await bank.page();
  await signIn(sam, bank.addressOf("banker"));
  // Four keys for a known helper.
  await sam.waitForFunction(() => document.activeElement?.id === "who");
  await sam.keyboard.type("pri");
  await sam.locator("[role=option]", { hasText: "Priya Raman" }).waitFor();
  await sam.keyboard.press("Enter");
  await sam.waitForURL(/noted=/);
  await press(sam, "a[href^='/commendations/new?assist']");
  await sam.waitForURL(/\/commendations\/new/);
  await tabTo(sam, "#did");
  await sam.keyboard.type("Found the wire in the night.");
  await tabTo(sam, "[name=kind]");
  while (!(await sam.locator("#kind-typed").isChecked())) await sam.keyboard.press("ArrowLeft");
  await tabTo(sam, "#words");
  await sam.keyboard.type("She never hung up.");
  await tabTo(sam, "[id='client.name']");
  await sam.keyboard.type("Rosa Marin");
  await tabTo(sam, "[id='client.share_name']");
  await sam.keyboard.press("Space");
  await tabTo(sam, "[name=strengths]");
  await sam.keyboard.press("Space");
  await saved(sam);
  await sam.locator("#look .letter", { hasText: "She never hung up." }).waitFor();
  await press(sam, "[name=send]");
  await sam.waitForURL(/\/commendations\/[0-9a-f-]+$/);
  const path = new URL(sam.url()).pathname;

  const lead = await bank.page();
  await signIn(lead, bank.addressOf("supervisor"));
  await press(lead, "a[href='/team']");
  await lead.waitForURL(/\/team/);
  const id = path.split("/").pop();
  await tabTo(lead, `#c-${id}`);
  await lead.keyboard.press("Space");
  await tabTo(lead, "#told_employee");
  await lead.keyboard.press("Space");
  await press(lead, "form[action='/team/acknowledgements'] .btn-p");
  await lead.locator(".notice.n-ok").waitFor();

  const priya = await bank.as("helper");
  await press(priya, "a[href='/me/recognition']");
  await priya.waitForURL(/recognition/);
  await press(priya, `a[href='${path}']`);
  await priya.waitForURL((url) => url.pathname === path);
  await tabTo(priya, "#text");
  await priya.keyboard.type("Thank you both.");
  await press(priya, "form[action$='/thanks'] button");
  await priya.locator(".notice.n-ok").waitFor();

  await sam.goto(path);
  const came = await sam.locator("section", { has: sam.locator("#h-c") }).textContent();
  assert.match(came, /Kateřina Veselý/);
  assert.match(came, /Thank you both/);
  // To withdraw, a dialog asks; Escape goes back, and the focus with it.
  await press(sam, "a[href$='/withdrawal']");
  await sam.locator("dialog[open]").waitFor();
  await assertSeen(sam);
  await sam.keyboard.press("Escape");
  await sam.locator("dialog").waitFor({ state: "detached" });
  assert.equal(await sam.evaluate(() => document.activeElement.getAttribute("href")?.endsWith("/withdrawal")), true);
  await sam.keyboard.press("Enter");
  await sam.locator("dialog[open]").waitFor();
  await tabTo(sam, "dialog #reason");
  await sam.keyboard.type("It was another Priya.");
  await press(sam, "dialog .btn-p");
  await sam.locator(".n-red").first().waitFor();
  assert.match(await sam.locator(".n-red").first().textContent(), /It was another Priya/);
  for (const page of [sam, lead, priya]) calm(page);
});
