#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""debug_test.py BIN-DIR GUEST-DIR SCRATCH-DIR PROGRAM... -- what -g adds, and that it changes
nothing else.  PROGRAM: small ones, compared at each level of optimisation; of the programs in
GUEST-DIR 200 functions each.  With --whole, those programs whole and at each level; with --small,
none of them."""
import collections
import json
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
import line_table  # noqa: E402
from checks import check, fail, failed  # noqa: E402

SKIPPED = 77
GUESTS = 'ppc_O2', 'arm_O2'
COMPILERS = 'powerpc-linux-gnu-gcc', 'arm-linux-gnueabi-gcc'
MANY = 200
# Percent of the host instructions that are of no single guest instruction, and of those that
# are none of line_table.KINDS either.
MOST_MERGED, MOST_UNKNOWN = 25, 6

dbt_aot = ''


def run(*command, **options):
    return subprocess.run(command, capture_output=True, timeout=600, encoding='latin-1',
                          stdin=subprocess.DEVNULL, check=False, **options)


def translate(*arguments, **options):
    done = run(dbt_aot, '-q', *arguments, **options)
    if done.returncode:
        fail(arguments, done.stderr)
    return done


def read(name):
    with open(name, 'rb') as file:
        return file.read()


def section(program, name):
    subprocess.run(['objcopy', '-O', 'binary', '-j', name, program, 'section'], check=True)
    return read('section')


def check_same_code(program, level, *arguments):
    """The host code is the same with and without -g."""
    translate(f'-O{level}', *arguments, program, '-o', 'plain')
    said = run(dbt_aot, f'-O{level}', '-g', *arguments, program, '-o', 'debug').stderr
    what = f'{os.path.basename(program)} -O{level} {arguments}'
    if 'no debug information' in said:
        fail(what, said)
    for name in '.text', '.rodata':
        if section('plain', name) != section('debug', name):
            fail(what, name, 'differs with -g')
    if os.path.exists('/usr/bin/llvm-dwarfdump-19'):
        verified = run('llvm-dwarfdump-19', '--verify', 'debug')
        check(f'{what}: --verify', verified.returncode, 0)


def some_functions(program, name):
    """Writes a file for --functions with MANY of the program's, spread evenly."""
    translate('--emit=uops', program, '-o', 'uops')
    names = re.findall(r'^function ([A-Za-z_]\w*)$', read('uops').decode('latin-1'), re.M)
    with open(name, 'w', encoding='ascii') as file:
        for each in names[::max(1, len(names) // MANY)]:
            file.write(each + '\n')


def check_listing(program):
    """Lines are as -d in_asm shows them."""
    shown = run(dbt_aot, '-q', '-d', 'in_asm', '--functions=list', '--emit=uops', program, '-o',
                'uops').stderr
    with open('debug.lst', encoding='latin-1') as file:
        listed = file.read()
    check(f'{program}: lines of the listing', sorted(set(listed.split('\n'))),
          sorted(set(shown.split('\n'))))


def check_record(program, listing, lines_with_code):
    """Each guest instruction has micro-ops and host code, or the record tells its fate."""
    with open('record', encoding='utf-8') as file:
        functions = [json.loads(line) for line in file]
    fates = collections.Counter()
    wanted = []
    for line, (_, pc, _) in enumerate(listing[1:], 1):
        if pc is None:
            wanted.append(set())
        elif line not in lines_with_code:
            wanted[-1].add(pc)
    check(f'{program}: functions of the listing', len(wanted), len(functions))
    check(f'{program}: functions', len(functions) >= MANY, True)
    twice = collections.Counter(pc for _, pc, _ in listing)
    for f, without_code in zip(functions, wanted):
        what = f'{program} {f["name"]}'
        for index, key in (2, 'insns'), (3, 'ops_raw'), (4, 'ops'):
            check(f'{what}: {key}', sum(block[index] for block in f['blocks']), f[key])
        check(f'{what}: micro-ops', (len(f['raw']), len(f['opt'])), (f['ops_raw'], f['ops']))
        told = {pc: kind for pc, kind, _ in f['fate']}
        fates.update(told.values())
        missing = without_code - set(told)
        if missing:
            fail(what, [f'{pc:x}' for pc in missing], 'have neither host code nor a fate')
        pcs = {pc for stage in ('before', 'after') for pc, _, _ in f[stage]} - {0}
        inside = {pc for start, end, *_ in f['blocks'] for pc in range(start, end)}
        if not pcs <= inside:
            fail(what, 'has IR of', pcs - inside)
        lifted = {pc for pc, _ in f['raw']}
        # Data that was taken for code may be there as both A32 and Thumb.
        nops = {pc for pc, kind in told.items() if kind == 'nop' and twice[pc] == 1}
        if nops & lifted:
            fail(what, 'has micro-ops of', nops & lifted)
    print(f'{os.path.basename(program)}: of {len(listing)} guest instructions, without host code '
          f'of their own: {dict(fates)}')
    for kind in 'dead', 'gone', 'folded':
        check(f'{program}: some are {kind}', fates[kind] > 20, True)


def check_rows(program):
    """Each host instruction is of a guest instruction of its function, or of a named part."""
    translate('-g=listing', '--functions=list', '--record=record', '--record-functions=list',
              program, '-o', 'debug')
    listing = line_table.read_listing('debug.lst')
    table = line_table.LineTable('debug')
    functions = line_table.host_functions('debug')
    count = collections.Counter()
    at = 0
    for address, text in line_table.host_code('debug'):
        while at < len(functions) and functions[at][1] <= address:
            at += 1
        if at == len(functions) or address < functions[at][0]:
            continue
        symbol = functions[at][2]
        row = table.find(address)
        count['all'] += 1
        if not row:
            fail(program, f'{address:x}', symbol, 'has no row')
        elif row[0] == 0:
            count['merged'] += 1
            count[line_table.kind_of(text) or 'unknown'] += 1
        elif row[0] >= len(listing):
            fail(program, f'{address:x}', symbol, 'has line', row[0])
        else:
            name, pc, _ = listing[row[0]]
            part = 'entry' if pc is None else line_table.PARTS.get(row[1] or 1)
            count[part] += 1
            if not part:
                fail(program, f'{address:x}', symbol, 'has column', row[1])
            if not symbol.startswith(re.sub(r'[^A-Za-z0-9_.$]', '_', name)[:200]):
                fail(program, f'{address:x}', symbol, 'has a line of', name)
    check_record(program, listing, {row[0] for row in table.rows})
    everything = count.pop('all')
    print(f'{os.path.basename(program)}: {everything} host instructions: ' + ', '.join(
        f'{part} {100 * many / everything:.1f} %' for part, many in count.most_common()))
    if everything < 5000:
        fail(program, 'only', everything, 'host instructions')
    if 100 * count['merged'] > MOST_MERGED * everything:
        fail(program, count['merged'], 'are of no single guest instruction')
    if 100 * count['unknown'] > MOST_UNKNOWN * everything:
        fail(program, count['unknown'], 'of these are of no known kind')


def check_texts(program):
    """Listings are those without -g, but for comments."""
    translate('--emit=asm', '--functions=list', program, '-o', 'plain.s')
    translate('--emit=asm', '-g', '--functions=list', program, '-o', 'debug.s')
    lines = read('debug.s').decode('latin-1').split('\n')
    code = [line for line in lines if not re.match(r'\t# (0x[0-9a-f]{8}  \S|merged$)', line)]
    check('comments', len(lines) - len(code) > 1000, True)
    check('assembly', code,
          read('plain.s').decode('latin-1').split('\n'))
    translate('--emit=llvm-ir', '-g', '--functions=list', program, '-o', 'debug.ll')
    text = read('debug.ll').decode('latin-1')
    rows = re.findall(r'^  [^ \]].*$', text[text.index('define'):], re.M)
    bare = [row for row in rows if not re.search(r' ; (0x[0-9a-f]{8}( \w+)?|merged)$', row)]
    check('lines of IR without an address', bare, [])
    check('a listing that nobody asked for', os.path.exists('debug.s.lst'), False)


def check_reproducible(program):
    """Nothing depends on where, or by how many code generators, an output is made."""
    os.makedirs('elsewhere', exist_ok=True)
    translate('-g', '-j1', program, '-o', 'same')
    translate('-g', '-j3', os.path.abspath(program), '-o', 'same', cwd='elsewhere')
    for name in 'same', 'same.lst':
        check(f'{name} made elsewhere', read(name) == read(f'elsewhere/{name}'), True)
    check('a path in it', os.getcwd().encode() in read('same'), False)


def check_unchanged(program):
    """A record changes nothing."""
    translate(program, '-o', 'plain')
    translate('--record=record', program, '-o', 'recorded')
    check(f'{program} recorded', read('plain') == read('recorded'), True)
    with open('record', encoding='utf-8') as file:
        keys = {tuple(json.loads(line)) for line in file}
    check('what is recorded', keys, {('entry', 'name', 'insns', 'ops_raw', 'ops', 'blocks')})


def check_refused(program):
    """Outputs that a listing has no place beside; what fails leaves nothing."""
    before = sorted(os.listdir('.'))
    for status, words, arguments in (
            (2, '-g is source or listing, not lines', ('-g=lines', program, '-o', 'none')),
            (2, '--record is of whole programs', ('--record=x', '--emit=asm', program)),
            (2, '--record-functions needs --record', ('--record-functions=x', program, '-o', 'x')),
            (2, '--record needs -g=listing', ('--record=x', '-g', program, '-o', 'x')),
            (1, 'x: cannot write', ('--record=/nowhere/x', program, '-o', 'none')),
            (1, 'no place beside it', ('-g', program, '-o', '-')),
            (1, 'directory', ('-g', program, '-o', 'none'))):
        if 'directory' in words:
            os.mkdir('none.lst')
            before = sorted(os.listdir('.'))
        done = run(dbt_aot, *arguments)
        check(f'{arguments}: status', done.returncode, status)
        if not re.search(words, done.stderr) or done.stderr.count('\n') != 1:
            fail(arguments, 'says', done.stderr)
        check('what is left', sorted(os.listdir('.')), before)
    os.rmdir('none.lst')
    translate('-g', '--emit=obj', program, '-o', 'object.o')
    check('beside an object', os.path.exists('object.o.lst'), True)
    check('its sections', '.debug_line' in run('readelf', '-SW', 'object.o').stdout, True)


SOURCE = '''\
#include <stdio.h>
static volatile int depth;
__attribute__((noinline)) int inner(int n)
{
    depth += n;
    return depth;      /* line 6 */
}
__attribute__((noinline)) int outer(int n)
{
    int sum = inner(n);
    return sum + 1;    /* line 11 */
}
int main(void)
{
    printf("%d\\n", outer(41));
    return 0;
}
'''


def line_of(text, symbol, program):
    """Lines of the source that a symbolizer tells for the addresses of a host function."""
    start, end, _ = next(f for f in line_table.host_functions(program) if f[2] == symbol)
    addresses = [f'{at:#x}' for at in range(start, end)]
    done = run('llvm-symbolizer-19', '-e', program, *addresses)
    return {int(number) for number in re.findall(re.escape(text) + r':(\d+):', done.stdout)}


def check_sources(compiler):
    """The guest's own lines, in a symbolizer and in gdb."""
    with open('program.c', 'w', encoding='ascii') as file:
        file.write(SOURCE)
    run(compiler, '-g', '-O1', '-static', 'program.c', '-o', 'sources')
    with open('wanted', 'w', encoding='ascii') as file:
        file.write('main\ninner\nouter\n_start\n')
    translate('-g', '--functions=wanted', 'sources', '-o', 'debug')
    symbols = {name.split('.')[0]: name for _, _, name in line_table.host_functions('debug')}
    check(f'{compiler}: lines of inner', {5} & line_of('program.c', symbols['inner'], 'debug'), {5})
    listed = line_of('debug.lst', symbols['_start'], 'debug')
    check(f'{compiler}: lines of a library', len(listed) > 0, True)
    check(f'{compiler}: runs', run('./debug').stdout, '42\n')
    if not shutil.which('gdb'):
        print('skipped: gdb: it is not there')
        return
    done = run('gdb', '-nx', '-q', '-batch', '-ex', 'set debuginfod enabled off',
               '-ex', 'break program.c:5', '-ex', 'run', '-ex', 'bt', './debug')
    frames = re.findall(r'^#\d+ .*?(\w+)\.[0-9a-f]{8}.* at .*?([\w.]+):(\d+)$', done.stdout, re.M)
    if 'ptrace' in done.stderr:
        print('skipped: gdb: no ptrace here')
        return
    check(f'{compiler}: where gdb stops', frames[0][:2] if frames else done.stdout + done.stderr,
          ('inner', 'program.c'))
    lines = {name: int(number) for name, _, number in reversed(frames)}
    check(f'{compiler}: gdb in outer', lines.get('outer') in (10, 11), True)
    check(f'{compiler}: gdb in main', lines.get('main'), 15)


def main():
    global dbt_aot
    whole, small = '--whole' in sys.argv, '--small' in sys.argv
    arguments = [os.path.abspath(name) for name in sys.argv[1:] if not name.startswith('--')]
    bin_dir, guest_dir, folder = arguments[:3]
    dbt_aot = os.path.join(bin_dir, 'dbt-aot')
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    os.chdir(folder)
    guests = [os.path.join(guest_dir, name) for name in GUESTS]
    guests = [guest for guest in guests if os.path.exists(guest) and not small]
    if whole:
        for guest in guests:
            for level in range(4):
                check_same_code(guest, level)
        return failed() != 0 if guests else SKIPPED
    for program in arguments[3:]:
        for level in range(4):
            check_same_code(program, level)
        check_same_code(program, 2, '--precise')
        check_same_code(program, 2, '--split=3')
    for guest in guests:
        some_functions(guest, 'list')
        check_same_code(guest, 2, '--functions=list')
        check_listing(guest)
        check_rows(guest)
        check_texts(guest)
    if arguments[3:]:
        check_reproducible(arguments[3])
        check_refused(arguments[3])
        check_unchanged(arguments[3])
    for compiler in COMPILERS:
        if shutil.which(compiler):
            check_sources(compiler)
    if not guests and not small:
        print('skipped: no program for a guest')
        return SKIPPED
    return failed() != 0


sys.exit(main())
