# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""checks.py -- what tests in Python say of what is not as it should be.

    from checks import check, fail, failed
    check('status', done.returncode, 0)
    sys.exit(failed() > 0)
"""
import os
import shutil
import sys

SKIPPED = 77  # the status of a test that could not be made
MOST_SHOWN = 30  # failures that are printed
LONGEST = 400  # characters of a value

failures = 0


def fail(*what):
    """Counts a failure, and prints it if there are not many yet."""
    global failures
    failures += 1
    if failures < MOST_SHOWN:
        print('FAILED', *what)


def check(what, got, wanted=True):
    """Fails unless the two are equal."""
    if got != wanted:
        fail(what, 'is', repr(got)[:LONGEST], 'not', repr(wanted)[:LONGEST])


def each_guest(guests, check_guest):
    """Checks each of the guests in the folder that the second argument of the command names, which
    is made anew; the first is passed on, as an absolute path.  Returns the command's status."""
    bin_dir, folder = map(os.path.abspath, sys.argv[1:])
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    os.chdir(folder)
    for guest in guests:
        check_guest(guest, bin_dir)
    if not guests:
        print('skipped: no cross compiler')
        return SKIPPED
    return failed() != 0


def failed():
    """How many failures there were."""
    return failures
