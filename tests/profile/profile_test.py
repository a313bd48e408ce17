#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""profile_test.py BIN-DIR SCRATCH-DIR -- DBT_PROFILE and dbt-run --profile: what is written, and
when, by programs that do a known thing a known number of times (tests/stats/guest.c), in the
dynamic translator and with some functions ahead of time."""
import collections
import json
import os
import shutil
import signal
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..'))
sys.path.insert(0, HERE)
from checks import check, each_guest, fail  # noqa: E402
from form import sections  # noqa: E402

GUEST = os.path.join(HERE, '..', 'stats', 'guest.c')
GUESTS = {'ppc': 'powerpc-linux-gnu-gcc', 'arm': 'arm-linux-gnueabi-gcc -march=armv7-a -marm',
          'thumb': 'arm-linux-gnueabihf-gcc'}
ROOTS = {'ppc': '/usr/powerpc-linux-gnu', 'arm': '/usr/arm-linux-gnueabi',
         'thumb': '/usr/arm-linux-gnueabihf'}
# What is translated ahead of time of guest.c: as in stats_test.py.
OWN = 'main calls returns elsewhere on_signal on_fault nothing'.split()
if 'CI' not in os.environ:
    del GUESTS['arm']  # there is no time for it


def run(command, status=0, **more):
    done = subprocess.run(command, env={'PATH': os.environ['PATH'], **more}, capture_output=True,
                          timeout=100)
    if done.returncode != status:
        fail(command, 'status', done.returncode, done.stderr.decode())
    return done


def symbols(program):
    """The addresses of functions by name, with the Thumb bit as the symbol has it."""
    text = subprocess.run(['readelf', '-sW', program], capture_output=True, check=True).stdout
    rows = (line.split() for line in text.decode().split('\n') if ' FUNC ' in line)
    return {row[7]: int(row[1], 16) for row in rows if len(row) > 7}


class Way:
    """A way to run the guest program: its name, and the command before its arguments."""

    def __init__(self, name, command, program, more=None):
        self.name, self.command, self.more = name, command, more or {}
        self.at = symbols(program)

    def profile(self, arguments, status=0):
        """The sections that a run writes."""
        if os.path.exists('profile'):
            os.remove('profile')
        run(self.command + arguments.split(), status, DBT_PROFILE='profile', **self.more)
        try:
            return sections('profile')
        except AssertionError as wrong:
            fail(self.name, arguments, wrong)
            raise

    def entered(self, section, name):
        """How often a function of the program was called, by the rows."""
        program = [i for i, module in enumerate(section.modules) if module[0] == 'program'][0]
        return section.rows['entry'][program, self.at[name]]


def check_ends(way):
    """However a process ends, it writes once; each of several appends."""
    for arguments, status, count in (('exit 5', 5, 1), ('race 6', 6, 1), ('die 15', -15, 1),
                                     ('die 11', -11, 1), ('fork', 0, 2), ('vfork', 0, 1),
                                     ('threads 7', 0, 1), ('faults 5', 0, 1)):
        found = way.profile(arguments, status)
        check(f'{way.name} {arguments}: sections', len(found), count)
    check(f'{way.name} exec: sections', len(way.profile('exec', 4)), 2)
    check(f'{way.name} exec of true: sections', len(way.profile('exec /bin/true')), 1)


def check_killed(way):
    """By a signal from outside."""
    if os.path.exists('profile'):
        os.remove('profile')
    guest = subprocess.Popen(way.command + ['wait'], stdout=subprocess.PIPE,
                             env={**way.more, 'DBT_PROFILE': 'profile'})
    guest.stdout.readline()
    guest.send_signal(signal.SIGTERM)
    guest.wait(20)
    guest.stdout.close()
    check(f'{way.name} killed', guest.returncode, -signal.SIGTERM)
    check(f'{way.name} killed: sections', len(sections('profile')), 1)


def check_together(way):
    """Processes that write at the same time do not mix their lines; %p keeps them apart."""
    if os.path.exists('profile'):
        os.remove('profile')
    guests = [subprocess.Popen(way.command + ['fork'], stdout=subprocess.DEVNULL,
                               env={**way.more, 'DBT_PROFILE': 'profile'}) for _ in range(8)]
    check(f'{way.name} together', [guest.wait(60) for guest in guests], 8 * [0])
    check(f'{way.name} together: sections', len(sections('profile')), 16)
    run(way.command + ['fork'], DBT_PROFILE='apart.%p', **way.more)
    names = [name for name in os.listdir('.') if name.startswith('apart.')]
    check(f'{way.name} apart', [len(sections(name)) for name in names], [1, 1])
    for name in names:
        os.remove(name)


def check_full(way):
    """What cannot be written is told, and leaves the file as it was."""
    done = run(way.command + ['exit', '3'], 3, DBT_PROFILE='/nowhere/profile', **way.more)
    wanted = b'DBT_PROFILE: cannot write /nowhere/profile: No such file or directory\n'
    check(f'{way.name} refused', done.stderr.endswith(wanted))
    before = 100 * '# as it was'
    with open('limited', 'w', encoding='utf-8') as file:
        file.write(before)
    # A limit of the size of files: in blocks of 512 or 1024 bytes, by the shell.
    done = run(['sh', '-c', 'trap "" XFSZ; ulimit -f 1; exec "$@"', 'sh'] + way.command +
               ['exit', '3'], 3, DBT_PROFILE='limited', **way.more)
    with open('limited', encoding='utf-8') as file:
        check(f'{way.name} full', file.read(), before)
    check(f'{way.name} full: told', b'File too large' in done.stderr, True)


def check_generated(way):
    """Code that the guest makes is told apart."""
    section, = way.profile('changes 20')
    check(f'{way.name} changes: generated blocks', section.generated[0], 20)
    check(f'{way.name} changes: instructions', section.generated[1] >= 20, True)


def check_counts(way, program):
    """Of the dynamic translator: all code, counted exactly.  Returns the program's hash."""
    section, = way.profile('calls 5000')
    check(f'{way.name} counts', section.counts, 'all')
    kind, content, size, path = section.modules[0]
    check(f'{way.name} module', (kind, size, path),
          ('program', os.path.getsize(program), os.path.realpath(way.command[-1])))
    check(f'{way.name} calls of callee', way.entered(section, 'callee'), 5000)
    stats = executed(way, 'calls 5000')
    check(f'{way.name}: executed', stats['executed']['missed'] >= 5000 * 3, True)
    check(f'{way.name}: coverage', stats['coverage'], 0)
    return content


