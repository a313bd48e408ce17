# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""form.py -- the form of a profile (docs/profile.md), read.

    for section in sections('prog.prof'):
        section.rows['jump'][(module, address), (module, address)]
"""
import collections

# What rows of a kind have behind their first place.
KINDS = {'block': 'i', 'inner': 'i', 'entry': '', 'call': 'p', 'jump': 'p', 'left': 'p'}


class Section:
    """One process's part of a file."""

    def __init__(self, lines):
        assert lines[0] == 'dbt-profile 1' and lines[-1] == 'end', (lines[0], lines[-1])
        self.guest = lines[1].removeprefix('guest ')
        self.counts = lines[2].removeprefix('counts ')
        self.modules, self.rows = [], {kind: collections.Counter() for kind in KINDS}
        self.insns = {}
        order = []
        self.handlers = 0
        for line in lines[3:-2]:
            word, *rest = line.split(' ')
            if word == 'handlers':
                self.handlers = int(rest[0])
                continue
            if word == 'module':
                number, kind, content, size, path = line.split(' ', 5)[1:]
                assert int(number) == len(self.modules)
                self.modules.append((kind, content, int(size), path))
            else:
                key = self.row(word, rest)
                order.append((list(KINDS).index(word), key))
        assert order == sorted(order), 'the order of rows'
        assert len(order) == len(set(order)), 'rows that are the same'
        word, blocks, insns = lines[-2].split(' ')
        assert word == 'generated'
        self.generated = int(blocks), int(insns)

    def row(self, kind, words):
        """Takes a row, and returns what it is sorted by."""
        place = int(words[0]), int(words[1], 16)
        key, count = place, int(words[-1])
        assert place[0] < len(self.modules) and count > 0
        if KINDS[kind] == 'p':
            key = place, (int(words[2]), int(words[3], 16))
        assert len(words) == 3 + len(KINDS[kind]) * (2 if KINDS[kind] == 'p' else 1)
        self.rows[kind][key] += count
        if KINDS[kind] == 'i':
            self.insns[place] = int(words[2])
            return place + (int(words[2]),)
        return key


def sections(name):
    """All sections of a file; with none of them incomplete."""
    with open(name, encoding='utf-8') as file:
        lines = file.read().split('\n')
    assert lines.pop() == ''
    result, start = [], 0
    for at, line in enumerate(lines):
        if line == 'end':
            result.append(Section(lines[start:at + 1]))
            start = at + 1
    assert start == len(lines), 'lines behind the last section'
    return result
