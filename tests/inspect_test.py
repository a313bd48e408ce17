#!/usr/bin/env python3
# inspect_test.py BIN-DIR SCRATCH-DIR PROGRAM... -- dbt-inspect tells of outputs what they were
# made of, gives the guest's file back, and refuses what is no output, or damaged, with one line.
#
# PROGRAMs are small programs of guests.  The JSON is compared with docs/inspect.schema.json where
# python3-jsonschema is there; the SPDX document with what clauses 6, 7 and 11 of SPDX 2.3 ask for.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import hashlib
import json
import os
import random
import re
import shutil
import struct
import subprocess
import sys

try:
    import jsonschema
except ImportError:
    jsonschema = None
    print('skipped: JSON against its schema, there is no python3-jsonschema')

TOOLS, SCRATCH, PROGRAMS = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3:]
HERE = os.path.dirname(os.path.abspath(__file__))
AOT, INSPECT = f'{TOOLS}/dbt-aot', f'{TOOLS}/dbt-inspect'
failed = 0


def fail(*words):
    global failed
    failed += 1
    print('FAILED', *words)


def check(name, got, wanted):
    if got != wanted:
        fail(f'{name}: {got!r}, not {wanted!r}')


def run(*command, **more):
    return subprocess.run(command, capture_output=True, timeout=60, **more)


def inspect(*arguments):
    """What dbt-inspect prints, which must not fail."""
    done = run(INSPECT, *arguments)
    if done.returncode or done.stderr:
        fail(f'{arguments}: status {done.returncode}, {done.stderr}')
    return done.stdout


def translate(program, output, *options):
    done = run(AOT, *options, program, '-o', output)
    if done.returncode:
        fail(f'{program} {options}: {done.stderr}')


def sha256(path):
    return hashlib.sha256(open(path, 'rb').read()).hexdigest()


# refuse NAME WORDS ARGUMENTS: one line with these words, nothing else, and no file made.
def refuse(name, words, *arguments, status=1):
    done = run(INSPECT, *arguments)
    line = done.stderr.decode(errors='replace')
    check(f'{name}: status', done.returncode, status)
    if line.count('\n') != 1 or words not in line:
        fail(f'{name}: no "{words}" in {line!r}')
    check(f'{name}: noise', done.stdout, b'')
    check(f'{name}: left', os.listdir('made'), [])


# ---- what is shown

def read_json(output):
    tree = json.loads(inspect('--json', output))
    if jsonschema:
        schema = json.load(open(f'{HERE}/../docs/inspect.schema.json'))
        for wrong in jsonschema.Draft202012Validator(schema).iter_errors(tree):
            fail(f'{output}: {wrong.json_path}: {wrong.message}')
    return tree


def check_output(program, guest):
    translate(program, 'out')
    tree = read_json('out')
    note = tree['translation']
    check('version', tree['version'], 1)
    check('file', tree['file'],
          {'name': 'out', 'kind': 'executable', 'bytes': os.path.getsize('out')})
    check('guest', note['guest'], guest)
    check('sha256', note['guest_sha256'], sha256(program))
    check('size', note['guest_size'], os.path.getsize(program))
    check('runtime', note['runtime_sha256'], sha256(f'{TOOLS}/../lib/dbt-aot/runtime-v3.a'))
    check('options', note['options'], ['-O2', '-march=x86-64-v3'])
    check('tool', 'dbt-aot ' + note['tool'], run(AOT, '-V').stdout.decode().strip())
    check('root', note['root'], None)
    for what in 'functions', 'instructions', 'code_bytes':
        if not 0 < note[what + '_translated'] <= note[what]:
            fail(f'{what}: {note[what + "_translated"]} of {note[what]}')
    check('bytes', sum(tree['bytes'].values()), os.path.getsize('out'))
    text = inspect('out').decode()
    for words in sha256(program), f'{note["functions"]} of {note["functions"]}', '-O2':
        if words not in text:
            fail(f'no "{words}" in {text}')


