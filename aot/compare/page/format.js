/* format.js -- numbers as people read them, with their units.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

const NONE = "\u2013";
const grouped = new Intl.NumberFormat("en-US");

function isNumber(value) {
  return typeof value === "number" && Number.isFinite(value);
}

/* With a minus sign that is as wide as a digit. */
function formatCount(value) {
  return isNumber(value) ? grouped.format(Math.round(value)).replace("-", "\u2212") : NONE;
}

/* As many decimals as three significant digits take. */
function formatDigits(value) {
  if (!isNumber(value)) return NONE;
  const size = Math.abs(value);
  return size >= 1000 ? formatCount(value) : value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

function formatRatio(value) {
  if (!isNumber(value)) return NONE;
  return value >= 100 ? `${grouped.format(Math.round(value))}\u00d7` : `${value.toFixed(2)}\u00d7`;
}

function formatShare(value) {
  if (!isNumber(value)) return NONE;
  const percent = value * 100;
  return percent > 0 && percent < 0.01 ? "<0.01" : percent.toFixed(2);
}

function formatBytes(value) {
  if (!isNumber(value)) return NONE;
  if (value < 10240) return `${grouped.format(value)} bytes`;
  const kib = value / 1024;
  return kib < 1024 ? `${formatDigits(kib)} KiB` : `${formatDigits(kib / 1024)} MiB`;
}

function formatSeconds(value) {
  if (!isNumber(value)) return NONE;
  if (value >= 1) return `${formatDigits(value)} s`;
  if (value >= 0.001) return `${formatDigits(value * 1e3)} ms`;
  return `${formatDigits(value * 1e6)} \u00b5s`;
}

function formatHex(value) {
  return value.toString(16).padStart(8, "0");
}

/* "1 function", "2 functions" */
function formatMany(value, noun) {
  return `${formatCount(value)} ${noun}${value === 1 ? "" : "s"}`;
}

function median(values) {
  if (!values || !values.length) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length & 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function spread(values) {
  if (!values || !values.length) return null;
  return {median: median(values), min: Math.min(...values), max: Math.max(...values)};
}
