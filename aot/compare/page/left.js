/* left.js -- what was not translated ahead of time, and what became of it at run time.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

const WHY = {first: "reached for the first time",
             after_flush: "again, after the code cache was flushed",
             after_change: "again, after its guest code changed"};
const WHERE = {functions: "function translated ahead of time",
               program: "program, no known function", libraries: "library",
               anonymous: "memory of no file", kernel: "kernel\u2019s page"};
const ENDS = {live: "kept", invalidated: "invalidated: its guest code changed or was unmapped",
              flushed: "flushed: the code cache was full"};

/* A column of text; `words` explains what the data abbreviates. */
function textColumn(id, title, width, words) {
  const text = (item) => (words && words[item[id]]) || item[id] || "";
  return {id, title, width, value: text, cell: (item) => visible(text(item))};
}

function countColumn(id, title, unit, width) {
  return numberColumn(id, title, unit, null, width, (item) => item[id], formatCount);
}

const AT = {id: "pc", title: "Address", width: 11, value: (item) => item.pc,
            cell: (item) => link(item.pc, el("code", null, formatHex(item.pc)))};

function nameColumn(id) {
  return {id, title: "Function", width: 28, value: (item) => item[id] || "\uffff",
          cell: (item) => (item[id] ? nameOf(item[id]) : NONE)};
}

function listing(label, columns, rows, sort, empty) {
  if (!rows.length) return el("p", {class: "quiet"}, empty);
  const table = new Table({label, columns, rows, sort, empty});
  table.node.classList.add("low");
  return table.node;
}

/* How often each reason is given. */
function reasons(items) {
  const counts = new Map();
  for (const {why} of items) counts.set(why, (counts.get(why) || 0) + 1);
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  return el("ul", {class: "reasons"}, sorted.slice(0, 8).map(([why, count]) =>
    el("li", null, el("b", null, formatCount(count)), " ", visible(why))));
}

function leftPart(title, items, columns, empty) {
  return [el("h3", null, title, " ", el("small", null, formatCount(items.length))),
          items.length ? reasons(items) : null,
          listing(title, columns, items, {id: "pc", down: false}, empty)];
}

function leftSection(data) {
  const functions = data.left.functions.map((f) => ({...f, pc: f.entry}));
  return section("left", "Left to the runtime", [
    leftPart("Functions", functions, [AT, nameColumn("name"), textColumn("why", "Why", 60)],
             "Every function that was found is translated ahead of time."),
    leftPart("Indirect jumps", data.left.jumps,
             [AT, nameColumn("function"), textColumn("why", "Why", 60)],
             "No indirect jump is left to the runtime.")]);
}

function dynamicColumns(last) {
  return [AT, nameColumn("name"), countColumn("count", "Entered", "times", 12),
          countColumn("insns", "Guest", "insns", 8), textColumn("where", "Where", 34, WHERE), last];
}

function dynamicSection(data) {
  const gone = data.dynamic.filter((block) => block.ends !== "live");
  return section("dynamic", "While the translated program ran", [
    el("h3", null, "Translated at run time ",
       el("small", null, formatMany(data.dynamic.length, "block"))),
    listing("Translated at run time", dynamicColumns(textColumn("why", "Why", 40, WHY)),
            data.dynamic, {id: "count", down: true}, "Nothing was translated at run time."),
    el("h3", null, "Thrown away ", el("small", null, formatMany(gone.length, "block"))),
    listing("Thrown away", dynamicColumns(textColumn("ends", "What became of it", 48, ENDS)),
            gone, {id: "count", down: true}, "No block was thrown away."),
    statisticsPart(data.statistics)]);
}

/* Objects within objects as lines "why after_flush 12". */
function flatten(value, path) {
  if (value === null || typeof value !== "object") return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, [...path, key]));
}

function statisticsPart(statistics) {
  if (!statistics) return null;
  return el("details", null, el("summary", null, "All statistics of that run"),
    el("dl", {class: "facts statistics"}, flatten(statistics, []).map(([path, value]) =>
      el("div", null, el("dt", null, visible(path.join(" ").replace(/_/g, " "))),
         el("dd", null, Number.isInteger(value) ? formatCount(value) : visible(String(value)))))));
}
