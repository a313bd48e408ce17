#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""page_test.py BIN-DIR SCRATCH-DIR -- dbt-compare --from and --diff without a browser: the form of
the data, the page's policy and how its data is embedded, and what is said of wrong input."""
import base64
import copy
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from checks import check, failed  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def fixture(name, *options):
    subprocess.run([HERE / 'fixture.py', name, *options], check=True)
    return json.loads(pathlib.Path(name).read_text(encoding='utf-8'))


class Tool:
    def __init__(self, path):
        self.path = path

    def run(self, *arguments, **options):
        return subprocess.run([self.path, *arguments], capture_output=True, timeout=60, **options)

    def fails(self, status, words, *arguments, output='never.html'):
        done = self.run(*arguments)
        error = done.stderr.decode()
        check(f'{arguments}: status', done.returncode, status)
        check(f'{arguments}: one line with "{words}": {error}',
              words in error and error.count('\n') == 1)
        check(f'{arguments}: no output', os.path.exists(output), False)


def load_schema():
    """What checks data against the schema; None if it is not there."""
    try:
        import jsonschema
    except ImportError:
        print('skipped: the schema, python3-jsonschema is not here')
        return None
    schema = json.loads((ROOT / 'docs/compare.schema.json').read_text(encoding='utf-8'))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def set_in(data, path, value):
    for key in path[:-1]:
        data = data[key]
    data[path[-1]] = value


# Each makes a report wrong.
DAMAGE = [
    (('dbt_compare',), 2), (('runs', 'aot'), {}), (('space', 0, 2), 'elsewhere'),
    (('functions', 0, 'insns'), -1), (('functions', 0, 'aot'), {'bytes': 1}),
    (('functions', 0, 'name'), None), (('details', 0, 'guest', 0, 4), ['lost', []]),
    (('details', 0, 'aot', 0, 4), 'elsewhere'), (('details', 0, 'aot', 0, 1), 'xyz'),
    (('dynamic', 0, 'ends'), 'dropped'), (('blocks', 0, 'extra'), 1), (('statistics',), 1),
]


def test_schema(reports):
    validator = load_schema()
    if not validator:
        return
    for name, report in reports.items():
        check(f'{name} has the form', [error.message for error in validator.iter_errors(report)],
              [])
    small = reports['small.json']
    for path, value in DAMAGE:
        damaged = copy.deepcopy(small)
        set_in(damaged, path, value)
        check(f'the schema refuses {path}', validator.is_valid(damaged), False)


def hash_of(text):
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def parts_of(page):
    """The page's policy, style, data and script."""
    policy = re.search(r'http-equiv="Content-Security-Policy"\s+content="([^"]*)"', page).group(1)
    policy = ' '.join(policy.split())
    style = re.search('<style>(.*?)</style>', page, re.S).group(1)
    data, script = re.findall('<script[^>]*>(.*?)</script>', page, re.S)
    return policy, style, data, script


def test_page(page, wanted):
    policy, style, data, script = parts_of(page)
    check('the policy', policy,
          f"default-src 'none'; script-src {hash_of(script)}; style-src {hash_of(style)}; "
          "base-uri 'none'; form-action 'none'")
    check('data without <', '<' in data, False)
    check('the data is all there', json.loads(data) == wanted)
    check('elements of script', page.lower().count('<script'), 2)
    check('no attributes with style or handlers', re.findall(r'<[^>]* (style|on\w+)=', page), [])
    check('no placeholder is left', re.findall('@[A-Z_]+@', page), [])
    check('nothing from elsewhere', re.findall(r'(?:src|href|url)\W{1,2}(?:https?:)?//', page), [])


def test_pages(tool, reports):
    for name, report in reports.items():
        done = tool.run(f'--from={name}', '-o', '-')
        check(f'{name}: {done.stderr}', done.returncode, 0)
        test_page(done.stdout.decode(), report)
        check(f'{name}: the same again', tool.run(f'--from={name}', '-o', '-').stdout, done.stdout)


