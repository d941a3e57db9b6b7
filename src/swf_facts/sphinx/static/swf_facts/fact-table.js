// The searchable table of facts. Its rows come from facts/rows.js (window.factTable); everything is set as text, never
// as markup. Search, filters and order are mirrored in the address, so that a view can be shared.
(() => {
  "use strict";
  const box = document.getElementById("fact-table");
  if (!box || !window.factTable) return;

  const PAGE = 100;
  const { fields, rows } = window.factTable;
  const at = Object.fromEntries(fields.map((name, index) => [name, index]));
  const filters = { article: "Article", subject: "Subject", property: "Property", kind: "Kind of value", unit: "Unit", modality: "Modality", voice: "Said by" };
  const columns = { fact: "Fact", subject: "Subject", property: "Property", value: "Value", modality: "Modality", voice: "Said by", quote: "Quote" };
  const words = rows.map((row) => row.join("\n").toLowerCase());
  const address = new URLSearchParams(location.search);
  let shown = PAGE;

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  // Controls
  const search = make("input", { type: "search", id: "fact-search", value: address.get("q") ?? "" });
  const selects = Object.entries(filters).map(([name, label]) => {
    const counts = new Map();
    for (const row of rows) counts.set(row[at[name]], (counts.get(row[at[name]]) ?? 0) + 1);
    const values = [...counts.keys()].filter(Boolean).sort((a, b) => a.localeCompare(b, "en"));
    const select = make("select", { id: `fact-${name}`, name }, new Option("any", ""));
    select.append(...values.map((value) => new Option(`${value} (${counts.get(value)})`, value)));
    select.value = address.get(name) ?? "";
    if (select.selectedIndex < 0) select.value = "";
    return [name, label, select];
  });
  const status = make("p", { className: "table-status", role: "status" });
  const reset = make("button", { type: "button", className: "quiet", textContent: "Clear" });
  const controls = make("div", { className: "table-controls", role: "search", ariaLabel: "Facts" });
  controls.append(make("div", { className: "control wide" }, make("label", { htmlFor: search.id, textContent: "Search" }), search));
  for (const [, label, select] of selects) {
    controls.append(make("div", { className: "control" }, make("label", { htmlFor: select.id, textContent: label }), select));
  }

  // Table
  const body = make("tbody");
  const heads = Object.entries(columns).map(([name, label]) => {
    const button = make("button", { type: "button", textContent: label });
    const head = make("th", { scope: "col", className: `column-${name}` }, button);
    button.addEventListener("click", () => {
      const order = address.get("sort");
      address.set("sort", order === name ? `-${name}` : name);
      if (order === `-${name}`) address.delete("sort");
      draw();
    });
    return [name, head];
  });
  const caption = make("caption", { className: "visually-hidden", textContent: "Facts" });
  const table = make("table", { className: "fact-rows" }, caption, make("thead", {}, make("tr", {}, ...heads.map(([, head]) => head))), body);
  const more = make("button", { type: "button", className: "more" });

  const cell = (row, name) => {
    const value = row[at[name]];
    const td = make("td", { className: `column-${name}` });
    td.dataset.label = columns[name];
    if (name === "fact") {
      td.append(make("a", { href: `${box.dataset.root}facts/${value}.html`, textContent: value }));
      if (row[at.status] !== "current") td.append(" ", make("span", { className: "chip", textContent: row[at.status] }));
    } else if (name === "modality") td.append(make("span", { className: "chip", textContent: value }));
    else if (name === "quote") td.append(make("q", { textContent: value }));
    else td.textContent = value;
    return td;
  };

  const compare = (name) => {
    const collator = new Intl.Collator("en", { numeric: true });
    return (a, b) => collator.compare(rows[a][at[name]], rows[b][at[name]]);
  };

  const select = () => {
    const wanted = (address.get("q") ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = selects.map(([name]) => [at[name], address.get(name)]).filter(([, value]) => value);
    const found = [];
    for (let index = 0; index < rows.length; index++) {
      if (!chosen.every(([column, value]) => rows[index][column] === value)) continue;
      if (wanted.every((word) => words[index].includes(word))) found.push(index);
    }
    const order = address.get("sort") ?? "";
    const name = order.replace(/^-/, "");
    if (name in columns) found.sort(compare(name));
    if (order.startsWith("-")) found.reverse();
    return found;
  };

  const draw = () => {
    const found = select();
    const order = address.get("sort") ?? "";
    for (const [name, head] of heads) {
      if (order.replace(/^-/, "") === name) head.ariaSort = order.startsWith("-") ? "descending" : "ascending";
      else head.ariaSort = null;
    }
    body.replaceChildren(
      ...found.slice(0, shown).map((index) => {
        const tr = make("tr", { className: `kind-${rows[index][at.kind]}` });
        tr.append(...Object.keys(columns).map((name) => cell(rows[index], name)));
        return tr;
      }),
    );
    const number = found.length.toLocaleString("en");
    status.replaceChildren(
      found.length === rows.length ? `${number} facts ` : `${number} of ${rows.length.toLocaleString("en")} facts `,
      ...([...address.keys()].length ? [reset] : []),
    );
    more.hidden = found.length <= shown;
    more.textContent = `Show ${Math.min(PAGE, found.length - shown)} more`;
    const query = address.toString();
    history.replaceState(null, "", query ? `?${query}` : location.pathname);
  };

  const set = (name, value) => {
    if (value) address.set(name, value);
    else address.delete(name);
    shown = PAGE;
    draw();
  };
  search.addEventListener("input", () => set("q", search.value.trim()));
  for (const [name, , control] of selects) control.addEventListener("change", () => set(name, control.value));
  reset.addEventListener("click", () => {
    for (const name of [...address.keys()]) address.delete(name);
    search.value = "";
    for (const [, , control] of selects) control.value = "";
    draw();
    search.focus();
  });
  more.addEventListener("click", () => {
    shown += PAGE;
    draw();
  });

  box.append(controls, status, table, more);
  draw();
})();
