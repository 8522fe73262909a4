// What the administrator does, imports that need a second look, and forms that come back with what is wrong beside the field.

import assert from "node:assert/strict";
import test from "node:test";
import { calm, demo, faults } from "./support.mjs";

const bank = await demo();

async function press(page, button) {
  await Promise.all([page.waitForNavigation(), button.click()]);
}

/// Uploads a directory file of a part of the bank and waits for what was found in it.
async function upload(page, rows) {
  const head = "employee_number,name,email,title,department,branch,extension,manager_number,roles,start_date,end_date";
  const buffer = Buffer.from([head, ...rows, ""].join("\n"));
  await page.goto("/import");
  await page.setInputFiles("#file", { name: "people.csv", mimeType: "text/csv", buffer });
  await page.locator("button[formaction*='partial=on']").click();
  await page.locator("form[action$='/import'] .btn-p").waitFor();
}

/// Sends a form past the browser's own checks, as a program or an old browser does.
async function pressUnchecked(page, form) {
  page.mayFail = true; // the answer is a 422
  await form.evaluate((one) => { one.noValidate = true; });
  await press(page, form.locator("button[type=submit]").first());
}

/// Asserts that the page names a problem of a field at its top, with a link, and again beside the field.
async function wrong(page, field) {
  assert.match(await page.title(), /^Error/);
  assert.equal(await page.evaluate(() => document.activeElement?.className), "errs");
  const link = page.locator(`.errs a[href='#${field}']`);
  assert.equal(await link.count(), 1, `the summary leads to ${field}`);
  await link.click();
  assert.equal(await page.evaluate(() => document.activeElement?.id), field);
  const one = page.locator(`#${field}`);
  assert.equal(await one.getAttribute("aria-invalid"), "true");
  assert.match(await one.getAttribute("aria-describedby"), new RegExp(`${field}-error`));
  assert.ok((await page.locator(`#${field}-error`).textContent()).trim());
  assert.deepEqual(await faults(page), []);
}

test("an administrator grants a role with a reason, revokes it, sends a link and ends the sessions", async () => {
  const admin = await bank.as("admin");
  await admin.locator(".nav a[href='/admin']").click();
  await admin.waitForURL(/\/admin/);
  assert.match(await admin.locator(".settings").textContent(), /data_dir/);
  assert.deepEqual(await faults(admin), []);
  const priya = await bank.as("helper");
  await admin.fill("#q", "raman");
  await press(admin, admin.locator("form[role=search] button"));
  await press(admin, admin.locator(".found a", { hasText: "Priya Raman" }));
  await admin.locator("input[name=role][value=auditor]").check();
  await admin.fill("#reason-grant", "Stands in for the auditor in December");
  await press(admin, admin.locator("form[action$='/grant'] .btn-p"));
  assert.deepEqual(await faults(admin), []);
  await priya.goto("/audit");
  await priya.locator("form[action='/audit/verification']").waitFor();
  const held = admin.locator("details.more", { has: admin.locator("form[action$='/revocation'] input[value=auditor]") });
  await held.locator("summary").click();
  await held.locator("[name=reason]").fill("The auditor is back");
  await press(admin, held.locator("button"));
  assert.match(await admin.locator("[aria-labelledby=h-e]").textContent(), /December/);
  await press(admin, admin.locator("form[action$='/link'] button"));
  await admin.locator("[role=status]").first().waitFor();
  await admin.locator("form[action$='/sessions'] button").click();
  const dialog = admin.locator("dialog[open]");
  await dialog.waitFor();
  assert.deepEqual(await faults(admin), []);
  await dialog.locator("button[type=submit]").first().click();
  await admin.locator("form[action$='/sessions']").waitFor({ state: "detached" });
  await priya.goto("/me/recognition");
  await priya.waitForURL(/sign-in/);
  calm(admin);
});

