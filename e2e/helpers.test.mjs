// Helpers are noted from the home page.

import assert from "node:assert/strict";
import test from "node:test";
import { calm, demo, faults } from "./support.mjs";

const bank = await demo();

test("a known helper is noted with four keys", async () => {
  const page = await bank.as("banker");
  await page.waitForFunction(() => document.activeElement?.id === "who");
  await page.keyboard.type("pri");
  await page.locator("[role=option]", { hasText: "Priya Raman" }).waitFor();
  assert.equal(await page.locator("#who").getAttribute("aria-expanded"), "true");
  assert.deepEqual(await faults(page), []);
  await page.keyboard.press("Enter");
  await page.waitForURL(/noted=/);
  assert.match(await page.locator("[role=status]").first().textContent(), /Priya Raman/);
  calm(page);
});

test("the list is moved through with arrows, closed with Escape, and chosen from with the mouse", async () => {
  const page = await bank.as("banker");
  await page.fill("#who", "wire");
  await page.locator("[role=option]").nth(2).waitFor();
  await page.keyboard.press("ArrowDown");
  const second = await page.locator("[role=option]").nth(1).getAttribute("id");
  assert.equal(await page.locator("#who").getAttribute("aria-activedescendant"), second);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("[role=listbox]").isVisible(), false);
  await page.keyboard.press("ArrowDown");
  const name = await page.locator("[role=option] b").nth(1).textContent();
  await page.locator("[role=option]").nth(1).click();
  await page.waitForURL(/noted=/);
  assert.ok((await page.locator("[role=status]").first().textContent()).includes(name));
  await page.getByRole("button", { name: "Undo" }).click();
  await page.waitForURL((url) => !url.search);
  calm(page);
});

test("a name that nobody has leads to the page that says so", async () => {
  const page = await bank.as("banker");
  await page.fill("#who", "qqqqzz");
  await page.locator(".combo [role=status]", { hasText: "Nobody" }).waitFor({ state: "attached" });
  await page.keyboard.press("Enter");
  await page.waitForURL(/who=qqqqzz/);
  assert.match(await page.locator("main").textContent(), /Describe who it was/);
  calm(page);
});

test("without scripts the same is two presses", async () => {
  const page = await bank.as("banker", { javaScriptEnabled: false });
  await page.fill("#who", "priya raman");
  await page.keyboard.press("Enter");
  await page.locator(".pick", { hasText: "Priya Raman" }).click();
  await page.waitForURL(/noted=/);
  assert.match(await page.locator("[role=status]").first().textContent(), /Priya Raman/);
});
