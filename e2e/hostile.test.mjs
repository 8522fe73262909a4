// Hostile names and texts on every page: markup, characters that turn the direction, words without a break, a name of 200 letters.
//
// Text that somebody typed is never markup, never runs, never turns the words around it, and never makes a page wider than a phone.

import assert from "node:assert/strict";
import test, { before } from "node:test";
import { calm, crawl, demo, faults } from "./support.mjs";

const LONG_NAME = `Wolfe${"schlegelsteinhausenbergerdorff".repeat(7)}`.slice(0, 200);
const MARKUP = `"><img src=x onerror="window.hurt=1"><script>window.hurt=1</script>&lt;b&gt;</textarea></title>`;
const TURNED = "\u202Eesrever\u202C \u2067\u05D0\u05D1\u05D2\u2069 \u0627\u0644\u0633\u0644\u0627\u0645";
const ENDLESS = "x".repeat(900);
const LETTER = `${MARKUP} ${TURNED} ${ENDLESS}\n\n${"She stayed on the line until it was done. ".repeat(500)}`.slice(0, 20_000);
const NOTE = `${MARKUP} ${TURNED} ${"y".repeat(600)}\n\n${"A note. ".repeat(400)}`.slice(0, 4_000);

const bank = await demo();

/// The token of forms, which a call of the API with a cookie has to bring.
async function token(page) {
  await page.goto("/");
  return page.locator("input[name=csrf]").first().inputValue();
}

async function post(page, path, data) {
  const answer = await page.request.post(path, { data, headers: { "x-csrf-token": await token(page), origin: bank.base.replace(/\/$/, "") } });
  assert.ok(answer.status() < 300, `${path}: ${answer.status()} ${await answer.text()}`);
  return answer.json();
}

async function person(page, q) {
  const answer = await page.request.get(`/api/v1/people?q=${encodeURIComponent(q)}`, { headers: { "x-csrf-token": await token(page) } });
  const { items } = await answer.json();
  assert.ok(items.length > 0, `nobody is called ${q}`);
  return items[0].id;
}

const quoted = (text) => `"${text.replaceAll('"', '""')}"`;

before(async () => {
  const file = [
    "employee_number,name,email,title,department,branch,extension,manager_number,roles,start_date,end_date",
    `990001,${LONG_NAME},long.name@meridian.example,${quoted(MARKUP)},Wire Operations,Operations Centre,9901,100104,back_office,2020-01-01,`,
    `990002,${quoted(`<b>Bold</b> ${MARKUP}`.slice(0, 150))},bold.name@meridian.example,${ENDLESS.slice(0, 120)},Wire Operations,Operations Centre,9902,100104,back_office,2020-01-01,`,
  ];
  await bank.command(["import", "people", "-", "--partial"], `${file.join("\n")}\n`);
  const banker = await bank.as("banker");
  const [long, bold, priya] = [await person(banker, "Wolfeschlegel"), await person(banker, "Bold"), await person(banker, "Priya Raman")];
  for (const helper_ids of [[priya, long], [bold], [priya, long, bold]]) {
    const { id } = await post(banker, "/api/v1/commendations", {
      helper_ids,
      include_banker: true,
      client: { name: LONG_NAME, consent_to_share_name: true, invited: true },
      letter: { kind: "typed", text: LETTER, language: "en", signature: { name: LONG_NAME } },
      cover_note: NOTE,
      workaround: { process: ENDLESS.slice(0, 100), detail: NOTE },
      strengths: ["fast"],
    });
    if (helper_ids[0] !== priya) continue;
    const helper = await bank.as("helper");
    await post(helper, `/api/v1/commendations/${id}/thanks`, { text: NOTE });
    await helper.context().close();
    const supervisor = await bank.as("supervisor");
    await post(supervisor, `/api/v1/commendations/${id}/acknowledgements`, { note: NOTE, told_employee: true });
    await post(supervisor, `/api/v1/commendations/${id}/disputes`, { kind: "not_my_report", note: NOTE });
    await supervisor.context().close();
  }
  for (const name of [MARKUP, LONG_NAME]) {
    await post(banker, "/api/v1/assists", { helper_hint: { name: name.slice(0, 100), department: MARKUP.slice(0, 100) }, problem: ENDLESS.slice(0, 100), summary: NOTE.slice(0, 1000) });
  }
  await post(banker, "/api/v1/assists", { helper_id: long, problem: ENDLESS.slice(0, 100), summary: NOTE.slice(0, 1000) });
  await post(banker, "/api/v1/drafts", { helper_ids: [long], cover_note: NOTE });
  await banker.context().close();
});

for (const [role, options] of [["banker", {}], ["helper", {}], ["supervisor", {}], ["hr", {}], ["auditor", {}], ["supervisor", { locale: "ar" }]]) {
  test(`hostile words stay words: ${role} ${options.locale ?? ""}`, async () => {
    const page = await bank.as(role, { viewport: { width: 320, height: 640 }, ...options });
    const wrong = [];
    await crawl(page, bank.base, async (url) => {
      if (await page.evaluate(() => window.hurt)) wrong.push(`${url.pathname}: what was typed ran`);
      for (const fault of await faults(page)) wrong.push(`${url.pathname}: ${fault}`);
    });
    assert.deepEqual(wrong, []);
    calm(page);
    await page.context().close();
  });
}
