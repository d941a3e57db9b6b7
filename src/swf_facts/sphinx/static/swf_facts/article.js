// Pointing at a note, a number or marked words lights the same fact in the text and beside it.
// On a narrow screen the notes are folded under their paragraph; a link into them unfolds the right one.
(() => {
  "use strict";
  const text = document.querySelector(".article-text");
  if (!text) return;

  const attributes = { lit: "facts", "lit-value": "values", "lit-support": "support" };
  const notes = new Map(
    [...text.querySelectorAll(".note")].map((note) => [note.querySelector(".note-number").textContent, note]),
  );
  const listed = (element, name) => (element.dataset[name] ?? "").split(" ").filter(Boolean);
  let lit = [];

  const numbersOf = (element) => {
    const note = element.closest(".note");
    if (note) return [note.querySelector(".note-number").textContent];
    const number = element.closest(".fact-numbers a, .again-number");
    if (number) {
      const [first, last] = number.textContent.split("–").map(Number);
      return Array.from({ length: (last || first) - first + 1 }, (_, index) => String(first + index));
    }
    const mark = element.closest("mark.evidence");
    return mark ? listed(mark, "facts") : [];
  };

  const light = (numbers) => {
    for (const [element, name] of lit) element.classList.remove(name);
    lit = [];
    if (!numbers.length) return;
    const wanted = new Set(numbers);
    for (const mark of text.querySelectorAll("mark.evidence")) {
      for (const [name, attribute] of Object.entries(attributes)) {
        if (listed(mark, attribute).some((number) => wanted.has(number))) {
          mark.classList.add(name);
          lit.push([mark, name]);
        }
      }
    }
    for (const number of wanted) {
      const note = notes.get(number);
      if (note) {
        note.classList.add("lit");
        lit.push([note, "lit"]);
      }
    }
  };

  const targeted = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
    if (!target || !/^(ev|note)-/.test(id)) return [];
    const fold = target.closest("details");
    if (fold && !fold.open) {
      fold.open = true;
      target.scrollIntoView({ block: "nearest" });
    }
    return [String(Number(id.split(".").pop()))];
  };

  // What is lit while nothing is pointed at: what has the focus, else what the address names.
  const rest = () => {
    const focused = text.contains(document.activeElement) ? numbersOf(document.activeElement) : [];
    return focused.length ? focused : targeted();
  };
  const show = (event) => {
    const numbers = numbersOf(event.target);
    light(numbers.length ? numbers : rest());
  };
  text.addEventListener("pointerover", show);
  text.addEventListener("pointerleave", () => light(rest()));
  text.addEventListener("focusin", show);
  text.addEventListener("focusout", () => light(targeted()));
  window.addEventListener("hashchange", () => light(targeted()));

  const narrow = window.matchMedia("(max-width: 75em)");
  const fold = () => text.querySelectorAll("details.notes").forEach((notes) => (notes.open = !narrow.matches));
  narrow.addEventListener("change", fold);
  window.addEventListener("beforeprint", () => text.querySelectorAll("details.notes").forEach((notes) => (notes.open = true)));
  fold();
  light(targeted());
})();
