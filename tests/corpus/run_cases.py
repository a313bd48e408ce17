#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""run_cases.py MANIFEST [--translate COMMAND] --run COMMAND [options]

Runs the cases of a corpus and compares what they print, and their status, with what qemu gave.
In both commands {program} is the guest's file and {output} the translated one, which lives as
long as its case; they are split as a shell does it, but no shell runs them.  For instance

    run_cases.py M --run 'build/bin/dbt-run {program}'
    run_cases.py M --translate 'build/bin/dbt-aot {program} -o {output}' --run '{output}'

--guest ppc,...   only cases of these guests
--variant NAME    only cases of this variant
--at-most N       N of them, evenly chosen
--results FILE    what was seen, a line a case; what is in it already is not run again
--save FOLDER     what failing cases wrote
-j N              cases at a time

Says how many passed in each variant; the last line is "N passed, N failed".
"""
import argparse
import collections
import concurrent.futures
import os
import shlex
import sys
import tempfile

import cases

TRANSLATE_TIMEOUT, RUN_TIMEOUT = 300, 60


def fill(command, case_files):
    words = shlex.split(command)
    for name, value in case_files.items():
        words = [word.replace('{%s}' % name, value) for word in words]
    return words


def save(folder, case, outcome):
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, case.name.replace('/', '.'))
    for end, data in (('.stdout', outcome.output), ('.stderr', outcome.errors)):
        with open(path + end, 'wb') as file:
            file.write(data)


def difference(case, outcome):
    if outcome.status != 0:
        return 'status %s %s' % (outcome.status, cases.one_line(outcome.errors))
    if case.output not in ('-', cases.digest(outcome.output)):
        return 'other output: ' + cases.one_line(outcome.output)
    return ''


def run_case(options, manifest, case):
    """Returns why the case failed, or ''."""
    with tempfile.TemporaryDirectory(prefix='case.') as scratch:
        files = {'program': manifest.program(case), 'output': os.path.join(scratch, 'output')}
        if options.translate:
            outcome = cases.run(fill(options.translate, files), TRANSLATE_TIMEOUT, scratch)
            if outcome.status != 0:
                return 'is not translated: status %s %s' % (outcome.status,
                                                            cases.one_line(outcome.errors))
        outcome = cases.run(fill(options.run, files), RUN_TIMEOUT, scratch)
        why = difference(case, outcome)
        if why and options.save:
            save(options.save, case, outcome)
        return why


def choose(manifest, options):
    chosen = [case for case in manifest.cases
              if (not options.guest or case.guest in options.guest.split(','))
              and (not options.variant or case.name.split('/')[1] == options.variant)]
    if options.at_most and len(chosen) > options.at_most:
        chosen = [chosen[i * len(chosen) // options.at_most] for i in range(options.at_most)]
    return chosen


def run_all(options, manifest, chosen):
    """Returns the verdict of each case by its name; '' where it passed."""
    verdicts = dict(cases.read_lines(options.results, 2)) if options.results else {}
    verdicts = {case.name: verdicts[case.name] for case in chosen if case.name in verdicts}
    missing = [case for case in chosen if case.name not in verdicts]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        results = pool.map(lambda case: run_case(options, manifest, case), missing)
        for case, why in zip(missing, results):
            verdicts[case.name] = why
            if options.results:
                cases.append_line(options.results, case.name, why)
    return verdicts


def report(verdicts):
    counts = collections.defaultdict(lambda: [0, 0])
    for name, why in verdicts.items():
        counts['/'.join(name.split('/')[:2])][bool(why)] += 1
        if why:
            print('FAIL %s: %s' % (name, why))
    for group, (passed, failed) in sorted(counts.items()):
        print('%s: %d passed, %d failed' % (group, passed, failed))
    failed = sum(map(bool, verdicts.values()))
    print('%d passed, %d failed' % (len(verdicts) - failed, failed))
    return failed


def arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('manifest')
    parser.add_argument('--translate')
    parser.add_argument('--run', required=True)
    parser.add_argument('--guest')
    parser.add_argument('--variant')
    parser.add_argument('--at-most', type=int)
    parser.add_argument('--results')
    parser.add_argument('--save')
    parser.add_argument('-j', dest='jobs', type=int, default=os.cpu_count())
    return parser.parse_args()


def main():
    options = arguments()
    manifest = cases.Manifest(options.manifest)
    chosen = choose(manifest, options)
    if not chosen:
        return 'no such case in ' + options.manifest
    return 1 if report(run_all(options, manifest, chosen)) else 0


if __name__ == '__main__':
    sys.exit(main())
