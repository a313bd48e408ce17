/* chart.js -- a bar for each way to run the program.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

const CHART = {label: 104, value: 76, row: 32, bar: 14}; /* pixels */

/* `bars` are {id, label, spread, text}; a bar ends at the median, a line spans all runs.
 * It is as wide as its place, and drawn again when that changes. */
function barChart(label, bars) {
  const holder = el("div", null, drawBars(label, bars, 540));
  new ResizeObserver(([{contentRect: {width}}]) => {
    if (width > 0) holder.replaceChildren(drawBars(label, bars, width));
  }).observe(holder);
  return holder;
}

function drawBars(label, bars, width) {
  const {row, bar} = CHART;
  const room = width - CHART.label - CHART.value;
  const most = Math.max(...bars.map((each) => each.spread.max));
  const x = (value) => CHART.label + (most ? value / most * room : 0);
  const height = bars.length * row;
  const draw = ({id, label: name, spread: {median: middle, min, max}, text}, i) => {
    const y = i * row + row / 2;
    return svg("g", null,
      svg("text", {x: CHART.label - 10, y, class: "chart-label"}, name),
      svg("rect", {x: CHART.label, y: y - bar / 2, height: bar, class: `bar ${id}`,
                   width: Math.max(1, x(middle) - CHART.label)}),
      svg("path", {class: "whisker", d: `M${x(min)} ${y - 5}v10M${x(max)} ${y - 5}v10` +
                                        `M${x(min)} ${y}H${x(max)}`}),
      svg("text", {x: x(max) + 8, y, class: "chart-value"}, text));
  };
  return svg("svg", {class: "chart", role: "img", "aria-label": label,
                     width, height, viewBox: `0 0 ${width} ${height}`},
    bars.map(draw),
    svg("path", {class: "axis", d: `M${CHART.label} 0V${height}`}));
}
