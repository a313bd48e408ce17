#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""blocks_test.py BIN-DIR SCRATCH-DIR -- DBT_BLOCKS and dbt-run --blocks.

How often each guest instruction was executed, by the records of the blocks, against qemu's log
of the same program (samples/words.c); the recorded code against -d out_asm; the records of
programs that do a known thing a known number of times (tests/stats/guest.c)."""
import collections
import json
import os
import re
import shutil
import signal
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from checks import check, fail, failed  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLES = os.path.join(HERE, '..', '..', 'samples')
GUEST = os.path.join(HERE, '..', 'stats', 'guest.c')
GUESTS = {'ppc': 'powerpc-linux-gnu-gcc', 'arm': 'arm-linux-gnueabi-gcc -march=armv7-a -marm'}
THUMB = 'arm-linux-gnueabihf-gcc'
ROOTS = {'ppc': '/usr/powerpc-linux-gnu', 'arm': '/usr/arm-linux-gnueabi'}
# What is translated ahead of time of guest.c: as in stats_test.py.
OWN = 'main calls returns elsewhere on_signal on_fault nothing'.split()
KERNEL = 0xffff0000  # ARM's kernel page, which qemu does not execute
TRACE = re.compile(r'Trace \d+: 0x[0-9a-f]+ \[[0-9a-f]+/([0-9a-f]+)/')
SKIPPED = 77


def run(command, status=0, **more):
    """Runs a command with the environment `more` alone, so that guests in all ways have the
    same."""
    done = subprocess.run(command, env={'PATH': os.environ['PATH'], **more}, capture_output=True,
                          timeout=100)
    if done.returncode != status:
        fail(command, 'status', done.returncode, done.stderr.decode())
    return done


def compile_c(compiler, source, output, *options):
    subprocess.run(compiler.split() + ['-std=gnu11', '-pthread', *options, source, '-o', output],
                   check=True)


def load(name):
    """The first line of a file of blocks, and the others."""
    with open(name, encoding='utf-8') as file:
        first, *blocks = map(json.loads, file)
    check(f'{name}: form', first['dbt_blocks'], 1)
    for block in blocks:
        check_form(name, block)
    return first, blocks


def check_form(name, b):
    """A record makes sense in itself."""
    what = f'{name}: {b["pc"]:#x}'
    size = len(b['code']) // 2
    parts = [part for _, part in b['parts']]
    starts = [start for start, _ in b['parts']]
    check(f'{what}: parts', parts in (['entry', 'insn', 'exit'], ['entry', 'insn', 'cold', 'exit']),
          True)
    check(f'{what}: order of parts', (sorted(set(starts)), starts[0]), (starts, 0))
    offsets = [offset for offset, _ in b['map']]
    check(f'{what}: order of the map', sorted(offsets), offsets)
    # The first part has the test of signals, and the map begins where it ends.
    check(f'{what}: the first row', b['map'][0], [starts[1], b['pc']])
    check(f'{what}: offsets', offsets[-1] < size, True)
    pcs = executed(b)
    # Those after an exit that is always taken have no code, and no row.
    check(f'{what}: instructions', 0 < len(pcs) <= b['insns'], True)
    if not all(b['pc'] <= pc < b['end'] for pc in pcs):
        fail(what, b['map'])
    for pc, _, _ in b['exits']:
        check(f'{what}: an exit', pc in pcs, True)
    check(f'{what}: exits', sum(count for _, _, count in b['exits']) <= b['count'], True)


def executed(b):
    """By guest instruction of a block: how often it was executed."""
    left = collections.Counter()
    for pc, _, count in b['exits']:
        left[pc] += count
    count, result = b['count'], {}
    end = min(start for start, part in b['parts'] if part in ('cold', 'exit'))
    for _, pc in (row for row in b['map'] if row[0] < end):
        result[pc] = count
        count -= left[pc]
    return result


def counts(blocks):
    """The same of all blocks."""
    total = collections.Counter()
    for b in blocks:
        total.update(executed(b))
    return total


def symbol(blocks, name):
    """How often the first instruction of a function was executed."""
    pcs = {b['pc'] - b['offset'] for b in blocks if b['name'] == name}
    return sum(counts(blocks)[pc] for pc in pcs)


class Way:
    """A way to run the guest program: its name, and the command before its arguments."""

    def __init__(self, name, command):
        self.name, self.command = name, command

    def blocks(self, arguments, status=0, **more):
        """The records of a run, which must be those that its statistics count."""
        for name in 'blocks', 'stats':
            if os.path.exists(name):
                os.remove(name)
        run(self.command + arguments.split(), status, DBT_BLOCKS='blocks', DBT_STATS='stats',
            **more)
        _, blocks = load('blocks')
        with open('stats', encoding='utf-8') as file:
            stats = json.load(file)
        check(f'{self.name} {arguments}: blocks', len(blocks), stats['translated']['blocks'])
        check(f'{self.name} {arguments}: instructions', sum(b['insns'] for b in blocks),
              stats['translated']['instructions'])
        for key in 'why', 'where':
            found = collections.Counter(b[key] for b in blocks)
            check(f'{self.name} {arguments}: {key}',
                  {k: n for k, n in stats[key].items() if n}, dict(found))
        return blocks, stats


def of_qemu(guest, program, text):
    """How often qemu executed each instruction."""
    run([f'qemu-{guest}', '-singlestep', '-d', 'exec,nochain', '-D', 'log', program, text, '8'])
    total = collections.Counter()
    with open('log', encoding='latin-1') as file:
        for line in file:
            match = TRACE.match(line)
            if match:
                total[int(match[1], 16)] += 1
    return total


def of_ours(dbt_run, program, text, padding):
    """How often dbt-run executed each instruction, the stack lower by `padding` bytes."""
    run([dbt_run, '--blocks=blocks', program, text, '8'], P=padding * 'p')
    return counts(load('blocks')[1])


def more_with_text(count):
    """How often more each instruction was executed with a text than without one, by names of the
    same length: where strings on the stack lie matters.  Before main much depends on the auxiliary
    vector, which qemu makes otherwise."""
    more = collections.Counter(count('words'))
    more.subtract(count('empty'))
    return {pc: n for pc, n in more.items() if n and pc < KERNEL}


def check_qemu(guest, dbt_run, program):
    """memset and the like do other steps for buffers on the stack that are aligned otherwise; so
    all alignments are tried until one is qemu's."""
    if not shutil.which(f'qemu-{guest}'):
        print(f'skipped: executions of {guest}, there is no qemu-{guest}')
        return
    theirs = more_with_text(lambda text: of_qemu(guest, program, text))
    for padding in range(0, 128, 16):
        ours = more_with_text(lambda text, by=padding: of_ours(dbt_run, program, text, by))
        if ours == theirs:
            break
    for pc in sorted(set(ours) | set(theirs)) if ours != theirs else ():
        if ours.get(pc, 0) != theirs.get(pc, 0):
            fail(f'{guest}: {pc:#x} was executed {ours.get(pc, 0)} times, '
                 f'by qemu {theirs.get(pc, 0)} times')
    if sum(count > 0 for count in theirs.values()) < 500:
        fail(guest, 'too little was executed')


