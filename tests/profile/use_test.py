#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""use_test.py BIN-DIR SCRATCH-DIR -- dbt-aot --profile: what a translation makes of profiles; and
dbt-aot --count: how many instructions ahead-of-time code executes, which must be as many as the
dynamic translator does.

The program (hidden.c) has functions and labels that are not found without a profile."""
import json
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..'))
from checks import check, each_guest, fail  # noqa: E402

SOURCE = os.path.join(HERE, 'hidden.c')
GUESTS = {'ppc': 'powerpc-linux-gnu-gcc', 'arm': 'arm-linux-gnueabi-gcc -march=armv7-a -marm',
          'thumb': 'arm-linux-gnueabihf-gcc -mthumb'}
ROOTS = {'ppc': '/usr/powerpc-linux-gnu', 'arm': '/usr/arm-linux-gnueabi',
         'thumb': '/usr/arm-linux-gnueabihf'}
HEAD = 1  # the block at the head of ARM's procedure linkage table, which is no function
if 'CI' not in os.environ:
    del GUESTS['arm']  # there is no time for it


def run(command, status=0, **more):
    done = subprocess.run(command, env={'PATH': os.environ['PATH'], **more}, capture_output=True,
                          timeout=100)
    if done.returncode != status:
        fail(command, 'status', done.returncode, done.stderr.decode(errors='replace'))
    return done


def build(guest, output, *options):
    subprocess.run(GUESTS[guest].split() + ['-std=gnu11', '-O1', '-fno-asynchronous-unwind-tables',
                   '-fno-unwind-tables', '-fno-reorder-blocks', *options, SOURCE, '-o', output],
                   check=True)


class Guest:
    """One guest, and the tools."""

    def __init__(self, name, bin_dir):
        self.name, self.root, self.program = name, ROOTS[name], f'hidden.{name}'
        self.aot, self.dbt_run = (os.path.join(bin_dir, tool) for tool in ('dbt-aot', 'dbt-run'))
        self.wanted = None

    def translate(self, output, *options, status=0, program=None):
        done = run([self.aot, *options, program or self.program, '-o', output,
                    f'--root={self.root}', '--no-libraries'], status)
        return done.stderr.decode(errors='replace')

    def stats(self, program, *arguments, **more):
        """The statistics of a run, which must print what the program does."""
        done = run([f'./{program}', *(arguments or ['1000'])], DBT_STATS='stats', **more)
        if not arguments:
            check(f'{self.name} {program}: prints', done.stdout, self.wanted)
        with open('stats', encoding='utf-8') as file:
            return json.load(file)

    def profile(self, name, command, **more):
        if os.path.exists(name):
            os.remove(name)
        run(command + ['1000'], DBT_PROFILE=name, **more)


def check_found(guest):
    """What a profile has seen is translated ahead of time: the program's code at least."""
    name = guest.name
    guest.translate('plain', '-q')
    before = guest.stats('plain')
    check(f'{name}: hidden without a profile',
          before['where']['program'] + before['where']['functions'] > 0)
    guest.profile('of_output', ['./plain'])
    guest.profile('of_noaot', ['./plain'], DBT_LOG='noaot')
    guest.profile('of_run', [guest.dbt_run, '-L', guest.root, guest.program])
    for profile in 'of_output', 'of_noaot', 'of_run':
        guest.translate('with', '-Werror', f'--profile={profile}')
        after = guest.stats('with')
        check(f'{name}: found by {profile}', after['where']['program'] <= HEAD)
        check(f'{name}: less by {profile}', after['executed']['missed'] <
              before['executed']['missed'] - 10000)
        if profile != 'of_output':
            check(f'{name}: whole functions by {profile}', after['where']['functions'], 0)
    # Not as text: the order and the number of files do not matter.
    guest.translate('one', '-Werror', '--profile=of_run', '--profile=of_noaot')
    guest.translate('other', '-Werror', '--profile=of_noaot', '--profile=of_run')
    with open('one', 'rb') as one, open('other', 'rb') as other:
        check(f'{name}: the order of profiles', one.read() == other.read())


