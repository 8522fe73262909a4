// Covers places on the pages of a letter: drawn by dragging with a mouse, a pen or a finger, and moved, resized and taken away also with the
// keyboard. `autosave.js` keeps them.
//
// Without it a place takes two clicks, each a form that is sent. Places are fractions of the page and stand in hidden fields, all of them,
// so that the server stores what is on the screen. A finger that moves up or down scrolls; one that moves sideways draws.

const SMALLEST = 0.004; // of the page, as the server has it
const DRAWN = 5; // CSS pixels that a pointer moves before it draws
const STEP = 0.01; // of the page, for one press of an arrow
const WAIT = 300; // milliseconds without a key before a position is said

const form = document.getElementById("scan");
const fields = document.getElementById("regions");
const said = document.getElementById("said");
const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 0 });
let timer = 0;

if (form) start();

function start() {
  const drawn = document.createElement("input");
  drawn.type = "hidden";
  drawn.name = "drawn";
  drawn.value = "1";
  fields.after(drawn);
  document.getElementById("keyboard").hidden = false;
  for (const paper of form.querySelectorAll(".paper")) prepare(paper);
  form.addEventListener("saved", ({ detail: { page } }) => {
    for (const here of form.querySelectorAll("[id^=turn-], [id^=covered-]")) {
      const fresh = page.getElementById(here.id);
      if (fresh && fresh.innerHTML !== here.innerHTML && !here.contains(document.activeElement)) here.replaceChildren(...fresh.childNodes);
    }
  });
  form.addEventListener("click", (event) => {
    const index = event.target.closest("button[name=uncover]")?.value;
    const cover = index && [...form.querySelectorAll(".cover")].find((one) => one.region === fields.children[index]);
    if (!cover) return;
    event.preventDefault();
    remove(cover, event.target.closest("section").querySelector("[data-add]"));
  });
}

/// Puts a layer over a page, on which its covers lie.
function prepare(paper) {
  const { page } = paper.dataset;
  const button = paper.querySelector("input");
  const picture = new Image(button.width, button.height);
  picture.src = button.src;
  picture.alt = paper.dataset.alt;
  picture.draggable = false;
  const layer = document.createElement("div");
  layer.className = "layer";
  paper.replaceChildren(picture, layer);
  paper.classList.add("drawn");
  const how = document.getElementById(`how-${page}`);
  how.textContent = how.dataset.drawn;
  for (const region of fields.children) if (region.value.split(":")[0] === page) show(layer, region);
  const add = form.querySelector(`[data-add="${page}"]`);
  add.hidden = false;
  add.addEventListener("click", () => {
    // In the middle of what is seen of the page.
    const [box, view] = [layer.getBoundingClientRect(), layer.closest(".scroll").getBoundingClientRect()];
    const middle = (from, to, low, high, size) => Math.min(1, Math.max(0, ((Math.max(from, low) + Math.min(to, high)) / 2 - from) / size));
    const [x, y] = [middle(box.left, box.right, view.left, view.right, box.width), middle(box.top, box.bottom, 0, innerHeight, box.height)];
    create(layer, page, [x - 0.15, y - 0.02, 0.3, 0.04]).focus();
  });
  layer.addEventListener("pointerdown", (event) => draw(layer, page, event));
}

const at = (layer, event) => {
  const box = layer.getBoundingClientRect();
  const part = (value, from, size) => Math.min(1, Math.max(0, (value - from) / size));
  return [part(event.clientX, box.left, box.width), part(event.clientY, box.top, box.height)];
};

/// Draws a cover from where the pointer goes down to where it goes up.
function draw(layer, page, event) {
  const view = layer.closest(".scroll");
  // A page that is larger than its window is moved by a finger.
  const pans = event.pointerType === "touch" && view.scrollWidth > view.clientWidth;
  if (event.target !== layer || event.button !== 0 || !event.isPrimary || pans) return;
  const [a, b] = at(layer, event);
  const ghost = document.createElement("div");
  ghost.className = "cover";
  let isDrawn = false;
  let place = [];
  drag(layer, event, (move) => {
    isDrawn ||= Math.hypot(move.clientX - event.clientX, move.clientY - event.clientY) > DRAWN;
    if (!isDrawn) return;
    const [x, y] = at(layer, move);
    place = [Math.min(a, x), Math.min(b, y), Math.abs(x - a), Math.abs(y - b)];
    lay(ghost, place);
    layer.append(ghost);
  }, (isKept) => {
    ghost.remove();
    if (isKept && isDrawn && place[2] >= SMALLEST && place[3] >= SMALLEST) create(layer, page, place).focus({ preventScroll: true });
  });
}

