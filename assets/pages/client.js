// The client's letter: keeps what is written as it is written, and takes a signature drawn with a finger.
//
// What could not be kept yet stays in the storage of this page until it is kept, signed or declined, so that a phone that loses the
// network loses no word. Without this script the buttons of the form do everything but the drawing.

const WAIT = 1500; // milliseconds after the last key
const STORE = "commend-letter";

const form = document.getElementById("letter");
if (form) write();

function write() {
  const note = form.querySelector("[data-kept]");
  let timer = 0;
  let sent = fields();
  let isEnding = false;
  pad(form.querySelector("[data-pad]"), changed);
  restore();

  function fields() {
    return new URLSearchParams(new FormData(form)).toString();
  }

  // What the server did not get before the page was lost.
  function restore() {
    const kept = storage(() => sessionStorage.getItem(STORE));
    if (!kept) return;
    for (const [name, value] of new URLSearchParams(kept)) {
      const field = form.elements.namedItem(name);
      if (!field || field.type === "hidden" && name !== "strokes") continue;
      if (field.type === "checkbox") field.checked = true;
      else if (value) field.value = value;
    }
    form.dispatchEvent(new Event("restored"));
    keep();
  }

  function changed() {
    storage(() => sessionStorage.setItem(STORE, fields()));
    clearTimeout(timer);
    timer = setTimeout(keep, WAIT);
  }

  async function keep() {
    if (isEnding) return;
    const now = fields();
    if (now === sent) return forget();
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(now + "&auto=1") });
      if (answer.redirected) return location.reload(); // it has ended: the page says how
      if (!answer.ok) throw new Error(answer.status);
      sent = now;
      if (fields() === now) forget();
      note.textContent = note.dataset.keptWords;
    } catch {
      note.textContent = note.dataset.lostWords;
      clearTimeout(timer);
      timer = setTimeout(keep, 5 * WAIT);
    }
  }

  function forget() {
    storage(() => sessionStorage.removeItem(STORE));
  }

  form.addEventListener("input", changed);
  window.addEventListener("online", keep);
  form.addEventListener("submit", (event) => {
    if (isEnding) return event.preventDefault(); // a double press
    if (!navigator.onLine) {
      event.preventDefault();
      note.textContent = note.dataset.lostWords;
      return;
    }
    isEnding = true;
    clearTimeout(timer);
    forget();
  });
  window.addEventListener("pageshow", () => { isEnding = false; });
}

// Storage may be refused by the browser; then there is none. On the bank's tablet nothing is stored.
function storage(use) {
  if ("tablet" in form.dataset) return null;
  try {
    return use();
  } catch {
    return null;
  }
}

function pad(place, changed) {
  const svg = place.querySelector("svg");
  const path = svg.firstElementChild;
  const input = place.querySelector("input");
  let lines = [];
  let line = null;
  place.hidden = false;
  read();
  place.closest("form").addEventListener("restored", read);

  function read() {
    try {
      lines = JSON.parse(input.value || "[]");
    } catch {
      lines = [];
    }
    draw();
  }

  function at(event) {
    const box = svg.getBoundingClientRect();
    return [Math.round(((event.clientX - box.left) / box.width) * 600), Math.round(((event.clientY - box.top) / box.height) * 200)];
  }

  function draw() {
    path.setAttribute("d", lines.map(curve).join(""));
    input.value = lines.length ? JSON.stringify(lines) : "";
  }

  svg.addEventListener("pointerdown", (event) => {
    svg.setPointerCapture(event.pointerId);
    line = [at(event)];
    lines.push(line);
    draw();
  });
  svg.addEventListener("pointermove", (event) => {
    if (!line) return;
    line.push(at(event));
    draw();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    svg.addEventListener(end, () => {
      if (line) changed();
      line = null;
    });
  }
  place.querySelector("button").addEventListener("click", () => {
    lines = [];
    draw();
    changed();
  });
}

// A line through the middles of its points; a dot for one point.
function curve(points) {
  if (points.length < 2) return `M${points[0]}h.1`;
  let path = `M${points[0]}`;
  for (let i = 1; i < points.length; i++) {
    const [x, y] = points[i - 1];
    path += `Q${x} ${y} ${(x + points[i][0]) / 2} ${(y + points[i][1]) / 2}`;
  }
  return path;
}