def test_diff(tool, reports):
    done = tool.run('--diff', 'small.json', 'newer.json', '-o', '-')
    check(f'--diff: {done.stderr}', done.returncode, 0)
    without = [{**reports[name], 'details': [], 'space': [], 'dynamic': []}
               for name in ('small.json', 'newer.json')]
    test_page(done.stdout.decode(), {
        'dbt_compare_diff': 1, 'a': {'file': 'small.json', 'data': without[0]},
        'b': {'file': 'newer.json', 'data': without[1]}})
    os.makedirs(b'not-\xff-utf-8', exist_ok=True)
    with open(b'not-\xff-utf-8/\xfe.json', 'wb') as file:
        file.write(pathlib.Path('empty.json').read_bytes())
    done = tool.run('--diff', b'not-\xff-utf-8/\xfe.json', 'empty.json', '-o', '-')
    check('a name that is not UTF-8', b'"a":{"file":"A"' in done.stdout)


def test_wrong(tool, small):
    for words, *arguments in (
            ('no program to compare', '-o', 'never.html'),
            ('give -o FILE', '--from=small.json'),
            ('needs two files', '--diff', 'small.json', '-o', 'never.html'),
            ('runs no program', '--from=small.json', 'small.json', '-o', 'never.html'),
            ('makes a page of one report', '--from=small.json', '--diff=small.json', 'small.json',
             '-o', 'never.html'),
            ('did you mean --from?', '--form=small.json', '-o', 'never.html')):
        tool.fails(2, words, *arguments)
    texts = {'nothing': None, 'text': 'hello', 'cut': json.dumps(small)[:-9], 'other': '{}',
             'list': '[1]', 'bytes': '{"dbt_compare": "\udcff"}',
             'version': json.dumps({**small, 'dbt_compare': 2}),
             'part': json.dumps({**small, 'left': 3}), 'twice': '{"a": 1, "a": 2}'}
    words = {'nothing': 'No such file', 'text': 'not JSON: line 1', 'cut': 'not JSON: line 1',
             'other': 'not what dbt-compare --json wrote', 'bytes': 'not JSON: line 1',
             'list': 'not what dbt-compare --json wrote',
             'version': 'of version 2; this dbt-compare reads version 1',
             'part': 'its "left" is missing or wrong', 'twice': 'not JSON: line 1'}
    for name, text in texts.items():
        if text is not None:
            pathlib.Path(f'{name}.wrong').write_text(text, 'utf-8', 'surrogateescape')
        tool.fails(1, words[name], f'--from={name}.wrong', '-o', 'never.html')
        tool.fails(1, words[name], '--diff', 'small.json', f'{name}.wrong', '-o', 'never.html')
    tool.fails(1, 'no-folder', '--from=small.json', '-o', 'no-folder/never.html')
    with open('/dev/full', 'wb') as full:
        done = subprocess.run([tool.path, '--from=small.json', '-o', '-'], stdout=full,
                              stderr=subprocess.PIPE, timeout=60)
    check('a full disk', (done.returncode, done.stderr.count(b'\n')), (1, 1))
    check('nothing is left beside', [name for name in os.listdir() if 'never' in name], [])


def main():
    tool = Tool(os.path.abspath(sys.argv[1]) + '/dbt-compare')
    os.makedirs(sys.argv[2], exist_ok=True)
    os.chdir(sys.argv[2])
    reports = {'small.json': fixture('small.json'), 'newer.json': fixture('newer.json', '--newer'),
               'empty.json': fixture('empty.json', '--empty')}
    test_schema(reports)
    test_pages(tool, reports)
    test_diff(tool, reports)
    test_wrong(tool, reports['small.json'])
    print('all as it should be' if not failed() else f'{failed()} failed')
    return failed() > 0


if __name__ == '__main__':
    sys.exit(main())
