/* model.js -- the data, joined, and the measures that rank it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

const GUESTS = {ppc: "PowerPC", arm: "ARM"};
const RUNS = [["aot", "Ahead of time"], ["jit", "JIT"], ["native", "Native"],
              ["qemu", "qemu-user"]];

/* Host instructions for each guest instruction of the code that `side` is of. */
function expansionOf(side, insns) {
  return side && insns ? side.insns / insns : null;
}

function measureBlock(block, functions) {
  const of = functions[block.function];
  return {
    ...block, of, executed: block.count * block.insns,
    name: of ? of.name : "", file: of ? of.file : null,
    expansionAot: expansionOf(block.aot, block.insns),
    expansionJit: expansionOf(block.jit, block.insns),
    beyond: block.count * Math.max(0, ((block.aot || block.jit || {}).insns || 0) - block.insns),
    jitSaves: block.aot && block.jit ? block.count * (block.aot.insns - block.jit.insns) : null,
  };
}

function sum(items, value) {
  return items.reduce((total, item) => total + (value(item) || 0), 0);
}

/* A function's executed host instructions are those of its blocks; where no block is
 * known, its expansion is taken for all of them. */
function measureFunction(f, index, blocks) {
  const both = blocks.filter((block) => block.jitSaves !== null);
  const translated = sum(blocks, (block) => (block.jit ? block.insns : 0));
  const expansionAot = expansionOf(f.aot, f.insns);
  const expansionJit = expansionOf(f.jit, translated || f.insns);
  const expansion = expansionAot ?? expansionJit ?? 0;
  const saves = expansionAot && expansionJit ? f.executed * (expansionAot - expansionJit) : null;
  return {
    ...f, index, pc: f.entry, count: f.calls, expansionAot, expansionJit,
    beyond: blocks.length ? sum(blocks, (block) => block.beyond)
                          : f.executed * Math.max(0, expansion - 1),
    jitSaves: both.length ? sum(both, (block) => block.jitSaves) : saves,
  };
}

function addShares(items) {
  const executed = sum(items, (item) => item.executed);
  const beyond = sum(items, (item) => item.beyond);
  for (const item of items) {
    item.share = executed ? item.executed / executed : 0;
    item.toGain = beyond ? item.beyond / beyond : 0;
  }
}

/* The report with its functions and blocks measured. */
function makeModel(data) {
  const blocks = data.blocks.map((block) => measureBlock(block, data.functions));
  const blocksOf = data.functions.map(() => []);
  for (const block of blocks)
    if (blocksOf[block.function]) blocksOf[block.function].push(block);
  const functions = data.functions.map((f, i) => measureFunction(f, i, blocksOf[i]));
  addShares(functions);
  addShares(blocks);
  const sorted = functions.filter((f) => f.bytes).sort((a, b) => a.entry - b.entry);
  return {data, functions, blocks, blocksOf, sorted, own: sorted.filter((f) => !f.file)};
}

/* The last of `sorted` whose `key` is not above `value`; its index, or -1. */
function lastNotAbove(sorted, key, value) {
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (key(sorted[middle]) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/* The function that has guest address `pc`: one shown in detail whose code has it, else
 * the one that begins there or spans it. */
function functionAt(model, pc) {
  const detail = model.data.details.find((d) => d.guest.some((row) => row[0] === pc));
  if (detail) return model.functions[detail.function];
  const f = model.sorted[lastNotAbove(model.sorted, (g) => g.entry, pc)];
  return f && pc < f.entry + f.bytes ? f : null;
}

/* What ratios are to: native code, or the JIT where there is none. */
function baseOf(runs) {
  return runs.native ? "native" : runs.jit ? "jit" : null;
}
