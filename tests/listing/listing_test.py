#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""listing_test.py BIN-DIR GUEST-DIR SCRATCH-DIR -- what -d in_asm and -d out_asm show, of the
programs in GUEST-DIR: branches as binutils' objdump shows them, host code by dbt-disasm."""
import os
import re
import shutil
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from checks import check, fail, failed  # noqa: E402

SKIPPED = 77
# Program, objdump of its processor, and what runs much of it.
GUESTS = [('ppc_O2', 'powerpc-linux-gnu-objdump', ('print', 'unwind', 'threads')),
          ('arm_O2', 'arm-linux-gnueabi-objdump', ('print', 'threads')),
          ('armhf_O2', 'arm-linux-gnueabihf-objdump', ('print', 'threads'))]
ASM = re.compile(r'0x([0-9a-f]{8}):  (.*)')
TARGET = re.compile(r'(.*?)\b0x([0-9a-f]+)( <([^<>]*?)(\+0x([0-9a-f]+))?>)?$')
HOST = re.compile(r'    0x([0-9a-f]{12}):\t(.*)')


def run(*command, **options):
    environment = {k: v for k, v in os.environ.items() if not k.startswith('DBT_')}
    environment.update(options.pop('more', {}))
    return subprocess.run(command, env=environment, capture_output=True, timeout=100,
                          encoding='latin-1', **options)


def read(name):
    with open(name, encoding='latin-1') as file:
        return file.read()


def sections(log, head):
    """The lines of each section of a log that begins with `head`, without the first."""
    found = [part.split('\n') for part in log.split('\n\n')]
    return [part[1:] for part in found if part[0].startswith(head)]


# Names that binutils and we have for the same; hints that it derives from older rules.
SAME = {'bcc': 'blo', 'bcs': 'bhs', 'bfalse': 'bns', 'bso': 'bun', 'bns': 'bnu'}


def bit_number(found):
    return str(4 * int(found[1]) + ('lt', 'gt', 'eq', 'so').index(found[2]))


def normal(text):
    """The mnemonic and operands but for the target, without spaces and hints."""
    words = text.replace('\t', ' ').replace('.n ', ' ').replace('.w ', ' ').split(None, 1)
    name = re.sub(r'[-+]$', '', words[0])
    name = re.sub(r'\.[nw]$', '', name)
    rest = re.sub(r'4\*cr(\d)\+(\w\w)', bit_number, words[1] if len(words) > 1 else '')
    return SAME.get(name, name), rest.replace(' ', '')


def objdump_branches(objdump, program):
    """(mnemonic, operands, target) of each branch by its address."""
    listing = run(objdump, '-d', '--no-show-raw-insn', program).stdout
    found = {}
    for at, text in re.findall(r'^ *([0-9a-f]+):\t(.*)', listing, re.M):
        text = re.sub(r'\s*[;@].*', '', text)
        branch = re.match(r'(c?b[a-z0-9.]*[-+]?\s+(?:[a-z0-9]+, ?|4\*cr\d\+\w+, ?|\d+,)*)'
                          r'([0-9a-f]+) <', text)
        if branch:
            found[int(at, 16)] = (*normal(branch[1]), int(branch[2], 16))
    return found


def symbols(nm, program):
    names = {}
    for line in run(nm, program).stdout.split('\n'):
        words = line.split()
        if len(words) == 3:
            names.setdefault(words[2], set()).add(int(words[0], 16))
    return names


def check_branches(dbt_run, program, objdump, cases):
    wanted = objdump_branches(objdump, program)
    names = symbols(objdump.replace('objdump', 'nm'), program)
    seen = set()
    for case in cases:
        run(dbt_run, '-d', 'in_asm:log', program, case)
        for at, text in ASM.findall(read('log')):
            at = int(at, 16)
            if at not in wanted or at in seen:
                continue
            seen.add(at)
            shown = TARGET.match(text)
            if not shown:
                fail(program, f'{at:x}', text, 'has no address')
                continue
            name, rest, target = wanted[at]
            got = (*normal(shown[1]), int(shown[2], 16))
            if got != (name, rest, target):
                fail(program, f'{at:x}', text, got, 'not', (name, rest, f'{target:x}'))
            elif not shown[3] or target not in {
                    (address & ~1) + int(shown[6] or '0', 16)
                    for address in names.get(shown[4], ())}:
                fail(program, f'{at:x}', text, 'is not at', f'{target:x}')
    if len(seen) < 500:
        fail(program, len(seen), 'branches seen')


