// Suggests people while somebody types: the ARIA editable combobox with a list (WAI-ARIA Authoring Practices).
//
// The page works without it: the field belongs to a form that searches. A field with `data-suggest` in a `.combo` gets a list below it;
// choosing a person adds a hidden field named by `data-pick` to the form with the id in `data-form` (or the field's own) and sends it.

const WAIT = 40; // milliseconds without a key before a request

for (const input of document.querySelectorAll("input[data-suggest]")) suggest(input);

function suggest(input) {
  const list = document.createElement("ul");
  const status = document.createElement("p");
  list.id = `${input.id}-list`;
  list.className = "options";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0].textContent);
  list.hidden = true;
  status.className = "vh";
  status.setAttribute("role", "status");
  input.type = "text"; // the browser's own list and cross of a search would be in the way
  input.after(list, status);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
    input.setAttribute(name, value);
  }

  let at = -1; // place of the marked option
  let timer = 0;
  let running = null; // the request under way
  let shown = ""; // the text that the list belongs to
  let entered = false; // Enter was pressed before the answer came

  const options = () => [...list.children];

  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    at = -1;
  };

  const mark = (place) => {
    const all = options();
    if (!all.length) return;
    at = (place + all.length) % all.length;
    all.forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
    input.setAttribute("aria-activedescendant", all[at].id);
    all[at].scrollIntoView({ block: "nearest" });
  };

  const open = () => {
    if (!options().length) return close();
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark(0);
  };

  const pick = (option) => {
    const form = document.getElementById(input.dataset.form) ?? input.form;
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = input.dataset.pick;
    field.value = option.dataset.value;
    // What was typed gives way where the choice has the field's own name.
    if (input.name === field.name) input.removeAttribute("name");
    form.append(field);
    // A choice is sent also while other fields are incomplete: the server keeps them.
    form.noValidate = true;
    close();
    form.requestSubmit();
  };

  const ask = async () => {
    const text = input.value.trim();
    running?.abort();
    if (!text) {
      shown = "";
      list.replaceChildren();
      status.textContent = "";
      return close();
    }
    running = new AbortController();
    const { signal } = running;
    try {
      const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(text)}`, { signal, headers: { accept: "text/html" } });
      // A session that is over, or a service that is away: the form still works, and says what to do.
      if (!answer.ok || answer.redirected) return close();
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (signal.aborted) return;
      list.replaceChildren(...page.querySelectorAll("[role=option]"));
      options().forEach((option, i) => { option.id = `${list.id}-${i}`; });
      status.textContent = page.querySelector("[data-status]")?.textContent ?? "";
      shown = text;
      open();
      // Only a single match is taken unseen.
      if (entered && options().length === 1) pick(list.firstElementChild);
      entered = false;
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  };

  input.addEventListener("input", () => {
    entered = false;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    const isOpen = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (isOpen) mark(at + (event.key === "ArrowDown" ? 1 : -1));
      else open();
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && !event.isComposing) {
      if (shown !== input.value.trim()) {
        event.preventDefault();
        entered = true;
      } else if (isOpen && at >= 0) {
        event.preventDefault();
        pick(options()[at]);
      }
      // Otherwise the form searches, and its page says that there is nobody.
    }
  });
  input.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    event.preventDefault(); // keeps the focus, so that the list stays
    pick(option);
  });
}
