#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""hostile_test.py BIN-DIR SCRATCH-DIR [COUNT [FIRST]] -- translations with profiles that are wrong.

A program of indirect jumps (tests/discover_jumps.c), for each guest, is translated with its own
profile and with COUNT others: damaged ones, such with other addresses, and any bytes.  Whatever a
profile says, the output must do what the program does.  Case N is the same each time."""
import os
import random
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..'))
from checks import check, fail, failed  # noqa: E402

SOURCE = os.path.join(HERE, '..', 'discover_jumps.c')
GUESTS = {'ppc': 'powerpc-linux-gnu-gcc', 'arm': 'arm-linux-gnueabi-gcc -march=armv7-a -marm',
          'thumb': 'arm-linux-gnueabihf-gcc -mthumb'}
ROWS = 'block inner entry call jump left'.split()
OPTIONS = [[], ['--cold=none'], ['-O0'], ['-O3'], ['--precise'], ['--split=3'], ['--count']]
SKIPPED = 77
if 'CI' not in os.environ:
    del GUESTS['arm']  # there is no time for it


def run(command, **more):
    return subprocess.run(command, capture_output=True, timeout=120, check=False,
                          env={'PATH': os.environ['PATH'], **more})


def build(guest):
    compiler = GUESTS[guest].split()
    subprocess.run(compiler + ['-O2', '-w', '-ffreestanding', '-c', SOURCE, '-o', 'jumps.o'],
                   check=True)
    subprocess.run(compiler + ['-nostdlib', '-static', '-s', 'jumps.o', '-o', f'jumps.{guest}',
                               '-lgcc', '-Wl,--defsym,raise=0'], check=True)


class Mutator:
    """Profiles that are like a given one, and are wrong."""

    def __init__(self, text, seed):
        self.lines, self.rnd = text.split('\n'), random.Random(seed)
        self.addresses = [int(word, 16) for line in self.lines if line.split(' ')[0] in ROWS
                          for word in re.findall(r' 0 ([0-9a-f]+)', line)]

    def address(self):
        """One that the profile has, or one near that, or any."""
        near = self.rnd.choice(self.addresses) + self.rnd.choice([0, 0, 1, 2, 4, -4, 8, 64, -256])
        return self.rnd.choice([near, near, near, self.rnd.getrandbits(32)]) & 0xffffffff

    def row(self):
        rnd, kind = self.rnd, self.rnd.choice(ROWS)
        words = [kind, '0', f'{self.address():x}']
        if kind in ('block', 'inner'):
            words.append(str(rnd.randrange(100)))
        if kind in ('call', 'jump', 'left'):
            words += ['0', f'{self.address():x}']
        return ' '.join(words + [str(rnd.choice([1, 5, 1000000, 2 ** 64 - 1]))])

    def wrong_addresses(self):
        """In the right form: each place is another one, and there are more rows."""
        rows = [line for line in self.lines if line.split(' ')[0] in ROWS]
        at = self.lines.index(rows[0])
        kept = [re.sub(r' 0 [0-9a-f]+', lambda m: f' 0 {self.address():x}', row)
                if self.rnd.random() < 0.7 else row for row in rows]
        more = [self.row() for _ in range(self.rnd.choice([0, 10, 300]))]
        return '\n'.join(self.lines[:at] + kept + more + self.lines[at + len(rows):]).encode()

    def damaged(self):
        """Some bytes are others, lines are gone or twice, the end is missing."""
        rnd, lines = self.rnd, list(self.lines)
        for _ in range(rnd.randrange(5)):
            at = rnd.randrange(len(lines))
            lines[at:at + 1] = rnd.choice([[], 2 * [lines[at]], [lines[at][::-1]]])
        data = bytearray('\n'.join(lines).encode())
        for _ in range(rnd.choice([0, 1, 20])):
            data[rnd.randrange(len(data))] = rnd.getrandbits(8)
        return bytes(data[:rnd.choice([len(data), rnd.randrange(len(data))])])

    def any_bytes(self):
        return self.rnd.randbytes(self.rnd.randrange(2000))

    def profile(self):
        return self.rnd.choice([self.wrong_addresses, self.wrong_addresses, self.damaged,
                                self.any_bytes])()


def translate(bin_dir, guest, profile, options):
    """Translates with a profile and runs what comes; returns its end."""
    output = f'out.{guest}'
    done = run([os.path.join(bin_dir, 'dbt-aot'), f'jumps.{guest}', '-o', output,
                f'--profile={profile}', *options])
    if done.returncode:
        fail(guest, options, done.returncode, done.stderr.decode(errors='replace'))
        return None
    done = run([f'./{output}'])
    return done.returncode, done.stdout


def check_guest(guest, bin_dir, cases):
    build(guest)
    done = run([os.path.join(bin_dir, 'dbt-run'), '--profile=profile', f'jumps.{guest}'])
    wanted = done.returncode, done.stdout
    check(f'{guest}: an exit status', wanted[0] >= 0)
    check(f'{guest}: its own profile', translate(bin_dir, guest, 'profile', []), wanted)
    with open('profile', encoding='utf-8') as file:
        text = file.read()
    for case in cases:
        mutator = Mutator(text, f'{guest} {case}')
        with open('wrong', 'wb') as file:
            file.write(mutator.profile())
        options = mutator.rnd.choice(OPTIONS)
        check(f'{guest}: case {case} {options}', translate(bin_dir, guest, 'wrong', options),
              wanted)
    os.remove('profile')


def main():
    bin_dir, folder = map(os.path.abspath, sys.argv[1:3])
    count, first = (int(word) for word in (sys.argv[3:] + ['6', '0'][len(sys.argv) - 3:]))
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    os.chdir(folder)
    there = [guest for guest in GUESTS if shutil.which(GUESTS[guest].split()[0])]
    for guest in there:
        check_guest(guest, bin_dir, range(first, first + count))
    if not there:
        print('skipped: no cross compiler')
        return SKIPPED
    return failed() != 0


sys.exit(main())
