/* ranking.js -- all functions, or all blocks, in an order that says where to look.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

const ORDERS = [
  {id: "gain", title: "Most left to gain", sort: {id: "toGain", down: true},
   filter: (item) => item.beyond > 0,
   text: "Host instructions executed beyond one for each guest instruction, as a share of all " +
         "of them: executions \u00d7 (host \u2212 guest instructions), summed over the blocks. " +
         "Host instructions are those made ahead of time, else the JIT\u2019s."},
  {id: "jit", title: "Where JIT is better", sort: {id: "jitSaves", down: true},
   filter: (item) => item.jitSaves > 0,
   text: "Host instructions executed that the JIT\u2019s code would save: executions \u00d7 " +
         "(ahead of time \u2212 JIT), summed over the blocks that both translated."},
  {id: "worst", title: "Worst expansion", sort: {id: "expansionAot", down: true},
   filter: (item) => item.expansionAot !== null,
   text: "Expansion: host instructions for each guest instruction, of the code made ahead of " +
         "time, executed or not."},
  {id: "executed", title: "Most executed", sort: {id: "executed", down: true}, filter: null,
   text: "Guest instructions executed, in any way."},
];

function numberColumn(id, title, unit, tip, width, value, format) {
  return {id, title, unit, tip, width, value, number: true, cell: (item) => format(value(item))};
}

function sideColumns(side, label) {
  const of = (field) => (item) => (item[side] ? item[side][field] : null);
  return [
    numberColumn(`${side}Insns`, label, "insns", `Host instructions of its code: ${label}`, 9,
                 of("insns"), formatCount),
    numberColumn(`expansion${label === "AOT" ? "Aot" : "Jit"}`, label, "expansion",
                 "Host instructions for each guest instruction", 10,
                 (item) => (side === "aot" ? item.expansionAot : item.expansionJit), formatRatio),
    numberColumn(`${side}Bytes`, label, "bytes", `Bytes of its host code: ${label}`, 10,
                 of("bytes"), formatCount),
  ];
}

function aotColumn(id, title, unit, tip, width, value) {
  return numberColumn(id, title, unit, tip, width,
                      (item) => (item.aot ? value(item.aot) : null), formatCount);
}

/* The columns after the name and the address, which functions and blocks share. */
function measureColumns(counted) {
  const cycles = (side) => (item) => (item[side] ? item[side].cycles : null);
  return [
    numberColumn("toGain", "Left to gain", "%", ORDERS[0].text, 12, (f) => f.toGain, formatShare),
    numberColumn("share", "Executed", "%", "Share of all guest instructions executed", 10,
                 (f) => f.share, formatShare),
    numberColumn("executed", "Executed", "guest insns", "Guest instructions executed", 15,
                 (f) => f.executed, formatCount),
    numberColumn("count", counted[0], counted[1], counted[2], 13, (f) => f.count, formatCount),
    numberColumn("insns", "Guest", "insns", "Guest instructions", 8, (f) => f.insns, formatCount),
    numberColumn("opsRaw", "Micro-ops", "raw", "Micro-ops as lifted", 11,
                 (f) => f.ops_raw, formatCount),
    numberColumn("ops", "Micro-ops", "optimised", "Micro-ops after all passes", 11,
                 (f) => f.ops, formatCount),
    ...sideColumns("aot", "AOT"), ...sideColumns("jit", "JIT"),
    numberColumn("jitSaves", "JIT saves", "host insns", ORDERS[1].text, 15,
                 (f) => f.jitSaves, formatCount),
    aotColumn("state", "State", "accesses", "Loads and stores of guest registers in memory, of " +
              "the code made ahead of time", 10, (side) => side.state_loads + side.state_stores),
    aotColumn("helpers", "Helpers", "calls", "Calls of the runtime\u2019s helpers in its code", 9,
              (side) => side.calls),
    aotColumn("spills", "Spills", null, "Host registers that were spilled", 8,
              (side) => side.spills),
    numberColumn("cyclesAot", "AOT", "cycles", "Cycles of one pass through the code, by llvm-mca",
                 9, cycles("aot"), formatDigits),
    numberColumn("cyclesJit", "JIT", "cycles", "Cycles of one pass through the code, by llvm-mca",
                 9, cycles("jit"), formatDigits),
  ];
}

