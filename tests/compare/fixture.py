#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""fixture.py OUT.json [--functions=N] [--blocks=N] [--details=N] [--newer] [--empty]
-- a report such as `dbt-compare --json` writes, of a program that does not exist.

The same options give the same bytes.  It has every part, fate, reason and end that the form
knows, and functions with names that a page could take for HTML.  --newer is the same program
translated by a later version, which made some functions worse and some better.  --empty has
nothing but what must be there.
"""
import argparse
import json
import random

BASE = 0x10000400

# Names as they may stand in a guest's symbol table.
HOSTILE = [
    '<script>alert(1)</script>', '</script><script>alert(2)</script>',
    '<img src=x onerror=alert(3)>', '<!--<script>', ']]>', '"><b>bold', "it's",
    '&lt;b&gt;&amp;', 'a\u202egnirts\u202c.c', '\u2066isolated\u2069', 'zero\u200bwidth',
    'tab\tnew\nline', 'nul\u0000byte', '\u05d0\u05d1\u05d2', '\ufeffbom', '__proto__',
    'constructor', 'javascript:alert(4)', '', 'n' * 300, 'caf\u00e9 \U0001f600',
    '\\u003cscript\\u003e', '${alert(5)}', '`', '%s%n',
]
WORDS = 'list hash str buf node gc lex parse emit io mem sort tree'.split()
VERBS = 'init find push free grow next read write copy join walk merge'.split()


class Insn:
    """A guest instruction, and what it becomes: each a line, or several."""

    def __init__(self, code, text, raw, opt, before, after, host):
        self.code, self.text = code, text
        self.raw, self.opt, self.before, self.after = (
            part.split(' ; ') if part else [] for part in (raw, opt, before, after))
        self.host = [line.split(' ', 1) for line in host.split(' ; ')] if host else []


LOAD = 'load i32, ptr addrspace(256) %p{0}, align 1'
SWAP = 'call i32 @llvm.bswap.i32(i32 %x{1})'
INSNS = [
    Insn('80630004', 'lwz 3, 4(3)',
         '{0} = get.i32 r3 ; {1} = load.i32 %{0} 32|big +4 ;      put.i32 %{1} r3',
         '{1} = load.i32 %{0} 32|big +4 ;      put.i32 %{1} r3',
         f'%x{{0}} = zext i32 %r3 to i64 ; %x{{1}} = {LOAD} ; %x{{2}} = {SWAP}',
         f'%x{{1}} = {LOAD} ; %x{{2}} = {SWAP}',
         '67678b4704 mov eax, gs:[edi+0x4] ; 0fc8 bswap eax'),
    Insn('7c634a14', 'add 3, 3, 9',
         '{0} = get.i32 r3 ; {1} = get.i32 r9 ; {2} = add.i32 %{0} %{1} ;      put.i32 %{2} r3',
         '{2} = add.i32 %{0} %{1} ;      put.i32 %{2} r3',
         '%x{2} = add i32 %x{0}, %x{1}', '%x{2} = add i32 %x{0}, %x{1}', '01f8 add eax, edi'),
    Insn('5529103a', 'slwi 9, 9, 2',
         '{0} = get.i32 r9 ; {1} = constant.i32 #0x2 ; {2} = shl.i32 %{0} %{1} ; '
         '     put.i32 %{2} r9', '{2} = shl.i32 %{0} %{1} ;      put.i32 %{2} r9',
         '%x{2} = shl i32 %x{0}, 2', '%x{2} = shl i32 %x{0}, 2', 'c1e702 shl edi, 2'),
    Insn('2c030000', 'cmpwi 3, 0',
         '{0} = get.i32 r3 ; {1} = constant.i32 #0 ; {2} = set.i32 %{0} %{1} lt ; '
         '     put.i32 %{2} crb0 ; {3} = set.i32 %{0} %{1} gt ;      put.i32 %{3} crb1',
         '{2} = set.i32 %{0} %{1} lt ;      put.i32 %{2} crb0',
         '%x{2} = icmp slt i32 %x{0}, 0 ; %x{3} = icmp sgt i32 %x{0}, 0',
         '%x{2} = icmp slt i32 %x{0}, 0', '85c0 test eax, eax'),
    Insn('90690000', 'stw 3, 0(9)',
         '{0} = get.i32 r3 ; {1} = get.i32 r9 ;      store.i32 %{1} %{0} 32|big',
         '     store.i32 %{1} %{0} 32|big',
         '%x{2} = call i32 @llvm.bswap.i32(i32 %x{0}) ; '
         'store i32 %x{2}, ptr addrspace(256) %p{1}, align 1',
         'store i32 %x{2}, ptr addrspace(256) %p{1}, align 1',
         '67650f38f11f movbe gs:[edi], ebx'),
    Insn('1d290003', 'mulli 9, 9, 3',
         '{0} = get.i32 r9 ; {1} = constant.i32 #0x3 ; {2} = mul.i32 %{0} %{1} ; '
         '     put.i32 %{2} r9', '{2} = mul.i32 %{0} %{1} ;      put.i32 %{2} r9',
         '%x{2} = mul i32 %x{0}, 3', '%x{2} = mul i32 %x{0}, 3', '8d3c7f lea edi, [rdi+rdi*2]'),
    Insn('60000000', 'nop', '', '', '', '', ''),
    Insn('4182fff0', 'beq TARGET',
         '{0} = get.i32 crb2 ;      exit_if.i32 %{0} ->TARGET', '     exit_if.i32 %{0} ->TARGET',
         'br i1 %x{0}, label %b{1}, label %b{2}',
         'br i1 %x{0}, label %b{1}, label %b{2}, !prof !4', '74e6 je HOST'),
]
PARTS = ('entry', 'poll', 'exit', 'moved', 'merged')
REMARKS = [
    ('loop-vectorize', 'missed',
     'loop not vectorized: cannot prove it is safe to reorder memory operations'),
    ('loop-vectorize', 'applied',
     'vectorized loop (vectorization width: 8, interleaved count: 4)'),
    ('inline', 'missed',
     "'rt_call' not inlined into '<script>' because its definition is unavailable"),
    ('licm', 'applied', 'hoisting icmp'),
]
WHYS = ('first', 'first', 'first', 'after_flush', 'after_change')
WHERES = ('functions', 'program', 'libraries', 'anonymous', 'kernel')
ENDINGS = ('live', 'live', 'live', 'invalidated', 'flushed')
LEFT = ('there was no time: --time-limit', 'its code has an instruction that is not known',
        'an indirect jump without a table', 'LLVM ran out of memory')


def name_of(i):
    if i < len(HOSTILE):
        return HOSTILE[i]
    name = f'{WORDS[i % len(WORDS)]}_{VERBS[i // len(WORDS) % len(VERBS)]}'
    return name if i < len(WORDS) * len(VERBS) else f'{name}_{i:x}'


class Fixture:
    def __init__(self, options):
        self.options = options
        self.random = random.Random(20)
        self.pc = BASE
        self.functions, self.blocks, self.details, self.space = [], [], [], []

    def side(self, insns, factor):
        made = max(1, round(insns * factor))
        return {'bytes': round(made * 4.2), 'insns': made, 'state_loads': round(insns * 0.12),
                'state_stores': round(insns * 0.09), 'calls': insns // 40, 'spills': insns // 30,
                'cycles': round(made * 0.31 + insns * 0.2, 2)}

    def aot_factor(self, i):
        factor = self.random.choice((0.7, 1.1, 1.3, 1.6, 1.9, 2.4, 4.1))
        if self.options.newer and i % 9 == 0:
            factor *= 1.25
        if self.options.newer and i % 14 == 0:
            factor *= 0.8
        return factor

    def add_function(self, i, num_blocks):
        insns = self.random.choice((6, 9, 14, 22, 40, 75, 120, 260))
        left = i % 40 == 7
        runs = i % 3 != 2
        heat = int(2.6e9 / (i + 1) ** 1.6) if runs else 0
        function = {
            'entry': self.pc, 'name': name_of(i), 'bytes': insns * 4, 'insns': insns,
            'calls': heat // 900 + 1 if runs else 0, 'executed': 0, 'ops_raw': insns * 4,
            'ops': round(insns * 2.6),
            'aot': None if left else self.side(insns, self.aot_factor(i)),
            'jit': None, 'left': LEFT[i // 40 % len(LEFT)] if left else None, 'detail': None,
            'file': 'libc.so.6' if i % 50 == 49 else None}
        self.functions.append(function)
        if runs:
            self.add_blocks(i, function, heat, num_blocks)
        kind = 'never' if not runs else 'jit' if left else 'aot'
        self.space.append([self.pc, self.pc + insns * 4, kind])
        self.pc += insns * 4

    def add_blocks(self, i, function, heat, num_blocks):
        insns, at = function['insns'], function['entry']
        cuts = sorted(self.random.sample(range(1, insns), min(num_blocks, insns) - 1)) + [insns]
        jit_insns, before = 0, 0
        for cut in cuts:
            size, before = cut - before, cut
            jit = self.side(size, self.random.choice((1.0, 2.2, 2.8, 3.5)))
            jit_insns += jit['insns']
            scale = function['aot']['insns'] / insns if function['aot'] else 0
            self.blocks.append({
                'pc': at, 'end': at + size * 4, 'function': i, 'count': heat // (size + 3),
                'insns': size, 'ops_raw': size * 4, 'ops': size * 3,
                'aot': self.side(size, scale) if function['aot'] else None, 'jit': jit})
            function['executed'] += heat // (size + 3) * size
            at += size * 4
        function['jit'] = {**self.side(insns, 1), 'insns': jit_insns, 'bytes': jit_insns * 4}

    def add_detail(self, i):
        function = self.functions[i]
        function['detail'] = len(self.details)
        counts = {b['pc']: b['count'] for b in self.blocks_of.get(i, [])}
        detail = {'function': i, 'guest': [], 'raw': [], 'opt': [], 'before': [], 'after': [],
                  'aot': [], 'jit': [], 'remarks': []}
        entry, host, count = function['entry'], 0x21f400 + i * 0x400, 0
        for at in range(function['insns']):
            count = counts.get(entry + at * 4, count)
            host = self.add_insn(detail, function, at, INSNS[(at * 5 + i) % 8], count, host)
        self.add_jit(detail, i)
        if i % 2 == 0:
            for k, remark in enumerate(REMARKS):
                at = min(k * 3, function['insns'] - 1)
                detail['remarks'].append([entry + at * 4, *remark])
        self.details.append(detail)

    def add_insn(self, detail, function, at, insn, count, host):
        """Adds what an instruction becomes, at address `host`; where what follows begins."""
        pc = function['entry'] + at * 4
        target = hex(function['entry'] + at // 2 * 4)
        fate = self.fate(at, pc, insn)
        part = PARTS[0] if at == 0 else PARTS[at // 9 % 5] if at % 9 == 4 else 'insn'
        whose = 0 if part == 'merged' else pc

        def show(line):
            return line.format(*range(at * 4, at * 4 + 4)).replace('TARGET', target)

        text = insn.text.replace('TARGET', target)
        detail['guest'].append([pc, insn.code, text, count, fate])
        detail['raw'] += [[pc, show(line)] for line in insn.raw]
        detail['opt'] += [[pc, show(line)] for line in insn.opt]
        detail['before'] += [[pc, 'insn', show(line)] for line in insn.before]
        if not fate or fate[0] == 'folded':
            detail['after'] += [[whose, part, show(line)] for line in insn.after]
        for code, line in insn.host if not fate and function['aot'] else []:
            goes = host - 12 if 'HOST' in line else 0
            line = line.replace('HOST', hex(goes))
            detail['aot'].append([host, code, line, whose, part, goes])
            host += len(code) // 2
        return host

    @staticmethod
    def fate(at, pc, insn):
        if not insn.host:
            return ['nop', []]
        kinds = {3: ['dead', []], 10: ['gone', []], 12: ['folded', [pc + 4, pc + 8]],
                 19: ['moved', [pc - 16]]}
        return kinds.get(at % 24)

    def add_jit(self, detail, i):
        host = 0x7f3a20001000 + i * 0x1000
        for block in self.blocks_of.get(i, []):
            pc = block['pc']
            rows = [[host, 'ff4d10', 'dec dword ptr [rbp+0x10]', pc, 'entry']]
            at = (pc - self.functions[i]['entry']) // 4
            for k in range(block['insns']):
                for code, line in INSNS[((at + k) * 5 + i) % 8].host:
                    host += 4
                    line = line.replace('HOST', hex(host + 64))
                    rows.append([host, code, line, pc + k * 4, 'insn'])
            rows.append([host + 6, 'e900000000', f'jmp {host + 512:#x}', block['end'] - 4, 'exit'])
            rows.append([host + 11, '0f0b', 'ud2', 0, 'cold'])
            host += 64
            detail['jit'].append({'pc': pc, 'end': block['end'], 'count': block['count'],
                                  'address': rows[0][0], 'rows': rows})

    def add_data(self):
        """Literals between functions, and segments of data."""
        space = []
        for i, (start, end, kind) in enumerate(self.space):
            space.append([start, end - 4, kind] if i % 11 == 0 else [start, end, kind])
            if i % 11 == 0:
                space.append([end - 4, end, 'data'])
        end = self.space[-1][1]
        more = end + 0xf0000
        self.space = space + [[end, end + len(space) * 60, 'data'],
                              [more, more + len(space) * 40, 'data']]

    def run(self, command, wall, start, kib, size):
        times = [round(wall * self.random.uniform(0.985, 1.03), 5) for _ in range(7)]
        starts = start and [round(start * self.random.uniform(0.9, 1.2), 6) for _ in range(7)]
        return {'command': command, 'status': 0, 'differs': False, 'wall': times,
                'user': [round(t * 0.96, 5) for t in times],
                'system': [round(t * 0.03, 5) for t in times], 'start': starts,
                'peak_kib': [kib + self.random.randrange(300) for _ in range(7)],
                'file_bytes': size}

    def runs(self):
        newer = self.options.newer
        aot = 0.548 if newer else 0.512
        return {'aot': self.run(['./words', 'text'], aot, 0.0021, 9400, 6121328),
                'jit': self.run(['dbt-run', 'words.ppc', 'text'], 1.135 if newer else 1.131, 0.0034,
                                13820 if newer else 14820, 1310720),
                'native': self.run(['./words.native', 'text'], 0.352 if newer else 0.349, None,
                                   2210, 987136),
                'qemu': self.run(['qemu-ppc', 'words.ppc', 'text'], 1.402, None, 22140, 1310720)}

    def dynamic(self):
        return [{'pc': BASE + i * 52, 'end': BASE + i * 52 + 28, 'name': name_of(i * 7 % 300),
                 'why': WHYS[i % 5], 'where': WHERES[i * 3 % 5], 'count': 90000 // (i + 1),
                 'insns': 7, 'ends': ENDINGS[i * 2 % 5]}
                for i in range(min(400, self.options.blocks))]

    def left(self):
        functions = [{'entry': f['entry'], 'name': f['name'], 'why': f['left']}
                     for f in self.functions if f['left']]
        whys = ('bctr: more than one table reaches it', 'its table could not be found')
        jumps = [{'pc': BASE + 16 + 400 * i, 'function': name_of(i * 11), 'why': whys[i % 3 > 0]}
                 for i in range(min(20, len(self.functions) // 2))]
        return {'jumps': jumps, 'functions': functions}

    def report(self):
        o = self.options
        each = max(1, round(o.blocks / max(1, o.functions * 2 / 3)))
        for i in range(o.functions):
            self.add_function(i, each)
        self.blocks_of = {}
        for block in self.blocks:
            self.blocks_of.setdefault(block['function'], []).append(block)
        for i in range(min(o.details, o.functions)):
            self.add_detail(i)
        if self.space:
            self.add_data()
        return {
            'dbt_compare': 1,
            'tool': {'version': '0.2' if o.newer else '0.1',
                     'options': ['-O2', '-march=x86-64-v3'] + (['--split=400'] if o.newer else [])},
            'program': {'path': '/opt/guest/<b>words</b>.ppc', 'name': 'words.ppc', 'guest': 'ppc',
                        'bytes': 1310720, 'arguments': ['text', '--count', "it's <b>"]},
            'host': {'processor': 'AMD EPYC 7B13', 'level': 'x86-64-v3'},
            'runs': dict.fromkeys(('aot', 'jit', 'native', 'qemu')) if o.empty else self.runs(),
            'translation': {'seconds': 31.87 if o.newer else 29.25, 'cpu': 55.1,
                            'output_bytes': 6121328,
                            'code_bytes': 4980112, 'functions': len(self.functions),
                            'insns': 207274},
            'break_even': None if o.empty else 47.25,
            'space': self.space, 'functions': self.functions, 'blocks': self.blocks,
            'details': self.details, 'left': self.left(),
            'dynamic': [] if o.empty else self.dynamic(),
            'statistics': None if o.empty else {
                'dbt_stats': 1, 'translated': {'blocks': 400, 'insns': 2800, 'seconds': 0.0123},
                'why': {'first': 240, 'after_flush': 80, 'after_change': 80},
                'exits': {'left': 48211, 'chained': 48000, 'unchained': 3}, 'forked': False},
        }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('out')
    parser.add_argument('--functions', type=int, default=300)
    parser.add_argument('--blocks', type=int, default=1200)
    parser.add_argument('--details', type=int, default=60)
    parser.add_argument('--newer', action='store_true')
    parser.add_argument('--empty', action='store_true')
    options = parser.parse_args()
    if options.empty:
        options.functions = options.blocks = options.details = 0
    with open(options.out, 'w', encoding='utf-8') as out:
        json.dump(Fixture(options).report(), out, separators=(',', ':'))


if __name__ == '__main__':
    main()
