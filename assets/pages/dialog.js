// Shows a page that asks before something is done as a dialog on the page where one is: `data-dialog` on the link or form that leads to it.
//
// The words and the form are those of the page that asks (`data-ask`), and the page works without scripts: it is opened then.

const READ = { headers: { accept: "text/html" } };

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog]");
  const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!link || !isPlain || event.defaultPrevented) return;
  event.preventDefault();
  ask(link.href, READ, () => { location.href = link.href; });
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-dialog]");
  if (!form || event.defaultPrevented) return;
  event.preventDefault();
  // Sent without this script it does nothing but ask, or says what is wrong with it.
  const body = new URLSearchParams(new FormData(form, event.submitter));
  ask(form.action, { ...READ, method: "POST", body }, () => form.submit());
});

/// Opens the page that asks as a dialog; `otherwise` follows the link or form when another page comes.
async function ask(url, request, otherwise) {
  const answer = await fetch(url, request).catch(() => null);
  const page = answer?.ok && !answer.redirected ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const part = page?.querySelector("[data-ask]");
  if (!part) return otherwise();
  const dialog = document.createElement("dialog");
  const title = document.createElement("h2");
  title.id = "dialog-title";
  title.textContent = page.querySelector("h1").textContent;
  dialog.className = "card";
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.append(title, ...part.childNodes);
  const close = dialog.querySelector("[data-close]");
  close.addEventListener("click", (event) => {
    event.preventDefault();
    dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  close.focus(); // Enter, pressed once too often, changes nothing
}
