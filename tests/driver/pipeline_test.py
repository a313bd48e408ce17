#!/usr/bin/env python3
"""pipeline_test.py BIN WORK -- dbt-aot as a step of a build, as a compiler's driver.

Rules for make and ninja, arguments in files, what is kept and what would be done, warnings by kind,
diagnostics as JSON and SARIF, policies, several programs.  With SARIF_SCHEMA=FILE the standard's
own schema checks SARIF, too.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys

import guests
from guests import check

HERE = os.path.dirname(os.path.abspath(__file__))
AOT = os.path.join(os.path.abspath(sys.argv[1]), 'dbt-aot')


def run(*arguments, env=None, **kw):
    """Returns the status, and what was printed: standard output, standard error stream."""
    done = subprocess.run([AOT, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=100, env=dict(os.environ, **(env or {})), text=True,
                          check=False, **kw)
    return done.returncode, done.stdout, done.stderr


def refuse(words, status, *arguments):
    """A command that fails: one line with the words, and no output."""
    got, out, err = run(*arguments)
    check(words, got == status and words in err and err.count('\n') == 1, got, err)
    check(words, not os.path.exists('none') and not out, out, os.listdir('.'))


def write(name, text):
    with open(name, 'w', encoding='utf-8') as f:
        f.write(text)


def read(name):
    with open(name, encoding='utf-8') as f:
        return f.read()


def is_program(path):
    return subprocess.run([os.path.abspath(path)], timeout=20).returncode == 42


def prerequisites(rule):
    """Splits a rule as make does."""
    target, _, rest = rule.partition(': ')
    words = re.findall(r'(?:\\.|[^\s\\])+', rest.replace('\\\n', ' '))
    return target, [re.sub(r'\\(.)', r'\1', word).replace('$$', '$') for word in words]


# ---- rules for make ----

def check_rules():
    write('names', '_start\n')
    run('small', '-o', 'out/x', '-MD')
    target, files = prerequisites(read('out/x.d'))
    check('-MD', target == 'out/x' and files[0] == 'small' and len(files) == 2, target, files)
    check('-MD', files[1].endswith('.a') and os.path.exists(files[1]), files)
    run('small', '-c', '-o', 'x.o', '-MD', '--functions=names')
    target, files = prerequisites(read('x.d'))
    check('-MD -c', target == 'x.o' and files == ['small', 'names'], target, files)
    run('small', '-o', 'x', '-MD', '-MF', 'rule', '-MT', 'one', '-MT', '$(two)', '-MP',
        '--functions', 'names')
    rule, *phony = read('rule').split('\n\n')
    check('-MT', prerequisites(rule)[0] == 'one $(two)', rule)
    names = [line.rstrip('\n') for line in phony]
    check('-MP', names == [name + ':' for name in prerequisites(rule)[1][1:]], phony)
    status, out, err = run('--emit=uops', 'small', '-MD', '-MF', 'listed.d', '-MT', 'listing')
    check('--emit -MD', status == 0 and out and not err and 'listing: ' in read('listed.d'), err)
    name = 'odd $name #1 \\ \\b'
    shutil.copy('small', name)
    run(name, '-o', name + '.out', '-MD', '-MF', 'odd.d')
    check('quoted', read('odd.d').startswith(r'odd\ $$name\ \#1\ \\\ \b.out: '), read('odd.d'))
    for words, *arguments in (
            ('no use for -MF', 'small', '-o', 'none', '-MF', 'f'),
            ('no use for -MP', 'small', '-o', 'none', '-MP'),
            ('-MD needs -MF and -MT', 'small', '-o', '-', '-MD'),
            ('-MD needs -MF and -MT', 'small', '--emit=asm', '-MD', '-MF', 'f')):
        refuse(words, 2, *arguments)
    refuse('the rule for make would replace the input', 1, 'small', '-o', 'none', '-MD', '-MF',
           'small')
    refuse(r'none\x0a: -MD: a name with a line end', 1, 'small', '-o', 'none\n', '-MD')
    refuse('cannot write', 1, 'small', '-o', 'none', '-MD', '-MF', '/nowhere/rule')


def check_interrupted():
    """A build that fails or is ended leaves the rule of the one before, or none."""
    write('x.d', 'as it was\n')
    write('linker', '#!/bin/sh\nkill -s $SIGNAL $PPID\nsleep 0.2\nexit 1\n')
    os.chmod('linker', 0o755)
    for name in 'INT', 'TERM', 'KILL':
        done = run('small', '-o', 'x', '-MD', '--linker=./linker', env={'SIGNAL': name})
        check(name, done[0] == -getattr(signal, 'SIG' + name), done)
        check(name, read('x.d') == 'as it was\n')
    check('fails', run('small', '-o', 'x', '-MD', '--linker=/bin/false')[0] == 1)
    check('fails', read('x.d') == 'as it was\n')
    os.mkdir('is_folder')
    refuse('it is a directory', 1, 'small', '-o', 'is_folder', '-MD')
    check('no output', not os.path.exists('is_folder.d'))
    run('small', '-o', 'y')  # removes what SIGKILL has left
    check('left', not [n for n in os.listdir('.') if n.startswith('.dbt-aot')], os.listdir('.'))


def builds(what, command, changed):
    """Builds; rebuilds nothing; rebuilds when a file has changed that only the rule names."""
    for before, expected in ((None, True), (None, False), (changed, True), (None, False)):
        if before:
            os.utime(before)
        stamp = os.stat('o').st_mtime_ns if os.path.exists('o') else 0
        done = subprocess.run(command, capture_output=True, text=True, timeout=100)
        check(what, done.returncode == 0, done.stdout, done.stderr)
        check(what, (os.stat('o').st_mtime_ns != stamp) == expected, before, done.stdout)


def check_builds():
    options = '-O0 --functions=names -MD -MP'
    write('Makefile', 'o: small\n\t%s %s small -o $@\n-include o.d\n' % (AOT, options))
    write('build.ninja', 'rule t\n command = %s %s $in -o $out\n depfile = $out.d\n'
          'build o: t small\n' % (AOT, options))
    for tool, *flags in ('make', '-r'), ('ninja',):  # make knows how to make small of small.c
        if not shutil.which(tool):
            print('skipped: no', tool)
            continue
        for name in 'names', 'small':
            os.utime(name, (1e9, 1e9))
        builds(tool, [tool, *flags], 'names')
        for name in 'o', 'o.d':
            os.remove(name)


# ---- command lines ----

def check_files():
    write('more', '''-O1 'qu"oted name' "-o" back\\ slash\\'s\n\t@nested "" ''')
    write('nested', '--fallback="in"terp\n')
    shutil.copy('small', 'qu"oted name')
    status, _, err = run('@more', '--emit=asm')
    check('@FILE', status == 2 and 'more than one program' in err, status, err)  # the empty one
    write('more', read('more').replace('""', ''))
    status, _, err = run('@more')
    check('@FILE', status == 0 and is_program("back slash's"), status, err)
    refuse('@nothing: cannot read', 1, '@nothing', '-o', 'none')
    refuse('@.: cannot read', 1, '@.', '-o', 'none')
    write('loop', '@loop')
    refuse('name each other without end', 2, '@loop')
    write('empty', '')
    refuse('no program to translate', 2, '@empty')


def check_objects():
    run('-c', 'small')
    run('--emit=obj', 'small', '-o', 'same.o')
    check('-c', open('small.o', 'rb').read() == open('same.o', 'rb').read())
    os.remove('small.o')
    for name in 'small', 'other':
        shutil.copy('small', name) if name != 'small' else None
    os.mkdir('temps')
    status, _, err = run('small', '-o', 'kept', '-save-temps')
    check('-save-temps', status == 0 and is_program('kept') and
          {'kept-code00000.o', 'kept-image.o'} <= set(os.listdir('.')), err, os.listdir('.'))
    run('small', '-o', 'kept', '-save-temps=temps', '--linker=/bin/false')
    check('-save-temps=', sorted(os.listdir('temps')) == ['kept-code00000.o', 'kept-image.o'],
          os.listdir('temps'))
    refuse('nowhere/none-', 1, 'small', '-o', 'none', '-save-temps=nowhere')


def check_plans():
    before = sorted(os.listdir('.'))
    status, out, err = run('small', '-o', 'none', '--dry-run', '-MD', '--report=none.json')
    check('--dry-run', status == 0 and not err, status, err)
    for line in 'reads  small: ', 'runs   /', 'writes none.d', 'writes none.json', 'writes none\n':
        check('--dry-run', '\n' + line in '\n' + out, line, out)
    status, out, err = run('small', '-o', 'no"ne', '-###')
    check('-###', status == 0 and not out and err.count('\n') == 1 and err.startswith(' "/') and
          r'"-o" "no\"ne"' in err and '/*.o"' in err, err)
    check('plans', sorted(os.listdir('.')) == before, os.listdir('.'))
    refuse('not an ELF file', 1, 'names', '-o', 'none', '--dry-run')


def check_several():
    os.mkdir('bin')
    shutil.copy('small', 'bin/other')
    os.mkdir('all')
    status, _, err = run('small', 'bin/other', '-o', 'all/', '-MD')
    check('several', status == 0 and not err, status, err)
    check('several', sorted(os.listdir('all')) == ['other', 'other.d', 'small', 'small.d'],
          os.listdir('all'))
    check('several', is_program('all/small') and is_program('all/other'))
    run('-c', 'small', 'bin/other', '-o', 'all/')
    check('several -c', {'small.o', 'other.o'} <= set(os.listdir('all')), os.listdir('all'))
    status, _, err = run('names', 'small', '-o', 'all/')
    check('several', status == 1 and err.count('\n') == 1 and 'names' in err, status, err)
    check('several', 'names' not in os.listdir('all') and is_program('all/small'))
    status, _, err = run('small', 'bin/other', '-o', 'all/', '--fail-if=size>1')
    check('several', status == 3 and err.count('\n') == 2, status, err)
    for words, *arguments in (
            ('no folder for them (-o FOLDER/): b', 'a', 'b', '-o', 'none'),
            ('two programs of the same name: bin/small', 'small', 'bin/small', '-o', 'all/'),
            ('one file of --report', 'a', 'b', '-o', 'all/', '--report=none.json'),
            ('one file of -MF', 'a', 'b', '-o', 'all/', '-MD', '-MF', 'none')):
        refuse(words, 2, *arguments)


# ---- warnings, policies ----

def check_warnings():
    check('off', run('stripped', '-o', 'x') == (0, '', ''))
    status, _, err = run('stripped', '-o', 'x', '-Wstripped')
    check('-W', status == 0 and re.fullmatch(r'dbt-aot: warning: stripped: .* \[-Wstripped\]\n',
                                             err), err)
    for options in (['-Wall', '-Wno-all'], ['-Wstripped', '-Wno-stripped'], ['-Wall', '-q'],
                    ['-Werror'], ['-Wno-error=stripped', '-Werror'], ['-W', 'root']):
        check(options, run('stripped', '-o', 'x', *options) == (0, '', ''), options)
    for options in (['-Werror=stripped'], ['-Wstripped', '-Werror'], ['-q', '-Werror=stripped'],
                    ['-Wall', '-Werror'], ['-Werror', '-W', 'stripped', '-Wno-error=root']):
        status, _, err = run('stripped', '-o', 'none', *options)
        check(options, status == 1 and '[-Werror=stripped]\n' in err and
              err.endswith('is an error\n') or 'are errors\n' in err, status, err)
        check(options, not os.path.exists('none'))
    status, _, err = run('stripped', '-o', 'x', '-Wall', '-Werror', '-Wno-error=all')
    check('-Wno-error=', status == 0 and 'warning: ' in err, status, err)
    for wrong in 'nothing', 'error=nothing', 'no-', 'usage', 'no-policy', '':
        refuse('-W help', 2, 'small', '-o', 'none', '-W' + wrong if wrong else '-W=')
    status, out, _ = run('-W', 'help')
    check('-W help', status == 0 and '  left ' in out and 'policy' not in out, out)


UNDEFINED = """__asm__ volatile(
#ifdef __arm__
    ".inst 0xe7f000f0"
#else
    ".long 0x10000484"
#endif
    ); leave(twice(21))"""


def check_undefined():
    """An instruction of AltiVec, or one that no ARM has, is told with its address."""
    guests.compile_guest(guests.SMALL.replace('leave(twice(21))', UNDEFINED), 'undefined')
    check('undefined', run('undefined', '-o', 'x') == (0, '', ''))
    status, _, err = run('undefined', '-o', 'x', '-Wundefined')
    check('undefined', status == 0 and '1 instruction that the processor model lacks' in err, err)
    check('undefined', '-Wundefined' not in run('small', '-o', 'x', '-Wundefined')[2])
    _, _, err = run('undefined', '-o', 'x', '-Wundefined', '--diagnostics-format=json')
    note = json.loads(err)['diagnostics'][0]
    check('undefined', note['severity'] == 'note' and note['address'] and
          note['function'] == '_start', note)


def check_policies():
    report = 'figures.json'
    run('small', '-o', 'x', '--report=' + report)
    figures = json.loads(read(report))
    size, left = figures['output']['bytes'], {r['reason']: r for r in figures['left']}
    code = figures['code']
    coverage = 100 * code['translated'] / code['bytes']
    jumps = left['jumps']['count'] if 'jumps' in left else 0
    for true in ('size>%d' % (size - 1), 'size>=%d' % size, 'size==%d' % size, 'size!=1',
                 'size<8M', 'size<1G', 'size>1K', 'coverage<%f' % (coverage + .01), 'left==0',
                 'coverage>%f' % (coverage - .01), 'warnings<1', 'seconds<100', 'memory>1M',
                 'jumps==%d' % jumps, 'functions==%d' % figures['functions']['translated'],
                 'guessed==%d' % figures['functions']['guessed']):
        refuse('small: --fail-if=%s: ' % true, 3, 'small', '-o', 'none', '--fail-if=' + true)
    status, _, err = run('small', '-o', 'x', '--fail-if=size>%d' % size, '--fail-if', 'left>0',
                         '--fail-if', 'size>8M')
    check('policies', status == 0 and not err, status, err)
    refuse('left is ', 3, 'small', '-o', 'none', '--no-aot', '--fail-if=left>0')
    status, _, err = run('stripped', '-q', '-Wall', '-o', 'none', '--fail-if=warnings>0')
    check('warnings', status == 3 and 'warnings is 1' in err, status, err)
    run('small', '-o', 'none', '--fail-if=left<1', '--report=failed.json')
    failed = json.loads(read('failed.json'))
    check('report', failed['status'] == 'failed' and 'left is 0' in failed['error'], failed)
    for wrong in ('', 'size', 'size>', 'size>x', 'size>1T', 'size>1KK', 'size>1.2.3', 'size=1',
                  'sizes>1', 'size >1', 'size>0x10', 'size>-1', 'size>nan', 'size>.'):
        refuse('--fail-if=' + wrong, 2, 'small', '-o', 'none', '--fail-if=' + wrong)
    refuse('has no size', 2, 'small', '--emit=asm', '-o', 'none', '--fail-if=size>1')
    check('help', 'coverage ' in run('--fail-if=help')[1])


# ---- forms ----

def load(what, form, validators, status, *arguments):
    """The document of a run, which the form's schema allows."""
    got, out, err = run(*arguments, '--diagnostics-format=' + form)
    check(what, got == status and not out, got, out, err[:500])
    document = json.loads(err)
    for validator in validators[form]:
        for error in validator.iter_errors(document):
            check(what, False, form, error.json_path, error.message[:200])
    return document


