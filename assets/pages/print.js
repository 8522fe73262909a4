// Shows the buttons that print the page: without scripts the browser's own command does it.

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
