# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""line_table.py -- from each host instruction of an output made with -g=listing to a line of the
listing, and from lines to guest instructions."""
import bisect
import re
import subprocess

DWARFDUMP = ['llvm-dwarfdump-19', '--debug-line']
ENDS = -1
PARTS = {1: 'insn', 2: 'entry', 3: 'poll', 4: 'exit', 5: 'moved'}

# What the code generator adds of its own, by what the instruction looks like.
KINDS = [
    ('padding', re.compile(r'(data16 |cs )*(nop|xchg +%ax,%ax)')),
    ('spill or fill', re.compile(r'v?mov\w* .*-?(0x)?[0-9a-f]*\(%rsp\)')),
    ('copy', re.compile(r'v?mov[a-z]* +%\w+,%\w+$')),
    ('constant', re.compile(r'(mov[a-z]* +\$[-0-9a-fx]+,%\w+|xor\w* +(%\w+),\2|'
                            r'v?xorps +(%\w+),(\3,)?\3)$')),
    ('jump', re.compile(r'(jmp|j[a-z]+) +[0-9a-f]+ ')),
    ('frame', re.compile(r'(push|pop|(add|sub)q? +\$[-0-9a-fx]+,%rsp|ret)')),
]


def read_listing(path):
    """(function, pc, text) by line, of which there is none 0; a heading's pc is None."""
    lines, function = [(None, None, '')], None
    with open(path, encoding='latin-1') as file:
        for line in file:
            found = re.match(r'0x([0-9a-f]{8}):  [0-9a-f]+  (.*)', line)
            if found:
                lines.append((function, int(found[1], 16), found[2]))
            else:
                function = line.rstrip('\n').removeprefix('function ')
                lines.append((function, None, ''))
    return lines


class LineTable:
    """The rows of .debug_line: (line, column) by address."""

    def __init__(self, program):
        text = subprocess.run([*DWARFDUMP, program], capture_output=True, check=True,
                              encoding='latin-1').stdout
        rows = []
        for at, line, column, rest in re.findall(
                r'^0x([0-9a-f]{16}) +(\d+) +(\d+) (.*)$', text, re.M):
            ends = 'end_sequence' in rest
            rows.append((int(at, 16), not ends, len(rows), ENDS if ends else int(line),
                         int(column)))
        rows.sort()
        self.at = [row[0] for row in rows]
        self.rows = [row[3:] for row in rows]

    def find(self, address):
        """The row that holds an address; None if none does."""
        index = bisect.bisect_right(self.at, address) - 1
        if index < 0 or self.rows[index][0] == ENDS:
            return None
        return self.rows[index]


def host_functions(program):
    """(start, end, symbol) of the host functions that have code of guest functions."""
    text = subprocess.run(['nm', '-S', '--defined-only', program], capture_output=True, check=True,
                          encoding='latin-1').stdout
    found = set()
    for at, size, name in re.findall(r'^(\S+) (\S+) [tT] (.*)$', text, re.M):
        if re.search(r'\.[0-9a-f]{8}(\.body|\.part\d+)?$', name):
            found.add((int(at, 16), int(at, 16) + int(size, 16), name))
    return sorted(found)


def host_code(program):
    """(address, text) of each host instruction, in order."""
    text = subprocess.run(['objdump', '-d', '--no-show-raw-insn', '-j', '.text', program],
                          capture_output=True, check=True, encoding='latin-1').stdout
    return [(int(at, 16), text) for at, text in
            re.findall(r'^ *([0-9a-f]+):\t(.*?) *(?:#.*)?$', text, re.M)]


def kind_of(text):
    """What a host instruction that is of no single guest instruction is; None: unknown."""
    for name, picture in KINDS:
        if picture.match(text):
            return name
    return None
