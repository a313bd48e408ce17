# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""tables.py -- the tables of programs and of their uses, read.

    programs = read_programs('programs.txt')        # by name
    uses = read_uses('uses.txt', programs)          # in order

The formats are explained at the top of the tables.
"""
import collections
import re

Program = collections.namedtuple('Program', 'name packages file options')

# programs: names.  marks: {'slice': True, 'time': '300', ...}.  script: for bash.
Use = collections.namedtuple('Use', 'name programs marks remark script')

MARKS = {'slice', 'dynamic', 'time', 'ignore', 'errors', 'qemu'}


class TableError(Exception):
    pass


def lines_of(path):
    with open(path, encoding='utf-8') as file:
        for number, line in enumerate(file, 1):
            if line.strip() and not line.startswith('#'):
                yield '%s:%d' % (path, number), line.rstrip('\n')


def read_programs(path):
    programs = {}
    for place, line in lines_of(path):
        fields = [field.strip() for field in line.split('|')]
        if len(fields) != 4:
            raise TableError('%s: not four fields' % place)
        name, packages, file, options = fields
        programs[name] = Program(name, packages.split(), file or 'usr/bin/' + name, options.split())
    return programs


def read_marks(place, text):
    marks = {}
    for word in text.split():
        name, _, value = word.partition('=')
        if name not in MARKS:
            raise TableError('%s: no mark is called %s' % (place, name))
        marks[name] = value or True
    return marks


def read_uses(path, programs):
    uses = []
    for place, line in lines_of(path):
        if line.startswith('    '):
            uses[-1] = uses[-1]._replace(script=uses[-1].script + line[4:] + '\n')
            continue
        fields = [field.strip() for field in line.split('|')]
        if len(fields) != 4 or not re.fullmatch(r'[\w.-]+', fields[0]):
            raise TableError('%s: not NAME | PROGRAMS | MARKS | REMARK' % place)
        used = fields[1].split()
        for name in used:
            if name not in programs:
                raise TableError('%s: no program is called %s' % (place, name))
        uses.append(Use(fields[0], used, read_marks(place, fields[2]), fields[3], ''))
    names = collections.Counter(use.name for use in uses)
    if max(names.values()) > 1:
        raise TableError('%s: two uses are called %s' % (path, names.most_common(1)[0][0]))
    return uses
