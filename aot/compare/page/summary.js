/* summary.js -- how fast the program is in each way to run it, and what that costs.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

/* Times are shown in one unit, so that they can be compared by eye. */
function timeUnit(runs) {
  const most = Math.max(...runs.map(([, , run]) => Math.max(...run.wall, 0)));
  return most < 10 ? {name: "ms", of: 1e3} : {name: "s", of: 1};
}

function runsOf(data) {
  return RUNS.map(([id, label]) => [id, label, data.runs[id]])
             .filter(([, , run]) => run && run.wall.length);
}

function timeCell(values, unit) {
  const of = spread(values);
  return el("td", {class: "number"}, of ? formatDigits(of.median * unit.of) : NONE);
}

function spreadCell(values, unit) {
  const of = spread(values);
  return el("td", {class: "number quiet"},
    of ? `${formatDigits(of.min * unit.of)}\u2026${formatDigits(of.max * unit.of)}` : NONE);
}

function runRow([id, label, run], unit, base) {
  const peak = median(run.peak_kib);
  return el("tr", null,
    el("th", {scope: "row"}, el("i", {class: `key ${id}`, "aria-hidden": "true"}), label),
    timeCell(run.wall, unit), spreadCell(run.wall, unit),
    el("td", {class: "number strong"}, base ? formatRatio(median(run.wall) / base) : NONE),
    timeCell(run.user, unit), timeCell(run.start, unit),
    el("td", {class: "number"}, peak === null ? NONE : formatDigits(peak / 1024)),
    el("td", {class: "number"}, formatDigits(run.file_bytes / 1048576)));
}

function heading(title, unit, tip, number = true) {
  return el("th", {scope: "col", class: number ? "number" : null, title: tip},
            title, unit ? el("small", null, unit) : null);
}

function runTable(data, runs, unit) {
  const base = baseOf(data.runs);
  const label = base ? RUNS.find(([id]) => id === base)[1] : "";
  return el("table", {class: "plain", id: "runs"},
    el("thead", null, el("tr", null,
      heading("Run", null, null, false),
      heading("Time", unit.name, "Median of the wall-clock times of all runs"),
      heading("Spread", unit.name, "Shortest and longest run"),
      heading("Ratio", base ? `to ${base === "jit" ? "JIT" : "native"}` : null,
              base ? `Time divided by that of: ${label}` : null),
      heading("User time", unit.name, "Median of the time in user mode"),
      heading("Start-up", unit.name, "Median time until the first guest instruction"),
      heading("Peak memory", "MiB", "Median of the largest resident size"),
      heading("File", "MiB", "Size of what is executed: the translated program, the guest " +
                             "program, the native program"))),
    el("tbody", null, runs.map((run) => runRow(run, unit, base && median(data.runs[base].wall)))));
}

function breakEven(data) {
  if (!data.runs.aot || !data.runs.jit) return "";
  if (!isNumber(data.break_even))
    return "It is not won back over the JIT, which is not slower.";
  return `Translating ahead of time is won back over the JIT after ` +
         `${formatMany(Math.max(1, Math.ceil(data.break_even)), "run")}.`;
}

function translationText(data) {
  const t = data.translation;
  return [`Translated ${formatMany(t.functions, "function")}, ` +
          `${formatMany(t.insns, "guest instruction")}, in ${formatSeconds(t.seconds)}. ` +
          `The output has ${formatBytes(t.output_bytes)}, of which ` +
          `${formatBytes(t.code_bytes)} are translated code. `, breakEven(data)];
}

/* A run that did something else measured something else. */
function differenceWarning(runs) {
  const other = runs.filter(([, , run]) => run.differs);
  if (!other.length) return null;
  return el("p", {class: "warning"}, "These runs wrote, or ended, otherwise than the translated " +
    "program: " + other.map(([, label, run]) => `${label} (status ${run.status})`).join(", "));
}

function facts(pairs) {
  return el("dl", {class: "facts"}, pairs.filter(([, value]) => value).map(([key, value]) =>
    el("div", null, el("dt", null, key), el("dd", null, visible(String(value))))));
}

function aboutRun(data) {
  const {program, tool, host, runs} = data;
  const timed = runs.aot ? runs.aot.wall.length : 0;
  return facts([
    ["Program", program.path], ["Guest", `${GUESTS[program.guest]}, ${formatBytes(program.bytes)}`],
    ["Arguments", program.arguments.join(" ")], ["Options", tool.options.join(" ")],
    ["Host", `${host.processor}, ${host.level}`], ["Runs", timed ? `${timed} of each` : ""]]);
}

function summarySection(data) {
  const runs = runsOf(data);
  if (!runs.length)
    return section("summary", "Summary", [aboutRun(data),
      el("p", {class: "quiet"}, "The program was not timed."),
      el("p", null, translationText(data))]);
  const unit = timeUnit(runs);
  const bars = runs.map(([id, label, run]) =>
    ({id, label, spread: spread(run.wall), text: formatSeconds(median(run.wall))}));
  return section("summary", "Summary", [aboutRun(data), differenceWarning(runs),
    el("div", {class: "beside"}, el("div", {class: "wide"}, runTable(data, runs, unit)),
      el("figure", null, barChart("Median time of each way to run the program", bars),
        el("figcaption", null, "Median time; the line spans the shortest and longest run"))),
    el("p", null, translationText(data))]);
}

function section(id, title, children, aside) {
  return el("section", {id, "aria-labelledby": `${id}-title`},
    el("div", {class: "title"}, el("h2", {id: `${id}-title`}, title), aside), children);
}