def hex_of(lines):
    return bytes.fromhex(''.join(line for line in lines if not line.startswith('0x')))


def objdump_offsets(code):
    with open('code', 'wb') as file:
        file.write(code)
    listing = run('objdump', '-D', '-b', 'binary', '-mi386:x86-64', 'code').stdout
    return [int(at, 16) for at in re.findall(r'^ *([0-9a-f]+):\t.*\t', listing, re.M)]


def check_host_code(bin_dir, program):
    """Instructions where objdump has them; guest addresses of the block's instructions."""
    dbt_run = os.path.join(bin_dir, 'dbt-run')
    os.makedirs('alone', exist_ok=True)
    shutil.copy(dbt_run, 'alone/dbt-run')
    run('alone/dbt-run', '-d', 'in_asm,out_asm:bytes', program, 'args')
    run(dbt_run, '-d', 'in_asm,out_asm:text', program, 'args')
    as_bytes, as_text = sections(read('bytes'), 'OUT:'), sections(read('text'), 'OUT:')
    blocks = sections(read('text'), 'IN:')
    check(f'{program}: blocks', (len(as_bytes), len(as_text)), (len(blocks), len(blocks)))
    check(f'{program}: some', len(blocks) > 100, True)
    for guest, data, text in zip(blocks, as_bytes, as_text):
        pcs = [line[:11] for line in text if line.startswith('0x')]
        first = guest[0][:10] + ':'
        check(f'{program} {first} guest addresses', [line for line in data if line[:2] == '0x'],
              pcs)
        check(f'{program} {first} the first', pcs[0], first)
        if not set(pcs) <= {line[:10] + ':' for line in guest}:
            fail(program, pcs, 'not all of', guest)
        if any('.byte' in line for line in text):
            fail(program, first, 'has bytes that are no instructions')
    offsets, at = [], 0
    for data, text in zip(as_bytes, as_text):
        hosts = [int(found[1], 16) for found in map(HOST.match, text) if found]
        offsets += [at + host - hosts[0] for host in hosts]
        at += len(hex_of(data))
    check(f'{program}: offsets', offsets == objdump_offsets(b''.join(map(hex_of, as_bytes))), True)
    # The filter makes of bytes what dbt-run has it make.
    with open('bytes', encoding='latin-1') as file:
        filtered = run(os.path.join(bin_dir, 'dbt-disasm'), stdin=file).stdout
    without = [re.sub('0x7[0-9a-f]{11}|\\$[0-9]{12,}', 'HOST', text)
               for text in (filtered, read('text'))]
    check(f'{program}: filtered', without[0] == without[1], True)


def check_where(bin_dir, program):
    """Only the function that is asked for."""
    done = run(os.path.join(bin_dir, 'dbt-run'), '-d', 'in_asm,out_asm@args_main', program, 'args')
    names = {line.split('+')[0] for line in done.stderr.split('\n') if line.startswith('IN:')}
    check('functions', names, {'IN: args_main'})
    check('their host code', done.stderr.count('\nOUT:'), done.stderr.count('IN:'))


def check_family(bin_dir, program):
    """The helper is no child that the guest sees; forked children have one of their own."""
    dbt_run = os.path.join(bin_dir, 'dbt-run')
    for case in 'processes', 'waiting':
        plain = run(dbt_run, program, case)
        logged = run(dbt_run, '-d', 'out_asm:log', program, case)
        check(f'{case}: output', (logged.stdout, logged.returncode),
              (plain.stdout, plain.returncode))
    check('forked: mnemonics', all(HOST.match(line) for part in sections(read('log'), 'OUT:')
                                   for line in part if line[:2] != '0x'), True)


def helpers(disasm):
    """Processes of dbt-disasm that were started in this folder."""
    found = []
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            if (os.readlink(f'/proc/{pid}/exe'), os.readlink(f'/proc/{pid}/cwd')) == (
                    disasm, os.getcwd()):
                found.append(pid)
        except OSError:
            pass  # it has ended, or is another user's
    return found


