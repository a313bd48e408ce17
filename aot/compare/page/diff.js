/* diff.js -- two reports beside each other, what became worse first.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

function formatChange(value, format) {
  if (!isNumber(value)) return NONE;
  return value > 0 ? `+${format(value)}` : value < 0 ? `\u2212${format(-value)}` : "0";
}

function changeClass(value) {
  return !isNumber(value) || value === 0 ? "" : value > 0 ? "worse" : "better";
}

function percentChange(a, b) {
  return isNumber(a) && isNumber(b) && a ? (b - a) / a * 100 : null;
}

/* Functions are the same if name and file are; those without a name, if the address is. */
function keyOf(f) {
  return JSON.stringify([f.file, f.name || f.entry]);
}

/* Pairs functions of two models in order: of several that have one name, the first with
 * the first. */
function pairFunctions(a, b) {
  const waiting = new Map();
  for (const f of a.functions) waiting.set(keyOf(f), [...(waiting.get(keyOf(f)) || []), f]);
  const pairs = b.functions.map((f) => [(waiting.get(keyOf(f)) || []).shift() || null, f]);
  return [...pairs, ...[...waiting.values()].flat().map((f) => [f, null])];
}

function difference(a, b, value) {
  const was = a && value(a), is = b && value(b);
  return isNumber(was) && isNumber(is) ? is - was : null;
}

function measurePair([a, b]) {
  const any = b || a, executed = a ? a.executed : b.executed;
  const grown = difference(a, b, (f) => f.expansionAot);
  const side = (field) => (f) => (f.aot ? f.aot[field] : null);
  return {
    a, b, name: any.name, file: any.file, pc: any.entry, executed,
    weight: grown === null ? null : executed * grown,
    expansionA: a ? a.expansionAot : null, expansionB: b ? b.expansionAot : null,
    insns: difference(a, b, side("insns")), bytes: difference(a, b, side("bytes")),
    cycles: difference(a, b, side("cycles")), spills: difference(a, b, side("spills")),
    state: difference(a, b, (f) => (f.aot ? f.aot.state_loads + f.aot.state_stores : null)),
    what: !a ? "only in B" : !b ? "only in A" : !a.aot && b.aot ? "now ahead of time"
          : a.aot && !b.aot ? "now left to the runtime" : "",
  };
}

function changeColumn(id, title, unit, tip, width, format) {
  return {id, title, unit, tip, width, number: true, value: (pair) => pair[id],
          cell: (pair) => el("span", {class: changeClass(pair[id])},
                             formatChange(pair[id], format))};
}

const WEIGHT = "Executed guest instructions of A \u00d7 (expansion of B \u2212 expansion of A), " +
               "of the code made ahead of time: the host instructions that B executes more.";

const PAIR_COLUMNS = [
  {id: "name", title: "Function", width: 34, value: (p) => p.name || "\uffff",
   cell: (p) => [nameOf(p.name), fileOf(p)].filter(Boolean)},
  {...ADDRESS, title: "Address"},
  changeColumn("weight", "Change", "host insns executed", WEIGHT, 22, formatCount),
  numberColumn("executed", "Executed", "guest insns", "In A", 16, (p) => p.executed, formatCount),
  numberColumn("expansionA", "A", "expansion", null, 10, (p) => p.expansionA, formatRatio),
  numberColumn("expansionB", "B", "expansion", null, 10, (p) => p.expansionB, formatRatio),
  changeColumn("insns", "Code", "host insns", "Change of the host instructions", 12, formatCount),
  changeColumn("bytes", "Code", "bytes", "Change of the host code\u2019s size", 12, formatCount),
  changeColumn("cycles", "Cycles", null, "Change, by llvm-mca", 10, formatDigits),
  changeColumn("state", "State", "accesses", "Change of loads and stores of guest registers", 11,
               formatCount),
  changeColumn("spills", "Spills", null, null, 9, formatCount),
  textColumn("what", "", 24),
];

/* Measured values that differ by no more than their runs do say nothing. */
function runsOverlap(was, is) {
  const [from, to] = [spread(was), spread(is)];
  return from && to && from.min <= to.max && to.min <= from.max;
}

/* {label, was, is, format, change, real}: change in per cent; real: it is more than noise. */
function overallRow(label, was, is, format, overlap) {
  const change = percentChange(was, is);
  return {label, was, is, format, change, real: !overlap && Math.abs(change) >= 1 ? change : 0};
}