def check_forms(validators):
    odd = 'odd \u202e<b>%23'
    shutil.copy('stripped', odd)
    write('none\x1b', 'no program')
    for what, status, kinds, *arguments in (
            ('usage', 2, ['usage'], '--frobnicate'),
            ('nothing', 0, [], 'small', '-o', 'x'),
            ('input', 1, ['input'], 'none\x1b', '-o', 'none'),
            ('tools', 1, ['tools'], 'small', '-o', 'none', '--linker=/none'),
            ('output', 1, ['output'], 'small', '-o', '/none/none'),
            ('link', 1, ['link'], 'small', '-o', 'none', '--linker=/bin/false'),
            ('policy', 3, ['policy'], 'small', '-o', 'none', '--fail-if=size>0'),
            ('werror', 1, ['stripped', 'werror'], odd, '-o', 'none', '-Werror=stripped'),
            ('root', 0, ['root'], 'small', '-o', 'x', '--root=/none'),
            ('quiet', 0, [], 'small', '-o', 'x', '--root=/none', '-q'),
            ('several', 1, ['input', 'stripped'], 'names', odd, '-o', 'all/', '-Wstripped')):
        found = load(what, 'json', validators, status, *arguments)['diagnostics']
        check(what, [d['kind'] for d in found] == kinds, found)
        sarif = load(what, 'sarif', validators, status, *arguments)['runs'][0]
        rules = [rule['id'] for rule in sarif['tool']['driver']['rules']]
        check(what, [r['ruleId'] for r in sarif['results']] == kinds, sarif['results'])
        check(what, all(rules[r['ruleIndex']] == r['ruleId'] for r in sarif['results']))
        check(what, sarif['invocations'][0]['exitCode'] == status)
        texts = [d['message'] for d in found]
        check(what, [r['message']['text'] for r in sarif['results']] == texts, sarif['results'])
        if what in ('input', 'werror'):
            uri = sarif['results'][0]['locations'][0]['physicalLocation']['artifactLocation']['uri']
            check(what, uri in ('none%1B', 'odd%20%E2%80%AE%3Cb%3E%2523'), uri)
    refuse('--diagnostics-format is text, json or sarif, not xml', 2, '--diagnostics-format=xml')