def check_guest(program):
    """The guest's file, to a file and to the standard output; the output runs as it did."""
    inspect('--extract=made/guest', 'out')
    check('extracted', sha256('made/guest'), sha256(program))
    check('mode', os.stat('made/guest').st_mode & 0o111, 0o111)
    os.remove('made/guest')
    check('to stdout', inspect('--extract=-', 'out'), open(program, 'rb').read())
    translate(program, 'less', '--no-guest-file')
    check('not whole', read_json('less')['translation']['guest_file'], False)
    refuse('no guest', 'not in it; it was made with --no-guest-file', '--extract=made/x', 'less')


def check_options(program):
    cases = [
        (['-O1', '--precise'], ['-O1', '-march=x86-64-v3', '--precise']),
        (['-march=x86-64-v2', '--split=99', '-v', '-j1'],
         ['-O2', '-march=x86-64-v2', '--split=99']),
        (['-g=listing', '--report=made/x.json'], ['-O2', '-march=x86-64-v3']),
        (['--fallback=jit'], ['-O2', '-march=x86-64-v3']),
        (['--fallback=interp', '--no-aot'],
         ['-O2', '-march=x86-64-v3', '--fallback=interp', '--no-aot']),
        (['--root=/a b', '-q'], ['-O2', '-march=x86-64-v3', '--root=/a b']),
        # A limit decides what the output is if it was reached only.
        (['--time-limit=1000', '--memory-limit=10000'], ['-O2', '-march=x86-64-v3']),
    ]
    for options, wanted in cases:
        translate(program, 'out', *options)
        note = read_json('out')['translation']
        check(f'{options}', sorted(note['options']), sorted(wanted))
        check(f'{options}: cpu', f'-march={note["cpu"]}' in wanted, True)
        check(f'{options}: precise', note['precise'], '--precise' in wanted)
        for name in os.listdir('made'):
            os.remove(f'made/{name}')
        check(f'{options}: root', note['root'], '/a b' if '--root=/a b' in wanted else None)
    translate(program, 'out', '--no-aot')
    check('none', read_json('out')['translation']['functions_translated'], 0)


def check_object(program):
    translate(program, 'out.o', '--emit=obj')
    tree = read_json('out.o')
    check('kind', tree['file']['kind'], 'object')
    check('no runtime', tree['translation']['runtime_sha256'], None)
    check('contents', len(tree['contents']), 2)
    inspect('--extract=made/guest', 'out.o')
    check('of an object', sha256('made/guest'), sha256(program))
    os.remove('made/guest')


def check_stripped(program):
    if not shutil.which('strip'):
        print('skipped: a stripped output, there is no strip')
        return
    translate(program, 'out')
    before = run('./out')
    run('strip', 'out')
    check('stripped', read_json('out')['translation']['guest_sha256'], sha256(program))
    after = run('./out')
    check('stripped: runs', (after.returncode, after.stdout), (before.returncode, before.stdout))


def check_hostile(program):
    """What comes from the note, or is the file's name, does not reach a terminal as it is."""
    translate(program, 'out', '-q', '--root=/\x1b[31m\udcff"\\')
    name = b'\xffo\x1b"ut'
    shutil.copy('out', name)
    text = inspect(name)
    if b'\x1b' in text:
        fail(f'an escape: {text}')
    for form in '--json', '--spdx':
        tree = json.loads(inspect(form, name).decode())
        check('name', tree.get('name') or tree['file']['name'], '\ufffdo\x1b"ut')


# ---- SPDX 2.3

DOCUMENT = {'spdxVersion', 'dataLicense', 'SPDXID', 'name', 'documentNamespace', 'creationInfo',
            'packages', 'relationships'}
PACKAGE = {'SPDXID', 'name', 'downloadLocation', 'filesAnalyzed', 'licenseConcluded',
           'licenseDeclared', 'copyrightText', 'primaryPackagePurpose'}
