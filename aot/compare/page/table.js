/* table.js -- a table that can be sorted by each column and searched, however long it is.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

/* A column is {id, title, unit, tip, width (in ch), number, value(row), cell(row)}:
 * `value` is sorted by, `cell` is what is shown, text or nodes. */
class Table {
  constructor({label, columns, rows, text, sort, empty}) {
    Object.assign(this, {columns, rows, text, sort, shown: rows, empty});
    this.body = el("tbody");
    this.head = el("tr", null, columns.map((column) => this.heading(column)));
    this.table = el("table", {class: "rows", "aria-label": label},
      el("colgroup", null, columns.map((column) => this.width(column))),
      el("thead", null, this.head), this.body);
    this.table.style.minWidth = `${sum(columns, (column) => this.widthOf(column))}ch`;
    this.node = el("div", {class: "scroller", tabindex: "-1"}, this.table);
    this.window = new RowWindow(this.node, rowHeight("--row"),
                                (first, end) => this.draw(first, end));
    this.node.addEventListener("keydown", (event) => this.key(event));
    windows.add(this.window);
    this.apply();
  }

  width(column) {
    const node = el("col");
    node.style.width = `${this.widthOf(column)}ch`;
    return node;
  }

  /* A number is never cut: the largest and the smallest have room. */
  widthOf(column) {
    if (!column.number || !this.rows.length) return column.width;
    const value = (row) => column.value(row) ?? 0;
    const most = this.rows.reduce((a, b) => (value(b) > value(a) ? b : a));
    const least = this.rows.reduce((a, b) => (value(b) < value(a) ? b : a));
    const length = (row) => el("td", null, column.cell(row)).textContent.length;
    return Math.max(column.width, length(most) + 3, length(least) + 3);
  }

  heading(column) {
    const button = el("button", {type: "button", title: column.tip,
                                 onclick: () => this.sortBy(column)},
      column.title, column.unit ? el("small", null, column.unit) : null);
    return el("th", {scope: "col", class: column.number ? "number" : null,
                     "aria-sort": "none", "data-column": column.id}, button);
  }

  sortBy(column) {
    const same = this.sort.id === column.id;
    this.sort = {id: column.id, down: same ? !this.sort.down : Boolean(column.number)};
    this.apply();
  }

  /* Shows the rows that `filter` lets through, of another set of rows if one is given. */
  setRows(rows, filter, sort) {
    Object.assign(this, {rows, filter, sort: sort || this.sort});
    this.apply();
  }

  apply() {
    const {id, down} = this.sort;
    const column = this.columns.find((c) => c.id === id);
    const shown = this.filter ? this.rows.filter(this.filter) : [...this.rows];
    if (column) shown.sort((a, b) => compareValues(column.value(a), column.value(b), down));
    this.shown = shown;
    for (const cell of this.head.children)
      cell.setAttribute("aria-sort", cell.dataset.column !== id ? "none"
                                     : down ? "descending" : "ascending");
    this.table.setAttribute("aria-rowcount", shown.length + 1);
    this.node.scrollTop = 0;
    this.window.setCount(shown.length);
  }

  draw(first, end) {
    const height = this.window.height;
    const gap = (rows) => {
      const node = el("tr", {"aria-hidden": "true", class: "gap"},
                      el("td", {colspan: this.columns.length},
                         el("span", {class: "print-only"}, `${formatCount(rows)} more`)));
      node.style.height = `${rows * height}px`;
      return rows > 0 ? node : null;
    };
    const rows = this.shown.slice(first, end).map((row, i) => this.row(row, first + i));
    const none = this.shown.length ? null
      : el("tr", {class: "none"}, el("td", {colspan: this.columns.length}, this.empty));
    this.body.replaceChildren(
      ...[gap(first), ...rows, none, gap(this.shown.length - end)].filter(Boolean));
  }

  row(row, index) {
    return el("tr", {"aria-rowindex": index + 2, "data-index": index},
      this.columns.map((column) =>
        el("td", {class: column.number ? "number" : null}, column.cell(row))));
  }

  /* Up and down go from link to link, as the rows in between may not be drawn yet. */
  key(event) {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    const row = event.target.closest("tr[data-index]");
    if (!step || !row) return;
    event.preventDefault();
    const index = Number(row.dataset.index) + step;
    if (index < 0 || index >= this.shown.length) return;
    this.window.show(index);
    const link = this.body.querySelector(`tr[data-index="${index}"] a`);
    if (link) link.focus();
  }
}

/* Rows without a value are last, whichever way the others go. */
function compareValues(a, b, down) {
  const noA = a === null || a === undefined, noB = b === null || b === undefined;
  if (noA || noB) return noA - noB;
  const order = typeof a === "string" ? (a < b ? -1 : a > b ? 1 : 0) : a - b;
  return down ? -order : order;
}