function overallRows(a, b) {
  const rows = [];
  for (const [id, label] of RUNS) {
    const [from, to] = [a.runs[id] || {}, b.runs[id] || {}];
    const add = (what, field, format) => rows.push(overallRow(`${label}: ${what}`,
      median(from[field]), median(to[field]), format, runsOverlap(from[field], to[field])));
    add("time", "wall", formatSeconds);
    add("user time", "user", formatSeconds);
    add("start-up", "start", formatSeconds);
    add("peak memory", "peak_kib", (kib) => formatBytes(kib * 1024));
  }
  const [from, to] = [a.translation, b.translation];
  rows.push(overallRow("Translation: time", from.seconds, to.seconds, formatSeconds),
            overallRow("Output", from.output_bytes, to.output_bytes, formatBytes),
            overallRow("Translated code", from.code_bytes, to.code_bytes, formatBytes));
  return rows.filter(({was, is}) => isNumber(was) || isNumber(is))
             .sort((x, y) => y.real - x.real || y.change - x.change);
}

function overallTable(a, b) {
  return el("div", {class: "wide"}, el("table", {class: "plain", id: "overall"},
    el("thead", null, el("tr", null, heading("What", null, null, false), heading("A"),
      heading("B"), heading("Change", "%", "Of medians; more is worse"))),
    el("tbody", null, overallRows(a, b).map(({label, was, is, format, change, real}) =>
      el("tr", null, el("th", {scope: "row"}, label),
        el("td", {class: "number"}, isNumber(was) ? format(was) : NONE),
        el("td", {class: "number"}, isNumber(is) ? format(is) : NONE),
        el("td", {class: `number ${real ? `strong ${changeClass(real)}` : "quiet"}`},
           formatChange(change, (value) => value.toFixed(1))))))));
}

function aboutBoth(a, b) {
  const of = (data, file) => [file, data.program.name, data.tool.version,
    data.tool.options.join(" ") || "none", data.program.arguments.join(" ") || "none",
    `${data.host.processor}, ${data.host.level}`, formatCount(data.functions.length)];
  const labels = ["File", "Program", "Version", "Options", "Arguments", "Host", "Functions"];
  const [left, right] = [of(a.data, a.file), of(b.data, b.file)];
  return el("div", {class: "wide"}, el("table", {class: "plain text", id: "both"},
    el("thead", null, el("tr", null, heading("", null, null, false),
      heading("A", null, null, false), heading("B", null, null, false))),
    el("tbody", null, labels.map((label, i) =>
      el("tr", {class: left[i] === right[i] ? null : "differs"}, el("th", {scope: "row"}, label),
        el("td", null, visible(left[i])), el("td", null, visible(right[i])))))));
}

function changedFunctions(a, b) {
  const pairs = pairFunctions(a, b).map(measurePair);
  const changed = pairs.filter((pair) => pair.what || pair.weight || pair.insns || pair.bytes ||
                                         pair.cycles);
  const total = sum(pairs, (pair) => pair.weight);
  const table = new Table({label: "Functions by change", columns: PAIR_COLUMNS, rows: changed,
    sort: {id: "weight", down: true}, empty: "No function changed."});
  const number = el("span", {class: "quiet", role: "status"});
  const apply = () => {
    table.setRows(changed, searchFor(search.value));
    number.textContent = `${formatCount(table.shown.length)} changed, ` +
                         `of ${formatCount(pairs.length)}`;
  };
  const search = el("input", {type: "search", id: "search", placeholder: "Name or address",
    "aria-label": "Search functions by name or address", spellcheck: "false", oninput: apply});
  apply();
  return section("changed", "Functions by change", [
    el("div", {class: "bar-of-tools"}, search, number),
    el("p", {class: "caption"}, `${WEIGHT} Altogether: `,
       el("b", {class: changeClass(total)}, formatChange(total, formatCount)), "."), table.node]);
}

function diffPage({a, b}) {
  const [was, is] = [makeModel(a.data), makeModel(b.data)];
  return el("div", {id: "overview"},
    el("div", {class: "beside"}, section("reports", "Two reports", [aboutBoth(a, b)]),
      section("times", "Overall", [overallTable(a.data, b.data),
        el("p", {class: "quiet"},
           "What became worse is first. Grey changes are less than 1 %, or less than between " +
           "runs of one report.")])),
    changedFunctions(was, is));
}
