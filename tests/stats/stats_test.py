#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""stats_test.py BIN-DIR SCRATCH-DIR -- DBT_STATS and dbt-run --stats: the numbers of programs
that do a known thing a known number of times (guest.c), in the dynamic translator, with some
functions ahead of time and in the interpreter; and where and when they are written."""
import json
import os
import shutil
import signal
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
GUESTS = {'ppc': 'powerpc-linux-gnu-gcc', 'arm': 'arm-linux-gnueabi-gcc -march=armv7-a -marm'}
# What is translated ahead of time.  callee and landing are not, so main's part leaves for them.
OWN = 'main calls returns elsewhere on_signal on_fault nothing'.split()
SKIPPED = 77

failures = 0


def fail(*what):
    global failures
    failures += 1
    print('FAILED', *what)


def run(command, more=None, **options):
    environment = {k: v for k, v in os.environ.items() if not k.startswith('DBT_')}
    environment.update(more or {})
    return subprocess.run(command, env=environment, capture_output=True, timeout=100, **options)


class Way:
    """A way to run the guest program: its name, the command before its arguments."""

    def __init__(self, name, command, more=None):
        self.name, self.command, self.more = name, command, more or {}

    def run(self, arguments, stats, status=0, more=None, **options):
        done = run(self.command + arguments.split(),
                   {**self.more, **(more or {}), 'DBT_STATS': stats}, **options)
        if done.returncode != status:
            fail(self.name, arguments, 'status', done.returncode, done.stderr.decode())
        return done

    def stats(self, arguments, status=0, **options):
        """The statistics of a run."""
        if os.path.exists('stats.json'):
            os.remove('stats.json')
        self.run(arguments, 'stats.json', status, **options)
        return load('stats.json')


def load(name):
    with open(name, encoding='utf-8') as file:
        return json.load(file)


def check(way, what, got, wanted):
    if got != wanted:
        fail(way.name, what, 'is', got, 'not', wanted)


def check_sums(way, what, stats):
    """Each block was translated for one reason, and lies in one place."""
    blocks = stats['translated']['blocks']
    check(way, f'{what}: all reasons', sum(stats['why'].values()), blocks)
    check(way, f'{what}: all places', sum(stats['where'].values()), blocks)
    exits = stats['exits']
    if exits['unchained'] > exits['chained'] or exits['chained'] > exits['left']:
        fail(way.name, what, exits)


# What is run, its exit status, and the counts that it must have.
COUNTS = [
    ('threads 7', 0, {('process', 'threads'): 7}),
    ('signals 9', 0, {('process', 'handlers'): 9, ('process', 'faults'): 0}),
    ('divisions 9', 0, {('process', 'handlers'): 9, ('process', 'faults'): 0}),
    ('faults 5', 0, {('process', 'handlers'): 5, ('process', 'faults'): 5}),
    ('fork', 0, {('process', 'processes'): 1, ('forked',): False}),
    ('vfork', 0, {('process', 'processes'): 1, ('end', 'value'): 0}),
    ('exit 5', 5, {('end', 'by'): 'exit', ('end', 'value'): 5}),
    ('race 6', 6, {('end', 'by'): 'exit', ('end', 'value'): 6}),
    ('die 15', -15, {('end', 'by'): 'signal', ('end', 'value'): 15}),
    ('die 11', -11, {('end', 'by'): 'signal', ('end', 'value'): 11}),
]
# Those of the dynamic translator.
TRANSLATED = [
    ('changes 20', 0, {('where', 'anonymous'): 20, ('why', 'after_change'): 19,
                       ('translated', 'interpreted'): 0}),
]


def find(stats, path):
    for key in path:
        stats = stats[key]
    return stats


def check_counts(way, table):
    for arguments, status, wanted in table:
        stats = way.stats(arguments, status)
        check_sums(way, arguments, stats)
        for path, value in wanted.items():
            check(way, f'{arguments}: {".".join(path)}', find(stats, path), value)


def check_log(way):
    """DBT_LOG=in_asm shows what the statistics count."""
    for arguments in 'calls 100', 'changes 30':
        way.run(arguments, 'stats.json', more={'DBT_LOG': 'in_asm,op:log'})
        with open('log', encoding='latin-1') as file:
            lines = file.read().split('\n')
        translated = load('stats.json')['translated']
        check(way, f'{arguments}: blocks', translated['blocks'],
              sum(line.startswith('IN:') for line in lines))
        # In a list of micro-ops each instruction's begin after a line with its address.
        check(way, f'{arguments}: instructions', translated['instructions'],
              sum(line.startswith('0x') and line.endswith(':') for line in lines))


def places(stats, by, from_name, to_name):
    return [place['count'] for place in stats['left_most']
            if (place['by'], place['from_name'], place['to_name']) == (by, from_name, to_name)]


def check_left(way):
    """Where ahead-of-time code leaves for other code."""
    stats = way.stats('calls 5000')
    check(way, 'calls: places', places(stats, 'call', 'calls', 'callee'), [5000])
    if not 5000 <= stats['ahead']['calls'] < 5100:
        fail(way.name, 'calls:', stats['ahead'])
    stats = way.stats('returns 3000')
    check(way, 'returns: places', places(stats, 'jump', 'elsewhere', 'landing'), [3000])
    if not 3000 <= stats['ahead']['jumps'] < 3100:
        fail(way.name, 'returns:', stats['ahead'])
    check(way, 'functions', stats['functions'], len(OWN))
    # It was seen that there is a handler of faults, and no function is given up for it.
    stats = way.stats('faults 5')
    check(way, 'faults: retired', stats['ahead']['retired'], 0)
    check(way, 'faults: counted', stats['process']['faults'], 5)
    # Instructions of ARM raise no SIGFPE.
    stats = way.stats('divisions 5')
    check(way, 'divisions: retired', stats['ahead']['retired'], int(way.name.startswith('ppc')))


def check_leaving(way):
    """A handler of faults may see registers: with --resume=no all functions are given up."""
    stats = way.stats('faults 5')
    check(way, 'faults: retired', stats['ahead']['retired'], 1)
    check(way, 'faults: in functions', stats['where']['functions'] > 0, True)


def check_flush(way):
    """More functions than the code cache has room for."""
    stats = way.stats('many 280000')
    check(way, 'many: blocks', stats['where']['anonymous'] >= 280000, True)
    check(way, 'many: flushed', stats['cache']['flushes'] >= 1, True)
    check(way, 'many: after a flush', stats['why']['after_flush'] >= 1, True)


def check_files(way):
    """What is written where."""
    for name in os.listdir('.'):
        if name.endswith('.json') or '.json.' in name:
            os.remove(name)
    way.run('fork', 'a.json')
    way.run('fork', '%p.json')
    way.run('fork', os.path.join(os.getcwd(), 'b%p.json'))
    loaded = {name: load(name) for name in os.listdir('.') if '.json' in name}
    for name, stats in loaded.items():
        pid = str(stats['pid'])
        names = [f'{pid}.json', f'b{pid}.json', f'a.json.{pid}' if stats['forked'] else 'a.json']
        check(way, f'the name {name}', name in names, True)
        check(way, f'{name}: status', stats['end']['value'], 9 if stats['forked'] else 0)
    check(way, 'files', len(loaded), 6)
    # The child begins to count at the fork.
    done = {stats['forked']: stats['translated']['instructions'] +
            stats['translated']['interpreted'] for stats in loaded.values()}
    if not 0 < done[True] < done[False]:
        fail(way.name, 'fork: instructions', done)
    check(way, 'without statistics', run(way.command + ['fork'], way.more).stderr, b'')


def check_exec(way, program):
    done = way.run('exec', '1', 4)
    tables = done.stderr.decode().count('statistics of process')
    check(way, 'exec: tables', tables, 2)
    check(way, 'exec: the first', f'until it executed {program}:' in done.stderr.decode(), True)
    stats = way.stats('exec /bin/true')
    check(way, 'exec of true', stats['end'],
          {'by': 'exec', 'value': 0, 'program': '/bin/true'})


def check_killed(way):
    """By a signal from outside; not by one that is ignored from the start."""
    options = {'env': {**os.environ, **way.more, 'DBT_STATS': 'stats.json'},
               'stdout': subprocess.PIPE}
    for ignored in False, True:
        if ignored:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
        guest = subprocess.Popen(way.command + ['wait'], restore_signals=False, **options)
        guest.stdout.readline()
        guest.send_signal(signal.SIGHUP)
        if ignored:
            guest.send_signal(signal.SIGTERM)
        guest.wait(20)
        guest.stdout.close()
        wanted = signal.SIGTERM if ignored else signal.SIGHUP
        check(way, 'killed', guest.returncode, -wanted)
        check(way, 'killed: end', load('stats.json')['end'],
              {'by': 'signal', 'value': wanted, 'program': None})
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def check_began(way):
    """The guest began between the clock before its start and the clock after its end."""
    before = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
    stats = way.stats('exit 0')
    after = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
    began, end = stats['began'], stats['began'] + stats['nanoseconds']
    # Counting begins before the guest does.
    if not before < began < after or end < began:
        fail(way.name, 'began', before, began, end, after)


def check_table(way):
    table = way.run('signals 3', '1').stderr.decode()
    for words in ('until exit 0:', ' 3  signal handlers called'):
        check(way, f'the table has "{words}"', words in table, True)
    check(way, 'it has no zeros', '\n              0  signal' in table, False)
    table = way.run('redirects 0', '1').stderr.decode()
    check(way, 'the table is on the standard error stream', 'until exit 0:' in table, True)
    check(way, 'bytes in the guest\'s file', os.path.getsize('redirected'), 0)


def check_refused(way):
    done = way.run('exit 3', '/nowhere/stats', 3)
    wanted = b'DBT_STATS: cannot write /nowhere/stats: No such file or directory\n'
    check(way, 'a file that cannot be', done.stderr.endswith(b': ' + wanted), True)
    check(way, 'a line', done.stderr.count(b'\n'), 1)


def check_names(dbt_run, program):
    """Names of any bytes are strings of JSON; --stats is as DBT_STATS."""
    name = b'a "quoted\\\n\x01 \xc3\xa4\xff name'
    shutil.copy(program, name)
    done = run([dbt_run, '--stats=stats.json', name, 'exit', '0'])
    way = Way('dbt-run --stats', [])
    check(way, 'status', (done.returncode, done.stderr), (0, b''))
    check(way, 'program', load('stats.json')['program'].encode('latin-1').split(b'/')[-1], name)
    os.remove(name)
    done = run([dbt_run, '--stats', program, 'exit', '0'])
    check(way, 'a table', b'statistics of process' in done.stderr, True)
    done = run([dbt_run, '--stats=/nowhere/stats', program, 'exit', '0'])
    check(way, 'refused', (done.returncode, b'--stats: cannot write' in done.stderr), (2, True))


def check_guest(guest, bin_dir):
    program, translated = f'./guest.{guest}', f'./own.{guest}'
    dbt_run = os.path.join(bin_dir, 'dbt-run')
    subprocess.run(GUESTS[guest].split() + ['-std=gnu11', '-O1', '-static', '-pthread',
                   os.path.join(HERE, 'guest.c'), '-o', program], check=True)
    with open('own', 'w', encoding='utf-8') as file:
        file.write('\n'.join(OWN) + '\n')
    translate = [os.path.join(bin_dir, 'dbt-aot'), '-q', '--functions=own', program, '-o']
    subprocess.run(translate + [translated], check=True)
    subprocess.run(translate + ['./leaving', '--resume=no'], check=True)
    jit = Way(f'{guest} dbt-run', [dbt_run, program])
    aot = Way(f'{guest} translated', [translated])
    interp = Way(f'{guest} interpreted', [translated], {'DBT_FALLBACK': 'interp'})
    for way in jit, aot, interp:
        check_counts(way, COUNTS)
        check_files(way)
        check_killed(way)
        check_table(way)
        check_began(way)
        check_refused(way)
    for way in jit, aot:
        check_counts(way, TRANSLATED)
        check_log(way)
        check_exec(way, os.path.realpath(way.command[-1]))
    check_left(aot)
    check_leaving(Way(f'{guest} leaving', ['./leaving']))
    check(interp, 'calls', interp.stats('calls 10')['ahead']['calls'], None)
    check(interp, 'steps', interp.stats('calls 10')['translated']['interpreted'] > 1000, True)
    check_names(dbt_run, program)
    if guest == 'ppc':
        check_flush(jit)


def main():
    bin_dir, folder = map(os.path.abspath, sys.argv[1:])
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    os.chdir(folder)
    there = [guest for guest in GUESTS if shutil.which(GUESTS[guest].split()[0])]
    for guest in there:
        check_guest(guest, bin_dir)
    if not there:
        print('skipped: no cross compiler')
        return SKIPPED
    return failures != 0


sys.exit(main())
