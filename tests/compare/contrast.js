/* contrast.js -- the text on the page that has less contrast to what is behind it than 4.5:1.
 * WCAG 2.2, 1.4.3 and the definition of relative luminance.  The body of a function.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
const context = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});

function rgba(colour) {
  context.clearRect(0, 0, 1, 1);
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  return [...context.getImageData(0, 0, 1, 1).data];
}

function luminance(colour) {
  const [r, g, b] = colour.map((part) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratio(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/* No background here is half transparent: the nearest one that is there is what is seen. */
function behind(node) {
  for (let at = node; at; at = at.parentElement) {
    const colour = rgba(getComputedStyle(at).backgroundColor);
    if (colour[3] === 255) return colour;
  }
  return [255, 255, 255, 255];
}

const found = new Map();
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
let texts = 0;
while (walker.nextNode()) {
  const node = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || node.closest("script, svg, noscript") ||
      !node.checkVisibility()) continue;
  texts++;
  const style = getComputedStyle(node), has = ratio(rgba(style.color), behind(node));
  if (has < 4.5) found.set(`${node.tagName}.${node.className}`,
                           `${has.toFixed(2)} ${walker.currentNode.data.slice(0, 40)}`);
}
return {texts, found: [...found]};
