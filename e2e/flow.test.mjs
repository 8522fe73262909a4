// From the note to the acknowledgement: the day of a letter, with scripts and without.

import assert from "node:assert/strict";
import test from "node:test";
import { calm, demo, faults } from "./support.mjs";

const bank = await demo();
const WORDS = "She stayed on the line until the money had arrived. I want her to know that we noticed.";

/// Writes a letter about Priya Raman as the banker, and returns the path of its record.
async function write(page, hasScripts, pickHelper) {
  await page.goto("/commendations/new");
  await pickHelper();
  await page.waitForURL(/\/edit/);
  await page.locator("input[name=kind][value=typed]").check();
  await page.fill("[name=words]", WORDS);
  await page.fill("[name='client.name']", "Rosa Marín");
  await page.locator("[name='client.share_name']").check();
  await page.fill("[name=cover_note]", "Nobody else had an answer that day.");
  // With scripts the letter follows the typing.
  if (!hasScripts) await page.getByRole("button", { name: "Save and look again" }).click();
  await page.locator("main .letter", { hasText: "Nobody else had an answer" }).waitFor();
  assert.match(await page.locator("main .letter").textContent(), /we noticed/);
  assert.match(await page.locator(".two > aside, .two > .stack").last().textContent(), /Kateřina Veselý/);
  if (hasScripts) assert.deepEqual(await faults(page), []); // axe is a script
  await page.getByRole("button", { name: "Send commendation" }).click();
  await page.waitForURL(/\/commendations\/[0-9a-f-]+$/);
  return new URL(page.url()).pathname;
}

test("a banker writes, sees the mails arrive, and the letter is acknowledged and thanked for", async () => {
  const sam = await bank.as("banker");
  const path = await write(sam, true, async () => {
    await sam.fill("#who", "priya ram");
    await sam.locator("[role=option]", { hasText: "Priya Raman" }).waitFor();
    await sam.locator("#who").press("Enter");
  });
  // Without a reload: the page follows its mails.
  await sam.waitForFunction(() => {
    const tags = [...document.querySelectorAll("#told .rows > li > .tag")];
    return tags.length >= 4 && tags.every((tag) => tag.classList.contains("tag-ok"));
  });
  assert.deepEqual(await faults(sam), []);

  const lead = await bank.as("supervisor");
  await lead.goto(path);
  assert.equal(await lead.locator(".letter").count(), 1);
  await lead.locator("[name=told_employee]").check();
  await lead.locator("form[action$='/acknowledgement'] button[type=submit]").click();
  await lead.waitForLoadState();
  assert.deepEqual(await faults(lead), []);

  const priya = await bank.as("helper");
  await priya.goto(path);
  await priya.fill("form[action$='/thanks'] textarea", "Thank you both.");
  await priya.locator("form[action$='/thanks'] button[type=submit]").click();
  await priya.waitForLoadState();

  await sam.goto(path);
  const came = await sam.locator("section", { has: sam.locator("#h-c") }).textContent();
  assert.match(came, /Kateřina Veselý/);
  assert.match(came, /Thank you both/);
  for (const page of [sam, lead, priya]) calm(page);
});

test("the same is done without scripts", async () => {
  const sam = await bank.as("banker", { javaScriptEnabled: false });
  const path = await write(sam, false, async () => {
    await sam.fill("#who", "priya raman");
    await sam.getByRole("button", { name: "Find" }).click();
    await sam.locator(".pick", { hasText: "Priya Raman" }).click();
  });
  await sam.goto(path);
  assert.match(await sam.locator("main").textContent(), /Priya Raman/);
});

test("what cannot be sent stays as it was typed, with everything that is wrong above it", async () => {
  const sam = await bank.as("banker");
  await sam.goto("/commendations/new");
  await sam.fill("[name='client.email']", "not an address");
  await sam.locator("input[name=kind][value=typed]").check();
  await sam.fill("[name=words]", "Thank you.");
  await sam.fill("#who", "priya raman");
  await sam.locator("[role=option]").first().click();
  await sam.locator(".person", { hasText: "Priya Raman" }).waitFor();
  await sam.getByRole("button", { name: "Send commendation" }).click();
  await sam.waitForFunction(() => document.title.startsWith("Error") && document.querySelector(".errs"));
  assert.equal(await sam.locator("[name='client.email']").inputValue(), "not an address");
  assert.equal(await sam.locator("[name=words]").inputValue(), "Thank you.");
  assert.deepEqual(await faults(sam), []);
  await sam.locator(".errs a").first().click();
  assert.notEqual(await sam.evaluate(() => document.activeElement?.id ?? ""), "");
});