def check_apart(bin_dir, program):
    """The helper holds none of the guest's files open, and ends with dbt-run."""
    disasm = os.path.realpath(os.path.join(bin_dir, 'dbt-disasm'))
    guest = subprocess.Popen([os.path.join(bin_dir, 'dbt-run'), '-d', 'out_asm', program, 'input'],
                             stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE)
    guest.stderr.readline()
    there = helpers(disasm)
    check('helpers', len(there), 1)
    for pid in there:
        for _ in range(100):  # until it has begun
            files = sorted(os.listdir(f'/proc/{pid}/fd'))
            if files == ['0', '1', '2']:
                break
            time.sleep(0.02)
        check('its files', files, ['0', '1', '2'])
        check('its errors', os.readlink(f'/proc/{pid}/fd/2'), '/dev/null')
    guest.communicate(b'')
    for _ in range(100):
        if not helpers(disasm):
            return
        time.sleep(0.02)
    fail('the helper goes on')


def check_failing(program):
    """A helper that ends, or is none."""
    for script in '#!/bin/sh\nexit 1\n', '#!/bin/sh\nread line\necho x\n', 'nothing':
        with open('alone/dbt-disasm', 'w', encoding='ascii') as file:
            file.write(script)
        os.chmod('alone/dbt-disasm', 0o755)
        done = run('alone/dbt-run', '-d', 'out_asm:log', program, 'hello')
        check(f'{script!r}', (done.stdout, done.stderr, done.returncode),
              ('hello, world\n', '', 0))
        check(f'{script!r}: bytes', len(sections(read('log'), 'OUT:')) > 100, True)


def check_filter(disasm):
    text = 'IN: a\n0x1000:  b\n\nOUT: [size=4] at 0x1000\n0x00000004:\neb 02\nff\nff\n\nzz 90\n'
    wanted = ('IN: a\n0x1000:  b\n\nOUT: [size=4] at 0x1000\n0x00000004:\n'
              '    0x000000001000:\tjmp\t0x1004\n    0x000000001002:\t.byte\t0xff\n'
              '    0x000000001003:\t.byte\t0xff\n\nzz 90\n')
    check('the filter', run(disasm, input=text).stdout, wanted)
    # More bytes of one guest instruction than are kept at a time.
    code = bytes.fromhex('b844332211') * 2000
    text = ''.join(f'{code[at:at + 16].hex(" ")}\n' for at in range(0, len(code), 16))
    text = run(disasm, input=f'OUT: [size=10000] at 0x2000\n{text}\n').stdout.split('\n')
    check('many bytes', text[1:-2], [f'    0x{0x2000 + 5 * n:012x}:\tmovl\t$0x11223344, %eax'
                                     for n in range(2000)])
    check('help', run(disasm, '--help').returncode, 0)
    wrong = run(disasm, 'file')
    check('an argument', (wrong.returncode, wrong.stdout), (2, ''))
    with open('/dev/full', 'w', encoding='ascii') as full:
        done = subprocess.run([disasm], input=b'a\n\n', stdout=full, stderr=subprocess.PIPE,
                              check=False)
    check('a full disk', (done.returncode, b'standard output' in done.stderr), (1, True))


def main():
    bin_dir, guest_dir, folder = map(os.path.abspath, sys.argv[1:])
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    os.chdir(folder)
    there = [guest for guest in GUESTS if os.path.exists(os.path.join(guest_dir, guest[0]))]
    for name, objdump, cases in there:
        program = os.path.join(guest_dir, name)
        if shutil.which(objdump):
            check_branches(os.path.join(bin_dir, 'dbt-run'), program, objdump, cases)
        else:
            print(f'skipped: branches of {name}: no {objdump}')
        check_host_code(bin_dir, program)
        check_where(bin_dir, program)
    check_filter(os.path.join(bin_dir, 'dbt-disasm'))
    if not there:
        print('skipped: no program for a guest')
        return SKIPPED
    check_family(bin_dir, os.path.join(guest_dir, there[0][0]))
    check_apart(bin_dir, os.path.join(guest_dir, there[0][0]))
    check_failing(os.path.join(guest_dir, there[0][0]))
    return failed() != 0


sys.exit(main())