def check_left(validators):
    """Functions that are left have addresses, in notes to one warning."""
    options = 'large', '-o', 'x', '--memory-limit=20'
    text = run(*options)[2]
    found = load('left', 'json', validators, 0, *options)['diagnostics']
    left = [d for d in found if d['kind'] == 'left']
    check('left', [d['severity'] for d in left][:2] == ['warning', 'note'], left[:3])
    check('left', all(d['address'] and d['function'] and d['remedy'] for d in left), left[:3])
    check('left', len(left) > 10 and all(d['severity'] == 'note' for d in left[1:]))
    check('left', text.count('[-Wleft]') == 1 and 'note' not in text, text)
    load('left', 'sarif', validators, 0, *options)


def on_terminal(env):
    """What a run prints on a terminal, with a warning and an error."""
    parent, child = pty.openpty()
    subprocess.run([AOT, 'stripped', '-o', 'none', '-Werror=stripped'], stderr=child, timeout=60,
                   check=False, env=dict(os.environ, **env))
    os.close(child)
    text = b''
    try:
        while more := os.read(parent, 10000):
            text += more
    except OSError:
        pass  # so it ends
    os.close(parent)
    return re.sub(rb'\r\033\[K', b'', text)  # of the line of progress


def check_colours():
    check('colour', b'\033[1;31merror:\033[0m' in on_terminal({'TERM': 'xterm', 'NO_COLOR': ''}))
    for env in {'TERM': 'xterm', 'NO_COLOR': '1'}, {'TERM': 'dumb', 'NO_COLOR': ''}:
        text = on_terminal(env)
        check('no colour', text and b'\033' not in text, env, text)
    check('no terminal', '\033' not in run('stripped', '-o', 'x', '-Wall',
                                           env={'TERM': 'xterm', 'NO_COLOR': ''})[2])


