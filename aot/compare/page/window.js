/* window.js -- draws only the rows of a long list that are in view.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

const MARGIN = 12; /* rows drawn above and below the view */

/* Calls draw(first, end) when other rows of a scrolling element come into view.  All rows
 * have one height, in pixels. */
class RowWindow {
  constructor(scroller, height, draw) {
    Object.assign(this, {scroller, height, draw, count: 0, first: 0, end: 0});
    scroller.addEventListener("scroll", () => this.update(), {passive: true});
    new ResizeObserver(() => this.update()).observe(scroller);
  }

  setCount(count) {
    this.count = count;
    this.update(true);
  }

  update(always) {
    const top = Math.floor(this.scroller.scrollTop / this.height);
    const rows = Math.ceil(this.scroller.clientHeight / this.height) + 1;
    if (!always && top >= this.first + (this.first ? 4 : 0) &&
        (top + rows <= this.end - 4 || this.end === this.count)) return;
    this.first = Math.max(0, Math.min(top, this.count - rows) - MARGIN);
    this.end = Math.min(this.count, this.first + rows + 2 * MARGIN);
    this.draw(this.first, this.end);
  }

  /* Scrolls until row `index` is in view: a third from the top, if it was not. */
  show(index, always) {
    const top = index * this.height, room = this.scroller.clientHeight;
    const seen = top >= this.scroller.scrollTop &&
                 top + 2 * this.height <= this.scroller.scrollTop + room;
    if (always || !seen) this.scroller.scrollTop = Math.max(0, top - room / 3);
    this.update();
  }

  /* Paper does not scroll. */
  drawForPrint(most) {
    this.draw(0, Math.min(this.count, most));
  }
}

const windows = new Set(); /* those that are on the page */

function rowHeight(name) {
  return parseFloat(getComputedStyle(document.documentElement).getPropertyValue(name));
}

function printAll() {
  for (const each of windows) if (each.scroller.isConnected) each.drawForPrint(each.most || 400);
}

function printed() {
  for (const each of windows) if (each.scroller.isConnected) each.update(true);
}
