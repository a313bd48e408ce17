/* strip.js -- the guest's address space in one line: what runs each part of it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

const KINDS = [["aot", "ahead of time"], ["jit", "translated at run time"],
               ["never", "never run"], ["data", "data"]];
const STRIP = {width: 1200, height: 56, gap: 6};

/* Ranges that touch are one part; what is empty between parts is a narrow gap. */
function partsOf(space) {
  const parts = [];
  for (const [start, end] of space) {
    const last = parts[parts.length - 1];
    if (last && start - last.end < 4096) last.end = Math.max(last.end, end);
    else parts.push({start, end});
  }
  const bytes = sum(parts, (part) => part.end - part.start) || 1;
  const room = STRIP.width - STRIP.gap * (parts.length - 1);
  let x = 0;
  for (const part of parts) {
    part.x = x;
    part.scale = room / bytes;
    x += (part.end - part.start) * part.scale + STRIP.gap;
  }
  return parts;
}

function xOf(parts, address) {
  const part = parts[Math.max(0, lastNotAbove(parts, (p) => p.start, address))];
  return part.x + (Math.min(address, part.end) - part.start) * part.scale;
}

function addressAt(parts, x) {
  const part = parts[Math.max(0, lastNotAbove(parts, (p) => p.x, x))];
  return Math.min(part.end - 1, Math.floor(part.start + (x - part.x) / part.scale));
}

/* How many pixels of each column of the strip are of each kind. */
function columnsOf(space, parts) {
  const share = KINDS.map(() => new Float64Array(STRIP.width + 1));
  for (const [start, end, kind] of space) {
    const of = share[KINDS.findIndex(([id]) => id === kind)];
    const from = xOf(parts, start), to = xOf(parts, end - 1) + parts[0].scale;
    for (let x = Math.floor(from); of && x < to && x <= STRIP.width; x++)
      of[x] += Math.min(x + 1, to) - Math.max(x, from);
  }
  return share;
}

/* One path a kind: bars that stand on those of the kinds before it; equal ones join. */
function pathsOf(share) {
  const {width, height} = STRIP;
  const base = new Float64Array(width + 1).fill(height);
  return share.map((of, kind) => {
    let d = "";
    for (let x = 0; x <= width;) {
      const from = x, tall = of[x] * height, bottom = base[x];
      while (x <= width && of[x] * height === tall && base[x] === bottom) x++;
      const up = tall.toFixed(1);
      if (tall > 0) d += `M${from} ${bottom.toFixed(1)}v-${up}h${x - from}v${up}z`;
      for (let i = from; i < x; i++) base[i] -= tall;
    }
    return svg("path", {class: `kind ${KINDS[kind][0]}`, d});
  });
}

function legend(space) {
  const all = sum(space, ([start, end]) => end - start) || 1;
  return el("ul", {class: "legend"}, KINDS.map(([id, label]) => {
    const bytes = sum(space, ([start, end, kind]) => (kind === id ? end - start : 0));
    return el("li", null, el("i", {class: id, "aria-hidden": "true"}), label, " ",
              el("b", null, formatBytes(bytes)), ` ${formatShare(bytes / all)} %`);
  }));
}

/* The strip with its pointer; `go` is called with the guest address of a function. */
class Strip {
  constructor(model, go) {
    Object.assign(this, {model, go, parts: partsOf(model.data.space), at: -1});
    this.pointer = svg("path", {class: "pointer", d: ""});
    this.extent = svg("rect", {class: "extent", y: 0, height: STRIP.height, width: 0});
    this.drawing = svg("svg", {class: "strip", tabindex: "0", role: "slider",
      viewBox: `0 -4 ${STRIP.width} ${STRIP.height + 8}`, preserveAspectRatio: "none",
      "aria-label": "Functions by address", "aria-valuemin": 0,
      "aria-valuemax": model.own.length - 1, "aria-valuenow": 0,
      onmousemove: (event) => this.point(event), onkeydown: (event) => this.key(event),
      onclick: (event) => { this.point(event); this.open(); }},
      pathsOf(columnsOf(model.data.space, this.parts)), this.extent, this.pointer);
    this.caption = el("p", {class: "strip-name", "aria-live": "off"});
    this.node = el("div", null, this.drawing, this.caption, legend(model.data.space));
    this.say(null, "Point at the strip, or move through its functions with the arrow keys; " +
                   "a click or Enter opens one.");
  }

  point(event) {
    const box = this.drawing.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width * STRIP.width;
    this.mark(addressAt(this.parts, Math.max(0, Math.min(STRIP.width - 1, x))));
  }

  mark(address) {
    const {own} = this.model;
    const i = lastNotAbove(own, (f) => f.entry, address);
    const f = own[i];
    this.at = i;
    this.pointer.setAttribute("d", `M${xOf(this.parts, address)} -4V${STRIP.height + 4}`);
    this.say(f && address < f.entry + f.bytes ? f : null, null, address);
  }

  /* Names what is pointed at: a function, or only what kind of bytes. */
  say(f, words, address) {
    this.open = () => { if (f) this.go(f.entry); };
    const start = f ? xOf(this.parts, f.entry) : 0;
    this.extent.setAttribute("x", start);
    this.extent.setAttribute("width",
      f ? Math.max(1, xOf(this.parts, f.entry + f.bytes - 1) - start) : 0);
    const range = words ? null : this.model.data.space.find(
      ([from, to]) => from <= address && address < to);
    const kind = range && (KINDS.find(([id]) => id === range[2]) || [])[1];
    this.caption.replaceChildren(...(words ? [words] : [
      el("code", null, `0x${formatHex(f ? f.entry : address)}`), " ",
      f ? nameOf(f.name, {class: "name"}) : "", kind ? ` \u00b7 ${kind}` : "",
      f ? ` \u00b7 ${formatBytes(f.bytes)}` : ""]));
    this.drawing.setAttribute("aria-valuetext", this.caption.textContent);
    this.drawing.setAttribute("aria-valuenow", Math.max(0, this.at));
  }

  key(event) {
    const step = {ArrowRight: 1, ArrowLeft: -1, PageDown: 50, PageUp: -50}[event.key];
    const last = this.model.own.length - 1;
    if (event.key === "Enter") this.open();
    else if (step && last >= 0)
      this.mark(this.model.own[Math.max(0, Math.min(last, this.at + step))].entry);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