PACKAGE_MORE = {'versionInfo', 'checksums', 'comment'}
PURPOSES = {'APPLICATION', 'LIBRARY', 'OTHER'}
RELATIONS = {'DESCRIBES', 'CONTAINS', 'GENERATED_FROM', 'BUILD_TOOL_OF'}


def check_package(package):
    name = package.get('name')
    if not PACKAGE <= set(package) <= PACKAGE | PACKAGE_MORE:
        fail(f'SPDX: {name} has {sorted(package)}')
    if not re.fullmatch('SPDXRef-[a-zA-Z0-9.-]+', package['SPDXID']):
        fail(f'SPDX: {package["SPDXID"]}')
    check(f'SPDX: {name}', package['primaryPackagePurpose'] in PURPOSES, True)
    for checksum in package.get('checksums', []):
        check(f'SPDX: {name}', checksum['algorithm'], 'SHA256')
        if not re.fullmatch('[0-9a-f]{64}', checksum['checksumValue']):
            fail(f'SPDX: {checksum}')


def check_spdx(program):
    translate(program, 'out')
    os.environ['SOURCE_DATE_EPOCH'] = '1000000000'
    tree = json.loads(inspect('--spdx', 'out'))
    check('SPDX: document', set(tree), DOCUMENT)
    check('SPDX: version', tree['spdxVersion'], 'SPDX-2.3')
    check('SPDX: date', tree['creationInfo']['created'], '2001-09-09T01:46:40Z')
    for package in tree['packages']:
        check_package(package)
    ids = {'SPDXRef-DOCUMENT'} | {package['SPDXID'] for package in tree['packages']}
    check('SPDX: ids', len(ids), 1 + len(tree['packages']))
    for r in tree['relationships']:
        if not {r['spdxElementId'], r['relatedSpdxElement']} <= ids or \
                r['relationshipType'] not in RELATIONS:
            fail(f'SPDX: {r}')
    hashes = {c['checksumValue'] for p in tree['packages'] for c in p.get('checksums', [])}
    for path in 'out', program, f'{TOOLS}/../lib/dbt-aot/runtime-v3.a':
        check(f'SPDX: hash of {path}', sha256(path) in hashes, True)
    check('SPDX: twice', inspect('--spdx', 'out'), inspect('--spdx', 'out'))
    del os.environ['SOURCE_DATE_EPOCH']
    check('SPDX: now', re.fullmatch(r'20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ', json.loads(
        inspect('--spdx', 'out'))['creationInfo']['created']) is not None, True)


def bundle(program):
    """Makes `bundled`, an output with a bundle; returns its files, by path."""
    os.makedirs('data/deep', exist_ok=True)
    files = {'/data/one': b'1' * 5000, '/data/deep/two': b'', '/etc/three': b'3\n'}
    for path, contents in files.items():
        name = path[1:] if path.startswith('/data') else 'three'
        with open(name, 'wb') as file:
            file.write(contents)
        os.utime(name, (1, 1000000000))
    if not os.path.islink('data/link'):
        os.symlink('deep/two', 'data/link')
    translate(program, 'bundled', '--bundle-file=/data=data', '--bundle-file=/etc/three=three')
    return files


