/* function.js -- the page of one function: its figures, and its code in five columns.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

const SIDE_FIGURES = [
  ["insns", "Instructions", null], ["bytes", "Code", "bytes"],
  ["state_loads", "State loads", null], ["state_stores", "State stores", null],
  ["calls", "Helper calls", null], ["spills", "Spills", null], ["cycles", "Cycles", "llvm-mca"],
];

function sideRow(label, side, expansion) {
  return el("tr", null, el("th", {scope: "row"}, label),
    el("td", {class: "number strong"}, formatRatio(expansion)),
    SIDE_FIGURES.map(([field]) => el("td", {class: "number"},
      !side || !isNumber(side[field]) ? NONE
        : field === "cycles" ? formatDigits(side[field]) : formatCount(side[field]))));
}

function figures(f) {
  return el("div", {class: "figures"},
    facts([["Address", `0x${formatHex(f.entry)}`], ["File", f.file],
      ["Calls", formatCount(f.calls)],
      ["Executed",
       `${formatCount(f.executed)} guest instructions, ${formatShare(f.share)} % of all`],
      ["Guest code", `${formatMany(f.insns, "instruction")}, ${formatBytes(f.bytes)}`],
      ["Micro-ops", `${formatCount(f.ops_raw)} raw, ${formatCount(f.ops)} optimised`],
      ["Left to gain", `${formatShare(f.toGain)} %`],
      ["Left to the runtime", f.left]]),
    el("div", {class: "wide"}, el("table", {class: "plain"},
      el("thead", null, el("tr", null, heading("Code", null, null, false),
        heading("Expansion", "host / guest"),
        SIDE_FIGURES.map(([, title, unit]) => heading(title, unit)))),
      el("tbody", null, sideRow("AOT", f.aot, f.expansionAot),
        sideRow("JIT", f.jit, f.expansionJit)))));
}

class FunctionPage {
  /* `changed(push)` is called when what is pinned or shown changes; push: as a new place. */
  constructor(model, f, changed) {
    Object.assign(this, {model, f, changed, pinned: 0, hovered: 0, kin: [], bytes: false,
                         views: {...VIEWS}, hidden: new Set()});
    this.detail = isNumber(f.detail) ? model.data.details[f.detail] : null;
    this.node = el("section", {id: "function", "aria-labelledby": "function-title"},
      el("div", {class: "title"}, el("h2", {id: "function-title"}, nameOf(f.name)),
         el("a", {href: "#", class: "back"}, "All functions")), figures(f));
    if (this.detail) this.addCode();
    else this.node.append(el("p", {class: "warning"},
      "Its code is not in this page, which has that of the functions executed most. ",
      el("code", null, "dbt-compare --function=NAME"), " adds one, ", el("code", null, "--top=N"),
      " takes more of them."));
  }

  addCode() {
    this.colours = colourOf(this.detail);
    this.common = commonDigits(this.detail);
    this.columns = COLUMNS.map((of) => new Column(of, this));
    this.active = this.columns[0];
    this.grid = el("div", {class: "columns", onmouseover: (event) => this.hover(event),
      onmouseleave: () => this.light(0), onclick: (event) => this.click(event)},
      this.columns.map((column) => column.node));
    const widest = Math.max(...this.detail.guest.map((row) => formatCount(row[3]).length));
    this.grid.style.setProperty("--count", `${widest + 1}ch`);
    this.search = el("input", {type: "search", id: "search", placeholder: "Find in the code",
      "aria-label": "Find in the code: Enter goes to the next row", spellcheck: "false",
      onkeydown: (event) => this.find(event)});
    this.switches = COLUMNS.map(({id, title}) => el("button", {type: "button", "data-column": id,
      "aria-pressed": "true", title: `Show or hide: ${title}`,
      onclick: () => this.toggle(id)}, title));
    const bytes = el("button", {type: "button", "aria-pressed": "false",
      title: "Show the bytes of instructions", onclick: () => {
        this.bytes = !this.bytes;
        bytes.setAttribute("aria-pressed", String(this.bytes));
        for (const column of this.columns) column.window.update(true);
      }}, "Bytes");
    this.node.append(el("div", {class: "bar-of-tools"},
      el("span", {class: "choice", role: "group", "aria-label": "Columns"}, this.switches),
      el("span", {class: "choice"}, bytes), this.search,
      el("span", {class: "quiet hint"}, "Point at a row to see its instruction in all columns; " +
         "click to pin it")), this.grid);
    this.layOut();
  }

  layOut() {
    for (const column of this.columns) column.node.hidden = this.hidden.has(column.of.id);
    for (const button of this.switches)
      button.setAttribute("aria-pressed", String(!this.hidden.has(button.dataset.column)));
    if (this.hidden.has(this.active.of.id)) this.activate(this.visibleColumns()[0]);
  }

  visibleColumns() {
    return this.columns.filter((column) => !this.hidden.has(column.of.id));
  }

  toggle(id) {
    if (this.hidden.has(id)) this.hidden.delete(id);
    else if (this.visibleColumns().length > 1) this.hidden.add(id);
    this.layOut();
    this.repin();
    this.changed(false);
  }

  /* Which of two views a column shows, such as raw micro-ops. */
  setView(column, id) {
    this.views[column.of.id] = id;
    column.load();
    column.markPinned();
    if (this.pinned) column.show(this.pinned, true);
    this.changed(false);
  }

  activate(column) {
    this.active = column;
    for (const each of this.columns) each.node.classList.toggle("active", each === column);
  }

  rowAt(event) {
    const node = event.target.closest(".row"), holder = event.target.closest(".column");
    const column = holder && this.columns.find((each) => each.node === holder);
    return node && column ? {column, index: Number(node.dataset.index)} : null;
  }

  hover(event) {
    const at = this.rowAt(event);
    this.light(at ? at.column.rows[at.index].pc : 0);
  }

  light(pc) {
    if (pc === this.hovered) return;
    this.hovered = pc;
    for (const column of this.columns) column.mark();
  }

  click(event) {
    const at = this.rowAt(event);
    if (!at) return;
    this.activate(at.column);
    at.column.at = at.index;
    const {pc} = at.column.rows[at.index];
    if (pc) this.pin(pc, at.column, true);
  }

  /* Marks a guest instruction and scrolls all columns but `from` to it. */
  pin(pc, from, push) {
    const same = pc === this.pinned;
    const row = this.detail.guest.find(([address]) => address === pc);
    this.pinned = pc;
    this.kin = (row && row[4] && row[4][1]) || []; /* what it was folded or moved into */
    for (const column of this.columns) {
      column.markPinned();
      if (pc && column !== from) column.show(pc, true);
    }
    if (!same) this.changed(push);
  }

  /* Columns that were hidden have not scrolled. */
  repin() {
    for (const column of this.columns) {
      column.window.update(true);
      if (this.pinned) column.show(this.pinned, true);
    }
  }

  /* Left and right. */
  stepColumn(by) {
    const shown = this.visibleColumns();
    const to = shown[shown.indexOf(this.active) + by];
    if (to) to.scroller.focus({preventScroll: true});
  }

  /* Enter in the search: the next row with that text, in the active column and then the rest. */
  find(event) {
    if (event.key === "Escape") { this.search.value = ""; this.search.blur(); }
    if (event.key !== "Enter" || !this.search.value) return;
    event.preventDefault();
    const text = this.search.value.toLowerCase();
    const shown = this.visibleColumns(), start = shown.indexOf(this.active);
    for (let i = 0; i <= shown.length; i++) {
      const column = shown[(start + i) % shown.length];
      const after = i === 0 ? column.at + 1 : 0;
      const index = column.rows.findIndex((row, at) => at >= after &&
        (row.text.toLowerCase().includes(text) || (row.pc && formatHex(row.pc) === text)));
      if (index < 0) continue;
      this.activate(column);
      column.go(index);
      return;
    }
    this.search.classList.add("nothing");
    setTimeout(() => this.search.classList.remove("nothing"), 600);
  }
}
