/* rows.js -- one function's code as the rows of five columns, each with its guest address.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

/* A row is {pc, text, part, address, hex, count, note, links, target}; pc 0: it belongs to
 * no single guest instruction.  A note is a remark in words about pc. */

function note(pc, text, links) {
  return {pc, text, note: true, links: links || []};
}

/* What became of a guest instruction that has no host code of its own. */
const FATES = {
  nop: "no operation: it has no micro-op",
  dead: "dead: nothing reads its result",
  gone: "gone: LLVM found it constant, equal or unused",
  folded: "folded into",
  moved: "moved into",
};

function fateNote(pc, [kind, pcs]) {
  const where = pcs && pcs.length ? pcs : [];
  const text = FATES[kind] || kind;
  return note(pc, where.length || !text.endsWith("into") ? text : `${kind} elsewhere`, where);
}

function guestRows(detail, model) {
  const starts = new Map(model.blocksOf[detail.function].map((block) => [block.pc, block.count]));
  const rows = [];
  let before = null;
  for (const [pc, hex, text, count, fate] of detail.guest) {
    const start = starts.has(pc);
    rows.push({pc, hex, text, start, count: start || count !== before ? count : null});
    before = count;
    if (fate) rows.push(fateNote(pc, fate));
  }
  return rows;
}

function opRows(detail, raw) {
  return (raw ? detail.raw : detail.opt).map(([pc, text]) => ({pc, text}));
}

/* A remark about code that LLVM left no line of says which it is. */
function withAddress(remark) {
  return {...remark, text: `${remark.pc ? formatHex(remark.pc) : "function"}: ${remark.text}`};
}

/* LLVM's remarks stand above the first line of the instruction they are about. */
function irRows(detail, before) {
  const remarks = new Map();
  for (const [pc, pass, kind, text] of detail.remarks || []) {
    const words = note(pc, `${pass}, ${kind}: ${text}`);
    words.remark = true;
    remarks.set(pc, [...(remarks.get(pc) || []), words]);
  }
  const rows = [];
  for (const [pc, part, text] of before ? detail.before : detail.after) {
    rows.push(...(remarks.get(pc) || []), {pc, part, text});
    remarks.delete(pc);
  }
  return [...[...remarks.values()].flat().map(withAddress), ...rows];
}

function aotRows(detail) {
  return detail.aot.map(([address, hex, text, pc, part, target]) =>
    ({pc, address, hex, text, part, target}));
}

function jitRows(detail) {
  const title = ({pc, count}) => `Block ${formatHex(pc)}, entered ${formatMany(count, "time")}`;
  return detail.jit.flatMap((block) => [
    {...note(block.pc, title(block)), head: true},
    ...block.rows.map(([address, hex, text, pc, part]) =>
      ({pc, offset: address - block.address, address, hex, text, part}))]);
}

const COLUMNS = [
  {id: "guest", title: "Guest", width: 1.2, rows: guestRows, empty: "No guest code was recorded."},
  {id: "uops", title: "Micro-ops", width: 1,
   rows: (d, m, view) => opRows(d, view.uops === "raw"),
   views: [["raw", "Raw", "As lifted"],
           ["opt", "Opt", "Optimised: as LLVM\u2019s lowering gets them"]],
   empty: "No micro-ops were recorded."},
  {id: "llvm", title: "LLVM IR", width: 1.35,
   rows: (d, m, view) => irRows(d, view.llvm === "before"),
   views: [["before", "Before", "Before LLVM\u2019s passes"],
           ["after", "After", "After LLVM\u2019s passes"]],
   empty: "No LLVM IR was recorded."},
  {id: "aot", title: "AOT x86-64", width: 1.1, rows: aotRows,
   empty: "It is not translated ahead of time."},
  {id: "jit", title: "JIT x86-64", width: 1.1, rows: jitRows,
   empty: "The JIT translated no block of it."},
];
const VIEWS = {uops: "opt", llvm: "after"}; /* what is shown to begin with */
const PALETTE = 8; /* colours of instructions, .c0 to .c7 in page.css */

/* Guest instructions' numbers in their order, for colours. */
function colourOf(detail) {
  return new Map(detail.guest.map(([pc], i) => [pc, i % PALETTE]));
}

/* How many digits all addresses of the code begin with, so that four or more differ. */
function commonDigits(detail) {
  const digits = detail.guest.map(([pc]) => formatHex(pc));
  let common = 4;
  while (common && digits.some((each) => !each.startsWith(digits[0].slice(0, common)))) common--;
  return common;
}

/* The first row of each guest address. */
function firstRows(rows) {
  const first = new Map();
  rows.forEach(({pc}, i) => { if (pc && !first.has(pc)) first.set(pc, i); });
  return first;
}
