#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""browser_test.py BIN-DIR SCRATCH-DIR -- the page of dbt-compare in Chromium: hover, pins, links,
keys, sorting, search, hostile names, both themes, contrast; no message, no request; its speed.

Status 77: there is no Chromium here.
"""
import json
import os
import pathlib
import subprocess
import sys
import time

import webdriver

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from checks import check, failed  # noqa: E402
from page_test import fixture  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77
SECONDS = 2  # that a page of 20 MB may take until it is drawn


def make_page(bin_dir, page, *source):
    subprocess.run([f'{bin_dir}/dbt-compare', *source, '-o', page], check=True, timeout=60)


class Page:
    """A page in a browser."""

    def __init__(self, browser, path, place=''):
        self.browser, self.url = browser, pathlib.Path(path).resolve().as_uri()
        browser.open('about:blank')
        browser.open(self.url + place)
        self.run = browser.run
        browser.wait('return document.documentElement.dataset.ready')
        self.settle()

    def settle(self):
        """Waits until events that are under way were handled, and the page was drawn."""
        self.run('return new Promise((done) => setTimeout(() => '
                 'requestAnimationFrame(() => requestAnimationFrame(done)), 20))')

    def texts(self, selector):
        return self.run('return [...document.querySelectorAll(arguments[0])]'
                        '.map((node) => node.textContent)', selector)

    def click(self, selector):
        self.browser.click(self.browser.find(selector))
        self.settle()

    def keys(self, *names):
        self.browser.keys(*names)
        self.settle()

    def type(self, text):
        self.keys(*text)

    def column(self, index):
        """The ranked table's cells of one column that are drawn."""
        return self.texts(f'#ranking tr[data-index] > td:nth-child({index})')

    def marked(self, mark):
        """The guest addresses of the rows so marked, by column."""
        return self.run('''
            const found = {};
            for (const column of document.querySelectorAll(".column:not([hidden])"))
              found[column.dataset.column] = [...column.querySelectorAll(`.row.${arguments[0]}`)]
                .map((row) => row.dataset.pc);
            return found;''', mark)

    def place(self):
        return self.run('return location.hash')


def numbers(texts):
    return [float(text.replace(',', '').replace('\u2212', '-').rstrip('\u00d7'))
            for text in texts if text != '\u2013']


def shown(name):
    """How the page shows a name: what is invisible, by its number; see dom.js."""
    hidden = set(range(0x20)) | {0x202e, 0x202c, 0x2066, 0x2069, 0x200b, 0xfeff}
    return ''.join(f'\\u{{{ord(c):x}}}' if ord(c) in hidden else c for c in name) or '(no name)'


# The tests.

def test_summary(page, data):
    rows = page.texts('#runs tbody th')
    check('runs', rows, ['Ahead of time', 'JIT', 'Native', 'qemu-user'])
    middle = {name: sorted(run['wall'])[3] for name, run in data['runs'].items()}
    cell = page.run('return document.querySelector("#runs tbody tr:nth-child(2)").cells[3]'
                    '.textContent')
    check('ratio of the JIT to native', cell, f'{middle["jit"] / middle["native"]:.2f}\u00d7')
    check('break-even is told', '48 runs' in page.texts('#summary')[0])
    check('bars', page.run('return document.querySelectorAll(".chart .bar").length'), 4)


def check_no_elements(page):
    """No text of the guest's became an element."""
    check('scripts', page.run('return document.scripts.length'), 2)
    for tag in ('img', 'iframe', 'bdi *', 'dd *', 'td b'):
        check(f'elements {tag}', page.run('return document.querySelectorAll(arguments[0]).length',
                                          tag), 0)


