// On every page: what scrolls sideways on a narrow screen can be reached and scrolled by keyboard, and citations are copied.
(() => {
  "use strict";
  // A browser refuses to fetch pages from file:// for the summaries of search results; the titles say enough.
  if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

  const boxes = document.querySelectorAll("[role=main] pre, [role=main] .table-wrapper");
  const mind = () => {
    for (const box of boxes) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  mind();
  window.addEventListener("resize", mind);

  // Older browsers, and pages that are not served securely, have no clipboard: there the words are selected and copied.
  const select = (source) => {
    const range = document.createRange();
    range.selectNodeContents(source);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return document.execCommand("copy");
  };
  for (const button of document.querySelectorAll("button[data-copy]")) {
    const label = button.textContent;
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copy);
      let copied = true;
      try {
        await navigator.clipboard.writeText(source.textContent);
      } catch {
        copied = select(source);
      }
      button.textContent = copied ? "Copied" : "Selected: press Ctrl+C";
      setTimeout(() => (button.textContent = label), 2000);
    });
  }
})();
