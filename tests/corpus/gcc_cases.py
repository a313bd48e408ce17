#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""gcc_cases.py --source FOLDER --out FOLDER --sets SET,... [--variants VARIANT,...]

Makes a corpus of the run-tests of GCC (fetch_gcc.sh unpacks them into FOLDER): static programs
for the guests, and OUT/manifest.tsv, which run_cases.py reads.  A test that does not compile, or
that does not end with status 0 under qemu, is no case: OUT/dropped.tsv has its name and why.
What the two files name already is not made again.

Sets are torture, ieee, neon; variants those of the table below.  --match takes only tests whose
name has the regular expression, -j says how many are made at a time.
"""
import argparse
import collections
import concurrent.futures
import glob
import os
import re
import sys

import cases
from dejagnu import Directives

Guest = collections.namedtuple('Guest', 'compiler triple')
Variant = collections.namedtuple('Variant', 'guest options')
Set = collections.namedtuple('Set', 'files variants')

GUESTS = {
    'ppc':   Guest('powerpc-linux-gnu-gcc',   'powerpc-unknown-linux-gnu'),
    'armhf': Guest('arm-linux-gnueabihf-gcc', 'arm-unknown-linux-gnueabihf'),
    'armel': Guest('arm-linux-gnueabi-gcc',   'arm-unknown-linux-gnueabi'),
}
VARIANTS = {
    'ppc-O2':     Variant('ppc',   ['-O2']),
    'ppc-O0':     Variant('ppc',   ['-O0']),
    'thumb-O2':   Variant('armhf', ['-O2', '-mthumb']),
    'a32-O2':     Variant('armhf', ['-O2', '-marm']),
    'armel-O2':   Variant('armel', ['-O2']),
    'neon-thumb': Variant('armhf', ['-O2', '-mthumb', '-mfpu=neon-vfpv4']),
    'neon-a32':   Variant('armhf', ['-O2', '-marm', '-mfpu=neon-vfpv4']),
}
INTEGER = ['ppc-O2', 'ppc-O0', 'thumb-O2', 'a32-O2', 'armel-O2']
SETS = {
    'torture': Set('gcc.c-torture/execute/*.c', INTEGER),
    'ieee':    Set('gcc.c-torture/execute/ieee/*.c', INTEGER),
    'neon':    Set('gcc.target/aarch64/advsimd-intrinsics/*.c', ['neon-thumb']),
}
COMPILE_TIMEOUT, RUN_TIMEOUT = 120, 10

# A second run whose stack lies elsewhere: a program that prints addresses is found out.
SHIFTED = {'STACK_IS_ELSEWHERE': 'x' * 700}


class Unusable(Exception):
    """A test that is no case; the argument says why."""


def compile_test(source, variant, program):
    guest = GUESTS[variant.guest]
    with open(source, encoding='latin1') as file:
        directives = Directives(file.read())
    if not directives.is_run():
        raise Unusable('is not to be run')
    if directives.is_skipped(guest.triple, variant.options):
        raise Unusable('is not for this target')
    command = [guest.compiler, *variant.options, '-w', *directives.options(guest.triple),
               '-static', source, '-o', program, '-lm']
    outcome = cases.run(command, COMPILE_TIMEOUT, os.path.dirname(source))
    if outcome.status != 0:
        raise Unusable('does not compile: ' + cases.one_line(outcome.errors))


def reference(program, guest):
    """What the program prints under qemu, as a digest, or '-' where that varies."""
    outputs = set()
    for environment in ({}, SHIFTED):
        outcome = cases.run([cases.QEMU[guest], program], RUN_TIMEOUT, '/', environment)
        if outcome.status != 0:
            raise Unusable('under qemu: status %s %s' % (outcome.status,
                                                         cases.one_line(outcome.errors)))
        outputs.add(cases.digest(outcome.output))
    return outputs.pop() if len(outputs) == 1 else '-'


def make_case(folder, name, source, variant):
    """Returns a case, or the reason for which there is none."""
    program = os.path.join(folder, name)
    try:
        compile_test(source, variant, program)
        return cases.Case(name, variant.guest, name, reference(program, variant.guest))
    except Unusable as reason:
        if os.path.exists(program):
            os.unlink(program)
        return str(reason)


def make_variant(manifest, options, set_name, variant_name):
    group = set_name + '/' + variant_name
    os.makedirs(os.path.join(manifest.folder, group), exist_ok=True)
    sources = sorted(glob.glob(os.path.join(options.source, SETS[set_name].files)))
    named = {group + '/' + os.path.basename(source)[:-2]: source for source in sources}
    wanted = {name: source for name, source in named.items()
              if re.search(options.match, os.path.basename(name))}
    missing = sorted(set(wanted) - manifest.known())
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        made = pool.map(lambda name: make_case(manifest.folder, name, wanted[name],
                                               VARIANTS[variant_name]), missing)
        for name, result in zip(missing, made):
            manifest.add(result) if isinstance(result, cases.Case) else manifest.drop(name, result)
    kept = sum(case.name in wanted for case in manifest.cases)
    print('%s: %d tests, %d cases, %d dropped' % (group, len(wanted), kept, len(wanted) - kept),
          flush=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--source', required=True)
    parser.add_argument('--out', required=True)
    parser.add_argument('--sets', required=True)
    parser.add_argument('--variants')
    parser.add_argument('--match', default='')
    parser.add_argument('-j', dest='jobs', type=int, default=os.cpu_count())
    return parser.parse_args()


def main():
    options = arguments()
    options.source = os.path.abspath(options.source)
    os.makedirs(options.out, exist_ok=True)
    manifest = cases.Manifest(os.path.join(options.out, 'manifest.tsv'))
    for set_name in options.sets.split(','):
        variants = options.variants.split(',') if options.variants else SETS[set_name].variants
        for variant_name in variants:
            make_variant(manifest, options, set_name, variant_name)
    return 0 if manifest.cases else 'no test could be made a case'


if __name__ == '__main__':
    sys.exit(main())
