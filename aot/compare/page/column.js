/* column.js -- one column of a function's code: its rows, and those that are marked.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

class Column {
  /* `of` is a row of COLUMNS; `page` is the FunctionPage it is a part of. */
  constructor(of, page) {
    Object.assign(this, {of, page, at: -1});
    this.inner = el("div", {class: "inner"});
    this.scroller = el("div", {class: "scroller code", tabindex: "0", role: "listbox",
                               "aria-label": of.title, onfocus: () => page.activate(this)},
                       this.inner);
    this.found = el("span", {class: "found quiet"});
    this.node = el("div", {class: "column", "data-column": of.id},
      el("div", {class: "column-head"}, el("h3", null, of.title), this.found,
        of.views ? choice(`${of.title}: which`, of.views, page.views[of.id],
                          (id) => page.setView(this, id)) : null),
      this.scroller);
    this.window = new RowWindow(this.scroller, rowHeight("--line-height"),
                                (first, end) => this.draw(first, end));
    this.node.style.flexGrow = of.width;
    this.window.most = 3000;
    windows.add(this.window);
    this.load();
  }

  load() {
    const {detail, model, views} = this.page;
    this.rows = this.of.rows(detail, model, views);
    this.first = firstRows(this.rows);
    this.addresses = new Map(this.rows.map(({address}, i) => [address, i]));
    this.at = -1;
    const length = (row) => row.text.length + 11 * (row.links || []).length;
    const longest = this.rows.reduce((most, row) => Math.max(most, length(row)), 0);
    this.inner.style.minWidth = `calc(${longest}ch + var(--before-${this.of.id}))`;
    this.window.setCount(this.rows.length);
  }

  draw(first, end) {
    this.inner.style.paddingTop = `${first * this.window.height}px`;
    this.inner.style.height = `${this.rows.length * this.window.height}px`;
    if (!this.rows.length) {
      this.inner.replaceChildren(el("p", {class: "quiet empty"}, this.of.empty));
      return;
    }
    this.inner.replaceChildren(
      ...this.rows.slice(first, end).map((row, i) => this.row(row, first + i)));
  }

  row(row, index) {
    const {colours} = this.page;
    const colour = colours.has(row.pc) ? ` c${colours.get(row.pc)}` : "";
    const kind = row.note ? row.head ? " head" : row.remark ? " note remark" : " note" : "";
    const above = this.rows[index - 1];
    const repeated = above && above.pc === row.pc && !above.note;
    const pc = row.pc ? formatHex(row.pc) : "";
    const node = el("div", {class: `row${colour}${kind}`, role: "option", "data-index": index,
                            "data-pc": pc, title: pc && `0x${pc}`, id: `${this.of.id}-${index}`},
      row.count !== undefined ? el("span", {class: "count", title: "Executions"},
        row.count === null ? "" : formatCount(row.count)) : null,
      row.note ? null : el("span", {class: "pc"}, row.pc && !repeated ? this.pcText(row.pc) : ""),
      row.address ? el("span", {class: "address", title: `0x${row.address.toString(16)}`},
        row.offset === undefined ? row.address.toString(16) : `+${row.offset.toString(16)}`) : null,
      row.hex !== undefined && this.page.bytes ? el("span", {class: "hex"}, row.hex) : null,
      row.part && row.part !== "insn" ? el("span", {class: "part"}, row.part) : null,
      el("span", {class: "text"}, visible(row.text)), this.links(row));
    this.markRow(node, row);
    return node;
  }

  /* Addresses in words, and where a jump goes, can be followed. */
  links(row) {
    const follow = (pc) => el("button", {type: "button", class: "follow", tabindex: "-1",
      onclick: (event) => { event.stopPropagation(); this.page.pin(pc, null, true); }},
      `0x${formatHex(pc)}`);
    if (row.links && row.links.length) return row.links.flatMap((pc) => [" ", follow(pc)]);
    const to = row.target ? this.addresses.get(row.target) : undefined;
    if (to === undefined) return null;
    return el("button", {type: "button", class: "follow", tabindex: "-1",
      title: "Go where it jumps",
      onclick: (event) => { event.stopPropagation(); this.go(to); }}, "\u2192");
  }

  /* Only the guest's own column has whole addresses: the others are narrow. */
  pcText(pc) {
    return this.of.id === "guest" ? formatHex(pc) : formatHex(pc).slice(this.page.common);
  }

  markRow(node, row) {
    const {pinned, hovered} = this.page;
    node.classList.toggle("pinned", Boolean(row.pc) && row.pc === pinned);
    node.classList.toggle("lit", Boolean(row.pc) &&
      (row.pc === hovered || this.page.kin.includes(row.pc)));
    if (node.classList.contains("pinned")) node.setAttribute("aria-selected", "true");
    else node.removeAttribute("aria-selected");
  }

  mark() {
    for (const node of this.inner.querySelectorAll(".row"))
      this.markRow(node, this.rows[Number(node.dataset.index)]);
  }

  /* Marks what is pinned, and says how many rows that is. */
  markPinned() {
    const {pinned} = this.page;
    const many = pinned ? this.rows.filter((row) => row.pc === pinned && !row.note).length : 0;
    this.found.textContent = !pinned || !this.rows.length ? ""
      : many ? formatMany(many, "row") : "no row";
    this.mark();
    if (many) this.scroller.setAttribute("aria-activedescendant",
                                         `${this.of.id}-${this.first.get(pinned)}`);
    else this.scroller.removeAttribute("aria-activedescendant");
  }

  /* Scrolls to the first row of a guest address, or of one that it was folded into, or of
   * the nearest before it that has any. */
  show(pc, always) {
    const has = [pc, ...this.page.kin].find((each) => this.first.has(each)) ||
                [...this.first.keys()].reduce((best, at) => (at < pc && at > best ? at : best), 0);
    if (has) this.window.show(this.at = this.first.get(has), always);
  }

  /* Pins the guest instruction of row `index`, which stays in view. */
  go(index) {
    this.at = index;
    this.window.show(index);
    if (this.rows[index].pc) this.page.pin(this.rows[index].pc, this, true);
  }

  /* Goes to the next row up or down that belongs to another guest instruction. */
  step(by) {
    const from = this.at >= 0 ? this.page.pinned || this.rows[this.at].pc : 0;
    let i = this.at < 0 ? (by > 0 ? 0 : this.rows.length - 1) : this.at + by;
    while (this.rows[i] && (!this.rows[i].pc || this.rows[i].pc === from)) i += by;
    if (!this.rows[i]) return;
    this.at = i;
    this.window.show(i);
    this.page.pin(this.rows[i].pc, this, false);
  }
}
