#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""pages_test.py REPORT... -- pages of real programs in Chromium.

REPORT.json and REPORT.html are what dbt-compare made of a program.  Each page is drawn within 2 s,
is the same in both themes, prints no message and asks for nothing; pointing at a guest instruction
marks its rows in all columns; links lead to them.

Status 77: there is no Chromium here.
"""
import json
import os
import pathlib
import sys
import time

import webdriver
from browser_test import SECONDS, SKIPPED, Page, requests
from checks import check, failed  # browser_test has made it known

MOST_BYTES = 20 << 20


def load(browser, path):
    """The least time of three that the page takes until it is drawn."""
    best = None
    for _ in range(3):
        start = time.monotonic()
        Page(browser, path)
        took = time.monotonic() - start
        best = took if best is None else min(best, took)
    return best


def test_themes(browser, path):
    texts = []
    for theme in ('light', 'dark'):
        browser.devtools('Emulation.setEmulatedMedia', features=[
            {'name': 'prefers-color-scheme', 'value': theme}])
        texts.append(Page(browser, path).texts('main'))
    check(f'{path}: the same in both themes', texts[0] == texts[1] and bool(texts[0]))


def pcs_of(detail):
    """A guest instruction with rows in all columns, of the middle of a function."""
    columns = [{row[0] for row in detail[name]} for name in ('raw', 'opt', 'before', 'after')]
    columns.append({row[3] for row in detail['aot']})
    columns.append({row[3] for block in detail['jit'] for row in block['rows']})
    return [row[0] for row in detail['guest'] if all(row[0] in column for column in columns)]


def test_hover(page, what, pcs):
    """Points at a guest instruction in view that has rows in all columns."""
    seen = page.run('''
        for (const row of document.querySelectorAll('.column[data-column="guest"] .row[data-pc]')) {
          const box = row.getBoundingClientRect(), x = box.x + 40, y = box.y + box.height / 2;
          if (arguments[0].includes(row.dataset.pc) && document.elementFromPoint(x, y) &&
              document.elementFromPoint(x, y).closest(".row") === row)
            return [row.dataset.pc, x, y];
        }
        return null;''', sorted(pcs))
    check(f'{what}: an instruction in view', seen is not None)
    if not seen:
        return
    pc, x, y = seen
    page.browser.devtools('Input.dispatchMouseEvent', type='mouseMoved', x=x, y=y)
    page.settle()
    for column, of in page.marked('lit').items():
        check(f'{what}: pointing at 0x{pc} marks rows in {column}', set(of) - {pc}, set())
    check(f'{what}: pointing marks rows', len(page.marked('lit')['guest']) > 0)


def test_function(browser, path, data, detail):
    pcs = pcs_of(detail)
    name = data['functions'][detail['function']]['name']
    if not pcs:
        return 0
    pc = pcs[len(pcs) // 2]
    page = Page(browser, path, f'#pc={pc:x}&cols=guest,uops,llvm,aot,jit')
    check(f'{path}: {name}: heading', page.texts('#function-title bdi')[:1], [name])
    marked = page.marked('pinned')
    wanted = f'{pc:x}'
    for column in ('guest', 'uops', 'llvm', 'aot', 'jit'):
        rows = {int(of, 16) if of else 0 for of in marked.get(column, [])}
        check(f'{path}: {name}: 0x{wanted} is marked in {column}', rows, {pc})
    page.keys('Esc')
    test_hover(page, f'{path}: {name}', {f'{each:08x}' for each in pcs})
    return 1


def test_page(browser, stem):
    path = f'{stem}.html'
    with open(f'{stem}.json', encoding='utf-8') as file:
        data = json.load(file)
    size = os.path.getsize(path)
    check(f'{path}: at most 20 MiB', size <= MOST_BYTES)
    requests(browser)
    browser.log()
    seconds = load(browser, path)
    check(f'{path}: drawn within {SECONDS} s', seconds <= SECONDS)
    test_themes(browser, path)
    told = sum(test_function(browser, path, data, detail) for detail in data['details'][:6])
    check(f'{path}: functions with code in all columns', told > 0)
    check(f'{path}: messages', browser.log(), [])
    folder = pathlib.Path(path).resolve().parent.as_uri()
    check(f'{path}: requests', [url for url in requests(browser)
                                if not url.startswith((folder, 'about:'))], [])
    print(f'{path}: {size / 1e6:.1f} MB, drawn in {seconds:.2f} s, {told} functions looked at')


def main():
    missing = webdriver.missing()
    if missing:
        print('skipped: not here:', *missing)
        return SKIPPED
    with webdriver.Browser() as browser:
        browser.open('about:blank')
        for stem in sys.argv[1:]:
            test_page(browser, stem)
    print('all as it should be' if not failed() else f'{failed()} failed')
    return failed() > 0


if __name__ == '__main__':
    sys.exit(main())
