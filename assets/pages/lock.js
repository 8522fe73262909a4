// A browser that is handed to a client: its other tabs forget what they show, and no page comes back from behind "back".

const channel = new BroadcastChannel("commend-lock");
if (document.querySelector("[data-tablet]")) channel.postMessage("locked");
else channel.onmessage = leave;

window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

// Emptied first: leaving a page with something unsaved may ask, and the question leaves the page visible.
function leave() {
  document.documentElement.replaceChildren();
  location.replace("/unlock");
}
