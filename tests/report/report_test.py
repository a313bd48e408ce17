#!/usr/bin/env python3
"""report_test.py BIN WORK -- what dbt-aot tells of a translation: --report, -v, -v -v.

Reports are checked against docs/report.schema.json, against the output, and against one another, of
translations that are done and that fail.  Names of functions and files that are markup, or no text
at all, must be harmless in the page.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import base64
import hashlib
import html.parser
import json
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
BIN, WORK = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
AOT = os.path.join(BIN, 'dbt-aot')
# What stands for a name in guest.c, and the name.
NAMES = {'NAME_SCRIPT_xxxxxxxxxxxxx': '<script>alert(1)</script>',
         'NAME_ATTRIBUTE_xxxxxxxxxx': '"onload=\'alert(1)\'><b>&lt',
         'NAME_ENTITY_xxxxxxxxxxxxx': '</table></details>&#60;b>'}
# All that a page may have.
TAGS = set('html head meta title style body header main section footer h1 h2 p table tr th td code '
           'meter details summary'.split())
ATTRIBUTES = set('lang charset http-equiv content name class max value'.split())
failed = 0


def check(what, is_so, *seen):
    global failed
    if not is_so:
        failed += 1
        print('FAILED', what, *seen)


def run(*arguments, env=None):
    """Returns the status and the standard error stream."""
    done = subprocess.run([AOT, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          timeout=300, env=dict(os.environ, **(env or {})))
    return done.returncode, done.stderr.decode(errors='replace')


def load(path, what, validator):
    with open(path, encoding='utf-8') as f:
        report = json.load(f)
    for error in validator.iter_errors(report):
        check(what, False, 'schema:', error.json_path, error.message[:200])
    return report


class Page(html.parser.HTMLParser):
    """The elements of a page, and its text; what is not closed, or has a script, is wrong."""
    VOID = {'meta', 'link', 'br', 'th'}  # of a header's cells the ends are left out

    def __init__(self, path):
        super().__init__()
        self.open, self.tags, self.attributes, self.text, self.wrong = [], set(), set(), '', []
        self.csp = self.style = ''
        self.source = open(path, encoding='utf-8').read()
        self.feed(self.source)
        self.close()
        if self.open:
            self.wrong.append('not closed: %s' % self.open)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        if dict(attrs).get('http-equiv') == 'Content-Security-Policy':
            self.csp = dict(attrs)['content']
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append('closed: %s' % tag)

    def handle_data(self, data):
        if self.open[-1:] == ['style']:
            self.style += data
        self.text += data


def check_page(what, path, *texts):
    page = Page(path)
    check(what, not page.wrong, page.wrong)
    check(what, page.tags <= TAGS, page.tags)
    check(what, page.attributes <= ATTRIBUTES, page.attributes)
    digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    check(what, page.csp.startswith("default-src 'none'; style-src 'sha256-%s';" % digest),
          page.csp)
    check(what, not re.search('[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f]', page.source))
    for text in texts:
        check(what, text in page.text, 'not in the page:', text)


def reasons(report):
    return {left['reason']: left for left in report['left']}


def check_done(validator):
    """A translation that is done: figures that must fit the output, and each other."""
    run('small', '-o', 'plain')
    status, words = run('-v', 'small', '-o', 'out', '--report=done.json')
    check('done', status == 0, status, words)
    run('small', '-o', 'out', '--report=done.html')
    check('done', open('plain', 'rb').read() == open('out', 'rb').read(), 'the outputs differ')
    report = load('done.json', 'done', validator)
    check('done', report['status'] == 'done' and report['error'] is None)
    check('done', report['output']['bytes'] == os.path.getsize('out'), report['output'])
    check('done', sum(s['bytes'] for s in report['output']['sizes']) == os.path.getsize('out'))
    check('done', [s['name'] for s in report['stages']] ==
          ['read', 'discover', 'lift', 'compile', 'link'], report['stages'])
    check('done', all(s['done'] and s['peak_bytes'] > 1 << 20 for s in report['stages']))
    check('done', report['stages'][3]['workers_peak_bytes'] > 1 << 20)
    check('done', report['functions']['translated'] == report['functions']['found'] > 4)
    check('done', report['tool']['arguments'] == ['-v', 'small', '-o', 'out', '--report=done.json'])
    names = {f['name']: f for f in report['largest']}
    check('done', set(NAMES.values()) <= set(names), names)
    check('done', all(f['host_bytes'] > f['guest_bytes'] / 2 for f in report['largest']), names)
    hosts = [f['host_bytes'] for f in report['largest']]
    check('done', hosts == sorted(hosts, reverse=True), hosts)
    jumps = reasons(report)['jumps']
    check('done', jumps['count'] == len(jumps['items']) ==
          report['jumps']['indirect'] - report['jumps']['with_table'] > 0, jumps)
    check_page('done', 'done.html', 'Translated', *NAMES.values())
    check_words(words, report)


def check_words(words, report):
    """The lines of -v have the figures of the report."""
    for line in (r'guest +\w+, entry 0x[0-9a-f]{8}, .* bytes of code, [0-9.]+ s, [0-9]+ MiB',
                 r'known +%d symbols' % report['program']['symbols'],
                 r'found +%d functions' % report['functions']['found'],
                 r'jumps +%d indirect, %d with a table \([0-9.]+ %%\)' %
                 (report['jumps']['indirect'], report['jumps']['with_table']),
                 r'lifted +%d functions \(100.0 %%\), [0-9.]+ s, [0-9]+ MiB' %
                 report['functions']['found'],
                 r'translated %d functions \(100.0 %%\), .*, code generators [0-9]+ MiB' %
                 report['functions']['translated'],
                 r'text +[0-9.]+ % translated: ',
                 r'linked +out, %d bytes, ' % report['output']['bytes'],
                 *(r'  %d +[0-9.]+ %% %s' % (s['bytes'], s['what'])
                   for s in report['output']['sizes']),
                 *('  %d +%d +%s %s' % (f['host_bytes'], f['guest_bytes'], f['entry'],
                                        re.escape(f['name'])) for f in report['largest']),
                 r'left +%d indirect jump.*; nothing to do' % reasons(report)['jumps']['count']):
        check('-v', re.search('^' + line, words, re.M), 'no line', line, 'in', words)
    check('-v', '  jump ' not in words)
    twice = run('-v', '-v', 'small', '-o', 'out')[1]
    for jump in reasons(report)['jumps']['items']:
        line = '  jump     %s in %s: to %s\n' % (jump['at'], jump['name'], jump['why'])
        check('-v -v', line in twice, twice)
    check('-q', run('-q', 'small', '-o', 'out', '--report=quiet.json') == (0, ''))


def check_failed(what, validator, stage, words, *arguments, prefix=()):
    """A translation that fails leaves a report with its error, and no output."""
    for ending in 'json', 'html':
        path = 'failed.' + ending
        if os.path.exists(path):
            os.remove(path)
        done = subprocess.run([*prefix, AOT, *arguments, '--report=' + path],
                              stderr=subprocess.PIPE, timeout=300)
        line = done.stderr.decode(errors='replace').splitlines()[-1]
        check(what, done.returncode == 1 and words in line, done.returncode, line)
        if not os.path.exists(path):
            check(what, False, 'no', path)
        elif ending == 'html':
            check_page(what, path, 'Not translated: ', words)
        else:
            report = load(path, what, validator)
            check(what, report['status'] == 'failed', report)
            check(what, 'dbt-aot: ' + report['error'] == line, report)
            check(what, report['output']['bytes'] is None and report['output']['sizes'] == [])
            stages = report['stages']
            check(what, [s['name'] for s in stages if not s['done']] == stage, stages)
            check(what, all(s['peak_bytes'] for s in stages), stages)
    left = [name for name in os.listdir('.') if name.startswith('.dbt-aot-')]
    check(what, not left, 'there is', left)


def check_failures(validator):
    open('no_elf', 'w').write('#!/bin/sh\n')
    check_failed('bad input', validator, ['read'], 'not an ELF file', 'no_elf', '-o', 'none')
    check_failed('no linker', validator, [], 'no linker', 'small', '-o', 'none', '--linker=/none')
    open('names', 'w').write('nothing\n')
    check_failed('no function', validator, [], 'no function nothing', 'small', '-o', 'none',
                 '--functions=names')
    check_failed('no folder', validator, [], 'cannot write', 'small', '-o', '/none/none')
    check_failed('linker', validator, ['link'], 'without a word', 'small', '-o', 'none',
                 '--linker=/bin/false')
    name = '<b>"&\u202e'
    with open(os.fsencode(name) + b'\xff', 'w') as f:
        f.write('nothing')
    status, _ = run(os.fsencode(name) + b'\xff', '-o', 'none', '--report=name.json')
    error = load('name.json', 'name', validator)['error']
    check('name', status == 1 and error.startswith(name + '\ufffd: '), error)
    run(os.fsencode(name) + b'\xff', '-o', 'none', '--report=name.html')
    check_page('name', 'name.html', '<b>"&\\u202e\ufffd: not an ELF file')
    if subprocess.run(['unshare', '-rm', 'true'], stderr=subprocess.DEVNULL).returncode:
        print('skipped: full disk, no namespaces of mounts here')
        return
    os.makedirs('disk', exist_ok=True)
    mount = ['unshare', '-rm', 'sh', '-c', 'mount -t tmpfs -o size=200k none disk && exec "$@"',
             '-']
    check_failed('full disk', validator, ['link'], 'no space left', 'small', '-o', 'disk/x',
                 prefix=mount)
    done = subprocess.run([*mount[:4], 'mount -t tmpfs -o size=4k none disk && exec "$@"', '-', AOT,
                           'small', '-o', 'unmade', '--report=disk/report.html'],
                          stderr=subprocess.PIPE)
    check('full disk of a report', done.returncode == 1 and
          b'dbt-aot: disk/report.html: ' in done.stderr, done.returncode, done.stderr)
    check('full disk of a report', not os.path.exists('unmade'))


def check_refused():
    """Reports that cannot be: nothing is translated, nor anything replaced."""
    before = open('small', 'rb').read()
    shutil.copy('small', 'small.json')
    for status, words, *arguments in (
            (2, '--report is FILE.json or FILE.html, not report.txt', 'small', '-o', 'none',
             '--report=report.txt'),
            (2, '--report is FILE.json or FILE.html, not .json', 'small', '-o', 'none',
             '--report=.json'),
            (2, '--report needs a value', 'small', '-o', 'none', '--report'),
            (1, 'cannot write', 'small', '-o', 'none', '--report=/none/x.json'),
            (1, 'the report would replace the input', 'small.json', '-o', 'none',
             '--report=small.json'),
            (1, 'the report would replace the output', 'small', '-o', 'none.json',
             '--report=none.json')):
        got = run(*arguments)
        check('refused', got[0] == status and words in got[1] and got[1].count('\n') == 1, got)
    check('refused', not os.path.exists('none') and not os.path.exists('none.json'))
    check('refused', open('small.json', 'rb').read() == before)


def check_left(validator):
    """What is left is told by reason, with what to do about it."""
    open('names', 'w').write('tail\n')
    for reason, action, count, *arguments in (
            ('option', 'list of --functions', None, 'small', '-o', 'out', '--functions=names'),
            ('option', 'without --no-aot', None, 'small', '-o', 'out', '--no-aot'),
            ('no_memory', '--memory-limit', None, 'large', '-o', 'out', '--memory-limit=20'),
            ('unfound_memory', '--memory-limit', 0, 'large', '-o', 'out', '--memory-limit=20'),
            ('jumps', 'nothing to do', 1, 'small', '-o', 'out.s', '--emit=asm')):
        status, words = run(*arguments, '-v', '--report=left.json')
        report = load('left.json', reason, validator)
        left = reasons(report).get(reason, {'action': '', 'count': 0})
        check(reason, status == 0 and action in left['action'], status, words, report['left'])
        check(reason, re.search('^left .*' + re.escape(left['action']), words, re.M), words)
        if count is not None:
            check(reason, (left['count'] or 0) == count, report['left'])
        others = report['functions']['found'] - report['functions']['translated']
        all_left = sum(each['count'] for each in report['left'] if each['what'] == 'functions')
        check(reason, all_left == others and (count is not None or left['count'] > 0), others,
              [(each['reason'], each['count']) for each in report['left']])
    check('--emit', report['output']['kind'] == 'asm', report['output'])
    check('--emit', report['largest'][0]['host_bytes'] is None, report['largest'])


def check_time(validator):
    """A program of a C library takes more than a second."""
    status, words = run('-O3', '-j1', '--time-limit=1', 'large', '-o', 'out', '--report=time.json')
    report = load('time.json', 'time', validator)
    left = reasons(report).get('no_time', {'count': 0, 'action': '', 'items': []})
    check('time', status == 0 and left['count'] > 0, status, words)
    check('time', '--time-limit' in left['action'], left)
    check('time', left['count'] == len(left['items']) ==
          report['functions']['found'] - report['functions']['translated'], left['count'])
    check('time', report['limits']['seconds'] == 1)


def make(compiler):
    """Makes the programs `small`, with the names, and `large`, with a C library."""
    subprocess.run([compiler, '-O2', '-nostdlib', '-ffreestanding', '-static',
                    os.path.join(HERE, 'guest.c'), '-lgcc', '-o', 'small'], check=True)
    program = open('small', 'rb').read()
    for there, name in NAMES.items():
        assert len(there) == len(name), name
        assert there.encode() in program
        program = program.replace(there.encode(), name.encode())
    open('small', 'wb').write(program)
    open('large.c', 'w').write('#include <stdio.h>\nint main(void) { return puts("large") < 0; }\n')
    subprocess.run([compiler, '-O1', '-static', 'large.c', '-o', 'large'], check=True)


def main():
    try:
        import jsonschema
    except ImportError:
        print('skipped: no python3-jsonschema')
        return 77
    with open(os.path.join(HERE, '../../docs/report.schema.json'), encoding='utf-8') as f:
        validator = jsonschema.Draft202012Validator(json.load(f))
    shutil.rmtree(WORK, ignore_errors=True)
    ran = 0
    for compiler in 'powerpc-linux-gnu-gcc', 'arm-linux-gnueabihf-gcc':
        if not shutil.which(compiler):
            print('skipped: no', compiler)
            continue
        os.makedirs(os.path.join(WORK, compiler))
        os.chdir(os.path.join(WORK, compiler))
        make(compiler)
        check_done(validator)
        check_left(validator)
        if not ran:
            check_failures(validator)
            check_refused()
            check_time(validator)
        ran += 1
    return 1 if failed else 0 if ran else 77


sys.exit(main())
