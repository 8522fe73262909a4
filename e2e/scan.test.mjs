// A letter on paper: brought, turned, and covered with the mouse, by touch, with the keyboard and without scripts.

import assert from "node:assert/strict";
import test from "node:test";
import { calm, demo, faults, photo, saved } from "./support.mjs";

const bank = await demo();
const file = await photo(bank);

/// The page of a new draft on which a letter on paper is brought.
async function begin(page) {
  await page.goto("/commendations/new");
  await page.locator("#kind-scan").check();
  await page.locator("button[name=pages]").click();
  await page.waitForURL(/\/scan$/);
}

/// A new draft with a page.
async function bring(page) {
  await begin(page);
  await page.setInputFiles("#file", file);
  await page.locator("form[enctype] button[type=submit]").click();
  await page.locator(".paper").waitFor();
}

const covers = (page) => page.locator(".cover");

test("the upload says what is wrong with a file, and takes one that is dropped", async () => {
  const sam = await bank.as("banker");
  sam.mayFail = true;
  await begin(sam);
  await sam.setInputFiles("#file", { name: "a.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no picture") });
  await sam.locator("form[enctype] button[type=submit]").click();
  await sam.locator(".errs").waitFor();
  assert.match(await sam.title(), /^Error/);
  assert.deepEqual(await faults(sam), []);
  const data = await sam.evaluateHandle(({ bytes, name, type }) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(bytes)], name, { type }));
    return transfer;
  }, { bytes: [...file.buffer], name: file.name, type: file.mimeType });
  await sam.locator("form[enctype]").dispatchEvent("drop", { dataTransfer: data });
  await sam.locator(".layer").waitFor();
  calm(sam);
});

test("an upload shows its progress and can be stopped", async () => {
  const sam = await bank.as("banker");
  sam.mayFail = true;
  await begin(sam);
  const client = await sam.context().newCDPSession(sam);
  await client.send("Network.emulateNetworkConditions", { offline: false, latency: 20, downloadThroughput: -1, uploadThroughput: 200_000 });
  await sam.setInputFiles("#file", { name: "large.png", mimeType: "image/png", buffer: Buffer.alloc(4_000_000, 1) });
  await sam.locator("form[enctype] button[type=submit]").click();
  await sam.locator("progress").waitFor();
  assert.deepEqual(await faults(sam), []);
  await sam.locator(".progress button").click();
  await sam.locator(".progress [role=status]", { hasText: "Stopped" }).waitFor();
  await client.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  await sam.setInputFiles("#file", file);
  await sam.locator("form[enctype] button[type=submit]").click();
  await sam.locator(".layer").waitFor();
  calm(sam);
});

test("a place is covered, moved, resized and uncovered with the mouse", async () => {
  const sam = await bank.as("banker");
  await bring(sam);
  const tall = await sam.locator(".layer").boundingBox();
  await sam.getByRole("button", { name: /^Turn/ }).click();
  await sam.waitForFunction(() => document.querySelector(".layer").offsetWidth > document.querySelector(".layer").offsetHeight);
  const box = await sam.locator(".layer").boundingBox();
  assert.ok(box.width / box.height > 1 && tall.width / tall.height < 1, "the page lies on its side");
  await sam.mouse.move(box.x + 100, box.y + 100);
  await sam.mouse.down();
  await sam.mouse.move(box.x + 200, box.y + 130, { steps: 4 });
  await sam.mouse.up();
  await saved(sam);
  const drawn = await covers(sam).boundingBox();
  assert.ok(Math.abs(drawn.width - 100) < 3 && Math.abs(drawn.height - 30) < 3, JSON.stringify(drawn));
  await sam.locator("#covered-1 li").waitFor();
  await sam.locator("#turn-1", { hasText: "uncover it first" }).waitFor();
  assert.deepEqual(await faults(sam), []);
  await sam.mouse.move(drawn.x + 50, drawn.y + 15);
  await sam.mouse.down();
  await sam.mouse.move(drawn.x + 90, drawn.y + 35, { steps: 4 });
  await sam.mouse.up();
  const moved = await covers(sam).boundingBox();
  assert.ok(Math.abs(moved.x - drawn.x - 40) < 3 && Math.abs(moved.y - drawn.y - 20) < 3, JSON.stringify(moved));
  await sam.mouse.move(moved.x + moved.width, moved.y + moved.height);
  await sam.mouse.down();
  await sam.mouse.move(moved.x + moved.width + 60, moved.y + moved.height + 10, { steps: 4 });
  await sam.mouse.up();
  const grown = await covers(sam).boundingBox();
  assert.ok(Math.abs(grown.width - moved.width - 60) < 3, JSON.stringify(grown));
  await sam.locator("#said").evaluate(() => 0);
  await sam.waitForFunction((label) => document.querySelector("#covered-1 li span")?.textContent === label, (await covers(sam).getAttribute("aria-label")).split(": ")[1]);
  await sam.reload();
  const kept = await covers(sam).boundingBox();
  assert.ok(Math.abs(kept.width - grown.width) < 2 && Math.abs(kept.x - grown.x) < 2, JSON.stringify(kept));
  await sam.locator("#covered-1 button").click();
  await covers(sam).waitFor({ state: "detached" });
  await sam.locator("#turn-1 button").waitFor();
  calm(sam);
});

