# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""cases.py -- the cases of a corpus: their manifest, and how one command of a case is run.

    manifest = Manifest(path)
    manifest.add(Case('torture/ppc-O2/pr1', 'ppc', 'torture/ppc-O2/pr1', digest(b'')))
    for case in manifest.cases: ...

A manifest is a text file of one case a line, its fields divided by tabs, in the order of `Case`.
Lines are appended as cases are made, so that a build which was interrupted goes on where it was.
"""
import collections
import hashlib
import os
import signal
import subprocess
import tempfile

# name: SET/VARIANT/TEST.  guest: ppc, armhf or armel.  program: its path below the manifest's
# folder.  output: the SHA-256 of what it prints, or '-' if that varies.  All end with status 0.
Case = collections.namedtuple('Case', 'name guest program output')

# status: that of a shell (128 + n for signal n), or a word where there is none.
Outcome = collections.namedtuple('Outcome', 'status output errors')

ENVIRONMENT = {'PATH': '/usr/bin:/bin', 'HOME': '/nonexistent', 'LC_ALL': 'C', 'TZ': 'UTC'}
QEMU = {'ppc': os.environ.get('QEMU_PPC', 'qemu-ppc'), 'armhf': 'qemu-arm', 'armel': 'qemu-arm'}


def digest(data):
    return hashlib.sha256(data).hexdigest()


def append_line(path, *fields):
    with open(path, 'a', encoding='utf-8') as file:
        file.write('\t'.join(fields) + '\n')


def read_lines(path, count):
    """The lines of `path` with `count` fields; not one that was cut off when a run ended."""
    if not os.path.exists(path):
        return []
    with open(path, encoding='utf-8') as file:
        lines = [line[:-1].split('\t') for line in file if line.endswith('\n')]
    return [fields for fields in lines if len(fields) == count]


class Manifest:
    """The cases of a corpus, and beside them what was left out of it and why (`dropped.tsv`)."""

    def __init__(self, path):
        self.path = os.path.abspath(path)
        self.folder = os.path.dirname(self.path)
        self.dropped_path = os.path.join(self.folder, 'dropped.tsv')
        self.cases = [Case(*fields) for fields in read_lines(self.path, len(Case._fields))]
        self.dropped = dict(read_lines(self.dropped_path, 2))

    def known(self):
        return {case.name for case in self.cases} | set(self.dropped)

    def add(self, case):
        self.cases.append(case)
        append_line(self.path, *case)

    def drop(self, name, reason):
        self.dropped[name] = reason
        append_line(self.dropped_path, name, reason)

    def program(self, case):
        return os.path.join(self.folder, case.program)


def one_line(data, length=200):
    """The end of what a command wrote, for a report."""
    text = data.decode('utf-8', 'replace').replace('\t', ' ')
    return ' | '.join(text.split('\n')).strip(' |')[-length:]


def run(command, timeout, folder=None, environment=()):
    """Runs `command`, a list, for at most `timeout` seconds; what it started ends with it."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        try:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output,
                                       stderr=errors, cwd=folder,
                                       env=dict(ENVIRONMENT, **dict(environment)),
                                       start_new_session=True)
        except OSError as error:
            return Outcome('not executed', b'', str(error).encode())
        try:
            status = process.wait(timeout)
        except subprocess.TimeoutExpired:
            status = 'timeout'
        end_group(process)
        output.seek(0)
        errors.seek(0)
        return Outcome(shell_status(status), output.read(), errors.read())


def shell_status(status):
    return 128 - status if isinstance(status, int) and status < 0 else status


def end_group(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()
