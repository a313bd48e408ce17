#!/usr/bin/env python3
"""check_report.py REPORT.json [--output PLAIN] [--schema FILE]
    [--least-functions N] [--most-merged PERCENT]

Checks a report of dbt-compare --json beyond its schema:

  every guest instruction of a function in detail is in every column, or it is explained;
  each host instruction belongs to a guest instruction of the listing, or to a named part;
  an instruction was executed no more often than the blocks that have it;
  the host code is that of PLAIN, which dbt-aot made of the same program without -g.

Prints what is wrong, and at the end how many functions and instructions were looked at.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import argparse
import bisect
import json
import struct
import sys

AOT_PARTS = {"insn", "entry", "poll", "exit", "moved", "merged"}
JIT_PARTS = {"insn", "entry", "exit", "cold"}
FATES = {"nop", "dead", "gone", "folded", "moved"}


class Elf:
    """The sections of a 64-bit little-endian ELF file that are in memory, as bytes."""

    def __init__(self, path):
        data = open(path, "rb").read()
        start, = struct.unpack_from("<Q", data, 0x28)
        size, count = struct.unpack_from("<HH", data, 0x3A)
        self.sections = []
        for i in range(count):
            _, kind, _, address, offset, length = struct.unpack_from(
                "<IIQQQQ", data, start + i * size)
            if address and kind == 1:
                self.sections.append((address, data[offset:offset + length]))

    def at(self, address, size):
        for start, data in self.sections:
            if start <= address < start + len(data):
                return data[address - start:address - start + size]
        return b""


class Checker:
    def __init__(self, report, plain):
        self.report, self.plain = report, plain
        self.failures = 0
        self.guest = self.host = self.merged = 0

    def fail(self, name, *words):
        self.failures += 1
        if self.failures <= 40:
            print(f"{name}:", *words)

    def check_guest(self, name, detail):
        pcs = [row[0] for row in detail["guest"]]
        # Data taken for code may be read as A32 and as Thumb: two rows for one address.
        if pcs != sorted(pcs):
            self.fail(name, "guest rows are not ascending")
        found = {column: {row[0] for row in detail[column]} for column in ("raw", "opt")}
        aot = {row[3] for row in detail["aot"]}
        doing = {row[3] for row in detail["aot"] if row[4] in ("insn", "moved")}
        jit = {row[3] for block in detail["jit"] for row in block["rows"]}
        for pc, _, text, count, fate in detail["guest"]:
            self.guest += 1
            kind = fate[0] if fate else None
            where = f"0x{pc:08x} {text}"
            if kind and kind not in FATES:
                self.fail(name, where, "unknown fate", kind)
            if pc not in aot and not kind:
                self.fail(name, where, "neither host code nor an explanation")
            if pc in aot and pc not in doing and not kind:
                continue  # a poll, or another way out, at an instruction that does nothing
            if pc not in found["raw"] and kind not in ("nop", "folded"):
                self.fail(name, where, "no micro-ops as lifted")
            if pc not in found["opt"] and kind not in ("nop", "dead", "folded"):
                self.fail(name, where, "no micro-ops after the passes, and is", kind)
            if count and not any(b["pc"] <= pc < b["end"] for b in detail["jit"]):
                # A block that begins in another function may run into this one.
                if not any(b["pc"] <= pc < b["end"] for b in self.report["blocks"]):
                    self.fail(name, where, "executed, and in no block")
        return set(pcs), jit

    def check_aot(self, name, detail, known):
        for address, code, text, pc, part, _ in detail["aot"]:
            self.host += 1
            self.merged += part == "merged"
            if part not in AOT_PARTS:
                self.fail(name, f"0x{address:x} {text}: unknown part {part}")
            if part != "merged" and pc not in known:
                self.fail(name, f"0x{address:x} {text}: of 0x{pc:x}, no instruction")
            if self.plain and self.plain.at(address, len(code) // 2).hex() != code:
                self.fail(name, f"0x{address:x} {text}: other bytes in the output")

    def check_jit(self, name, detail):
        for block in detail["jit"]:
            at = block["address"]
            for address, code, text, pc, part in block["rows"]:
                if address != at:
                    self.fail(name, f"block 0x{block['pc']:x}: a gap before {text}")
                at = address + len(code) // 2
                if part not in JIT_PARTS:
                    self.fail(name, f"block 0x{block['pc']:x}: unknown part {part}")
                if not block["pc"] <= pc < block["end"]:
                    self.fail(name, f"0x{address:x} {text}: of 0x{pc:x}, not in its block")

    def check_counts(self):
        """A block may be left before its last instruction."""
        blocks = self.report["blocks"]
        if self.report.get("blocks_left_out"):
            return
        for detail in self.report["details"]:
            name = self.report["functions"][detail["function"]]["name"]
            for pc, _, text, count, _ in detail["guest"]:
                total = sum(b["count"] for b in blocks if b["pc"] <= pc < b["end"])
                if count > total:
                    self.fail(name, f"0x{pc:x} {text}: {count} executions, {total} of blocks")

    def run(self):
        known = {row[0] for d in self.report["details"] for row in d["guest"]}
        spans = sorted((f["entry"], f["entry"] + f["bytes"]) for f in self.report["functions"])
        starts = [s for s, _ in spans]

        class Known:
            """What is inlined may be of a function that is not in detail."""

            def __contains__(self, pc):
                return pc in known or bisect.bisect_right(starts, pc) > 0

        for detail in self.report["details"]:
            name = self.report["functions"][detail["function"]]["name"]
            if not detail["guest"]:
                continue  # code of a library, which has no listing
            self.check_guest(name, detail)
            self.check_aot(name, detail, Known())
            self.check_jit(name, detail)
        self.check_counts()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("report")
    parser.add_argument("--output")
    parser.add_argument("--schema")
    parser.add_argument("--least-functions", type=int, default=1)
    parser.add_argument("--most-merged", type=float, default=100)
    options = parser.parse_args()
    report = json.load(open(options.report, encoding="utf-8"))
    if options.schema:
        import jsonschema
        jsonschema.validate(report, json.load(open(options.schema, encoding="utf-8")),
                            cls=jsonschema.Draft202012Validator)
    checker = Checker(report, Elf(options.output) if options.output else None)
    checker.run()
    functions = sum(1 for d in report["details"] if d["guest"])
    share = 100 * checker.merged / max(1, checker.host)
    print(f"{functions} functions, {checker.guest} guest instructions, {checker.host} host "
          f"instructions of which {share:.1f} % are of several; {checker.failures} wrong")
    if functions < options.least_functions:
        sys.exit(f"only {functions} functions in detail")
    if share > options.most_merged:
        sys.exit(f"{share:.1f} % of the host instructions are of no single guest instruction")
    sys.exit(checker.failures > 0)


main()