def check_bytes(guest, bin_dir, program):
    """The log of an output has bytes: of the code when it was made, before it was chained."""
    output = f'{program}.jit'
    run([os.path.join(bin_dir, 'dbt-aot'), '-q', '--no-aot', program, '-o', output])
    run([f'./{output}', 'words', '8'], DBT_BLOCKS='blocks', DBT_LOG='out_asm:log')
    logged, code, pc = {}, None, None
    with open('log', encoding='latin-1') as file:
        for line in file:
            if line.startswith('OUT:'):
                code = logged[int(line.split()[-1], 16)] = []
            elif re.match(r'0x[0-9a-f]+:$', line):
                pc = int(line[:-2], 16)
            else:
                code += [(pc, byte) for byte in line.split()]
    blocks = load('blocks')[1]
    check(f'{guest}: blocks in the log', sorted(b['host'] for b in blocks), sorted(logged))
    for b in blocks:
        code = logged.get(b['host'], [])
        check(f'{guest}: {b["pc"]:#x}: code', b['code'], ''.join(byte for _, byte in code))
        for offset, pc in {offset: pc for offset, pc in b['map']}.items():
            check(f'{guest}: {b["pc"]:#x}+{offset}', pc, code[offset][0])


def check_counts(way):
    blocks, _ = way.blocks('calls 5000')
    check(f'{way.name}: callee', symbol(blocks, 'callee'), 5000)
    blocks, _ = way.blocks('ticks 3000000')
    check(f'{way.name}: steps among signals', symbol(blocks, 'step'), 3000000)
    blocks, _ = way.blocks('shared 200000')
    check(f'{way.name}: steps of threads', symbol(blocks, 'step'), 4 * 200000)
    blocks, _ = way.blocks('die 15', -15)
    check(f'{way.name}: ends', {b['ends'] for b in blocks} <= {'live', 'invalidated'}, True)