test("a finger that moves sideways covers, one that moves up scrolls", async () => {
  const sam = await bank.as("banker", { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true });
  await bring(sam);
  const client = await sam.context().newCDPSession(sam);
  const touch = (type, x, y) => client.send("Input.dispatchTouchEvent", { type, touchPoints: type === "touchEnd" ? [] : [{ x, y }] });
  await sam.locator(".layer").evaluate((layer) => layer.scrollIntoView({ block: "start" }));
  const swipe = async (dx, dy, from) => {
    const box = await sam.locator(".layer").boundingBox();
    const [x, y] = [box.x + 60, Math.max(box.y, 0) + from];
    await touch("touchStart", x, y);
    for (let step = 1; step <= 12; step += 1) await touch("touchMove", x + (dx * step) / 12, y + (dy * step) / 12);
    await touch("touchEnd");
  };
  await swipe(120, 12, 120);
  await covers(sam).waitFor();
  await saved(sam);
  const before = await sam.evaluate(() => scrollY);
  await swipe(0, -120, 250);
  await sam.waitForFunction((from) => scrollY > from + 20, before);
  assert.equal(await covers(sam).count(), 1);
  // A cover follows the finger.
  const first = await covers(sam).getAttribute("aria-label");
  await covers(sam).scrollIntoViewIfNeeded();
  const box = await covers(sam).boundingBox();
  await touch("touchStart", box.x + box.width / 2, box.y + box.height / 2);
  for (let step = 1; step <= 8; step += 1) await touch("touchMove", box.x + box.width / 2, box.y + box.height / 2 + step * 8);
  await touch("touchEnd");
  assert.notEqual(await covers(sam).getAttribute("aria-label"), first);
  assert.deepEqual(await faults(sam), []);
  calm(sam);
});

test("with the keyboard a cover is added, moved, resized and taken away, and its place is said", async () => {
  const sam = await bank.as("banker");
  await bring(sam);
  await sam.locator("[data-add]").focus();
  await sam.keyboard.press("Enter");
  assert.equal(await sam.evaluate(() => document.activeElement.className), "cover");
  const place = async () => (await covers(sam).first().getAttribute("aria-label")).match(/\d+/g).slice(1).map(Number);
  const [left, top, wide, high] = await place();
  // A slow save: changes that come meanwhile are saved after it, one save at a time.
  let release;
  const released = new Promise((resolve) => { release = resolve; });
  await sam.route("**/scan", async (route) => { await released; await route.continue(); });
  for (let times = 0; times < 5; times += 1) await sam.keyboard.press("ArrowRight");
  await sam.keyboard.press("ArrowUp");
  for (let times = 0; times < 3; times += 1) await sam.keyboard.press("Shift+ArrowDown");
  release();
  const [newLeft, newTop, newWide, newHigh] = await place();
  assert.ok(Math.abs(newLeft - left - 5) <= 1 && Math.abs(top - newTop - 1) <= 1 && newWide === wide && Math.abs(newHigh - high - 3) <= 1);
  await sam.waitForFunction((left) => document.getElementById("said").textContent.startsWith(`${left} % from the left`), newLeft);
  await sam.locator("#covered-1 li").waitFor();
  assert.deepEqual(await faults(sam), []);
  await sam.keyboard.press("Delete");
  assert.equal(await covers(sam).count(), 0);
  assert.match(await sam.locator("#said").textContent(), /gone/);
  assert.notEqual(await sam.evaluate(() => document.activeElement.dataset.add), undefined);
  await sam.fill("#words", "Thank you, Priya.");
  await sam.locator("[name=pages_checked]").check();
  await sam.locator("[name=done]").click();
  await sam.waitForURL(/\/edit/);
  assert.equal(await sam.locator("#words").inputValue(), "Thank you, Priya.");
  calm(sam);
});

test("without scripts a place takes two clicks", async () => {
  const sam = await bank.as("banker", { javaScriptEnabled: false });
  await bring(sam);
  await sam.locator("[name=at-1]").click({ position: { x: 56, y: 100 } });
  await sam.waitForURL(/page=1/);
  await sam.locator("[name=at-1]").click({ position: { x: 168, y: 160 } });
  await sam.locator(".covered li", { hasText: "10 % from the left" }).waitFor();
  await sam.locator("[name=uncover]").click();
  await sam.locator("[name=turn]").click();
  await sam.waitForLoadState();
  const page = await sam.locator("[name=at-1]").boundingBox();
  assert.ok(page.width > page.height);
});