def check_bundle(program):
    files = bundle(program)
    tree = read_json('bundled')
    got = {e['path']: e for e in tree['bundle']}
    check('bundle', sorted(got), sorted([*files, '/data', '/data/deep', '/data/link', '/etc']))
    for path, contents in files.items():
        check(path, [got[path][k] for k in ('kind', 'executable', 'bytes', 'time')],
              ['file', False, len(contents), 1000000000])
        check(f'{path} extracted', inspect('--extract=-', f'--file={path}', 'bundled'), contents)
    check('link', got['/data/link']['target'], 'deep/two')
    check('listed', b'120777          8 /data/link -> deep/two\n' in inspect('--files', 'bundled'),
          True)
    check('one line', b'3 files, 5002 bytes' in inspect('bundled'), True)
    check('bytes', sum(tree['bytes'].values()), os.path.getsize('bundled'))
    refuse('no such file', 'the bundle has no file of this name', '--extract=x', '--file=/no',
           'bundled')
    refuse('a folder', 'the bundle has no file of this name', '--extract=x', '--file=/data',
           'bundled')
    spdx = json.loads(inspect('--spdx', 'bundled'))
    check('SPDX: files', {f['fileName']: f['checksums'][1]['checksumValue'] for f in spdx['files']},
          {path: hashlib.sha256(contents).hexdigest() for path, contents in files.items()})
    check('SPDX: of the bundle', sum(r['spdxElementId'] == 'SPDXRef-Bundle'
                                     for r in spdx['relationships']), len(files))
    first = open('bundled', 'rb').read()
    bundle(program)
    check('bundle, twice', open('bundled', 'rb').read() == first, True)
    check('no bundle', read_json('out')['bundle'], None)


# ---- what is refused

def check_usage():
    refuse('nothing', 'no file to inspect', status=2)
    refuse('two files', 'more than one file: b', 'a', 'b', status=2)
    refuse('unknown option', 'unknown option --jsom; did you mean --json?', '--jsom', status=2)
    refuse('two forms', 'only one of --json, --spdx, --files and --extract', '--json', '--spdx',
           'a', status=2)
    refuse('no --extract', '--file says which file --extract writes', '--file=/a', 'a', status=2)
    for option in '-h', '--help', '-V', '--version':
        inspect(option)


def check_no_output(program):
    open('empty', 'w').close()
    open('text', 'w').write('text')
    refuse('missing', 'nothing: cannot read: No such file', 'nothing')
    refuse('folder', 'cannot read: not a regular file', '.')
    for name, words in ('empty', 'not an ELF file'), ('text', 'not an ELF file'):
        refuse(name, words, name)
    refuse('the guest', 'not an output of dbt-aot: not an executable or object', program)
    refuse('a tool', 'not an output of dbt-aot: it has no section .note.dbt-aot', AOT)
    shutil.copy('out', 'same')
    refuse('onto itself', 'it would replace the file that is read', '--extract=same', 'same')
    check('onto itself', sha256('same'), sha256('out'))
    refuse('nowhere', 'cannot write', '--extract=/nowhere/x', 'out')
    if os.path.exists('/dev/full'):
        with open('/dev/full', 'wb') as full:
            for form in [], ['--json'], ['--spdx'], ['--extract=-']:
                done = subprocess.run([INSPECT, *form, 'out'], stdout=full,
                                      stderr=subprocess.PIPE, timeout=60)
                check(f'full {form}', (done.returncode, done.stderr.count(b'\n')), (1, 1))


def find_section(whole, name):
    """The offset and size of an ELF file's section."""
    start, = struct.unpack_from('<Q', whole, 0x28)
    count, names = struct.unpack_from('<HH', whole, 0x3c)
    rows = [struct.unpack_from('<IIQQQQ', whole, start + 64 * i) for i in range(count)]
    for row in rows:
        at = rows[names][4] + row[0]
        if whole[at:whole.index(0, at)] == name.encode():
            return row[4], row[5]
    raise KeyError(name)


def check_damaged():
    whole = open('out', 'rb').read()
    guest, size = find_section(whole, '.guest')
    note, _ = find_section(whole, '.note.dbt-aot')

    def refuse_bytes(name, words, contents):
        open('damaged', 'wb').write(contents)
        refuse(name, words, 'damaged')

    def changed(at, value):
        return whole[:at] + bytes([value]) + whole[at + 1:]

    for length in 100, len(whole) // 2, len(whole) - 1:
        refuse_bytes(f'{length} bytes', 'a damaged output: ', whole[:length])
    refuse_bytes('another guest', 'is not the one its note tells of',
                 changed(guest + 1000, whole[guest + 1000] ^ 1))
    refuse_bytes('a newer note', 'a form that this version does not know', changed(note + 8, 9))
    refuse_bytes('a note of others', 'its note is not of dbt-aot', changed(note + 12, 65))
    refuse_bytes('a note without an end', 'its note is cut off', changed(note + 5, 255))
    refuse_bytes('no number', 'is no number',
                 changed(whole.index(b'\0guest_size=') + 12, ord('x')))


