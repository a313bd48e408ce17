#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""coverage.py [options] FILE -- which share of the instructions that programs execute was
translated ahead of time.

FILE has a command a line, or is - for the standard input:

    NAME | PROGRAMS | COMMAND           xz | /usr/bin/xz | xz -9c $DATA/text | sha256sum

PROGRAMS are a guest's: paths in the root, or names that are looked up there; and options of dbt-aot
for them, as --with=/usr/lib/python3.11/lib-dynload.  COMMAND is for bash, which finds the
translated programs by their names; its working folder is empty.  Programs are translated with
--count, with their libraries; what each of their processes counts (DBT_STATS) is summed up.  Other
programs of the guest that they execute are run by dbt-run, and not counted.

--root DIR       the guest's system files
--data DIR       what the commands' DATA names: the files of data.py, made if they are not there
--out DIR        where outputs, the translations' cache and each process's statistics are kept;
                 build/coverage if not said
--build DIR      where dbt-aot was built; build if not said
--option OPTION  a further option of dbt-aot, as --option=-O1; may be given again
--profile        also with a profile of a first run: dbt-aot --profile
--only PATTERN   only the commands with a name that PATTERN, of the shell's kind, matches

Prints a table: the coverage in percent, and how many instructions were executed ahead of time, in
dynamic code that was missed, in generated code, and by the interpreter.  The status is 1 if a
program cannot be translated, or counts nothing.
"""
import argparse
import fnmatch
import glob
import json
import os
import re
import shlex
import shutil
import subprocess
import sys

import data

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
FOLDERS = 'usr/bin bin usr/sbin sbin usr/local/bin'.split()
SECONDS = 600
COLUMNS = 'ahead missed generated kernel interpreted'.split()


def read_commands(file):
    """(name, programs, command) of each line."""
    for line in file:
        line = line.strip()
        if line and not line.startswith('#'):
            name, programs, command = (field.strip() for field in line.split('|', 2))
            yield name, programs.split(), command


def find(root, program):
    places = [program.lstrip('/')] if '/' in program else [f'{f}/{program}' for f in FOLDERS]
    for place in places:
        if os.path.isfile(os.path.join(root, place)):
            return os.path.join(root, place)
    raise FileNotFoundError(f'{program}: not in {root}')


def translate(options, program, folder, more):
    """Translates a program to the folder, under its own name."""
    os.makedirs(folder, exist_ok=True)
    output = os.path.join(folder, os.path.basename(program))
    aot = os.path.join(options.build, 'bin', 'dbt-aot')
    subprocess.run([aot, '-q', '--count', f'--root={options.root}', *options.option, *more,
                    f'--cache={options.out}/cache', program, '-o', output], check=True)


def run(options, command, folder, **more):
    """Runs a command with the programs of the folder, in an empty one."""
    work = os.path.join(options.out, 'work')
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    subprocess.run([shutil.which('bash'), '-c', command], stdout=subprocess.DEVNULL,
                   timeout=SECONDS, check=False, cwd=work, stdin=subprocess.DEVNULL,
                   env={**os.environ, **more, 'DATA': options.data,
                        'PATH': f'{folder}:{os.environ["PATH"]}:{options.build}/bin'})


def count(options, command, folder):
    """What all processes of a command executed, by the columns; None: it is not known."""
    stats = folder + '.stats'
    shutil.rmtree(stats, ignore_errors=True)
    os.makedirs(stats)
    run(options, command, folder, DBT_STATS=f'{stats}/%p')
    total = dict.fromkeys(COLUMNS, 0)
    for path in glob.glob(f'{glob.escape(stats)}/*'):
        with open(path, encoding='utf-8') as file:
            process = json.load(file)
        if os.path.dirname(process['program']) != folder:
            continue  # another of the guest's programs, which dbt-run executes
        if process['executed']['ahead'] is None:
            return None
        for column in COLUMNS:
            total[column] += process['executed'].get(column, 0)
        total['interpreted'] += process['translated']['interpreted']
    return total if sum(total.values()) else None


def show(name, total):
    share = f'{total["ahead"] * 100 / sum(total.values()):.2f}' if total else '-'
    numbers = [total[column] if total else '-' for column in COLUMNS]
    print('| ' + ' | '.join(map(str, [name, share, *numbers])) + ' |', flush=True)


def translated(options, programs, kind, more):
    """The folder `kind` with the programs, translated with more options."""
    folder = os.path.join(options.out, kind)
    shutil.rmtree(folder, ignore_errors=True)
    for program in programs:
        translate(options, program, folder, more)
    return folder


def measure(options, name, programs, command):
    """Shows a command's rows.  Returns false if one is not known."""
    more = [word for word in programs if word.startswith('-')]
    programs = [find(options.root, word) for word in programs if not word.startswith('-')]
    short = re.sub(r'\W+', '-', name)
    plain = translated(options, programs, short, more)
    known = [count(options, command, plain)]
    show(name, known[0])
    if options.profile:
        profile = os.path.join(options.out, f'{short}.profile')
        if os.path.exists(profile):
            os.remove(profile)
        run(options, command, plain, DBT_PROFILE=profile)
        profiled = translated(options, programs, f'{short}.profiled',
                              [*more, f'--profile={profile}'])
        known.append(count(options, command, profiled))
        show(f'{name}, profile', known[1])
    return all(known)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n\n', maxsplit=1)[0])
    parser.add_argument('--root', required=True)
    parser.add_argument('--data', default=os.path.join(TOP, 'build', 'coverage', 'data'))
    parser.add_argument('--out', default=os.path.join(TOP, 'build', 'coverage'))
    parser.add_argument('--build', default=os.path.join(TOP, 'build'))
    parser.add_argument('--option', action='append', default=[])
    parser.add_argument('--profile', action='store_true')
    parser.add_argument('--only', default='*')
    parser.add_argument('file', type=argparse.FileType('r', encoding='utf-8'))
    options = parser.parse_args()
    options.root, options.out, options.build, options.data = map(os.path.abspath, (
        options.root, options.out, options.build, options.data))
    os.makedirs(options.out, exist_ok=True)
    data.make(options.data)
    print('| | coverage | ' + ' | '.join(COLUMNS) + ' |\n|' + '---|' * (2 + len(COLUMNS)))
    failures = 0
    for name, programs, command in read_commands(options.file):
        if not fnmatch.fnmatch(name, options.only):
            continue
        try:
            failures += not measure(options, name, programs, command)
        except (subprocess.SubprocessError, OSError) as wrong:
            print(f'{name}: {shlex.quote(str(wrong))}', file=sys.stderr)
            failures += 1
    return failures > 0


sys.exit(main())
