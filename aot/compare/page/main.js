/* main.js -- reads the data and shows the page.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

function titleOf(data) {
  return `${visible(data.program.name)} \u00b7 dbt-compare`;
}

function buildTop(words, version, dialog) {
  document.getElementById("top").append(
    el("a", {href: "#", class: "brand"}, "dbt-compare"),
    el("span", {class: "what"}, words),
    el("span", {class: "quiet version"}, version),
    themeButton(),
    el("button", {type: "button", id: "help-button", title: "Keys, links and words",
                  "aria-label": "Help", onclick: () => dialog.showModal()}, "?"));
}

function overviewOf(model) {
  const strip = model.data.space.length
    ? new Strip(model, (pc) => { location.hash = `#pc=${formatHex(pc)}`; }).node
    : el("p", {class: "quiet"}, "No address range was recorded.");
  return el("div", {id: "overview"}, summarySection(model.data),
    section("space", "Address space of the guest", [strip]),
    new Ranking(model).node, leftSection(model.data), dynamicSection(model.data));
}

function start() {
  const data = JSON.parse(document.getElementById("data").textContent);
  const main = document.getElementById("main"), dialog = document.getElementById("help");
  buildHelp(dialog);
  window.addEventListener("beforeprint", printAll);
  window.addEventListener("afterprint", printed);
  let places = null;
  if (data.dbt_compare_diff) {
    const {a, b} = data;
    buildTop([nameOf(a.data.program.name), " and ", nameOf(b.data.program.name)],
             "two reports", dialog);
    document.title = `A and B \u00b7 ${titleOf(b.data)}`;
    main.replaceChildren(diffPage(data));
  } else {
    buildTop([nameOf(data.program.name)], `version ${visible(data.tool.version)}`, dialog);
    const model = makeModel(data);
    places = new Places(model, overviewOf(model), main);
  }
  listenToKeys(dialog, () => places && places.page);
  document.documentElement.dataset.ready = "yes";
}

start();