def test_hostile_names(page, data):
    check_no_elements(page)
    page.click('#ranking [data-choice="worst"]')
    page.click('th[data-column="address"] button')
    names = page.texts('#ranking tr[data-index] td:first-child bdi:first-of-type')
    wanted = [shown(f['name']) for f in data['functions'] if f['aot']]
    check('names are text', names[:20], wanted[:20])
    for name in (0, 1, 3):
        entry = data['functions'][name]['entry']
        other = Page(page.browser, 'small.html', f'#pc={entry:x}')
        check('a heading', other.texts('#function-title bdi'), [data['functions'][name]['name']])


def test_sorting(page, data):
    del data
    for index, column in enumerate(page.run(
            'return [...document.querySelectorAll("#ranking th")].map((th) => th.dataset.column)')):
        heading = f'#ranking th[data-column="{column}"]'
        orders = []
        for _ in range(2):
            page.run('document.querySelector(arguments[0]).querySelector("button").click()',
                     heading)
            orders.append((page.run('return document.querySelector(arguments[0])'
                                    '.getAttribute("aria-sort")', heading),
                           page.column(index + 1)))
        check(f'{column} sorts both ways', {order for order, _ in orders},
              {'ascending', 'descending'})
        for order, texts in orders:
            if column in ('name', 'address'):
                continue
            texts = [text.replace('<0.01', '0.001') for text in texts]
            values = numbers(texts)
            check(f'{column} {order}', values, sorted(values, reverse=order == 'descending'))
            check(f'{column}: rows without a value are last',
                  texts[len(values):], ['\u2013'] * (len(texts) - len(values)))
    check('numbers that are cut', page.run('''
        return [...document.querySelectorAll("#ranking td.number")].filter(
          (cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent)'''), [])
    page.run('document.querySelector("th[data-column=insns] button").focus()')
    before = page.column(7)
    page.keys('Enter')
    check('Enter on a heading sorts', before != page.column(7))


def test_orders(page, data):
    """The three orders against sums made here."""
    gain, saves = {}, {}
    for b in data['blocks']:
        side = b['aot'] or b['jit']
        more = b['count'] * max(0, side['insns'] - b['insns'])
        gain[b['function']] = gain.get(b['function'], 0) + more
        if b['aot'] and b['jit']:
            less = b['count'] * (b['aot']['insns'] - b['jit']['insns'])
            saves[b['function']] = saves.get(b['function'], 0) + less
    entry = [f'{f["entry"]:08x}' for f in data['functions']]
    for order, values in (('gain', gain), ('jit', saves)):
        page.click(f'[data-choice="{order}"]')
        wanted = sorted((i for i in values if values[i] > 0), key=lambda i: -values[i])
        check(f'order {order}', page.column(2)[:15], [entry[i] for i in wanted[:15]])
        check(f'order {order}: how many', page.texts('#ranking [role=status]'),
              [f'{len(wanted)} of {len(entry)}'])
    page.click('[data-choice="worst"]')
    worst = max(f['aot']['insns'] / f['insns'] for f in data['functions'] if f['aot'])
    check('worst expansion', page.column(11)[0], f'{worst:.2f}\u00d7')
    page.click('[data-choice="blocks"]')
    page.click('[data-choice="executed"]')
    most = max(b['count'] * b['insns'] for b in data['blocks'])
    check('blocks: most executed', numbers(page.column(5)[:1]), [most])


def test_search(page, data):
    page.click('[data-choice="functions"]')
    page.click('[data-choice="executed"]')
    page.run('document.activeElement.blur()')
    page.keys('/')
    page.type('ALERT(')
    wanted = sum('alert(' in f['name'] for f in data['functions'])
    check('search', page.texts('#ranking [role=status]'), [f'{wanted} of {len(data["functions"])}'])
    page.keys('Esc')
    check('Esc empties the search', page.run('return document.querySelector("#search").value'), '')
    entry = f'{data["functions"][30]["entry"]:08x}'
    page.type('0x' + entry)
    check('search for an address', page.column(2), [entry])
    page.keys('Enter')
    check('Enter opens the first', page.place(), f'#pc={entry}')


