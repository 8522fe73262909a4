// The tasks of each role on most days.

import assert from "node:assert/strict";
import test from "node:test";
import { calm, demo, faults } from "./support.mjs";

const bank = await demo();

async function press(page, button) {
  await Promise.all([page.waitForNavigation(), button.click()]);
}

test("a helper reads a letter, thanks for it, and takes the packet of a year", async () => {
  const priya = await bank.as("helper");
  await priya.locator(".nav a[href='/me/recognition']").click();
  await priya.waitForURL(/recognition/);
  const thank = priya.locator("form[action$='/thanks'] button").first();
  await press(priya, thank);
  assert.match(await priya.locator("[role=status]").first().textContent(), /thanks/i);
  const packet = await priya.locator("form[action$='packet.pdf'], a[href*='packet.pdf']").first().evaluate((found) => {
    if (found.href) return found.href;
    return `${found.action}?${new URLSearchParams(new FormData(found))}`;
  });
  const answer = await priya.request.get(packet);
  assert.equal(answer.status(), 200);
  assert.equal(answer.headers()["content-type"], "application/pdf");
  calm(priya);
});

test("a supervisor acknowledges several letters at once, and looks at one person", async () => {
  const lead = await bank.as("supervisor");
  await lead.locator(".nav a[href='/team']").click();
  await lead.waitForURL(/\/team/);
  const boxes = lead.locator("[name=commendation_ids]");
  const before = await boxes.count();
  assert.ok(before > 0, "letters wait in the demo");
  for (let at = 0; at < Math.min(before, 2); at += 1) await boxes.nth(at).check();
  await lead.locator("#filed").check();
  await press(lead, lead.locator("form[action='/team/acknowledgements'] .btn-p"));
  assert.deepEqual(await faults(lead), []);
  assert.equal(await lead.locator("[name=commendation_ids]").count(), before - Math.min(before, 2));
  await press(lead, lead.locator("main a[href^='/people/'][href*='recognition']").first());
  assert.deepEqual(await faults(lead), []);
  calm(lead);
});

test("HR settles a matter, and finds a person and the history of the line", async () => {
  const hr = await bank.as("hr");
  await hr.locator(".nav a[href='/worklist']").click();
  await hr.waitForURL(/worklist/);
  const before = await hr.locator(".work > li").count();
  assert.ok(before > 0, "matters wait in the demo");
  const item = hr.locator(".work > li").first();
  await item.locator("details:has(form[action$='/resolution']) summary").click();
  await item.locator("form[action$='/resolution'] textarea").fill("Spoke to the branch; nothing is left to do.");
  await press(hr, item.locator("form[action$='/resolution'] button"));
  assert.equal(await hr.locator(".work > li").count(), before - 1);
  assert.deepEqual(await faults(hr), []);
  await hr.goto("/people");
  await hr.fill("#q", "raman");
  await press(hr, hr.locator("[role=option]", { hasText: "Priya Raman" }));
  assert.match(await hr.locator("main").textContent(), /Kateřina Veselý/);
  assert.deepEqual(await faults(hr), []);
  calm(hr);
});

test("an auditor verifies the trail, filters it, and takes an export", async () => {
  const auditor = await bank.as("auditor");
  await auditor.goto("/audit");
  await press(auditor, auditor.locator("form[action='/audit/verification'] button"));
  await auditor.locator(".notice.n-ok").waitFor();
  assert.deepEqual(await faults(auditor), []);
  await press(auditor, auditor.locator("a[href^='/audit?object=']").first());
  assert.ok((await auditor.locator("tbody tr").count()) > 0);
  const href = await auditor.locator("a[href*='/export']").getAttribute("href");
  assert.equal((await auditor.request.get(href)).status(), 200);
  calm(auditor);
});

test("a branch manager is told of the banker's letters and acknowledges one", async () => {
  const manager = await bank.as("bankerSupervisor");
  await manager.goto("/team");
  assert.deepEqual(await faults(manager), []);
  const only = manager.locator("button[name=only]").first();
  if (await only.count()) await press(manager, only);
  await manager.goto("/letters?role=team");
  await press(manager, manager.locator("main a[href^='/commendations/']").first());
  assert.equal(await manager.locator(".letter").count(), 1);
  calm(manager);
});
