#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""shots.py PAGE.html DIFF.html FOLDER -- pictures of the page's parts, in both themes, to look at.
For fixture.py's reports."""
import os
import pathlib
import sys

from webdriver import Browser

PARTS = [('summary', '', 0), ('table', '', '#ranking'), ('left', '', '#left'),
         ('dynamic', '', '#dynamic'), ('function', '#pc=100005d4', 0)]


def shoot(browser, name, address, scroll):
    browser.open('about:blank')
    browser.open(address)
    browser.wait('return document.documentElement.dataset.ready')
    if scroll:
        browser.run('document.querySelector(arguments[0]).scrollIntoView();'
                    'window.scrollBy(0, -60)', scroll)
    browser.run('return new Promise((done) => requestAnimationFrame(() => '
                'requestAnimationFrame(done)))')
    browser.screenshot(name)


def main():
    page, diff = (pathlib.Path(name).resolve().as_uri() for name in sys.argv[1:3])
    folder = sys.argv[3]
    os.makedirs(folder, exist_ok=True)
    with Browser(1400, 1000) as browser:
        for theme in ('light', 'dark'):
            browser.devtools('Emulation.setEmulatedMedia', features=[
                {'name': 'prefers-color-scheme', 'value': theme}])
            for name, place, scroll in PARTS:
                shoot(browser, f'{folder}/{name}-{theme}.png', page + place, scroll)
            shoot(browser, f'{folder}/diff-{theme}.png', diff, 0)
        for entry in browser.log():
            print(entry['level'], entry['message'])


main()