def test_hover(browser, data):
    page = Page(browser, 'small.html', '#pc=10000438')
    for column in ('guest', 'uops', 'llvm', 'aot', 'jit'):
        row = browser.find(f'[data-column="{column}"] .row[data-pc="10000440"]')
        browser.point(row)
        page.settle()
        lit = page.marked('lit')
        check(f'hover in {column} joins the columns',
              {name: set(pcs) for name, pcs in lit.items()},
              {name: {'10000440'} for name in ('guest', 'uops', 'llvm', 'aot', 'jit')})
        pages = page.run('return [...document.querySelectorAll(".row[data-pc=\\"10000440\\"]")]'
                         '.every((row) => row.classList.contains("lit"))')
        check(f'hover in {column} marks all rows', pages)
    browser.point(browser.find('#function-title'))
    page.settle()
    check('nothing is lit elsewhere', any(page.marked('lit').values()), False)
    colours = page.run('''
        return [...document.querySelectorAll('.row[data-pc="10000440"]')]
          .map((row) => getComputedStyle(row).borderLeftColor)''')
    check('one colour an instruction', len(set(colours)), 1)
    check('another for the next', colours[0] != page.run(
        'return getComputedStyle(document.querySelector(\'.row[data-pc="10000444"]\'))'
        '.borderLeftColor'))
    del data


def test_pin(browser, data):
    f = data['functions'][1]
    page = Page(browser, 'small.html', f'#pc={f["entry"]:x}')
    last = f'{f["entry"] + (f["insns"] - 3) * 4:08x}'
    page.run('document.querySelector(\'[data-column="guest"] .scroller\').scrollTop = 1e6')
    page.settle()
    page.click(f'[data-column="guest"] .row[data-pc="{last}"]:not(.note) .text')
    pinned = page.marked('pinned')
    check('a click pins in all columns', {n: set(p) for n, p in pinned.items()},
          {name: {last} for name in ('guest', 'uops', 'llvm', 'aot', 'jit')})
    seen = page.run('''
        return [...document.querySelectorAll(".column")].every((column) => {
          const box = column.querySelector(".scroller").getBoundingClientRect();
          const row = column.querySelector(".row.pinned").getBoundingClientRect();
          return row.top >= box.top && row.bottom <= box.bottom;
        })''')
    check('all columns scrolled to it', seen)
    check('the address has it', page.place(), f'#pc={last}')


def test_keys(browser, data):
    f = data['functions'][1]
    pc = [f'{f["entry"] + 4 * i:08x}' for i in range(8)]
    page = Page(browser, 'small.html', f'#pc={pc[0]}')
    page.keys('Down', 'Down')
    check('down, twice', page.place(), f'#pc={pc[2]}')
    page.keys('Up')
    check('up', page.place(), f'#pc={pc[1]}')
    page.keys('Right')
    check('right', page.run('return document.activeElement.getAttribute("aria-label")'),
          'Micro-ops')
    page.keys('Left')
    check('left', page.run('return document.activeElement.getAttribute("aria-label")'), 'Guest')
    page.keys('?')
    check('? opens the help', page.run('return document.querySelector("#help").open'))
    page.keys('Esc')
    check('Esc closes it', page.run('return document.querySelector("#help").open'), False)
    page.keys('Esc')
    check('Esc lets go', any(page.marked('pinned').values()), False)
    page.keys('Esc')
    check('Esc goes back', page.run('return !!document.querySelector("#ranking")'))
    page.run('document.querySelector("#ranking tr[data-index] a").focus()')
    page.keys('Down', 'Down')
    check('down in the table', page.run(
        'return document.activeElement.closest("tr").dataset.index'), '2')
    page.run('document.querySelector(".strip").focus()')
    page.keys('Right', 'Right', 'Right')
    check('the strip names functions', data['functions'][2]['name'] in
          page.run('return document.querySelector(".strip").getAttribute("aria-valuetext")'))
    page.keys('Enter')
    check('Enter in the strip', page.place(), f'#pc={data["functions"][2]["entry"]:08x}')