def check_changes(way):
    """Code that is made again, and code among data: each version, and each entry."""
    blocks, _ = way.blocks('changes 20')
    made = [b for b in blocks if b['where'] == 'anonymous']
    check(f'{way.name}: versions', [b['count'] for b in made], 20 * [1])
    check(f'{way.name}: how they end', [b['ends'] for b in made], 19 * ['invalidated'] + ['live'])
    blocks, stats = way.blocks('mixed 100000')
    check(f'{way.name}: a page is checked', stats['pages']['checked'] > 0, True)
    made = [b for b in blocks if b['where'] == 'anonymous']
    check(f'{way.name}: among data', sum(b['count'] for b in made), 100000)


def check_ahead(way):
    """What was left to the runtime of a program that was translated ahead of time."""
    blocks, stats = way.blocks('calls 5000')
    check(f'{way.name}: callee', symbol(blocks, 'callee'), 5000)
    check(f'{way.name}: calls', symbol(blocks, 'calls'), 0)
    blocks, stats = way.blocks('faults 5')
    check(f'{way.name}: in functions', stats['where']['functions'] > 0, True)


def check_files(way):
    """A forked child writes a file of its own, with its own counts."""
    for name in os.listdir('.'):
        if name.startswith('forks'):
            os.remove(name)
    run(way.command + ['fork'], DBT_BLOCKS='forks')
    run(way.command + ['fork'], DBT_BLOCKS='forks.%p')
    total = collections.defaultdict(list)
    for name in os.listdir('.'):
        if name.startswith('forks'):
            first, blocks = load(name)
            check(f'{name}: its process', name in ('forks', f'forks.{first["pid"]}'), True)
            total[first['forked']].append(sum(counts(blocks).values()))
    for one, other in zip(total[True], total[False]):
        if not 0 < one < other:
            fail(way.name, 'instructions of the child and the parent', one, other)
    check(f'{way.name}: files', (len(total[True]), len(total[False])), (2, 2))


def check_killed(way):
    guest = subprocess.Popen(way.command + ['wait'], env={'DBT_BLOCKS': 'blocks'},
                             stdout=subprocess.PIPE)
    guest.stdout.readline()
    guest.send_signal(signal.SIGTERM)
    guest.wait(20)
    guest.stdout.close()
    check(f'{way.name}: killed', guest.returncode, -signal.SIGTERM)
    check(f'{way.name}: main of a process that was killed', symbol(load('blocks')[1], 'main'), 1)


def check_exec(way):
    """The program that is executed writes the same file."""
    run(way.command + ['exec'], 4, DBT_BLOCKS='blocks')
    check(f'{way.name}: exec', symbol(load('blocks')[1], 'execv'), 0)
    run(way.command + ['exec', '/bin/true'], DBT_BLOCKS='blocks')
    check(f'{way.name}: exec of true', symbol(load('blocks')[1], 'execv'), 1)


def check_refused(way, dbt_run, program):
    done = run(way.command + ['exit', '3'], 3, DBT_BLOCKS='/nowhere/blocks')
    wanted = b'DBT_BLOCKS: cannot write /nowhere/blocks: No such file or directory\n'
    check(f'{way.name}: a file that cannot be', done.stderr.endswith(b': ' + wanted), True)
    done = run([dbt_run, '--blocks=/nowhere/blocks', program], 2)
    check('--blocks: refused', b'--blocks: cannot write' in done.stderr, True)
    done = run(way.command + ['exit', '3'], 3, DBT_BLOCKS='blocks', DBT_FALLBACK='interp')
    check(f'{way.name}: interpreted', load('blocks')[1], [])


