#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""times.py [options] [PROGRAM...] -- how fast dynamically linked programs are.

Runs each command of times.txt in turns: natively (this machine's program of that name), under
qemu-arm, by dbt-run, translated ahead of time without its libraries (alone), and with them
(libraries).  Prints a table: milliseconds of processor time natively, multiples of that in the
other modes; medians.  A row in which some mode prints something else says so, and the status is 1.

--modes LIST   of native,qemu,dbt-run,alone,libraries; all if not said
--turns N      5 if not said
--into FILE    replace the table in FILE, between its comments, besides
--out DIR      where run.py has its root
--build DIR    where dbt-run and dbt-aot were built

Processor time is user and system time: for runs as short as some here, the kernel guesses how the
sum is divided.
"""
import argparse
import collections
import hashlib
import os
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile

import data
import run
import sandbox
import tables

MODES = ['native', 'qemu', 'dbt-run', 'alone', 'libraries']
SYSTEM = '/usr/bin:/bin'
START, END = '<!-- made by tests/real/times.py -->', '<!-- end of what times.py made -->'

Timed = collections.namedtuple('Timed', 'name program times command')
# seconds: None if the command failed.  digest: of what was printed.
Run = collections.namedtuple('Run', 'seconds digest')


def read_times(path, programs):
    rows = []
    for place, line in tables.lines_of(path):
        fields = [field.strip() for field in line.split('|', 3)]
        if len(fields) != 4 or fields[1] not in programs:
            raise tables.TableError('%s: not NAME | PROGRAM | TIMES | COMMAND' % place)
        rows.append(Timed(fields[0], fields[1], int(fields[2]), fields[3]))
    return rows


def make_inputs(folder):
    """The files that commands work on, as environment variables."""
    os.makedirs(folder, exist_ok=True)
    paths = {name: os.path.join(folder, name.lower()) for name in ('TEXT', 'BYTES', 'XZ')}
    if not os.path.exists(paths['XZ']):
        with open(paths['TEXT'], 'w', encoding='utf-8') as file:
            file.write(data.text(200000))
        with open(paths['BYTES'], 'wb') as file:
            file.write(data.noise(1 << 20) * 64)
        with open(paths['XZ'], 'wb') as file:
            subprocess.run(['xz', '-c', paths['TEXT']], stdout=file, check=True)
    return paths


def command_of(place, mode, program):
    """What runs the program; None if there is no way."""
    guest = place.guest(program)
    if mode == 'native':
        native = shutil.which(program.name, path=SYSTEM)
        return [native] if native else None
    if mode == 'qemu':
        return [place.qemu, '-L', place.root, guest]
    if mode == 'dbt-run':
        return [place.tool('dbt-run'), '-L', place.root, guest]
    output = place.translated(program, mode)
    return ['-a', guest, output] if output else None


def write_wrapper(folder, name, command):
    sandbox.write(os.path.join(folder, name), sandbox.WRAPPER % shlex.join(command), 0o755)


def timed(folder, row, inputs):
    """One turn: all processor time of the shell's children, without the shell's own."""
    script = 'for turn in $(seq %d); do %s; done; times >"$0"' % (row.times, row.command)
    environment = {'PATH': folder + ':' + SYSTEM, 'LC_ALL': 'C.UTF-8', 'HOME': folder, **inputs}
    report = os.path.join(folder, 'report')
    done = subprocess.run(['bash', '-c', script, report], env=environment, cwd=folder,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, check=False)
    if done.returncode:
        return Run(None, None)
    with open(report, encoding='ascii') as file:
        children = file.read().split()[2:4]
    return Run(sum(map(seconds, children)) / row.times,
               hashlib.sha256(done.stdout).hexdigest())


def seconds(text):
    minutes, rest = text.rstrip('s').split('m')
    return int(minutes) * 60 + float(rest)


def measure(options, place, row, inputs):
    """Median seconds by mode, and whether all printed the same."""
    runs = collections.defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        ways = {mode: command_of(place, mode, place.programs[row.program])
                for mode in options.modes}
        for turn in range(options.turns):
            for mode, command in ways.items():
                if command:
                    write_wrapper(folder, row.program, command)
                    runs[mode].append(timed(folder, row, inputs))
    digests = {run.digest for all_runs in runs.values() for run in all_runs}
    medians = {mode: statistics.median(run.seconds for run in all_runs)
               for mode, all_runs in runs.items() if all(run.seconds for run in all_runs)}
    return medians, len(digests) == 1


def cell(mode, medians):
    if mode not in medians:
        return '-'
    if mode == 'native':
        return '%.1f ms' % (medians[mode] * 1000)
    if 'native' not in medians:
        return '%.1f ms' % (medians[mode] * 1000)
    return '%.2f' % (medians[mode] / medians['native'])


def table_line(cells):
    return '| ' + ' | '.join(cells) + ' |'


def replace_table(path, lines):
    with open(path, encoding='utf-8') as file:
        before, rest = file.read().split(START)
    after = rest.split(END)[1]
    with open(path, 'w', encoding='utf-8') as file:
        file.write(before + START + '\n' + '\n'.join(lines) + '\n' + END + after)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('names', nargs='*')
    parser.add_argument('--modes', default=','.join(MODES), type=lambda text: text.split(','))
    parser.add_argument('--turns', default=5, type=int)
    parser.add_argument('--into')
    parser.add_argument('--out', default=os.path.join(run.TOP, 'build', 'real'))
    parser.add_argument('--build', default=os.path.join(run.TOP, 'build'))
    # Where programs.txt has -O0, that is for the sake of the time that translating takes.
    parser.set_defaults(tables=run.HERE, root=None, qemu='qemu-arm', option=['-O2'])
    return parser.parse_args()


def main():
    options = arguments()
    place = run.Place(options)
    rows = [row for row in read_times(os.path.join(run.HERE, 'times.txt'), place.programs)
            if not options.names or row.program in options.names]
    try:
        place.fetch([tables.Use('', [row.program], {}, '', '') for row in rows])
    except run.Skipped as reason:
        print('skipped:', reason)
        return 77
    inputs = make_inputs(os.path.join(options.out, 'times'))
    lines = [table_line(['command', *options.modes]), '|---' * (1 + len(options.modes)) + '|']
    right = True
    for row in rows:
        medians, same = measure(options, place, row, inputs)
        note = '' if same else ' (prints differ)'
        right = right and same
        cells = [cell(mode, medians) for mode in options.modes]
        lines.append(table_line([row.name + note, *cells]))
        print(lines[-1], file=sys.stderr, flush=True)
    print('\n'.join(lines))
    if options.into:
        replace_table(options.into, lines)
    return 0 if right else 1


if __name__ == '__main__':
    sys.exit(main())