def test_links(browser, data):
    f = data['functions'][4]
    pc, other = (f'{f["entry"] + 4 * at:08x}' for at in (1, 5))
    page = Page(browser, 'small.html', f'#pc={pc}&cols=uops,aot')
    check('the function of a link', page.texts('#function-title'), [shown(f['name'])])
    check('the columns of a link', page.marked('pinned'), {'uops': [pc] * 2, 'aot': [pc]})
    page.click('.bar-of-tools [data-column="jit"]')
    check('a column is shown', page.place(), f'#pc={pc}&cols=uops,aot,jit')
    page.click('[data-column="uops"] [data-choice="raw"]')
    check('a view is shown', page.place(), f'#pc={pc}&cols=uops,aot,jit&uops=raw')
    page.click(f'.column:not([hidden]) .row[data-pc="{other}"] .text')
    page.run('history.back()')
    page.settle()
    check('back', (page.place(), set(page.marked('pinned')['uops'])),
          (f'#pc={pc}&cols=uops,aot,jit&uops=raw', {pc}))
    page.run('history.forward()')
    page.settle()
    check('forward', set(page.marked('pinned')['aot']), {other})
    page.click('.back')
    check('all functions', page.run('return !!document.querySelector("#ranking")'))
    page.run('history.back()')
    page.settle()
    check('back to the function', page.texts('#function-title'), [shown(f['name'])])
    page = Page(browser, 'small.html', '#pc=77')
    check('a place that is not there', 'No function' in page.texts('#main > .warning')[0])
    undetailed = next(f for f in data['functions'] if f['detail'] is None)
    page = Page(browser, 'small.html', f'#pc={undetailed["entry"]:x}')
    check('a function without code', '--function' in page.texts('#function .warning')[0])


def test_words(browser, data):
    """Parts, fates and remarks of a function are there, in words."""
    page = Page(browser, 'small.html', f'#pc={data["functions"][1]["entry"]:x}')
    page.run('for (const s of document.querySelectorAll(".code")) s.style.height = "4000px"')
    page.settle()
    text = '\n'.join(page.texts('.columns'))
    for words in ('folded into 0x', 'dead: nothing reads its result', 'no operation', 'gone:',
                  'moved into 0x', 'entry', 'poll', 'exit', 'moved', 'merged', 'cold', 'entered'):
        check(f'"{words}"', words in text)
    page = Page(browser, 'small.html', f'#pc={data["functions"][0]["entry"]:x}')
    check('remarks', any('loop not vectorized' in row for row in page.texts('.remark')))


def test_tools(browser, data):
    """The tools above the columns: finding text, and bytes."""
    page = Page(browser, 'small.html', f'#pc={data["functions"][1]["entry"]:x}')
    page.keys('/')
    page.type('CMPWI')
    page.keys('Enter')
    compares = [row[0] for row in data['details'][1]['guest'] if 'cmpwi' in row[2]]
    check('find', page.place(), f'#pc={compares[0]:08x}')
    page.keys('Enter')
    check('find the next', page.place(), f'#pc={compares[1]:08x}')
    page.click('.bar-of-tools > .choice:nth-of-type(2) button')
    check('bytes', '2c030000' in page.texts('[data-column="guest"] .hex'))


def test_print(browser, data):
    """Paper has rows that the screen does not."""
    del data
    for place, rows, most in (('', '#ranking tr[data-index]', 100),
                              ('#pc=10000438', '[data-column="guest"] .row', 75)):
        page = Page(browser, 'small.html', place)
        before = page.run('return document.querySelectorAll(arguments[0]).length', rows)
        page.run('''const rows = arguments[0];
                    window.addEventListener("beforeprint", () => {
                      window.printed = document.querySelectorAll(rows).length; })''', rows)
        browser.call('POST', '/print', {})
        check(f'rows printed of {rows}', page.run('return window.printed') >= most)
        page.settle()
        check('rows afterwards',
              page.run('return document.querySelectorAll(arguments[0]).length', rows), before)


