# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""checks.py -- what tests in Python say of what is not as it should be.

    from checks import check, fail, failed
    check('status', done.returncode, 0)
    sys.exit(failed() > 0)
"""
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


def failed():
    """How many failures there were."""
    return failures
