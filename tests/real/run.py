#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""run.py [options] [NAME...] -- uses of real programs, in our modes, compared with qemu-arm.

Fetches Debian's packages for armhf that the uses take (fetch.sh), translates the programs, and
runs each use of uses.txt under qemu-arm, by dbt-run and translated ahead of time.  NAMEs are of
uses, or of programs: all their uses; without any, all are run.

--slice        only the uses so marked: about three minutes
--dynamic      only the uses so marked: those that speed and coverage are measured on
--mode NAME    one mode: dbt-run; dbt-aot, the program ahead of time, with the options of its table;
               alone, the same without these options; libraries, the program, its libraries and
               what --with of these options names; or qemu, which shows what is expected.  The
               first two if not said
--tables DIR   where programs.txt, uses.txt and expect lie; this folder if not said
--root DIR     the programs' root, filled by somebody else: nothing is fetched, and what it has no
               program for is skipped
--qemu NAME    qemu-arm, if not said
--build DIR    where dbt-run and dbt-aot were built
--out DIR      where packages, translated programs and what qemu said are kept
--save DIR     what failing uses wrote
--option OPT   a further option of dbt-aot, as --option=-O0; may be given again
-j N           uses at a time

Uses are skipped, and counted, if packages cannot be fetched; status 77 if that is so of all.
The last line is "N passed, N failed, N skipped", of uses in modes.
"""
import argparse
import concurrent.futures
import hashlib
import os
import pickle
import subprocess
import sys
import threading
import time

import data
import sandbox
import tables

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
MODES = ['dbt-run', 'dbt-aot']
MORE_MODES = ['alone', 'libraries', 'qemu']
# Of translated programs, by mode.
ENDINGS = {'dbt-aot': '.aot', 'alone': '.alone', 'libraries': '.whole'}
TRANSLATE_TIMEOUT = 3600
NOT_RUN = sandbox.Outcome('not run', b'', b'', {})


class Skipped(Exception):
    """The uses cannot be run here; the argument says why."""


def output_of(*command):
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                          check=True).stdout


class Place:
    """Where everything lies: the root, the translated programs, what qemu said."""

    def __init__(self, options):
        self.build = os.path.abspath(options.build)
        self.out = os.path.abspath(options.out)
        self.tables = options.tables
        self.qemu = options.qemu
        self.more = options.option
        self.root = os.path.abspath(options.root or os.path.join(self.out, 'root'))
        self.data = os.path.join(self.out, 'data')
        self.data_files = []  # what each is, once they are made
        self.has_libraries = '--no-libraries' in output_of(self.tool('dbt-aot'), '--help=all')
        self.programs = tables.read_programs(os.path.join(options.tables, 'programs.txt'))
        self.locks = {name: threading.Lock() for name in self.programs}

    def tool(self, name):
        return os.path.join(self.build, 'bin', name)

    def guest(self, program):
        return os.path.join(self.root, program.file)

    def fetch(self, uses):
        packages = {package for use in uses for name in use.programs
                    for package in self.programs[name].packages}
        done = subprocess.run([os.path.join(HERE, 'fetch.sh'), self.out, *sorted(packages)],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                              check=False)
        if done.returncode == 77:
            raise Skipped(done.stdout.strip())
        done.check_returncode()

    def has_programs(self, use):
        return all(os.path.exists(self.guest(self.programs[name])) for name in use.programs)

    def translated(self, program, mode):
        """The translated program, made if it is older than the translator; or None.

        It lies beside the guest's, as some find their libraries from where they are ($ORIGIN).
        """
        output = self.guest(program) + ENDINGS[mode]
        with self.locks[program.name]:
            if newer(output, self.tool('dbt-aot')):
                return output
            started = time.monotonic()
            command = ['timeout', str(TRANSLATE_TIMEOUT), self.tool('dbt-aot'),
                       *options_of(program, mode), *self.options(mode), *self.more,
                       '-j', '1', self.guest(program), '-o', output]
            done = subprocess.run(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                  text=True, check=False)
            print('translated %s, %s: status %d, %d s %s' % (program.name, mode, done.returncode,
                  time.monotonic() - started, done.stderr.strip()), flush=True)
            return output if done.returncode == 0 else None

    def options(self, mode):
        """Those of dbt-aot.  What libraries become is kept, as most programs share some."""
        options = ['--root=' + self.root]
        if mode == 'libraries':
            options.append('--cache=' + os.path.join(self.out, 'cache'))
        elif self.has_libraries:
            options.append('--no-libraries')
        return options

    def commands(self, mode, use):
        """What a script's names of programs stand for; None if one is not translated."""
        runner = {'qemu': [self.qemu, '-L', self.root],
                  'dbt-run': [self.tool('dbt-run'), '-L', self.root]}.get(mode)
        if not runner:
            runner = [os.path.join(HERE, 'translate_and_run.sh'), self.tool('dbt-aot'),
                      *self.options(mode), '--']
        # A translated program that executes a guest's looks for dbt-run in PATH.
        commands = {'guest-run': runner, 'dbt-run': [self.tool('dbt-run')]}
        for name in use.programs:
            guest, output = self.guest(self.programs[name]), None
            if mode in ENDINGS:
                output = self.translated(self.programs[name], mode)
                if not output:
                    return None
            commands[name] = ['-a', guest, output] if output else [*runner, guest]
        return commands


def options_of(program, mode):
    """The options that a program has in a mode: --with is about libraries, all else not."""
    return [option for option in program.options
            if mode == ('libraries' if option.startswith('--with=') else 'dbt-aot')]


def newer(path, other):
    return os.path.exists(path) and os.path.getmtime(path) >= os.path.getmtime(other)