def test_themes(browser, data):
    del data
    script = (HERE / 'contrast.js').read_text(encoding='utf-8')
    for name, place in (('small', ''), ('small', '#pc=10000448'), ('diff', '')):
        found = {}
        for theme in ('light', 'dark'):
            browser.devtools('Emulation.setEmulatedMedia', features=[
                {'name': 'prefers-color-scheme', 'value': theme}])
            page = Page(browser, f'{name}.html', place)
            found[theme] = (page.run('return document.body.innerText'),
                            page.run('return getComputedStyle(document.body).backgroundColor'))
            contrast = page.run(script)
            check(f'{name}{place} {theme}: texts were looked at', contrast['texts'] > 100)
            check(f'{name}{place} {theme}: contrast', contrast['found'], [])
        check(f'{name}{place}: themes have the same content',
              found['light'][0] == found['dark'][0])
        check(f'{name}{place}: themes differ', found['light'][1] != found['dark'][1])
    page.click('#theme')
    check('the button chooses light', page.run(
        'return getComputedStyle(document.body).backgroundColor'), found['light'][1])
    page.click('#theme')
    page.click('#theme')
    browser.devtools('Emulation.setEmulatedMedia', features=[])


def test_small_screen(browser, data):
    del data
    browser.devtools('Emulation.setDeviceMetricsOverride', width=390, height=800,
                     deviceScaleFactor=1, mobile=True)
    for name, place in (('small', ''), ('small', '#pc=10000440'), ('diff', ''), ('empty', '')):
        page = Page(browser, f'{name}.html', place)
        check(f'{name}{place} is not wider than a small screen',
              page.run('return document.documentElement.scrollWidth'), 390)
    browser.devtools('Emulation.clearDeviceMetricsOverride')


def test_diff(browser, data):
    page = Page(browser, 'diff.html')
    check_no_elements(page)
    newer = data['newer']
    change = {f['entry']: f['executed'] * (g['aot']['insns'] / g['insns'] -
                                           f['aot']['insns'] / f['insns'])
              for f, g in zip(data['functions'], newer['functions']) if f['aot'] and g['aot']}
    wanted = sorted(change, key=lambda entry: -change[entry])[:8]
    check('functions, regressions first',
          page.texts('#changed tr[data-index] > td:nth-child(2)')[:8],
          [f'{entry:08x}' for entry in wanted])
    both = page.texts('#both')[0]
    for words in ('small.json', 'newer.json', '0.1', '0.2', '--split=400'):
        check(f'"{words}" is named', words in both)
    check('no change within the spread is coloured', page.run('''
        return [...document.querySelectorAll("#overall .worse, #overall .better")]
          .map((cell) => cell.closest("tr").cells[0].textContent).sort()'''),
          ['Ahead of time: time', 'Ahead of time: user time', 'JIT: peak memory',
           'Translation: time'])
    times = page.texts('#overall tbody th')
    check('times, regressions first', (times[0], sorted(times[1:3])),
          ('Translation: time', ['Ahead of time: time', 'Ahead of time: user time']))
    check('what became better is last', times[-1], 'JIT: peak memory')


