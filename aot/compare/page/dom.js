/* dom.js -- makes elements.  Text from the guest's file is only ever a text node.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
"use strict";

/* Sets an attribute; a function is the listener of the event "on..." names. */
function setAttribute(node, name, value) {
  if (typeof value === "function") node.addEventListener(name.slice(2), value);
  else if (value === true) node.setAttribute(name, "");
  else if (value !== false && value !== null && value !== undefined)
    node.setAttribute(name, value);
}

function fill(node, attributes, children) {
  for (const name in attributes) setAttribute(node, name, attributes[name]);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return node;
}

/* el("td", {class: "number"}, "12"): an element, its attributes, its children. */
function el(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function svg(tag, attributes, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

/* Control characters, those that change the direction of text, and those without width. */
const INVISIBLE =
  new RegExp("[\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u200b-\\u200f\\u2028-\\u202e" +
             "\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb]", "g");

/* Shows what can't be seen by its number, so that a name reads as it is. */
function visible(text) {
  return text.replace(INVISIBLE, (c) => `\\u{${c.codePointAt(0).toString(16)}}`);
}

/* A name of the guest's: its letters do not reorder what is around them. */
function nameOf(text, attributes) {
  return el("bdi", attributes, text ? visible(text) : "(no name)");
}

/* Two or more choices of which one holds; `choose` is called with the id of a new one. */
function choice(label, options, current, choose) {
  const buttons = options.map(([id, text, tip]) =>
    el("button", {type: "button", "aria-pressed": String(id === current), title: tip,
                  "data-choice": id, onclick: () => pick(id)}, text));
  function pick(id) {
    for (const button of buttons)
      button.setAttribute("aria-pressed", String(button.dataset.choice === id));
    choose(id);
  }
  return el("span", {class: "choice", role: "group", "aria-label": label}, buttons);
}
