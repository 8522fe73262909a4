// The tour and the mailbox.

import assert from "node:assert/strict";
import test from "node:test";
import { calm, demo, faults } from "./support.mjs";

const bank = await demo();

test("the first page leads through the demo, each step as the person it names", async () => {
  const page = await bank.page();
  await page.goto("/");
  assert.equal(new URL(page.url()).pathname, "/demo");
  assert.deepEqual(await faults(page), []);
  const steps = await page.locator(".tour > li").count();
  assert.ok(steps >= 2);
  for (let step = 0; step < steps; step += 1) {
    await page.goto("/demo");
    const [answer] = await Promise.all([page.waitForNavigation(), page.locator(".tour > li").nth(step).locator("button, a").click()]);
    assert.equal(answer.status(), 200, `step ${step + 1}: ${page.url()}`);
  }
  calm(page);
});

test("a mail is shown as it was sent, and its link opens the letter of whom it was for", async () => {
  const page = await bank.page();
  await page.goto("/demo/mailbox?q=priya");
  await page.locator(".mails li a", { hasText: "A client wrote a letter about you" }).first().click();
  assert.deepEqual(await faults(page), []);
  await page.locator(".mail .as button").click();
  const link = page.frameLocator("iframe").getByRole("link", { name: "Open your letter" });
  await link.click();
  await page.waitForURL(/\/commendations\/[0-9a-f-]+$/);
  assert.equal(await page.locator(".letter").count(), 1);
  await page.goBack();
  await page.locator(".tabs a").nth(1).click();
  assert.match(await page.locator("pre").textContent(), /Why you get this/);
  const download = page.waitForEvent("download");
  await page.locator(".file", { hasText: ".eml" }).click();
  assert.match((await download).suggestedFilename(), /\.eml$/);
  calm(page);
});

test("a search that finds no mail says so", async () => {
  const page = await bank.page();
  await page.goto("/demo/mailbox?q=zzzz");
  assert.match(await page.locator("main").textContent(), /No mail has these words/);
  assert.deepEqual(await faults(page), []);
});
