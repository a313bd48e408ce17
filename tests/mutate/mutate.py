#!/usr/bin/env python3
"""mutate.py BIN WORK FIRST COUNT PROGRAM... -- damaged programs, translated and run.

Each case is one of the PROGRAMs with some bytes changed: of its headers, its symbols, its code or
anything.  BIN has dbt-aot and dbt-run.  What must hold:

  - dbt-aot makes an output, or ends with one line and status 1 and makes none, within a minute;
  - the output and dbt-run, given the same damaged program, end alike, within their time, and
    neither ever reports an internal error.

Outputs are made with --precise: without it an access whose result nobody reads is not done, so that
a damaged program may get farther.

A damaged program may make any system call, so it runs in namespaces of its own.  Case N is the same
each time.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import os
import random
import struct
import subprocess
import sys

ALONE = ['unshare', '--user', '--map-root-user', '--pid', '--fork', '--kill-child', '--mount',
         '--net', '--ipc']
SECONDS = 10


def places(data):
    """Ranges of the file by what they are: headers, symbols, code."""
    order = '>' if data[5] == 2 else '<'
    phoff, shoff = struct.unpack_from(order + 'II', data, 28)
    phnum, = struct.unpack_from(order + 'H', data, 44)
    shnum, = struct.unpack_from(order + 'H', data, 48)
    found = {'header': [(16, 52)], 'program headers': [(phoff, phoff + 32 * phnum)],
             'section headers': [(shoff, shoff + 40 * shnum)], 'symbols': [], 'code': []}
    for i in range(shnum):
        _, kind, flags, _, offset, size = struct.unpack_from(order + '6I', data, shoff + 40 * i)
        if kind in (2, 3) and size:  # SHT_SYMTAB, SHT_STRTAB
            found['symbols'].append((offset, offset + size))
        if kind == 1 and flags & 4 and size:  # SHT_PROGBITS, executable
            found['code'].append((offset, offset + size))
    found['anything'] = [(0, len(data))]
    return {name: ranges for name, ranges in found.items() if ranges}


def mutate(data, number):
    choose = random.Random(number)
    data = bytearray(data)
    what = choose.choice(sorted(places(data)))
    for _ in range(choose.choice((1, 1, 2, 4, 16))):
        low, high = choose.choice(places(bytes(data))[what] if what != 'header' else [(16, 52)])
        at = choose.randrange(low, min(high, len(data)))
        way = choose.randrange(4)
        if way == 0:
            data[at] ^= 1 << choose.randrange(8)
        elif way == 1:
            data[at] = choose.choice((0, 1, 0x7f, 0x80, 0xff))
        elif way == 2:
            data[at] = choose.randrange(256)
        else:
            data[at:at + 4] = choose.randbytes(4)[:len(data) - at]
        if what in ('section headers', 'program headers', 'header', 'anything'):
            break  # the ranges may be others now
    if choose.randrange(16) == 0:
        del data[choose.randrange(len(data)):]
    return bytes(data), what


def run(command, seconds, **more):
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds,
                              stdin=subprocess.DEVNULL, **more)
        return done.returncode, done.stdout, done.stderr.decode(errors='replace')
    except subprocess.TimeoutExpired as late:
        return 'time', b'', (late.stderr or b'').decode(errors='replace')


def limited():
    import resource
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 24, 1 << 24))


def check(bin_folder, case, out, what):
    """None, or what is wrong."""
    translate = [f'{bin_folder}/dbt-aot', '-O0', '--precise', '-j1', case, '-o', out]
    status, _, errors = run(translate, 60)
    if status == 1 and errors.count('\n') == 1 and not os.path.exists(out):
        return None
    if status != 0:
        return f'dbt-aot: status {status}: {errors.strip()[:300]}'
    results = []
    for command in ([out], [f'{bin_folder}/dbt-run', case]):
        result = run(ALONE + command, SECONDS, preexec_fn=limited, cwd=os.path.dirname(case))
        if 'internal error' in result[2] or 'bug' in result[2]:
            return f'{command[0]}: {result[2].strip()[:300]}'
        results.append(result)
    # A program that never ends may have come to different places.
    if 'time' in (results[0][0], results[1][0]):
        return None if results[0][0] == results[1][0] else f'only one ends: {results}'
    if results[0][:2] == results[1][:2]:
        return None
    # It may show what differs each time: the time, addresses, the kernel's random bytes.
    again = [run(ALONE + command, SECONDS, preexec_fn=limited, cwd=os.path.dirname(case))[:2]
             for _ in range(3)]
    if any(result != results[1][:2] for result in again):
        return None
    return f'they differ: {results[0][:2]} and {results[1][:2]}'


def main():
    bin_folder, work, first, count, *programs = sys.argv[1:]
    os.makedirs(work, exist_ok=True)
    if subprocess.run(ALONE + ['true'], capture_output=True).returncode:
        print('skipped: no namespaces here')
        return 77
    files = [open(program, 'rb').read() for program in programs]
    failed = refused = 0
    for number in range(int(first), int(first) + int(count)):
        data, what = mutate(files[number % len(files)], number)
        case, out = f'{work}/case', f'{work}/out'
        with open(case, 'wb') as f:
            f.write(data)
        os.chmod(case, 0o755)
        if os.path.exists(out):
            os.remove(out)
        wrong = check(bin_folder, case, out, what)
        refused += not os.path.exists(out)
        if wrong:
            failed += 1
            os.replace(case, f'{work}/failed.{number}')
            print(f'FAIL {number} ({what} of {os.path.basename(programs[number % len(files)])}): '
                  f'{wrong}')
    print(f'{count} damaged programs, {refused} refused, {failed} failed')
    return failed != 0


sys.exit(main())
