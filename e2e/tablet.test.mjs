// The bank's tablet in a client's hands, in Chromium: other tabs, back and forward, history, storage, and giving it back.

import assert from "node:assert/strict";
import test from "node:test";
import { PASSWORD, demo, faults } from "./support.mjs";

const bank = await demo();
const TABLET = { viewport: { width: 1024, height: 768 }, hasTouch: true };
const WORDS = "She stayed with me until the money was there.";

/// A tablet that Sam has handed to a client, another tab of which shows a page of the staff; both pages.
async function handedOver() {
  const sam = await bank.as("banker", TABLET);
  await sam.goto("/commendations/new");
  await sam.fill("#who", "priya raman");
  await sam.locator("[role=option]", { hasText: "Priya Raman" }).waitFor();
  await sam.locator("#who").press("Enter");
  await sam.locator(".person", { hasText: "Priya Raman" }).waitFor();
  await sam.getByRole("button", { name: "Let the client write" }).click();
  const other = await sam.context().newPage();
  await other.goto(new URL("/letters", sam.url()).href);
  await other.getByRole("button", { name: "Sign out" }).first().waitFor();
  await sam.getByRole("button", { name: "Hand over this tablet" }).click();
  await sam.locator("#text").waitFor();
  return { sam, other };
}

/// Nothing of the staff's is on a page.
async function isShut(page) {
  const text = await page.content();
  assert.ok(!text.includes("/sign-out") && !text.includes("Meridian Credit Union</strong>"), page.url());
}

test("nothing of the staff is reached, nothing of the client stays, and the tablet is given back", async () => {
  const { sam, other } = await handedOver();
  assert.deepEqual(await faults(sam), []);
  await other.waitForURL(/\/unlock$/);
  await isShut(other);
  for (const step of ["goBack", "goBack", "goForward", "goBack"]) {
    await sam[step]();
    await isShut(sam);
  }
  for (const path of ["/", "/letters", "/settings", "/help", "/sign-in", "/activate", "/api"]) {
    await sam.goto(path);
    assert.equal(new URL(sam.url()).pathname, "/unlock", path);
    await isShut(sam);
  }
  assert.deepEqual(await faults(sam), []);
  // A script with the cookie.
  const status = await sam.evaluate(async () => (await fetch("/api/v1/me")).status);
  assert.equal(status, 423);

  await sam.getByRole("link", { name: "Back to the client’s letter" }).click();
  await sam.locator("#text").pressSequentially(WORDS);
  await sam.getByText("Kept. Only you can see it").waitFor();
  await sam.locator("#text").pressSequentially(" Thank you.");
  const stored = await sam.evaluate(async () => {
    const bases = await indexedDB.databases();
    return [localStorage.length, sessionStorage.length, bases.length, (await caches.keys()).length];
  });
  assert.deepEqual(stored, [0, 0, 0, 0]);
  await sam.fill("#name", "Maria Delgado");
  await sam.locator("button[name=sign]").click();
  await sam.getByRole("heading", { name: "Please give the tablet back" }).waitFor();
  assert.deepEqual(await faults(sam), []);
  await sam.goBack();
  assert.ok(!(await sam.content()).includes("until the money"), "the words are not behind \"back\"");

  await sam.goto("/unlock");
  await sam.fill("#password", "something else");
  await sam.getByRole("button", { name: "Take it back" }).click();
  await sam.getByRole("alert").waitFor();
  await isShut(sam);
  await sam.fill("#password", PASSWORD);
  await sam.getByRole("button", { name: "Take it back" }).click();
  await sam.getByRole("heading", { name: "The client has signed" }).waitFor();
  await sam.goto("/c");
  await sam.locator("#code").waitFor();
});
