# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""sandbox.py -- one use of a program, run by itself: what it prints, its status, what it writes.

    commands = {'gawk': ['qemu-arm', '-L', root, root + '/usr/bin/gawk']}
    outcome = run(use, commands, Machine(data, root, False))
    differences(expected, outcome)      # [] or some words for each

The script finds its programs in PATH: a command is what stands after the shell's "exec", which
may begin with "-a" and the name that the program is to be called by.  The script runs in a folder
of its own, in namespaces of its own (inside.sh), so that ports and names are the same each time
and nothing is left of it.
"""
import collections
import fnmatch
import hashlib
import os
import shlex
import shutil
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))

# status: of the script, 124 if it took too long.  files: what each file it left is, by its name.
Outcome = collections.namedtuple('Outcome', 'status output errors files')


# What is the same for all uses in a mode.  data, root: folders; beneath: whether the root's files
# are to be seen where this machine has none.
Machine = collections.namedtuple('Machine', 'data root beneath')

DEFAULT_SECONDS = 60
WRAPPER = '#!/bin/bash\nexec %s "$@"\n'


def write(path, text, mode=0o644):
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    os.chmod(path, mode)


def describe(path):
    if os.path.islink(path):
        return 'link to ' + os.readlink(path)
    if not os.path.isfile(path):
        return 'folder' if os.path.isdir(path) else 'special file'
    with open(path, 'rb') as file:
        data = file.read()
    return '%d bytes, %s' % (len(data), hashlib.sha256(data).hexdigest()[:16])


def describe_all(folder, ignore):
    files = {}
    for place, folders, names in os.walk(folder):
        for name in folders + names:
            path = os.path.join(place, name)
            shown = os.path.relpath(path, folder)
            if not any(fnmatch.fnmatch(shown, pattern) for pattern in ignore):
                files[shown] = describe(path)
    return files


def prepare(folder, use, commands, data):
    for name in ('work', 'home', 'tmp', 'bin', 'dev'):
        os.mkdir(os.path.join(folder, name))
    shutil.copytree(data, os.path.join(folder, 'data'))
    write(os.path.join(folder, 'script'), use.script)
    for name, command in commands.items():
        write(os.path.join(folder, 'bin', name), WRAPPER % shlex.join(command), 0o755)


def namespaces():
    root = [] if os.geteuid() == 0 else ['--map-root-user']
    return ['unshare', *root, '--pid', '--net', '--mount', '--ipc', '--fork', '--kill-child',
            '--mount-proc']


def reason_against():
    """Why a use cannot be run by itself on this machine, or ''."""
    with tempfile.TemporaryDirectory() as folder:
        attempt = ['sh', '-c', 'mount --bind "$0" /mnt && ip link set lo up', folder]
        done = subprocess.run([*namespaces(), *attempt], capture_output=True, check=False)
    return done.stderr.decode('utf-8', 'replace').strip()


def read(path, limit=1 << 26):
    with open(path, 'rb') as file:
        return file.read(limit)


def start(folder, use, machine):
    """Runs the script that lies in `folder`; what is to be said if there were no namespaces."""
    seconds = use.marks.get('time', str(DEFAULT_SECONDS))
    command = [os.path.join(HERE, 'inside.sh'), folder, seconds, machine.root]
    if machine.beneath:
        command.append('beneath')
    return subprocess.run([*namespaces(), *command], stdin=subprocess.DEVNULL,
                          capture_output=True, check=False)


def run(use, commands, machine):
    folder = tempfile.mkdtemp(prefix='use.')
    try:
        prepare(folder, use, commands, machine.data)
        done = start(folder, use, machine)
        output, errors = os.path.join(folder, 'stdout'), os.path.join(folder, 'stderr')
        if not os.path.exists(output):
            return Outcome('no namespace', b'', done.stderr, {})
        files = describe_all(os.path.join(folder, 'work'), use.marks.get('ignore', '').split(','))
        return Outcome(done.returncode, read(output), read(errors), files)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def readable(line):
    return line[:100].decode('utf-8', 'replace')


def first_difference(stream, expected, seen):
    expected, seen = expected.splitlines(), seen.splitlines()
    for number, (one, other) in enumerate(zip(expected + [b'(end)'], seen + [b'(end)']), 1):
        if one != other:
            return '%s line %d: %s, not %s' % (stream, number, readable(other), readable(one))
    return stream + ': ends of lines'


def differences(expected, seen):
    found = []
    if seen.status != expected.status:
        found.append('status %s, not %s' % (seen.status, expected.status))
    for stream in ('output', 'errors'):
        one, other = getattr(expected, stream), getattr(seen, stream)
        if one != other:
            found.append(first_difference(stream, one, other))
    for name in sorted(set(expected.files) | set(seen.files)):
        one, other = expected.files.get(name, 'not there'), seen.files.get(name, 'not there')
        if one != other:
            found.append('file %s: %s, not %s' % (name, other, one))
    return found