test("an administrator cannot grant anything to himself", async () => {
  const admin = await bank.as("admin");
  await admin.goto("/admin?q=gill");
  await press(admin, admin.locator(".found a", { hasText: "Vikram Gill" }));
  assert.equal(await admin.locator("form[action$='/grant'], form[action$='/revocation']").count(), 0);
  calm(admin);
});

test("an import that makes somebody HR is held until an administrator has confirmed it", async () => {
  const hr = await bank.as("hr");
  await upload(hr, ["990101,Nadia Novak,nadia.novak@meridian.example,HR Partner,Human Resources,Head Office,9911,100106,hr,2020-01-01,"]);
  const form = hr.locator("form[action$='/import']:has(.btn-p)");
  assert.deepEqual(await faults(hr), []);
  await pressUnchecked(hr, form);
  // It stops somebody from confirming without a look.
  await wrong(hr, "confirm");
  await hr.locator("#confirm").check();
  await press(hr, form.locator(".btn-p"));
  assert.equal(await hr.locator("form[action$='/confirmation']").count(), 0, "nobody confirms an own change");
  assert.deepEqual(await faults(hr), []);
  const admin = await bank.as("admin");
  await admin.goto("/import");
  assert.match(await admin.locator("main").textContent(), /Nadia Novak/);
  assert.deepEqual(await faults(admin), []);
  await admin.locator("form[action$='/confirmation'] button").click();
  await hr.goto("/people?q=novak");
  while (!(await hr.getByText("Nadia Novak").count())) await hr.goto("/people?q=novak");
  calm(hr);
  calm(admin);
});

test("a line of a file that is wrong is named, and nothing is imported", async () => {
  const hr = await bank.as("hr");
  const head = "employee_number,name,email,title,department,branch,extension,manager_number,roles,start_date,end_date";
  const row = "990102,Rolf Ruiz,rolf.ruiz@elsewhere,Clerk,Payments,Head Office,9912,999999,back_office,never,";
  await hr.goto("/import");
  await hr.setInputFiles("#file", { name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(`${head}\n${row}\n`) });
  await hr.locator("button[formaction*='partial=on']").click();
  await hr.locator(".tbl").first().waitFor();
  assert.match(await hr.locator(".tbl tbody td").first().textContent(), /2/);
  assert.equal(await hr.locator("form[action$='/import']").count(), 0);
  assert.deepEqual(await faults(hr), []);
  await press(hr, hr.locator("form[action$='/removal'] button"));
  await hr.locator("#file").waitFor();
  calm(hr);
});

test("a supervisor is told that the directory does not say who was away", async () => {
  const lead = await bank.as("supervisor");
  await lead.goto("/team/unrecognised?months=3");
  assert.match(await lead.locator("main").textContent(), /does not say who was away/);
  assert.deepEqual(await faults(lead), []);
  calm(lead);
});

test("a withdrawal without a reason, an acknowledgement and thanks that are too long say so beside the field", async () => {
  const hr = await bank.as("hr");
  const hrefs = (page) => page.locator("main a[href^='/commendations/']").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  await hr.goto("/letters?role=all");
  await hr.goto(`${(await hrefs(hr))[0]}/withdrawal`);
  await pressUnchecked(hr, hr.locator("form[action$='/withdrawal']"));
  await wrong(hr, "reason");
  calm(hr);
  for (const [role, list, action, field] of [["supervisor", "team", "acknowledgement", "note"], ["helper", "received", "thanks", "text"]]) {
    const page = await bank.as(role);
    await page.goto(`/letters?role=${list}`);
    let form;
    for (const href of await hrefs(page)) {
      await page.goto(href);
      form = page.locator(`form[action$='/${action}']`);
      if (await form.count()) break;
    }
    const words = "Thank you. ".repeat(2_000);
    await form.locator(`#${field}`).fill(words);
    await pressUnchecked(page, form);
    await wrong(page, field);
    assert.equal((await page.inputValue(`#${field}`)).trim(), words.trim(), "what was typed is kept");
    calm(page);
  }
});