def run_use(place, mode, use):
    commands = place.commands(mode, use)
    if not commands:
        return NOT_RUN._replace(status='not translated')
    return sandbox.run(use, commands, sandbox.Machine(place.data, place.root, mode == 'qemu'))


def expectation(place, use):
    """What is to be seen: by the table's own word, else by qemu, which is asked once."""
    if 'qemu' in use.marks:
        with open(os.path.join(place.tables, 'expect', use.name), 'rb') as file:
            return sandbox.Outcome(0, file.read(), b'', {})
    depends = (use.script, use.programs, use.marks, place.data_files)
    key = hashlib.sha256(repr(depends).encode()).hexdigest()[:16]
    path = os.path.join(place.out, 'qemu', use.name + '.' + key)
    if not os.path.exists(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        outcome = run_use(place, 'qemu', use)
        with open(path, 'wb') as file:
            pickle.dump(outcome, file)
    with open(path, 'rb') as file:
        return pickle.load(file)


def save(options, use, mode, outcome):
    if options.save:
        os.makedirs(options.save, exist_ok=True)
        for end, content in (('stdout', outcome.output), ('stderr', outcome.errors)):
            path = os.path.join(options.save, '%s.%s.%s' % (use.name, mode, end))
            with open(path, 'wb') as file:
                file.write(content)


def check(options, place, use, mode):
    """Returns a line that says what was seen, and whether it was right."""
    expected = expectation(place, use)
    started = time.monotonic()
    seen = run_use(place, mode, use)
    if 'qemu' in use.marks:
        seen = seen._replace(files={})
    if 'errors' in use.marks or 'qemu' in use.marks:
        seen = seen._replace(errors=expected.errors)
    different = sandbox.differences(expected, seen)
    took = '(%.1f s)' % (time.monotonic() - started)
    if not different:
        return True, 'ok   %s %s %s' % (mode, use.name, took)
    save(options, use, mode, seen)
    errors = seen.errors[-300:].decode('utf-8', 'replace').strip().replace('\n', ' / ')
    return False, 'FAIL %s %s %s: %s [%s]' % (mode, use.name, took, '; '.join(different)[:400],
                                              errors)


def show(place, use):
    outcome = run_use(place, 'qemu', use)
    print('== %s: status %s' % (use.name, outcome.status))
    print(outcome.output.decode('utf-8', 'replace') + outcome.errors.decode('utf-8', 'replace'))
    for name, what in sorted(outcome.files.items()):
        print('%s: %s' % (name, what))


def choose(options, uses):
    names = set(options.names)
    return [use for use in uses
            if (not names or names & {use.name, *use.programs})
            and ('slice' in use.marks or not options.slice)
            and ('dynamic' in use.marks or not options.dynamic)]


def prepare(options, place, chosen):
    """Fetches and makes what the uses work on; returns those that can be run."""
    reason = sandbox.reason_against()
    if reason:
        raise Skipped('no namespaces here: ' + reason)
    if not options.root:
        place.fetch(chosen)
    data.make(place.data)
    place.data_files = sorted(sandbox.describe_all(place.data, []).items())
    uses = [use for use in chosen if place.has_programs(use)]
    if not uses:
        raise Skipped('no program of theirs is in ' + place.root)
    return uses


def modes_of(options):
    return [options.mode] if options.mode else MODES


def run_all(options, place, uses):
    modes = modes_of(options)
    verdicts = []
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        used = sorted({name for use in uses for name in use.programs})
        list(pool.map(lambda pair: place.translated(place.programs[pair[1]], pair[0]),
                      [(mode, name) for mode in modes if mode in ENDINGS for name in used]))
        for good, line in pool.map(lambda pair: check(options, place, *pair),
                                   [(use, mode) for use in uses for mode in modes]):
            verdicts.append(good)
            print(line, flush=True)
    for use in uses:
        if 'qemu' in use.marks:
            print('not compared with qemu: %s: %s' % (use.name, use.remark))
    return verdicts


def arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('names', nargs='*')
    parser.add_argument('--slice', action='store_true')
    parser.add_argument('--dynamic', action='store_true')
    parser.add_argument('--mode', choices=[*MODES, *MORE_MODES])
    parser.add_argument('--tables', default=HERE)
    parser.add_argument('--root')
    parser.add_argument('--qemu', default='qemu-arm')
    parser.add_argument('--build', default=os.path.join(TOP, 'build'))
    parser.add_argument('--out', default=os.path.join(TOP, 'build', 'real'))
    parser.add_argument('--save')
    parser.add_argument('--option', action='append', default=[])
    parser.add_argument('-j', dest='jobs', type=int, default=os.cpu_count())
    return parser.parse_args()


def main():
    options = arguments()
    if not os.path.exists(os.path.join(options.build, 'bin', 'dbt-aot')):
        return 'nothing is built in ' + options.build
    place = Place(options)
    table = os.path.join(options.tables, 'uses.txt')
    chosen = choose(options, tables.read_uses(table, place.programs))
    if not chosen:
        return 'no such use'
    try:
        uses = prepare(options, place, chosen)
    except Skipped as reason:
        print('skipped: %d uses, %s' % (len(chosen), reason))
        return 77
    for use in chosen:
        if use not in uses:
            print('skipped: %s: no program' % use.name)
    if options.mode == 'qemu':
        for use in uses:
            show(place, use)
        return 0
    verdicts = run_all(options, place, uses)
    skipped = (len(chosen) - len(uses)) * len(modes_of(options))
    passed = sum(verdicts)
    print('%d passed, %d failed, %d skipped' % (passed, len(verdicts) - passed, skipped))
    return 0 if all(verdicts) else 1


if __name__ == '__main__':
    sys.exit(main())