def check_flush(way):
    """More functions than the code cache has room for."""
    run(way.command + ['many', '280000'], DBT_BLOCKS='blocks')
    total, ends = 0, collections.Counter()
    with open('blocks', encoding='utf-8') as file:
        for line in file:
            if '"where":"anonymous"' in line:
                total += int(re.search('"count":([0-9]+)', line)[1])
                ends[re.search('"ends":"([a-z]+)"', line)[1]] += 1
    os.remove('blocks')
    check(f'{way.name}: many', total, 280001)
    if not ends['flushed'] or sum(ends.values()) < 280000:
        fail(way.name, 'many:', ends)


def check_libraries(guest, dbt_run, compiler):
    """Blocks of libraries, with the file that they are mapped from."""
    root, program = ROOTS[guest], f'dynamic.{guest}'
    if not os.path.isdir(root):
        print(f'skipped: libraries of {guest}, there is no {root}')
        return
    compile_c(compiler, os.path.join(SAMPLES, 'words.c'), program, '-O2')
    run([dbt_run, '-L', root, '--blocks=blocks', program, 'words', '8'])
    blocks = load('blocks')[1]
    files = {b['file'] for b in blocks if 'file' in b}
    check(f'{guest}: files', len([f for f in files if re.search(r'/(ld|libc)[^/]*$', f)]), 2)
    for b in blocks:
        check(f'{guest}: {b["pc"]:#x}: a file', 'file' in b, b['where'] == 'libraries')
        if 'file' in b and (b['file_offset'] % 4096 != b['pc'] % 4096 or
                            b['file_offset'] >= os.path.getsize(b['file'])):
            fail(guest, b['pc'], b['file'], b['file_offset'])


def check_thumb(dbt_run):
    """Thumb code: addresses without bit 0."""
    if not shutil.which(THUMB):
        print(f'skipped: Thumb, there is no {THUMB}')
        return
    compile_c(THUMB, os.path.join(SAMPLES, 'words.c'), 'thumb', '-O2', '-mthumb', '-static')
    run([dbt_run, '--blocks=blocks', 'thumb', 'words', '8'])
    blocks = load('blocks')[1]
    found = [b for b in blocks if b['name'] == 'main']
    check('main: Thumb', {b.get('thumb') for b in found}, {True})
    check('main: offsets', min(b['offset'] for b in found), 0)
    check('Thumb: odd addresses', [b for b in blocks if b['pc'] & 1 or b['offset'] & 1], [])


def check_guest(guest, bin_dir):
    dbt_run, compiler = os.path.join(bin_dir, 'dbt-run'), GUESTS[guest]
    words, program, translated = f'words.{guest}', f'./guest.{guest}', f'./own.{guest}'
    compile_c(compiler, os.path.join(SAMPLES, 'words.c'), words, '-O2', '-static')
    compile_c(compiler, GUEST, program, '-O1', '-static')
    with open('own', 'w', encoding='utf-8') as file:
        file.write('\n'.join(OWN) + '\n')
    run([os.path.join(bin_dir, 'dbt-aot'), '-q', '--functions=own', program, '-o', translated])
    jit = Way(f'{guest} dbt-run', [dbt_run, program])
    aot = Way(f'{guest} translated', [translated])
    check_qemu(guest, dbt_run, words)
    check_bytes(guest, bin_dir, words)
    for way in jit, aot:
        check_counts(way)
        check_changes(way)
        check_files(way)
        check_refused(way, dbt_run, program)
    check_killed(jit)
    check_exec(jit)
    check_ahead(aot)
    check_libraries(guest, dbt_run, compiler)
    if guest == 'ppc':
        check_flush(jit)


def main():
    bin_dir, folder = map(os.path.abspath, sys.argv[1:])
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    os.chdir(folder)
    shutil.copy(os.path.join(SAMPLES, 'text.txt'), 'words')
    with open('empty', 'wb'):
        pass
    there = [guest for guest in GUESTS if shutil.which(GUESTS[guest].split()[0])]
    for guest in there:
        check_guest(guest, bin_dir)
    if 'arm' in there:
        check_thumb(os.path.join(bin_dir, 'dbt-run'))
    if not there:
        print('skipped: no cross compiler')
        return SKIPPED
    return failed() != 0


sys.exit(main())
