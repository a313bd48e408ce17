/* place.js -- places in the page: #pc=10000600&cols=uops,aot, as links and as history.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

/* {pc, cols, uops, llvm}; pc null: no function is open. */
function readPlace(hash) {
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  const pc = parseInt((words.get("pc") || "").replace(/^0x/i, ""), 16);
  const cols = words.get("cols") ? words.get("cols").split(",") : null;
  const known = COLUMNS.map(({id}) => id);
  const shown = cols && cols.filter((id) => known.includes(id));
  return {pc: Number.isNaN(pc) ? null : pc, cols: shown && shown.length ? shown : null,
          views: {uops: words.get("uops") === "raw" ? "raw" : "opt",
                  llvm: words.get("llvm") === "before" ? "before" : "after"}};
}

function writePlace(page) {
  const shown = page.columns ? page.visibleColumns().map((column) => column.of.id) : [];
  let hash = `#pc=${formatHex(page.pinned || page.f.entry)}`;
  if (page.columns && shown.length < COLUMNS.length) hash += `&cols=${shown.join(",")}`;
  for (const id in VIEWS) if (page.views[id] !== VIEWS[id]) hash += `&${id}=${page.views[id]}`;
  return hash;
}

/* Shows the overview or one function's page, as the address says. */
class Places {
  constructor(model, overview, main) {
    Object.assign(this, {model, overview, main, page: null, scrolled: 0});
    this.missing = el("p", {class: "warning", role: "status", hidden: true});
    window.addEventListener("hashchange", () => this.go());
    this.go();
  }

  go() {
    const place = readPlace(location.hash);
    const f = place.pc === null ? null : functionAt(this.model, place.pc);
    if (f) this.openFunction(f, place);
    else this.openOverview(place);
  }

  openOverview(place) {
    this.missing.hidden = place.pc === null;
    if (place.pc !== null)
      this.missing.textContent = `No function of this report has 0x${formatHex(place.pc)}.`;
    if (!this.page && this.overview.isConnected) return;
    this.page = null;
    this.main.replaceChildren(this.missing, this.overview);
    document.body.classList.remove("one-function");
    document.title = titleOf(this.model.data);
    for (const each of windows) if (each.scroller.isConnected) each.update(true);
    window.scrollTo(0, this.scrolled);
  }

  openFunction(f, place) {
    const again = this.page && this.page.f === f;
    if (!again) this.show(f);
    const page = this.page;
    if (page.columns) {
      page.hidden = new Set(place.cols ? COLUMNS.map(({id}) => id)
                                           .filter((id) => !place.cols.includes(id)) : []);
      this.setViews(page, place.views);
      page.layOut();
      if (page.pinned !== place.pc || !again) page.pin(place.pc, null, false);
      else page.repin();
    }
  }

  show(f) {
    if (!this.page) this.scrolled = window.scrollY;
    for (const each of windows) if (each.scroller.closest("#function")) windows.delete(each);
    this.page = new FunctionPage(this.model, f, (push) => this.changed(push));
    document.body.classList.add("one-function");
    this.main.replaceChildren(this.page.node);
    document.title = `${visible(f.name) || formatHex(f.entry)} \u00b7 ${titleOf(this.model.data)}`;
    window.scrollTo(0, 0);
    for (const column of this.page.columns || []) column.window.update(true);
  }

  setViews(page, views) {
    for (const column of page.columns) {
      const id = column.of.id, button = views[id] &&
        column.node.querySelector(`[data-choice="${views[id]}"]`);
      if (button && page.views[id] !== views[id]) button.click();
    }
  }

  /* What is pinned or shown goes into the address; a step by key is no new place. */
  changed(push) {
    const hash = writePlace(this.page);
    if (hash === location.hash) return;
    if (push) history.pushState(null, "", hash);
    else history.replaceState(null, "", hash);
  }
}