/// Follows a pointer from its first event until it is up, or until the browser scrolls with it.
function drag(element, first, move, done) {
  element.setPointerCapture(first.pointerId);
  const ends = new AbortController();
  const on = (name, act) => element.addEventListener(name, (event) => { if (event.pointerId === first.pointerId) act(event); }, { signal: ends.signal });
  on("pointermove", move);
  on("pointerup", () => { ends.abort(); done(true); });
  on("pointercancel", () => { ends.abort(); done(false); });
}

function lay(cover, [x, y, w, h]) {
  Object.assign(cover.style, { left: `${x * 100}%`, top: `${y * 100}%`, width: `${w * 100}%`, height: `${h * 100}%` });
}

/// A new cover, kept.
function create(layer, page, place) {
  const region = document.createElement("input");
  region.type = "hidden";
  region.name = "region";
  region.value = `${page}:`;
  fields.append(region);
  const cover = show(layer, region);
  put(cover, place);
  keep();
  return cover;
}

/// The cover of a hidden field.
function show(layer, region) {
  const cover = document.createElement("div");
  cover.className = "cover";
  cover.region = region;
  cover.tabIndex = 0;
  // The arrows are for the cover, not for the reading position of a screen reader.
  cover.setAttribute("role", "application");
  cover.setAttribute("aria-describedby", "keyboard");
  for (const corner of ["nw", "ne", "sw", "se"]) {
    const grip = document.createElement("span");
    grip.className = `grip ${corner}`;
    cover.append(grip);
  }
  layer.append(cover);
  const place = region.value.split(":").slice(1).map(Number);
  if (place.length === 4) put(cover, place);
  cover.addEventListener("pointerdown", (event) => change(layer, cover, event));
  cover.addEventListener("keydown", (event) => press(cover, event));
  return cover;
}

const placeOf = (cover) => cover.region.value.split(":").slice(1).map(Number);

/// Lays a cover at a place, within the page.
function put(cover, [x, y, w, h]) {
  [w, h] = [w, h].map((side) => Math.min(1, Math.max(SMALLEST, side)));
  [x, y] = [Math.min(1 - w, Math.max(0, x)), Math.min(1 - h, Math.max(0, y))];
  const place = [x, y, w, h].map((part) => Math.round(part * 10000) / 10000);
  cover.region.value = [cover.region.value.split(":")[0], ...place].join(":");
  lay(cover, place);
  const index = [...fields.children].indexOf(cover.region) + 1;
  cover.setAttribute("aria-label", `${form.dataset.name.replace("{number}", number.format(index))}: ${words(place)}`);
}

function words(place) {
  const names = ["left", "top", "wide", "high"];
  return names.reduce((text, name, i) => text.replace(`{${name}}`, number.format(Math.floor(Math.round(place[i] * 1000) / 10))), form.dataset.place);
}

/// Moves a cover with the pointer, or the corner at which it was taken.
function change(layer, cover, event) {
  if (event.button !== 0 || !event.isPrimary) return;
  event.stopPropagation();
  event.preventDefault();
  cover.focus({ preventScroll: true });
  const corner = event.target.classList[1] ?? "";
  const [first, [x, y, w, h]] = [at(layer, event), placeOf(cover)];
  drag(cover, event, (move) => {
    const now = at(layer, move);
    const [dx, dy] = [now[0] - first[0], now[1] - first[1]];
    if (!corner) return put(cover, [x + dx, y + dy, w, h]);
    const [left, right] = corner.includes("w") ? [x + dx, x + w] : [x, x + w + dx];
    const [top, bottom] = corner.includes("n") ? [y + dy, y + h] : [y, y + h + dy];
    const clip = (value) => Math.min(1, Math.max(0, value));
    const [l, r, t, b] = [Math.min(left, right), Math.max(left, right), Math.min(top, bottom), Math.max(top, bottom)].map(clip);
    put(cover, [l, t, r - l, b - t]);
  }, (isKept) => {
    if (!isKept) return put(cover, [x, y, w, h]);
    if (String(placeOf(cover)) !== String([x, y, w, h])) keep();
  });
}

function press(cover, event) {
  const step = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
  if (event.key === "Delete" || event.key === "Backspace") {
    event.preventDefault();
    const add = cover.closest("section").querySelector("[data-add]");
    return remove(cover, cover.nextElementSibling ?? cover.previousElementSibling ?? add);
  }
  if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  const [x, y, w, h] = placeOf(cover);
  put(cover, event.shiftKey ? [x, y, w + step[0], h + step[1]] : [x + step[0], y + step[1], w, h]);
  clearTimeout(timer);
  timer = setTimeout(() => { said.textContent = words(placeOf(cover)); }, WAIT);
  keep();
}

function remove(cover, next) {
  cover.region.remove();
  cover.remove();
  for (const other of form.querySelectorAll(".cover")) put(other, placeOf(other));
  said.textContent = form.dataset.gone;
  next?.focus();
  keep();
}

function keep() {
  form.dispatchEvent(new CustomEvent("keep"));
}