function link(pc, ...children) {
  return el("a", {href: `#pc=${formatHex(pc)}`}, children);
}

function fileOf(item) {
  return item.file ? el("small", null, " ", nameOf(item.file)) : null;
}

function codeMark(f) {
  if (!isNumber(f.detail)) return null;
  return el("small", {class: "mark", title: "Its code is in this page"}, "code");
}

/* A block's function, and where in it the block is. */
function ownerCell(block) {
  const {of} = block;
  if (!of) return NONE;
  const offset = block.pc > of.entry ? `+0x${(block.pc - of.entry).toString(16)}` : "";
  return [nameOf(block.name), el("span", {class: "quiet"}, offset), fileOf(block)].filter(Boolean);
}

const NAME = {id: "name", title: "Function", width: 30, value: (f) => f.name || "\uffff",
              cell: (f) => [link(f.entry, nameOf(f.name)), fileOf(f), codeMark(f)].filter(Boolean)};
const ADDRESS = {id: "address", title: "Address", width: 11, value: (item) => item.pc,
                 cell: (item) => el("code", null, formatHex(item.pc))};
const BLOCK = {id: "pc", title: "Block", width: 11, value: (b) => b.pc,
               cell: (b) => link(b.pc, el("code", null, formatHex(b.pc)))};
const OWNER = {id: "name", title: "Function", width: 30, value: (b) => b.name || "\uffff",
               cell: ownerCell};

const RANKED = {
  functions: [NAME, ADDRESS, ...measureColumns(["Calls", null, "How often it was entered"])],
  blocks: [BLOCK, OWNER, ...measureColumns(["Entered", "times", "How often it was entered"])],
};

/* True for items whose name has `words`, or whose address begins with them. */
function searchFor(words) {
  const text = words.trim().toLowerCase(), hex = text.replace(/^0x/, "");
  if (!text) return null;
  return (item) => visible(item.name || "").toLowerCase().includes(text) ||
                   formatHex(item.pc).includes(hex) ||
                   (item.of && formatHex(item.of.entry) === hex);
}

class Ranking {
  constructor(model) {
    this.model = model;
    this.order = ORDERS[0];
    this.words = "";
    this.search = el("input", {type: "search", id: "search", placeholder: "Name or address",
      "aria-label": "Search functions and blocks by name or address", spellcheck: "false",
      oninput: () => { this.words = this.search.value; this.apply(); },
      onkeydown: (event) => this.key(event)});
    this.holder = el("div");
    this.note = el("p", {class: "caption"});
    this.number = el("span", {class: "quiet", role: "status"});
    this.node = section("ranking", "Where to look", [
      el("div", {class: "bar-of-tools"},
        choice("What is listed", [["functions", `Functions`], ["blocks", "Blocks"]],
               "functions", (id) => this.list(id)),
        choice("Order", ORDERS.map(({id, title, text}) => [id, title, text]), this.order.id,
               (id) => this.reorder(id)),
        this.search, this.number),
      this.note, this.holder]);
    this.list("functions");
  }

  reorder(id) {
    this.order = ORDERS.find((order) => order.id === id);
    this.apply(true);
  }

  list(what) {
    this.what = what;
    this.table = new Table({label: what, columns: RANKED[what], rows: this.model[what],
                            sort: this.order.sort, empty: "Nothing here."});
    this.table.window.most = 100;
    this.holder.replaceChildren(this.table.node);
    this.apply(true);
  }

  /* Keeps the order that a click on a heading chose, unless `ordered`. */
  apply(ordered) {
    const search = searchFor(this.words), {filter} = this.order;
    const rows = filter ? this.model[this.what].filter(filter) : this.model[this.what];
    this.table.setRows(rows, search, ordered ? this.order.sort : null);
    this.note.textContent = this.order.text;
    const shown = this.table.shown.length, all = this.model[this.what].length;
    this.number.textContent = `${formatCount(shown)} of ${formatCount(all)}`;
  }

  key(event) {
    if (event.key === "Escape" && this.search.value) {
      this.search.value = this.words = "";
      this.apply();
    } else if (event.key === "ArrowDown" || event.key === "Enter") {
      const first = this.table.body.querySelector("a");
      if (first && event.key === "Enter") first.click();
      else if (first) first.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