def load_validators():
    import jsonschema
    with open(os.path.join(HERE, '../../docs/diagnostics.schema.json'), encoding='utf-8') as f:
        validators = {'json': [jsonschema.Draft202012Validator(json.load(f))]}
    with open(os.path.join(HERE, 'sarif.schema.json'), encoding='utf-8') as f:
        validators['sarif'] = [jsonschema.Draft202012Validator(json.load(f))]
    standard = os.environ.get('SARIF_SCHEMA')
    if standard:
        with open(standard, encoding='utf-8') as f:
            validators['sarif'].append(jsonschema.Draft7Validator(json.load(f)))
    return validators


def main():
    guests.begin(sys.argv[2])
    os.environ.pop('MAKEFLAGS', None)  # of a make that runs the tests
    os.mkdir('out')
    if not guests.compile_guest(guests.SMALL, 'small'):
        return 77
    compiler = next(filter(shutil.which, guests.COMPILERS))
    write('large.c', 'int main(void) { return 0; }\n')
    subprocess.run([compiler, '-static', 'large.c', '-o', 'large'], check=True)
    subprocess.run([compiler.replace('-gcc', '-strip'), 'small', '-o', 'stripped'], check=True)
    check_rules()
    check_interrupted()
    check_builds()
    check_files()
    check_objects()
    check_plans()
    check_several()
    check_warnings()
    check_undefined()
    check_policies()
    try:
        validators = load_validators()
    except ImportError:
        print('skipped forms: no python3-jsonschema')
    else:
        check_forms(validators)
        check_left(validators)
    check_colours()
    return guests.end()


sys.exit(main())