def check_cold(guest):
    """What was not executed comes last, or not at all."""
    for kind, options in (('last', []), ('quick', ['--cold=quick']), ('none', ['--cold=none'])):
        said = guest.translate(f'cold_{kind}', '-v', '--profile=of_run', *options)
        found = [line for line in said.split('\n') if line.startswith('profile ')]
        check(f'{guest.name} {kind}: -v', len(found), 1)
        check(f'{guest.name} {kind}: cold ones', ' 0 cold' in found[0], False)
        stats = guest.stats(f'cold_{kind}')
        check(f'{guest.name} {kind}: found', stats['where']['program'] <= HEAD)
        # With a second argument it calls a function that was cold.
        run([f'./cold_{kind}', '1000', 'never'])
    functions = {kind: guest.stats(f'cold_{kind}')['functions'] for kind in ('last', 'none')}
    check(f'{guest.name}: left out', functions['none'] < functions['last'])
    said = guest.translate('cold', '--profile=of_output', '--cold=none')
    check(f'{guest.name}: not all counts', '[-Wprofile]' in said and 'leaves nothing out' in said)


def check_warnings(guest):
    """Profiles that say nothing, or not all."""
    with open('of_run', encoding='utf-8') as file:
        text = file.read()
    build(guest.name, 'another', '-DHIDDEN_TOO')
    said = guest.translate('with', '--profile=of_run', program='another')
    check(f'{guest.name}: another program', said.count('[-Wprofile]'), 1)
    cases = {'cut': text[:-len('end\n')], 'version': text.replace('dbt-profile 1', 'dbt-profile 2'),
             'words': text.replace('\nblock ', '\nblok ', 1), 'empty': ''}
    for what, wrong in cases.items():
        with open('wrong', 'w', encoding='utf-8') as file:
            file.write(wrong)
        said = guest.translate('with', '--profile=wrong')
        check(f'{guest.name}: {what}', '[-Wprofile]' in said, True)
        guest.stats('with')
    with open('both', 'w', encoding='utf-8') as file:
        file.write(text + cases['cut'] + text)
    said = guest.translate('with', '--profile=both')
    check(f'{guest.name}: one of several', said.count('[-Wprofile]'), 1)
    check(f'{guest.name}: the others', guest.stats('with')['where']['program'] <= HEAD)
    check(f'{guest.name}: a file that is not there', 'nowhere: No such file' in guest.translate(
        'with', '--profile=nowhere', status=1))
    check(f'{guest.name}: alone', '--cold needs --profile' in guest.translate(
        'with', '--cold=none', status=2))


def check_depends(guest):
    guest.translate('with', '-MD', '-MF', 'rule', '--profile=of_run', '--profile=of_output')
    with open('rule', encoding='utf-8') as file:
        rule = file.read()
    check(f'{guest.name}: -MD', 'of_run' in rule and 'of_output' in rule)


def check_cache(guest):
    """Another profile is another translation."""
    said = [guest.translate('with', '-v', '--cache=kept', f'--profile={name}')
            for name in ('of_run', 'of_noaot', 'of_run')]
    hits = [[word for word in ('hit', 'miss') if f'cache      {word}' in text] for text in said]
    check(f'{guest.name}: --cache', hits, [['miss'], ['miss'], ['hit']])


def check_count(guest):
    """As many instructions as in dynamic code, of which two ways know."""
    name = guest.name
    guest.translate('counted', '--count', '-q', '--profile=of_run')
    # The environment is as long in both, as the guest looks through it.
    ahead = guest.stats('counted', DBT_LOG='unimp')
    dynamic = guest.stats('counted', DBT_LOG='noaot')
    total = [sum(stats['executed'].values()) for stats in (ahead, dynamic)]
    check(f'{name}: executed', total[0], total[1])
    check(f'{name}: ahead', ahead['executed']['ahead'] > 10000, True)
    check(f'{name}: ahead, without', dynamic['executed']['ahead'], 0)
    check(f'{name}: coverage', round(ahead['coverage'] * 100),
          ahead['executed']['ahead'] * 10000 // total[0])
    guest.translate('uncounted', '-q')
    stats = guest.stats('uncounted')
    check(f'{name}: not counted', (stats['executed']['ahead'], stats['coverage']), (None, None))


def check_guest(name, bin_dir):
    guest = Guest(name, bin_dir)
    build(name, guest.program, '-s')
    guest.wanted = run([guest.dbt_run, '-L', guest.root, guest.program, '1000']).stdout
    check_found(guest)
    check_cold(guest)
    check_warnings(guest)
    check_depends(guest)
    check_cache(guest)
    check_count(guest)


def main():
    there = [name for name in GUESTS
             if shutil.which(GUESTS[name].split()[0]) and os.path.isdir(ROOTS[name])]
    return each_guest(there, check_guest)


sys.exit(main())
