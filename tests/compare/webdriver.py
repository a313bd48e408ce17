# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""webdriver.py -- drives Chromium through chromedriver: W3C WebDriver, by the standard library.

    with Browser(width=1400, height=900) as browser:
        browser.open('file:///tmp/page.html')
        browser.run('return document.title')
        browser.keys('/')
"""
import base64
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'  # W3C WebDriver, 12.
KEYS = {'Enter': '\ue007', 'Esc': '\ue00c', 'Left': '\ue012', 'Up': '\ue013', 'Right': '\ue014',
        'Down': '\ue015', 'Tab': '\ue004'}


def missing():
    """The programs that are not there."""
    return [name for name in ('chromium', 'chromedriver') if not shutil.which(name)]


class Browser:
    def __init__(self, width=1400, height=900):
        self.folder = tempfile.mkdtemp()
        # A group of its own, so that all of it can be ended.
        self.driver = subprocess.Popen(
            ['chromedriver', '--port=0', f'--log-path={self.folder}/log'], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, start_new_session=True)
        try:
            self.address = f'http://127.0.0.1:{self.port()}'
            self.session = self.start(width, height)
        except BaseException:
            self.stop()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.call('DELETE', '')
        finally:
            self.stop()

    def stop(self):
        try:
            os.killpg(self.driver.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.driver.wait()
        self.driver.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def port(self):
        for line in self.driver.stdout:
            if 'started successfully on port' in line:
                return int(line.rstrip('.\n').split()[-1])
        raise OSError('chromedriver does not start')

    def start(self, width, height):
        options = {'args': ['--headless=new', '--no-sandbox', '--disable-gpu', '--hide-scrollbars',
                            '--disable-dev-shm-usage', '--force-device-scale-factor=1',
                            f'--user-data-dir={self.folder}/profile',
                            f'--window-size={width},{height}']}
        wanted = {'browserName': 'chrome', 'goog:chromeOptions': options,
                  'goog:loggingPrefs': {'browser': 'ALL', 'performance': 'ALL'}}
        answer = self.ask('POST', '/session', {'capabilities': {'alwaysMatch': wanted}})
        return answer['sessionId']

    def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)['value']
        except urllib.error.HTTPError as error:
            raise OSError(json.load(error)['value']['message'].split('\n')[0]) from None

    def call(self, method, path, body=None):
        return self.ask(method, f'/session/{self.session}{path}', body)

    def open(self, url):
        self.call('POST', '/url', {'url': url})

    def run(self, script, *arguments):
        return self.call('POST', '/execute/sync', {'script': script, 'args': list(arguments)})

    def wait(self, script, *arguments, seconds=10):
        """The first value of a script that is true."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = self.run(script, *arguments)
            if value:
                return value
            time.sleep(0.02)
        raise TimeoutError(script)

    def devtools(self, command, **parameters):
        return self.call('POST', '/goog/cdp/execute', {'cmd': command, 'params': parameters})

    def keys(self, *names):
        """Presses keys, one after the other."""
        actions = [{'type': kind, 'value': KEYS.get(name, name)}
                   for name in names for kind in ('keyDown', 'keyUp')]
        self.call('POST', '/actions', {'actions': [
            {'type': 'key', 'id': 'keys', 'actions': actions}]})

    def point(self, element, press=False, x=0, y=0):
        """Moves the pointer to an element's middle; x and y are added."""
        actions = [{'type': 'pointerMove', 'duration': 0, 'x': x, 'y': y, 'origin': element}]
        if press:
            actions += [{'type': 'pointerDown', 'button': 0}, {'type': 'pointerUp', 'button': 0}]
        self.call('POST', '/actions', {'actions': [
            {'type': 'pointer', 'id': 'mouse', 'actions': actions}]})

    def click(self, element, x=0, y=0):
        self.point(element, True, x, y)

    def find(self, selector):
        return self.call('POST', '/element', {'using': 'css selector', 'value': selector})

    def log(self, kind='browser'):
        return self.call('POST', '/se/log', {'type': kind})

    def screenshot(self, path):
        with open(path, 'wb') as out:
            out.write(base64.b64decode(self.call('GET', '/screenshot')))