def check_any_damage(count):
    """Any change of headers and note ends in status 0 or 1, with one line at most."""
    whole = open('out', 'rb').read()
    start, = struct.unpack_from('<Q', whole, 0x28)
    note, size = find_section(whole, '.note.dbt-aot')
    places = [*range(64), *range(note, note + size), *range(start, len(whole))]
    for seed in range(count):
        choice = random.Random(seed)
        contents = bytearray(whole)
        for _ in range(choice.randint(1, 4)):
            contents[choice.choice(places)] = choice.choice([0, 1, 0x7f, 0x80, 0xff])
        open('damaged', 'wb').write(contents)
        form = choice.choice([[], ['--json'], ['--spdx'], ['--extract=-']])
        done = run(INSPECT, *form, 'damaged')
        if (done.returncode, done.stderr.count(b'\n')) not in ((0, 0), (1, 1)):
            fail(f'damage {seed} {form}: status {done.returncode}, {done.stderr[:300]}')


def check_damaged_bundle(count):
    """Any change of the bundle's list whose hash the note has all the same."""
    whole = open('bundled', 'rb').read()
    start, size = find_section(whole, '.bundle')
    entries, of_list = struct.unpack_from('<I', whole, start + 4)[0], 24
    note = hashlib.sha256(whole[start:start + size]).hexdigest().encode()
    open('damaged', 'wb').write(whole[:start + 5000] + b'x' + whole[start + 5001:])
    refuse('another bundle', 'the bundle in it is not the one its note tells of', 'damaged')
    refused = 0
    for seed in range(count):
        choice = random.Random(seed)
        contents = bytearray(whole)
        for _ in range(choice.randint(1, 3)):
            contents[start + choice.randrange(of_list + 40 * entries + 64)] = choice.choice(
                [0, 1, 2, 0x7f, 0x80, 0xff])
        sum_now = hashlib.sha256(contents[start:start + size]).hexdigest().encode()
        open('damaged', 'wb').write(contents.replace(note, sum_now))
        form = choice.choice([[], ['--json'], ['--spdx'], ['--files'],
                              ['--extract=-', '--file=/data/one']])
        done = run(INSPECT, *form, 'damaged')
        refused += done.returncode
        if (done.returncode, done.stderr.count(b'\n')) not in ((0, 0), (1, 1)):
            fail(f'damaged bundle {seed} {form}: status {done.returncode}, {done.stderr[:300]}')
    check('damaged bundles that are refused', refused > count // 4, True)


def main():
    if not PROGRAMS:
        print('skipped: no program of a guest')
        return 77
    shutil.rmtree(SCRATCH, ignore_errors=True)
    os.makedirs(f'{SCRATCH}/made')
    os.chdir(SCRATCH)
    check_usage()
    for program in PROGRAMS:
        check_output(program, 'ppc' if 'powerpc' in program else 'arm')
        check_guest(program)
        check_object(program)
    check_options(PROGRAMS[0])
    check_stripped(PROGRAMS[0])
    check_spdx(PROGRAMS[0])
    check_hostile(PROGRAMS[0])
    translate(PROGRAMS[0], 'out')
    check_no_output(PROGRAMS[0])
    check_damaged()
    check_any_damage(200)
    check_bundle(PROGRAMS[0])
    check_damaged_bundle(200)
    return failed > 0


if __name__ == '__main__':
    sys.exit(main())
