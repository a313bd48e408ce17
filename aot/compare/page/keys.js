/* keys.js -- the keyboard, the help that names its keys, and the theme.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

const KEYS = [
  ["/", "search"], ["?", "this help"],
  ["\u2191 \u2193", "the previous or next instruction; the next row of a table"],
  ["\u2190 \u2192", "the column to the left or right; the next function of the strip"],
  ["Enter", "open what is marked; in a search, the next row that has the text"],
  ["Esc", "close the help, empty the search, let go of an instruction, back to all functions"],
];
const PLACES = [
  ["#pc=10000600", "the function that has this guest address, with the instruction pinned"],
  ["&cols=uops,aot", "only these columns, of guest, uops, llvm, aot and jit"],
  ["&uops=raw, &llvm=before", "micro-ops as lifted, LLVM IR before LLVM\u2019s passes"],
];
const PART_WORDS = [
  ["entry", "takes the guest\u2019s registers on, and asks whether to go on"],
  ["poll", "asks whether a signal or another thread waits"],
  ["exit", "leaves for other code"],
  ["moved", "was moved by LLVM from where its instruction stands"],
  ["merged", "LLVM made one of several; it belongs to no single instruction"],
  ["cold", "out of line, as it is rarely executed"],
];

function definitions(pairs) {
  return el("dl", null, pairs.map(([term, text]) =>
    [el("dt", null, el("kbd", null, term)), el("dd", null, text)]));
}

function buildHelp(dialog) {
  dialog.replaceChildren(
    el("h2", null, "Keys"), definitions(KEYS), el("h2", null, "Links to places"),
    definitions(PLACES), el("h2", null, "Words beside host code"), definitions(PART_WORDS),
    el("form", {method: "dialog"}, el("button", {type: "button",
      onclick: () => dialog.close()}, "Close")));
  dialog.setAttribute("aria-label", "Help");
}

const THEMES = ["auto", "light", "dark"];

/* Pages opened from files may have no storage. */
function stored(value) {
  try {
    if (value) localStorage.setItem("dbt-compare-theme", value);
    return localStorage.getItem("dbt-compare-theme");
  } catch { return null; }
}

function themeButton() {
  let theme = THEMES.includes(stored()) ? stored() : "auto";
  const button = el("button", {type: "button", id: "theme",
    title: "Light, dark, or as the system has it", onclick: () => {
      theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
      stored(theme);
      apply();
    }});
  function apply() {
    document.documentElement.dataset.theme = theme;
    button.textContent = `Theme: ${theme}`;
  }
  apply();
  return button;
}

function isTyping(target) {
  return target.matches("input, textarea, select");
}

/* Keys of one function's page. */
function functionKey(page, event) {
  const vertical = {ArrowDown: 1, ArrowUp: -1}[event.key];
  const horizontal = {ArrowRight: 1, ArrowLeft: -1}[event.key];
  if (event.key === "Escape" && page.pinned && page.columns) page.pin(0, null, false);
  else if (event.key === "Escape") location.hash = "";
  else if (!page.columns || event.target.closest(".figures, .bar-of-tools")) return;
  else if (vertical) page.active.step(vertical);
  else if (horizontal) page.stepColumn(horizontal);
  else return;
  event.preventDefault();
}

function listenToKeys(dialog, pageOf) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
    const search = document.getElementById("search");
    if (event.key === "Escape" && isTyping(event.target)) { event.target.blur(); return; }
    if (isTyping(event.target) || event.defaultPrevented) return;
    if (event.key === "/" && search) { event.preventDefault(); search.focus(); search.select(); }
    else if (event.key === "?") dialog.showModal();
    else if (pageOf()) functionKey(pageOf(), event);
  });
}