def test_speed(browser, data):
    del data
    taken = []
    for _ in range(3):
        browser.open('about:blank')
        start = time.monotonic()
        page = Page(browser, 'big.html')
        taken.append(time.monotonic() - start)
    size = os.path.getsize('big.html') >> 20
    print(f'a page of {size} MiB is drawn in {min(taken):.2f} to {max(taken):.2f} s')
    check(f'it is there within {SECONDS} s', min(taken) < SECONDS)
    check('numbers that are cut', page.run('''
        return [...document.querySelectorAll("td.number")].filter(
          (cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent)'''), [])
    page.click('[data-choice="blocks"]')
    page.click('[data-choice="executed"]')
    spent = min(page.run('''
        const start = performance.now();
        document.querySelector("th[data-column=insns] button").click();
        document.querySelector("#ranking .scroller").scrollTop = 1e9;
        return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(
          () => done(performance.now() - start))))''') for _ in range(3))
    print(f'30,000 blocks are sorted, and the last shown, in {spent:.0f} ms')
    check('sorting blocks', spent < 500)
    check('the last row is drawn', page.run('''
        const rows = document.querySelectorAll("#ranking tr[data-index]");
        const last = rows[rows.length - 1], table = last.closest("table");
        return Number(last.getAttribute("aria-rowindex")) ===
               Number(table.getAttribute("aria-rowcount"))'''))


def requests(browser):
    """The addresses that were asked for since the last call."""
    entries = [json.loads(entry['message'])['message'] for entry in browser.log('performance')]
    return [entry['params']['request']['url'] for entry in entries
            if entry['method'] == 'Network.requestWillBeSent']


def test_quiet(browser):
    """After all tests: no page said anything, or asked for anything but itself."""
    check('messages', [entry['message'] for entry in browser.log()], [])
    asked = requests(browser)
    check('requests were watched', len(asked) > 10)
    check('requests', sorted({url.split('#')[0] for url in asked
                              if not url.startswith((pathlib.Path.cwd().as_uri(), 'about:'))}), [])


def test_controls(browser):
    """That messages and requests would have been seen: pages that the policy must stop."""
    text = pathlib.Path('small.html').read_text(encoding='utf-8')
    for name, more in (('script', '<script>document.title = "changed"</script>'),
                       ('image', '<img src="http://127.0.0.1:9/image">'),
                       ('style', '<p style="color: red">text</p>'),
                       ('handler', '<p id="p" onclick="document.title = \'changed\'">text</p>'
                                   '<script>document.querySelector("#p").click()</script>')):
        path = f'control-{name}.html'
        pathlib.Path(path).write_text(text.replace('<noscript>', more + '<noscript>'),
                                      encoding='utf-8')
        page = Page(browser, path)
        check(f'control: {name} is stopped', page.run('return document.title') != 'changed')
        check(f'control: {name} is told of',
              any('Content Security Policy' in entry['message'] for entry in browser.log()))


def run_tests(browser, data):
    page = Page(browser, 'small.html')
    test_summary(page, data)
    test_sorting(page, data)
    test_orders(page, data)
    test_search(page, data)
    test_hostile_names(Page(browser, 'small.html'), data)
    for test in (test_hover, test_pin, test_keys, test_links, test_words, test_tools, test_print,
                 test_themes, test_small_screen, test_diff, test_speed):
        test(browser, data)
    Page(browser, 'empty.html')
    test_quiet(browser)
    test_controls(browser)


def main():
    missing = webdriver.missing()
    if missing:
        print('skipped: not here:', *missing)
        return SKIPPED
    bin_dir, scratch = (os.path.abspath(path) for path in sys.argv[1:3])
    os.makedirs(scratch, exist_ok=True)
    os.chdir(scratch)
    data = fixture('small.json')
    data['newer'] = fixture('newer.json', '--newer')
    fixture('empty.json', '--empty')
    fixture('big.json', '--functions=4000', '--blocks=30000', '--details=400')
    for name in ('small', 'empty', 'big'):
        make_page(bin_dir, f'{name}.html', f'--from={name}.json')
    make_page(bin_dir, 'diff.html', '--diff', 'small.json', 'newer.json')
    with webdriver.Browser() as browser:
        browser.open('about:blank')
        requests(browser)  # of the page that the browser began with
        run_tests(browser, data)
    print('all as it should be' if not failed() else f'{failed()} failed')
    return failed() > 0


if __name__ == '__main__':
    sys.exit(main())
