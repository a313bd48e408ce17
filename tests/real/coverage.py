#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""coverage.py [options] FILE -- which share of the instructions that programs execute was
translated ahead of time.

FILE has a command a line, or is - for the standard input:

    NAME | PROGRAM | COMMAND            xz | /usr/bin/xz | xz -9c $DATA/text | sha256sum

PROGRAM is a guest's program: a path in the root, or a name that is looked up there.  COMMAND is for
bash, which finds the translated program by its name.  Programs are translated with --count, with
their libraries; what each of a command's processes counts (DBT_STATS) is summed up.

--root DIR       the guest's system files
--out DIR        where outputs and the translations' cache are kept; build/coverage if not said
--build DIR      where dbt-aot was built; build if not said
--option OPTION  a further option of dbt-aot, as --option=-O1; may be given again
--profile        also with a profile of a first run: dbt-aot --profile

Prints a table: the coverage in percent, and how many instructions were executed ahead of time, in
dynamic code that was missed, in generated code, and by the interpreter.  The status is 1 if a
program cannot be translated, or counts nothing.
"""
import argparse
import glob
import json
import os
import shlex
import subprocess
import sys

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
FOLDERS = 'usr/bin bin usr/sbin sbin usr/local/bin'.split()
SECONDS = 600
COLUMNS = 'ahead missed generated kernel interpreted'.split()


def read_commands(file):
    """(name, program, command) of each line."""
    for line in file:
        line = line.strip()
        if line and not line.startswith('#'):
            name, program, command = (field.strip() for field in line.split('|', 2))
            yield name, program, command


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
    """Runs a command with the programs of the folder."""
    data = os.environ.get('DATA', options.out)
    subprocess.run(['bash', '-c', command], stdout=subprocess.DEVNULL, timeout=SECONDS, check=False,
                   cwd=options.out, stdin=subprocess.DEVNULL,
                   env={**os.environ, **more, 'DATA': data,
                        'PATH': f'{folder}:{os.environ["PATH"]}'})


def count(options, command, folder):
    """What all processes of a command executed, by the columns; None: it is not known."""
    stats = os.path.join(options.out, 'stats')
    for name in glob.glob(f'{glob.escape(stats)}.*'):
        os.remove(name)
    run(options, command, folder, DBT_STATS=f'{stats}.%p')
    total = dict.fromkeys(COLUMNS, 0)
    for name in glob.glob(f'{glob.escape(stats)}.*'):
        with open(name, encoding='utf-8') as file:
            process = json.load(file)
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


def measure(options, name, program, command):
    """Shows a command's rows.  Returns false if one is not known."""
    program = find(options.root, program)
    plain = os.path.join(options.out, 'plain')
    translate(options, program, plain, [])
    known = [count(options, command, plain)]
    show(name, known[0])
    if options.profile:
        profile = os.path.join(options.out, f'{os.path.basename(program)}.profile')
        if os.path.exists(profile):
            os.remove(profile)
        run(options, command, plain, DBT_PROFILE=profile)
        profiled = os.path.join(options.out, 'profiled')
        translate(options, program, profiled, [f'--profile={profile}'])
        known.append(count(options, command, profiled))
        show(f'{name}, profile', known[1])
    return all(known)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n\n', maxsplit=1)[0])
    parser.add_argument('--root', required=True)
    parser.add_argument('--out', default=os.path.join(TOP, 'build', 'coverage'))
    parser.add_argument('--build', default=os.path.join(TOP, 'build'))
    parser.add_argument('--option', action='append', default=[])
    parser.add_argument('--profile', action='store_true')
    parser.add_argument('file', type=argparse.FileType('r', encoding='utf-8'))
    options = parser.parse_args()
    options.root, options.out, options.build = map(os.path.abspath, (
        options.root, options.out, options.build))
    os.makedirs(options.out, exist_ok=True)
    print('| | coverage | ' + ' | '.join(COLUMNS) + ' |\n|' + '---|' * (2 + len(COLUMNS)))
    failures = 0
    for name, program, command in read_commands(options.file):
        try:
            failures += not measure(options, name, program, command)
        except (subprocess.SubprocessError, OSError) as wrong:
            print(f'{name}: {shlex.quote(str(wrong))}', file=sys.stderr)
            failures += 1
    return failures > 0


sys.exit(main())
