// Saves a form of a draft while somebody types: `data-autosave` on the form names the person who writes.
//
// The form is sent as its buttons send it, with the field `auto`; the answer is the page of the saved draft, which the form is told of with
// the event `saved`. A script that changes fields dispatches `keep`. Invariants: one save at a time, each on the revision that the last one
// made; nothing is saved over what another window saved, and nothing in another person's name; a form is sent once, after its last change
// was saved. The page works without all of it.

const PAUSE = 500; // milliseconds without a key before a save
const LONGEST = 2500; // milliseconds that a change waits at most
const SLOW = 1000; // milliseconds before the page says that it is saving
const TIMEOUT = 20000;
const LONGEST_RETRY = 30000;
// A change of these is no change of the draft.
const BESIDE = /^(who|withhold_more|helper_hint\..+|(left|top|wide|high)-\d+)$/;

const form = document.querySelector("form[data-autosave]");
const state = document.getElementById("state");
if (form && state) start();

function start() {
  let version = 0; // changes so far
  let saved = 0; // changes that are saved
  let since = 0; // time of the first change that is not saved
  let timer = 0;
  let running = null; // the save under way
  let failures = 0;
  let trouble = ""; // "failed", "out" or "elsewhere"
  let leaving = false; // a button was pressed, and what is not saved yet is saved first
  let isSent = false; // the form is on its way
  let passing = false; // a form that this script sends itself

  const isDirty = () => version !== saved;

  const tell = (name, words = state.dataset[name]) => {
    trouble = ["failed", "out", "elsewhere"].includes(name) ? name : "";
    state.parentElement.dataset.state = name;
    if (state.textContent !== words) state.textContent = words;
    for (const other of ["out", "elsewhere"]) document.getElementById(`state-${other}`).hidden = name !== other;
  };

  const plan = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };

  const changed = () => {
    if (!isDirty()) since = Date.now();
    version += 1;
    if (trouble === "out" || trouble === "elsewhere" || leaving) return;
    plan(Math.max(0, Math.min(PAUSE, since + LONGEST - Date.now())));
  };

  // Saves until nothing is left to save. `quiet` leaves the page as it is.
  async function save(quiet = false) {
    clearTimeout(timer);
    // Each waiter looks again: another may have begun the next save.
    while (running) await running;
    while (isDirty()) {
      running = post(quiet);
      const result = await running;
      running = null;
      if (result !== "saved") return result;
      if (!quiet) break;
    }
    if (isDirty()) plan(PAUSE);
    return "saved";
  }

  async function post(quiet) {
    const at = version;
    const body = new URLSearchParams(new FormData(form));
    for (const name of [...body.keys()]) if (BESIDE.test(name)) body.delete(name);
    body.set("auto", "1");
    const slow = setTimeout(() => tell("saving"), SLOW);
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { accept: "text/html" }, signal: AbortSignal.timeout(TIMEOUT) });
      if (answer.status === 401 || answer.status === 403) return end("out");
      if (answer.status >= 500 || answer.status === 429) return again();
      if (!answer.ok || answer.redirected) return end("elsewhere");
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(form.id);
      if (!fresh) return again();
      saved = at;
      since = Date.now();
      failures = 0;
      adopt(page, fresh);
      if (!quiet) form.dispatchEvent(new CustomEvent("saved", { detail: { page, isLatest: at === version } }));
      return "saved";
    } catch {
      return again();
    } finally {
      clearTimeout(slow);
    }
  }

  function adopt(page, fresh) {
    const seen = form.elements.seen?.value;
    document.getElementById("keys").replaceChildren(...page.getElementById("keys").childNodes);
    // Only who shows the new page also takes its mark of what was seen.
    if (leaving && seen !== undefined) form.elements.seen.value = seen;
    if (form.getAttribute("action") !== fresh.getAttribute("action")) {
      form.setAttribute("action", fresh.getAttribute("action"));
      history.replaceState(history.state, "", form.action);
    }
    tell("saved", page.getElementById("state").textContent);
  }

  function again() {
    tell("failed");
    failures += 1;
    if (!leaving) plan(Math.min(LONGEST_RETRY, 1000 * 2 ** failures));
    return "failed";
  }

  function end(name) {
    clearTimeout(timer);
    tell(name);
    return name;
  }

  // Whoever signs in again in another tab gets a new token, if it is the same person.
  async function renew() {
    if (trouble !== "out" || leaving) return;
    const answer = await fetch(form.action, { headers: { accept: "text/html" } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(form.id);
    if (fresh?.dataset.autosave !== form.dataset.autosave) return;
    form.elements.csrf.value = fresh.elements.csrf.value;
    tell("saving");
    save();
  }

  const isOurs = ({ target }) => target.form === form && target.name && !BESIDE.test(target.name);
  document.addEventListener("input", (event) => { if (isOurs(event)) changed(); });
  // A field that is left, a tick and a choice are saved at once.
  document.addEventListener("change", (event) => { if (isOurs(event) && isDirty() && !trouble) plan(0); });
  form.addEventListener("keep", () => { changed(); if (!trouble) plan(0); });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") renew();
    else if (isDirty() && !trouble) save();
  });
  addEventListener("focus", renew);
  addEventListener("online", () => { if (isDirty() && trouble === "failed") save(); });
  addEventListener("pageshow", ({ persisted }) => { if (persisted) leaving = isSent = false; });
  addEventListener("beforeunload", (event) => { if (isDirty() && !isSent) event.preventDefault(); });

  form.addEventListener("submit", async (event) => {
    if (passing) return;
    event.preventDefault();
    if (leaving) return; // a second click
    leaving = true;
    const { submitter } = event;
    // Without a connection the form stays; every other trouble has a page of its own, which keeps what was typed.
    if ((await save(true)) === "failed") {
      leaving = false;
      return plan(1000);
    }
    // A form cannot be sent from within its own event.
    await new Promise((next) => setTimeout(next));
    passing = isSent = true;
    form.requestSubmit(submitter);
    passing = false;
    // A person may stop the page that is loading.
    setTimeout(() => { leaving = isSent = false; }, 5000);
  });

  // Links and other forms of the page wait for what is not saved yet; if it cannot be saved, the browser asks.
  document.addEventListener("submit", async (event) => {
    if (event.target === form || event.target.method === "dialog" || passing || event.defaultPrevented || !isDirty()) return;
    event.preventDefault();
    await save();
    passing = true;
    event.target.requestSubmit(event.submitter);
    passing = false;
  });
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !isPlain || link.target || event.defaultPrevented || !isDirty() || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    await save();
    location.href = link.href;
  });

  if (!state.textContent) tell("begin");
}