def executed(way, arguments, status=0):
    run(way.command + arguments.split(), status, DBT_STATS='stats', **way.more)
    with open('stats', encoding='utf-8') as file:
        return json.load(file)


def check_missed(way):
    """Of an output: what was not translated ahead of time."""
    section, = way.profile('calls 5000')
    check(f'{way.name} counts', section.counts, 'dynamic')
    check(f'{way.name} calls of callee', way.entered(section, 'callee'), 5000)
    check(f'{way.name} calls of main', way.entered(section, 'main') <= 1, True)
    section, = way.profile('returns 3000')
    left = collections.Counter()
    for (_, to), count in section.rows['left'].items():
        left[to[1]] += count
    check(f'{way.name} returns to landing', left[way.at['landing']], 3000)


def check_dynamic(guest, bin_dir):
    """Libraries of a dynamic program are modules, by the guest's names."""
    program = f'./dynamic.{guest}'
    compile_c(guest, program)
    run([os.path.join(bin_dir, 'dbt-run'), '-L', ROOTS[guest], '--profile=dynamic', program,
         'exit', '0'])
    section, = sections('dynamic')
    check(f'{guest} dynamic: the program', [m[0] for m in section.modules].count('program'), 1)
    names = [path for kind, _, _, path in section.modules if kind == 'library']
    for name in names:
        check(f'{guest} dynamic: {name}', os.path.exists(ROOTS[guest] + name), True)
    check(f'{guest} dynamic: libc', any(name.startswith('/lib/libc') for name in names), True)
    check(f'{guest} dynamic: ld.so', any(name.startswith('/lib/ld') for name in names), True)
    os.remove('dynamic')


def compile_c(guest, output, *options):
    subprocess.run(GUESTS[guest].split() + ['-std=gnu11', '-O1', '-pthread', *options, GUEST, '-o',
                   output], check=True)


def check_guest(guest, bin_dir):
    program, translated = f'./guest.{guest}', f'./own.{guest}'
    dbt_run = os.path.join(bin_dir, 'dbt-run')
    compile_c(guest, program, '-static')
    with open('own', 'w', encoding='utf-8') as file:
        file.write('\n'.join(OWN) + '\n')
    run([os.path.join(bin_dir, 'dbt-aot'), '-q', '--functions=own', program, '-o', translated])
    jit = Way(f'{guest} dbt-run', [dbt_run, program], program)
    aot = Way(f'{guest} translated', [translated], program)
    none = Way(f'{guest} noaot', [translated], program, {'DBT_LOG': 'noaot'})
    interp = Way(f'{guest} interpreted', [translated], program, {'DBT_FALLBACK': 'interp'})
    for way in jit, aot, interp:
        check_ends(way)
        check_killed(way)
        check_full(way)
    check_together(jit)
    for way in jit, aot:
        check_generated(way)
    check(f'{guest}: the same file', check_counts(jit, program), check_counts(none, program))
    check_missed(aot)
    if os.path.isdir(ROOTS[guest]):
        check_dynamic(guest, bin_dir)


def main():
    there = [guest for guest in GUESTS if shutil.which(GUESTS[guest].split()[0])]
    return each_guest(there, check_guest)


sys.exit(main())
