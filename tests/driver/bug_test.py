#!/usr/bin/env python3
"""bug_test.py DBT-AOT-FAULTY WORK -- an internal error: status 70, and a file for a bug report.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import glob
import os
import resource
import subprocess
import sys

import guests
from guests import check

AOT = os.path.abspath(sys.argv[1])
# The linker is started by the process that is to crash, and has it crash.
LINKER = '#!/bin/sh\nkill -s "${SIGNAL:-ALRM}" $PPID\nsleep 0.3\nexit 1\n'


def run(fault, signal='ALRM', **env):
    environment = dict(os.environ, FAULT=fault, SIGNAL=signal, TMPDIR=os.getcwd(), **env)
    return subprocess.run([AOT, '-O0', '--linker=./linker', "it's small", '-o', 'out/x'],
                          env=environment, stderr=subprocess.PIPE, text=True, timeout=60,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0)))


def check_crash(fault, signal, *texts):
    done = run(fault + ':main')
    reports = glob.glob('dbt-aot-bug-*.txt')
    check(fault, done.returncode == 70, done.returncode, done.stderr)
    check(fault, len(reports) == 1 and reports[0] in done.stderr, reports, done.stderr)
    check(fault, os.listdir('out') == [], os.listdir('out'))
    for path in reports:
        with open(path, encoding='utf-8') as f:
            report = f.read()
        for text in ('signal:    ' + signal, 'it was:    linking', "program:   it's small",
                     "'--linker=./linker' 'it'\\''s small' '-o' 'out/x'", 'version:   ', *texts):
            check(fault, text in report, 'no', text, 'in', report)
        check(fault, os.stat(path).st_mode & 0o777 == 0o600)
        os.remove(path)


def main():
    guests.begin(sys.argv[2])
    if not guests.compile_guest(guests.SMALL, "small"):
        return 77
    os.rename('small', "it's small")
    os.mkdir('out')
    with open('linker', 'w', encoding='utf-8') as f:
        f.write(LINKER)
    os.chmod('linker', 0o755)
    check_crash('panic', 'Aborted', 'internal error: made to fail')
    check_crash('segv', 'Segmentation fault', 'dbt-aot-faulty')
    check_crash('stack', 'Segmentation fault')
    # Who sends a signal does not want a bug report, nor is a code generator's death one.
    done = run('none:none', signal='SEGV')
    check('kill -SEGV', done.returncode == -11, done.returncode, done.stderr)
    done = run('abort:twice', signal='CONT')
    check('code generator', done.returncode == 1, done.returncode, done.stderr)
    check('end', not glob.glob('dbt-aot-bug-*') and not os.listdir('out'), os.listdir('.'))
    return guests.end()


sys.exit(main())
