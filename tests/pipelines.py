#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""pipelines.py BIN-DIR FOLDER [--quick] -- by build engines: many programs, one in shards.

A static busybox of Debian's packages for armhf is translated at once, and as four shards that
ninja makes and joins; both must be the same, byte for byte.  A fleet of other programs of Debian is
translated by ninja and by make -j.  Each build is done again, when nothing may be made, and after
one program was changed, when one output may be.  The fleet is then built once more with --cache.

Prints a line for each with its seconds.  With --quick: -O0, and a smaller fleet.  Status 77, with
a reason: the packages cannot be fetched.
"""
import argparse
import filecmp
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SHARDS = 4
BUSYBOX = 'busybox-static', 'usr/bin/busybox'
PACKAGES = 'coreutils sed grep mawk bzip2 gzip findutils diffutils bc dc lua5.4 dash make'.split()
FLEET = ('cat chmod cp cut date dd df du factor head ls md5sum od sha256sum sort tail tr wc '
         'sed grep mawk bzip2 gzip find xargs cmp diff dc lua5.4 dash make').split()[:30]
QUICK_FLEET = 'cat cut head tr wc xargs'.split()

failures = 0


def check(holds, what):
    global failures
    if not holds:
        failures += 1
        print(f'FAILED {what}')


def run(command, folder):
    """Runs a command.  Returns seconds, processor seconds, MiB of the largest process, and what it
    printed."""
    start = time.monotonic()
    with tempfile.TemporaryFile('w+') as log:
        child = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        log.seek(0)
        text = log.read()
    check(child.returncode == 0, f'{" ".join(command)}: {text[-1000:]}')
    return (time.monotonic() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, text)


def tell(what, result, more=''):
    print(f'{what:<34} {result[0]:7.1f} s, {result[1]:7.1f} s of processor, '
          f'{result[2]:4.0f} MiB{more}', flush=True)


def fetch(folder, packages):
    """Fetches packages into FOLDER/root.  Leaves with status 77 if that cannot be done."""
    done = subprocess.run([f'{HERE}/real/fetch.sh', folder, *packages], capture_output=True,
                          text=True, check=False)
    if done.returncode:
        print('skipped:', done.stdout.strip().splitlines()[-1])
        sys.exit(77)
    return os.path.join(folder, 'root')


def write(folder, name, text):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), 'w', encoding='utf-8') as file:
        file.write(text)


def ninja_of_shards(translate):
    """A build.ninja that makes the shards of `program`, and `program.out` of them."""
    shards = [f'shard{k}.o' for k in range(1, SHARDS + 1)]
    lines = ['rule shard',
             f'  command = {translate} -j1 --shards={SHARDS} --shard=$k -c $in -o $out',
             'rule link', f'  command = {translate} --link-shards $in -o $out']
    for k, shard in enumerate(shards, 1):
        lines += [f'build {shard}: shard program', f'  k = {k}']
    lines += [f'build program.out: link program {" ".join(shards)}', '']
    return '\n'.join(lines)


def ninja_of_fleet(translate, names):
    lines = ['rule translate', f'  command = {translate} -j1 $in -o $out']
    lines += [f'build {name}.out: translate {name}' for name in names]
    return '\n'.join(lines + [''])


def make_of_fleet(translate, names):
    outputs = ' '.join(f'{name}.out' for name in names)
    return f'all: {outputs}\n%.out: %\n\t{translate} -j1 $< -o $@\n'


def made(stdout):
    """How many commands ninja or make has run."""
    steps = re.findall(r'^\[\d+/(\d+)\]', stdout, re.M)
    return int(steps[-1]) if steps else len(re.findall(r'^\S*dbt-aot ', stdout, re.M))


def build(what, command, folder, outputs, changed, again):
    """Builds three times: all, nothing, and after `changed` has become newer `again` outputs."""
    result = run(command, folder)
    tell(what, result)
    check(all(os.path.exists(f'{folder}/{name}') for name in outputs), f'{what}: outputs')
    unchanged = run(command, folder)[3]
    check(made(unchanged) == 0, f'{what}: nothing changed, and this was made: {unchanged}')
    os.utime(f'{folder}/{changed}')
    once_more = run(command, folder)[3]
    check(made(once_more) == again, f'{what}: one changed, and this was made: {once_more}')


def shards(aot, folder, program, level):
    """A program at once, then in shards."""
    jobs = os.cpu_count()
    os.makedirs(folder)
    shutil.copy(program, f'{folder}/program')
    whole = run([aot, level, '-j', str(jobs), 'program', '-o', 'whole.out'], folder)
    tell(f'busybox at once, -j{jobs}', whole)
    for k in range(1, SHARDS + 1):
        one = run([aot, level, '-j1', f'--shards={SHARDS}', f'--shard={k}', '-c', 'program', '-o',
                   f'alone{k}.o'], folder)
        tell(f'  shard {k} of {SHARDS}, -j1', one,
             f', {os.path.getsize(f"{folder}/alone{k}.o")} bytes')
    link = run([aot, level, '--link-shards', 'program']
               + [f'alone{k}.o' for k in range(1, SHARDS + 1)] + ['-o', 'alone.out'], folder)
    tell('  joining them', link, f', {os.path.getsize(f"{folder}/alone.out")} bytes')
    write(folder, 'build.ninja', ninja_of_shards(f'{aot} {level}'))
    build(f'busybox in {SHARDS} shards, ninja', ['ninja', f'-j{jobs}'], folder, ['program.out'],
          'program', SHARDS + 1)
    for name in 'alone.out', 'program.out':
        check(filecmp.cmp(f'{folder}/whole.out', f'{folder}/{name}', shallow=False),
              f'{name} is not what is made at once')
    shown = subprocess.run(['busybox', 'echo', 'shards'], executable=f'{folder}/program.out',
                           capture_output=True, check=False).stdout
    check(shown == b'shards\n', f'busybox says {shown}')


def fleet(aot, folder, root, names, level):
    jobs = os.cpu_count()
    paths = {name: f'{root}/usr/bin/{name}' for name in names}
    total = sum(os.path.getsize(path) for path in paths.values())
    print(f'fleet: {len(names)} programs, {total} bytes')
    outputs = [f'{name}.out' for name in names]
    engines = {
        'ninja': (ninja_of_fleet(f'{aot} {level}', names), 'build.ninja', ['ninja', '-v']),
        'make': (make_of_fleet(f'{aot} {level}', names), 'Makefile', ['make']),
        'ninja, empty --cache': (ninja_of_fleet(f'{aot} {level} --cache={folder}/cache', names),
                                 'build.ninja', ['ninja', '-v']),
        'ninja, filled --cache': (ninja_of_fleet(f'{aot} {level} --cache={folder}/cache', names),
                                  'build.ninja', ['ninja', '-v']),
    }
    for number, (engine, (text, file, command)) in enumerate(engines.items()):
        place = f'{folder}/{number}'
        os.makedirs(place)
        for name, path in paths.items():
            shutil.copy(path, f'{place}/{name}')
        write(place, file, text)
        build(f'fleet, {engine} -j{jobs}', command + [f'-j{jobs}'], place, outputs, names[0], 1)
        for name in outputs:
            check(filecmp.cmp(f'{folder}/0/{name}', f'{place}/{name}', shallow=False),
                  f'{engine}: {name} is not what ninja has made')


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('bin')
    parser.add_argument('folder')
    parser.add_argument('--quick', action='store_true')
    parser.add_argument('--fetched', help='where packages are unpacked (default: in FOLDER)')
    options = parser.parse_args()
    for engine in 'ninja', 'make':
        if not shutil.which(engine):
            print(f'skipped: {engine} is not there')
            sys.exit(77)
    aot, folder = os.path.abspath(f'{options.bin}/dbt-aot'), os.path.abspath(options.folder)
    level = '-O0' if options.quick else '-O2'
    root = fetch(options.fetched or f'{folder}.fetched', [BUSYBOX[0], *PACKAGES])
    shutil.rmtree(folder, ignore_errors=True)
    shards(aot, f'{folder}/shards', f'{root}/{BUSYBOX[1]}', level)
    fleet(aot, f'{folder}/fleet', root, QUICK_FLEET if options.quick else FLEET, level)
    sys.exit(failures != 0)


main()
