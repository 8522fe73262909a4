// Sends a file with its progress, which can be stopped, and takes one that is dropped on the form's card: `data-upload` on the form.
//
// The answer is the page that the form would lead to. The page works without it.

prepare();

function prepare() {
  for (const form of document.querySelectorAll("form[data-upload]")) upload(form);
}

function upload(form) {
  const input = form.querySelector("input[type=file]");
  const bar = form.querySelector(".progress");
  const [progress, state, stop] = bar.children;
  const card = form.closest(".card");
  let sending = null;
  form.querySelector("[data-drop]").hidden = false;

  const tell = (words) => { if (state.textContent !== words) state.textContent = words; };
  const ask = (event) => event.preventDefault();

  const end = (words) => {
    sending = null;
    progress.hidden = stop.hidden = true;
    removeEventListener("beforeunload", ask);
    tell(words);
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (sending) return;
    const request = new XMLHttpRequest();
    sending = request;
    bar.hidden = progress.hidden = stop.hidden = false;
    progress.value = 0;
    tell("");
    stop.focus();
    addEventListener("beforeunload", ask);
    request.upload.addEventListener("progress", ({ loaded, total, lengthComputable }) => {
      if (!lengthComputable) return;
      const percent = Math.floor((loaded / total) * 100);
      progress.value = percent;
      // A screen reader hears every quarter.
      tell(state.dataset.sending.replace("{percent}", String(percent - (percent % 25))));
    });
    request.upload.addEventListener("load", () => {
      progress.removeAttribute("value");
      tell(state.dataset.reading);
    });
    request.addEventListener("load", () => arrived(request));
    request.addEventListener("error", () => end(state.dataset.failed));
    request.addEventListener("abort", () => { end(state.dataset.stopped); input.focus(); });
    request.open("POST", event.submitter?.getAttribute("formaction") ?? form.action);
    request.setRequestHeader("accept", "text/html");
    request.send(new FormData(form));
  });
  stop.addEventListener("click", () => sending?.abort());

  function arrived(request) {
    end("");
    if (request.status < 400) {
      location.assign(request.responseURL);
      return;
    }
    // What is wrong with the file stands on the page that came.
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const main = page.querySelector("main");
    if (!main) return end(state.dataset.failed);
    document.title = page.title;
    main.querySelector("[autofocus]")?.removeAttribute("autofocus");
    document.querySelector("main").replaceChildren(...main.childNodes);
    document.querySelector(".errs")?.focus();
    prepare();
  }

  card.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    card.classList.add("drop");
  });
  card.addEventListener("dragleave", (event) => { if (!card.contains(event.relatedTarget)) card.classList.remove("drop"); });
  card.addEventListener("drop", (event) => {
    event.preventDefault();
    card.classList.remove("drop");
    if (!event.dataTransfer.files.length || sending) return;
    input.files = event.dataTransfer.files;
    form.requestSubmit(form.querySelector("button[type=submit]"));
  });
}
