#!/usr/bin/env python3
"""jobserver_test.py DBT-AOT-FAULTY WORK -- code generators are no more than make allows.

Each code generator has a file while it works (faulty.c), so that it is known how many there were
at a time: with GNU make's pipe, with a fifo as of make 4.4, and through ninja.  Without any of
them there are more, else this would prove nothing.  All tokens must be there afterwards.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import os
import shutil
import signal
import subprocess
import sys
import time

import guests
from guests import check

AOT = os.path.abspath(sys.argv[1])
PROGRAMS, TOKENS = 4, 1
MAKEFILE = '''all: {all}
{all}: o%: prog
\t{mark}@{aot} -O0 {jobs} prog -o $@
'''


def most(what, command, env=None, **kw):
    """Runs a command; returns how many code generators there were at a time, at most."""
    shutil.rmtree('generators', ignore_errors=True)
    os.mkdir('generators')
    if os.path.exists('generators.log'):
        os.remove('generators.log')
    environment = dict(os.environ, GENERATORS=os.path.abspath('generators'))
    environment.update(env or {})
    for i in range(PROGRAMS):
        if os.path.exists('o%d' % i):
            os.remove('o%d' % i)
    done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True, timeout=200, **kw)
    check(what, done.returncode == 0, done.returncode, done.stderr)
    for i in range(PROGRAMS):
        if os.path.exists('o%d' % i):
            check(what, subprocess.run(['./o%d' % i], timeout=20).returncode == 42, 'o%d' % i)
    with open('generators.log', encoding='utf-8') as f:
        return max(map(int, f)), done.stderr


def write(name, text):
    with open(name, 'w', encoding='utf-8') as f:
        f.write(text)


def makefile(mark='+', jobs=''):
    outputs = ' '.join('o%d' % i for i in range(PROGRAMS))
    write('Makefile', MAKEFILE.format(all=outputs, aot=AOT, mark=mark, jobs=jobs))


def check_make():
    if not shutil.which('make'):
        print('skipped make: it is not there')
        return
    makefile()
    count, _ = most('make -j2', ['make', '-j2'])
    check('make -j2', count <= 2, count)
    count, _ = most('make -j3 of one', ['make', '-j3', 'o0'])
    check('make -j3 of one', 1 < count <= 3, count)
    # A recipe without + has no jobserver: one at a time for each that make runs.
    makefile(mark='')
    count, words = most('make without +', ['make', '-j2'])
    check('make without +', count <= 2, count)
    if 'jobserver' in words:
        check('make without +', 'cannot be reached' in words and '[-Wjobserver]' in words, words)
    makefile(jobs='-j4')
    count, _ = most('make -j1', ['make', '-j1', 'o0'])
    check('make -j1, -j4', count > 1, count, 'without a jobserver -j4 is four')


class Fifo:
    """A jobserver as make 4.4 has it: one token less than there may be processes."""

    def __init__(self):
        os.mkfifo('fifo')
        self.fd = os.open('fifo', os.O_RDWR | os.O_NONBLOCK)
        self.bytes = b'xy'[:TOKENS]
        os.write(self.fd, self.bytes)
        self.env = {'MAKEFLAGS': ' -j%d --jobserver-auth=fifo:%s' % (
            TOKENS + 1, os.path.abspath('fifo'))}

    def check_full(self, what):
        """All tokens are there again, and are the ones that were."""
        try:
            got = os.read(self.fd, 100)
        except BlockingIOError:
            got = b''
        check(what, sorted(got) == sorted(self.bytes), got)
        os.write(self.fd, self.bytes)


def check_killed(fifo):
    """What ends dbt-aot does not take tokens with it."""
    for number in signal.SIGTERM, signal.SIGINT:
        with subprocess.Popen([AOT, '-O0', '-j4', 'prog', '-o', 'o0'], stderr=subprocess.DEVNULL,
                              env=dict(os.environ, GENERATORS=os.path.abspath('generators'),
                                       **fifo.env)) as child:
            deadline = time.monotonic() + 20
            while time.monotonic() < deadline and len(os.listdir('generators')) < 2:
                time.sleep(0.002)
            child.send_signal(number)
            check('killed', child.wait(timeout=20) == -number, child.returncode)
        fifo.check_full('killed by %d' % number)
        shutil.rmtree('generators')
        os.mkdir('generators')


def check_fifo():
    fifo = Fifo()
    one = [AOT, '-O0', '-j4', 'prog', '-o', 'o0']
    count, _ = most('fifo', one, env=fifo.env)
    check('fifo', 1 < count <= TOKENS + 1, count)
    fifo.check_full('fifo')
    check_killed(fifo)
    subprocess.run([AOT, '-O0', '--linker=/bin/false', 'prog', '-o', 'o0'], check=False,
                   stderr=subprocess.DEVNULL, env=dict(os.environ, **fifo.env))
    fifo.check_full('a failure')
    if not shutil.which('ninja'):
        print('skipped ninja: it is not there')
        return
    write('build.ninja', 'rule t\n command = %s -O0 -j4 prog -o $out -MD -MF $out.d\n'
          ' depfile = $out.d\n deps = gcc\n' % AOT +
          ''.join('build o%d: t prog\n' % i for i in range(PROGRAMS)))
    count, _ = most('ninja -j1', ['ninja', '-j1'], env=fifo.env)
    check('ninja -j1', 1 < count <= TOKENS + 1, count)
    fifo.check_full('ninja')


def check_lost():
    for auth in 'fifo:/nowhere/fifo', '91,92', '-2,-2', 'nonsense':
        env = {'MAKEFLAGS': '-j4 --jobserver-auth=' + auth}
        count, words = most(auth, [AOT, '-O0', 'prog', '-o', 'o0'], env=env)
        check(auth, count == 1 and 'cannot be reached' in words, count, words)
        count, words = most(auth, [AOT, '-O0', '-j4', 'prog', '-o', 'o0'], env=env)
        check(auth, count > 1 and words == '', count, words)


def main():
    guests.begin(sys.argv[2])
    for name in 'MAKEFLAGS', 'MAKELEVEL', 'MFLAGS':  # of a make that runs the tests
        os.environ.pop(name, None)
    if not guests.compile_guest(guests.many_chunks(), 'prog'):
        return 77
    count, _ = most('alone', [AOT, '-O0', '-j4', 'prog', '-o', 'o0'])
    check('alone', count > 2, count, 'the program is too small for this test')
    check_make()
    check_fifo()
    check_lost()
    return guests.end()


sys.exit(main())
