// A client writes on a phone of the client's own while the banker looks on: two browsers at once, with scripts and without.

import assert from "node:assert/strict";
import test from "node:test";
import { calm, demo, faults } from "./support.mjs";

const bank = await demo();
const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
const WORDS = "She stayed with me until the money was there.";

/// A draft about Priya Raman that is handed to its client; the banker's page with the code.
async function handedOff(options) {
  const sam = await bank.as("banker", options);
  await sam.goto("/commendations/new");
  await sam.fill("#who", "priya raman");
  if (options?.javaScriptEnabled === false) {
    await sam.getByRole("button", { name: "Find" }).click();
    await sam.locator(".pick", { hasText: "Priya Raman" }).click();
  } else {
    await sam.locator("[role=option]", { hasText: "Priya Raman" }).waitFor();
    await sam.locator("#who").press("Enter");
  }
  await sam.locator(".person", { hasText: "Priya Raman" }).waitFor();
  await sam.getByRole("button", { name: "Let the client write" }).click();
  await sam.getByRole("button", { name: "Show a code now" }).click();
  await sam.locator(".code-big").waitFor();
  return sam;
}

/// A phone on which the code was typed.
async function phoneWith(code, options = {}) {
  const phone = await bank.page({ ...PHONE, ...options });
  await phone.goto("/c");
  await phone.fill("#code", code.toLowerCase());
  await phone.getByRole("button", { name: "Continue" }).click();
  await phone.locator("#text").waitFor();
  return phone;
}

test("the banker follows a client who writes, draws a signature and signs", async () => {
  const sam = await handedOff();
  assert.deepEqual(await faults(sam), []);
  const phone = await phoneWith(await sam.locator(".code-big").textContent());
  await sam.getByRole("heading", { name: "The client has opened it" }).waitFor();
  assert.deepEqual(await faults(phone), []);

  await phone.locator("#text").pressSequentially(WORDS);
  await phone.getByText("Kept. Only you can see it").waitFor();
  await sam.getByRole("heading", { name: "The client is writing" }).waitFor();
  assert.ok(!(await sam.content()).includes("until the money"));
  assert.deepEqual(await faults(sam), []);

  const box = await phone.locator(".pad svg").boundingBox();
  await phone.mouse.move(box.x + 30, box.y + 80);
  await phone.mouse.down();
  for (let i = 1; i <= 30; i++) await phone.mouse.move(box.x + 30 + 5 * i, box.y + 80 - 25 * Math.sin(i / 4));
  await phone.mouse.up();
  await phone.reload();
  assert.equal(await phone.locator("#text").inputValue(), WORDS);
  await phone.fill("#name", "Maria Delgado");
  assert.equal(await phone.locator("#share_name").isChecked(), false);
  await phone.locator("#share_name").check();
  await phone.locator("button[name=sign]").dblclick();
  await phone.getByRole("heading", { name: "Thank you" }).waitFor();
  assert.deepEqual(await faults(phone), []);

  await sam.getByRole("heading", { name: "The client has signed" }).waitFor();
  await sam.getByRole("link", { name: "Look and send" }).click();
  await sam.waitForURL(/\/edit/);
  assert.match(await sam.locator(".said-words").textContent(), /until the money/);
  assert.deepEqual(await faults(sam), []);
  await sam.getByRole("button", { name: "Send commendation" }).click();
  await sam.waitForURL(/\/commendations\/[0-9a-f-]+$/);
  assert.match(await sam.locator("main").textContent(), /Maria Delgado/);
  calm(sam);
  calm(phone);
});

test("a phone that loses the network loses no word", async () => {
  const sam = await handedOff();
  const phone = await phoneWith(await sam.locator(".code-big").textContent());
  // To take it back is asked about first.
  await sam.getByRole("button", { name: "Take it back" }).click();
  await sam.locator("dialog[open]").waitFor();
  assert.deepEqual(await faults(sam), []);
  await sam.getByRole("link", { name: "No, go back" }).click();
  await sam.locator("dialog").waitFor({ state: "detached" });
  await phone.context().setOffline(true);
  await phone.locator("#text").pressSequentially(WORDS);
  await phone.getByText("The network is away").waitFor();
  await phone.context().setOffline(false);
  await phone.getByText("Kept. Only you can see it").waitFor();
  await phone.goto("/c");
  assert.equal(await phone.locator("#text").inputValue(), WORDS);
  await phone.getByRole("button", { name: "I would rather not" }).click();
  await phone.getByRole("heading", { name: "No letter, and that is fine" }).waitFor();
  assert.deepEqual(await faults(phone), []);
  await sam.getByRole("heading", { name: "The client would rather not" }).waitFor();
});

test("without scripts and from right to left it is done with the same buttons", async () => {
  const sam = await handedOff({ javaScriptEnabled: false });
  const phone = await phoneWith(await sam.locator(".code-big").textContent(), { javaScriptEnabled: false });
  await phone.fill("#text", WORDS);
  await phone.locator("button[lang=ar]").click();
  await phone.waitForLoadState();
  assert.equal(await phone.locator("html").getAttribute("dir"), "rtl");
  assert.equal(await phone.locator("#text").inputValue(), WORDS);
  await phone.locator("button[name=sign]").click();
  await phone.locator(".errs").waitFor();
  await phone.fill("#name", "مريم");
  await phone.locator("button[name=sign]").click();
  await phone.locator(".sealed").waitFor();
  await sam.reload();
  await sam.getByRole("heading", { name: "The client has signed" }).waitFor();
});
