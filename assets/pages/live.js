// Keeps a part of a page up to date: `data-live` names a stream of server-sent events, `data-state` what the part shows.
//
// When the stream tells another state, the page is fetched again and the part replaced. Where streams do not come through, the page is
// fetched every few seconds instead. The part is left alone while the focus is in it, unless a button has it: a button is in its place again.

const POLL = 5000; // milliseconds

const part = document.querySelector("[data-live]");
if (part) follow();

function isInUse() {
  const at = document.activeElement;
  return part.contains(at) && !at.matches("button");
}

function follow() {
  let stale = false;
  const source = new EventSource(part.dataset.live);

  const refresh = async () => {
    if (isInUse()) {
      stale = true;
      return;
    }
    stale = false;
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!answer.ok || answer.redirected) return source.close();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(part.id);
    if (!fresh) return source.close();
    if (isInUse()) {
      stale = true;
      return;
    }
    const focused = part.contains(document.activeElement) ? document.activeElement.textContent : null;
    part.replaceChildren(...fresh.childNodes);
    if (focused !== null) [...part.querySelectorAll("button")].find((button) => button.textContent === focused)?.focus();
    part.dataset.state = fresh.dataset.state ?? "";
    // A part that no longer moves has no stream.
    if (!fresh.dataset.live) source.close();
  };

  source.addEventListener("message", ({ data }) => {
    if (data !== part.dataset.state) refresh();
  });
  source.addEventListener("error", () => {
    if (source.readyState !== EventSource.CLOSED) return; // it reconnects by itself
    const poll = setInterval(async () => {
      await refresh();
      if (!part.dataset.state) clearInterval(poll);
    }, POLL);
  });
  part.addEventListener("focusout", () => { if (stale) setTimeout(refresh); });
}
