// Shows what stands beside the form of a commendation anew whenever `autosave.js` has saved it: who will see it, what may be a name, the
// letter as it will look, and what is still wrong at each field.

const form = document.getElementById("write");
form?.addEventListener("saved", ({ detail: { page, isLatest } }) => {
  problems(page); // first, because the other two move parts of the page that came
  for (const id of ["acts", "kept", "buttons"]) swap(id, page);
  // A tick that was set meanwhile is not in this answer: the next one has it.
  if (isLatest && document.activeElement?.id !== "withhold_more") side(page);
});

/// Replaces the content of an element, unless it is the same or the focus is in it.
function swap(id, page) {
  const [here, fresh] = [document.getElementById(id), page.getElementById(id)];
  if (!here || !fresh || here.innerHTML === fresh.innerHTML || here.contains(document.activeElement)) return;
  here.replaceChildren(...fresh.childNodes);
}

function side(page) {
  const here = document.getElementById("look");
  const fresh = page.getElementById("look");
  if (!fresh || here.innerHTML === fresh.innerHTML) return;
  const held = document.activeElement;
  const isHeld = here.contains(held);
  const wasOpen = here.querySelector("details[open]") !== null;
  const more = document.getElementById("withhold_more")?.value;
  here.replaceChildren(...fresh.childNodes);
  if (wasOpen) here.querySelector("details")?.setAttribute("open", "");
  const field = document.getElementById("withhold_more");
  if (field && more) field.value = more;
  if (!isHeld) return;
  const same = held.name ? `[name="${CSS.escape(held.name)}"][value="${CSS.escape(held.value)}"]` : held.href ? `a[href="${CSS.escape(held.getAttribute("href"))}"]` : "summary";
  (here.querySelector(same) ?? document.getElementById("h-w"))?.focus();
}

/// Takes away what is no longer wrong, and says what is wrong with a field that was left. The list of what is still to do is the measure.
function problems(page) {
  const open = new Set([...page.querySelectorAll(".todo a")].map((link) => link.getAttribute("href")));
  for (const link of document.querySelectorAll(".errs li a")) {
    const href = link.getAttribute("href");
    if (open.has(href)) continue;
    clear(href.slice(1));
    const list = link.closest("ul");
    link.closest("li").remove();
    if (!list.children.length) list.closest(".errs").remove();
  }
  for (const fresh of page.querySelectorAll("#write .err[id]")) {
    const name = fresh.id.replace(/-error$/, "");
    const field = document.getElementById(name);
    if (!field || field === document.activeElement || !("value" in field) || document.getElementById(fresh.id)) continue;
    field.before(fresh);
    field.setAttribute("aria-invalid", "true");
    const described = field.getAttribute("aria-describedby") ?? "";
    field.setAttribute("aria-describedby", `${described} ${fresh.id}`.trim());
  }
  for (const error of form.querySelectorAll(".err[id]")) {
    const name = error.id.replace(/-error$/, "");
    if (!open.has(`#${name}`) && isOfDraft(name)) clear(name);
  }
}

/// True for a field of the draft; what is wrong with the search is not in the list.
const isOfDraft = (name) => name !== "who" && !name.startsWith("helper_hint.");

function clear(name) {
  document.getElementById(`${name}-error`)?.remove();
  const field = document.getElementById(name);
  if (!field) return;
  field.removeAttribute("aria-invalid");
  const described = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== `${name}-error`);
  if (described.length) field.setAttribute("aria-describedby", described.join(" "));
  else field.removeAttribute("aria-describedby");
  field.closest(".step")?.classList.remove("wrong");
}
