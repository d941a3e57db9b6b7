// On every page: what scrolls sideways on a narrow screen can be reached and scrolled by keyboard.
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
})();
