// A draft that is saved while somebody types: it survives every way of leaving, and two browsers never overwrite each other.

import assert from "node:assert/strict";
import test from "node:test";
import { calm, demo, faults, saved, signIn } from "./support.mjs";

const bank = await demo();

/// Adds Priya Raman on a form, with scripts or without.
async function addPriya(page, hasScripts) {
  await page.fill("#who", "priya raman");
  if (hasScripts) await page.locator("[role=option]", { hasText: "Priya Raman" }).click();
  else {
    await page.getByRole("button", { name: "Find" }).click();
    await page.locator(".pick", { hasText: "Priya Raman" }).click();
  }
  await page.waitForURL(/\/edit.*#helpers/);
}

const didOf = (page) => page.locator("#did").inputValue();

test("the first answer makes a draft, and the preview follows the typing", async () => {
  const sam = await bank.as("banker");
  await sam.goto("/commendations/new");
  assert.match(await sam.locator("#state").textContent(), /saved as you type/);
  await sam.locator("#did").pressSequentially("Traced a wire.");
  await sam.waitForURL(/\/edit$/);
  await saved(sam);
  assert.match(await sam.locator("#state").textContent(), /^Saved today, \d\d:\d\d/);
  assert.equal(await sam.evaluate(() => document.activeElement.id), "did", "the focus stays");
  await addPriya(sam, true);
  await sam.locator("#kind-typed").check();
  await sam.fill("#words", "Will told me. My card is 4111 1111 1111 1111.");
  await sam.fill("[id='client.name']", "Will Bo");
  await sam.fill("[id='client.email']", "nonsense");
  await sam.locator("#did").focus();
  await sam.locator("[id='client.email-error']").waitFor();
  await sam.locator("#look", { hasText: "ending in 1111" }).waitFor();
  assert.match(await sam.locator("#look .letter").textContent(), /Will told me/);
  assert.deepEqual(await faults(sam), []);
  // A tick beside the form is a change as any other, and keeps the focus.
  await sam.locator("[name=withhold]").first().focus();
  await sam.keyboard.press("Space");
  await sam.locator("#look .letter .gone").nth(1).waitFor();
  assert.equal(await sam.evaluate(() => document.activeElement.name), "withhold");
  await sam.fill("[id='client.email']", "will@example.org");
  await sam.locator("[id='client.email-error']").waitFor({ state: "detached" });
  await saved(sam);
  await sam.reload();
  assert.equal(await sam.locator("[name=withhold]").first().isChecked(), true);
  assert.equal(await sam.locator("#words").inputValue(), "Will told me. My card is 4111 1111 1111 1111.");
  calm(sam);
});

test("a link waits for what is not saved, and the back button loses nothing", async () => {
  const sam = await bank.as("banker");
  await sam.goto("/commendations/new");
  await sam.fill("#did", "She went back to the branch.");
  await sam.getByRole("link", { name: "Letters", exact: true }).first().click();
  await sam.waitForURL(/\/letters/);
  await sam.goBack();
  await sam.waitForURL(/\/edit$/);
  assert.equal(await didOf(sam), "She went back to the branch.");
  await sam.goto("/");
  assert.match(await sam.locator("main").textContent(), /She went back to the branch/, "it is on the start page");
  calm(sam);
});

test("two presses of Send make one commendation, and Back leads to it", async () => {
  const sam = await bank.as("banker");
  await sam.goto("/commendations/new");
  await addPriya(sam, true);
  await sam.fill("#did", "Sent once, pressed twice.");
  await saved(sam);
  await sam.locator("[name=send]").dblclick();
  await sam.waitForURL(/\/commendations\/[0-9a-f-]+$/);
  assert.match(await sam.locator(".notice").first().textContent(), /It is sent/);
  const sent = sam.url();
  await sam.goBack();
  await sam.waitForURL((url) => url.pathname === new URL(sent).pathname);
  await sam.goto("/letters?role=sent&q=pressed+twice");
  assert.equal(await sam.locator("main a[href^='/commendations/']:not([href$=new])").count(), 1);
  calm(sam);
});

test("without a connection it says so, the browser asks before the page is left, and it is saved later", async () => {
  const sam = await bank.as("banker");
  sam.mayFail = true;
  await sam.goto("/commendations/new");
  await sam.fill("#did", "One.");
  await sam.waitForURL(/\/edit$/);
  await sam.context().setOffline(true);
  await sam.fill("#did", "One. Two.");
  await sam.locator(".saved[data-state=failed]").waitFor();
  assert.match(await sam.locator("#state").textContent(), /cannot be reached/);
  await sam.locator("#buttons [name=look]").click();
  assert.equal(await didOf(sam), "One. Two.", "a button leaves the page as it is");
  const asked = new Promise((done) => sam.once("dialog", (dialog) => { done(dialog.type()); dialog.dismiss(); }));
  await sam.evaluate(() => { setTimeout(() => { location.href = "/"; }); });
  assert.equal(await asked, "beforeunload");
  await sam.context().setOffline(false);
  await saved(sam);
  await sam.reload();
  assert.equal(await didOf(sam), "One. Two.");
  calm(sam);
});

for (const hasScripts of [true, false]) {
  test(`two browsers on one draft, ${hasScripts ? "saved while they type" : "without scripts"}: the later one sees both and chooses`, async () => {
    const options = { javaScriptEnabled: hasScripts };
    const [one, two] = [await bank.as("banker", options), await bank.as("banker", options)];
    for (const page of [one, two]) page.mayFail = true;
    await one.goto("/commendations/new");
    await addPriya(one, hasScripts);
    const path = new URL(one.url()).pathname;
    await two.goto(path);
    await one.fill("#did", "The first browser.");
    if (hasScripts) {
      await saved(one);
      await one.waitForFunction(() => document.querySelector("#look").textContent.includes("The first browser."));
    } else await one.locator("#buttons [name=look]").click();
    await two.fill("#did", "The second browser.");
    if (hasScripts) {
      await two.locator("#state-elsewhere").waitFor();
      assert.deepEqual(await faults(two), []);
      await two.locator("#state-elsewhere").click();
    } else await two.locator("[name=send]").click();
    const rows = two.locator(".versions tbody tr");
    await rows.waitFor();
    assert.match(await rows.textContent(), /The second browser\..*The first browser\./);
    if (hasScripts) assert.deepEqual(await faults(two), []);
    await two.getByRole("button", { name: "Keep what I just sent" }).click();
    await two.waitForURL((url) => url.pathname === path);
    assert.equal(await didOf(two), "The second browser.");
    // Now the first one is the later.
    await one.fill("#did", "The first again.");
    if (hasScripts) await one.locator("#state-elsewhere").click();
    else await one.locator("#buttons [name=look]").click();
    await one.getByRole("link", { name: "Keep the saved one" }).click();
    await one.waitForURL((url) => url.pathname === path);
    assert.equal(await didOf(one), "The second browser.");
    for (const page of [one, two]) calm(page);
  });
}

test("a draft that another browser deleted leaves what was typed", async () => {
  const [one, two] = [await bank.as("banker"), await bank.as("banker")];
  two.mayFail = true;
  await one.goto("/commendations/new");
  await addPriya(one, true);
  await two.goto(new URL(one.url()).pathname);
  await one.getByRole("link", { name: "Delete the draft" }).click();
  await one.locator("dialog[open]").waitFor();
  assert.deepEqual(await faults(one), []);
  await one.keyboard.press("Escape");
  await one.locator("dialog").waitFor({ state: "detached" });
  await one.getByRole("link", { name: "Delete the draft" }).click();
  await one.locator("dialog").getByRole("button", { name: "Delete it" }).click();
  await one.waitForURL((url) => url.pathname === "/");
  await two.fill("#did", "Typed too late.");
  await two.locator("#state-elsewhere").click();
  await two.getByRole("button", { name: "Keep it as a new draft" }).waitFor();
  assert.deepEqual(await faults(two), []);
  await two.getByRole("button", { name: "Keep it as a new draft" }).click();
  await two.waitForURL(/\/edit/);
  assert.equal(await didOf(two), "Typed too late.");
  for (const page of [one, two]) calm(page);
});

for (const hasScripts of [true, false]) {
  test(`a session that is ended in the middle of a form loses nothing, ${hasScripts ? "with" : "without"} scripts`, async () => {
    const options = { javaScriptEnabled: hasScripts };
    const [sam, other] = [await bank.as("banker", options), await bank.as("banker", options)];
    sam.mayFail = true;
    await sam.goto("/commendations/new");
    await addPriya(sam, hasScripts);
    // From another device every other session is ended.
    await other.goto("/settings");
    for (;;) {
      const ends = other.locator("form[action^='/settings/sessions/']").filter({ has: other.locator("button") });
      const rows = other.locator("li:has(form[action^='/settings/sessions/'])").filter({ hasNotText: "This" });
      if ((await ends.count()) < 2 || !(await rows.count())) break;
      await Promise.all([other.waitForNavigation(), rows.first().locator("button").click()]);
    }
    await sam.fill("#did", "Typed after the end.");
    if (hasScripts) {
      await sam.locator("#state-out").waitFor();
      assert.deepEqual(await faults(sam), []);
      const [tab] = await Promise.all([sam.context().waitForEvent("page"), sam.locator("#state-out").click()]);
      await signIn(tab, bank.addressOf("banker"));
      await tab.close();
      await sam.bringToFront();
      await sam.evaluate(() => dispatchEvent(new Event("focus")));
      await saved(sam);
      await sam.locator("[name=send]").click();
    } else {
      await sam.locator("[name=send]").click();
      const again = sam.getByRole("button", { name: "Send it again" });
      await again.waitFor();
      const [tab] = await Promise.all([sam.context().waitForEvent("page"), sam.locator("main a[target=_blank]").click()]);
      await signIn(tab, bank.addressOf("banker"));
      await tab.close();
      await again.click();
      // The form has the token of the session that ended; the page offers it again, now with the new one.
      if (await again.isVisible()) await again.click();
      if (sam.url().endsWith("/edit")) await sam.locator("[name=send]").click();
    }
    await sam.waitForURL(/\/commendations\/[0-9a-f-]+$/);
    assert.match(await sam.locator("main").textContent(), /Typed after the end\./);
    calm(sam);
  });
}
