# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""dejagnu.py -- what the comments of a test of GCC say about how to build it.

    test = Directives('/* { dg-options "-fwrapv" { target arm*-*-* } } */')
    test.options('arm-unknown-linux-gnueabihf')         # ['-fwrapv']

Directives are Tcl lists in braces whose first word begins with "dg-" (DejaGnu's manual; GCC
internals, "Directives used within DejaGnu tests").  Selectors are names of targets; what else
they may be (names of effective targets, `!`, `&&`) is not known here, and selects nothing.
"""
import fnmatch
import re

WORD = re.compile(r'\s*("(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>[^\s{}"]+))')

# What makes files that nobody reads, or asks for more than a compiler.
UNWANTED = re.compile(r'-?-save-temps|-fdump-|-flto|-fsanitize|-Wl,-u')


def parse_list(text, start):
    """The words of the list whose opening brace is at text[start - 1], and where it ends."""
    words = []
    while start < len(text):
        match = WORD.match(text, start)
        if match:
            words.append(match['bare'] if match['quoted'] is None else match['quoted'])
            start = match.end()
            continue
        brace = re.compile(r'\s*([{}])').match(text, start)
        if not brace:
            break
        if brace[1] == '}':
            return words, brace.end()
        inner, start = parse_list(text, brace.end())
        words.append(inner)
    return words, len(text)


def flatten(word):
    return [word] if isinstance(word, str) else [name for part in word for name in flatten(part)]


def selects(selector, triple):
    """Whether a selector, as { target arm*-*-* }, names the target `triple`."""
    names = flatten(selector)
    if any(name in ('!', '&&') for name in names):
        return False
    return any(fnmatch.fnmatch(triple, name) for name in names)


class Directives:
    def __init__(self, text):
        self.all = []
        for match in re.finditer(r'\{\s*(?=dg-)', text):
            words, _ = parse_list(text, match.end())
            self.all.append((words[0], words[1:]))

    def named(self, name):
        return [arguments for directive, arguments in self.all if directive == name]

    def is_run(self):
        """Whether it is to be run: tests that do not say are."""
        kinds = [arguments[0] for arguments in self.named('dg-do')]
        return not kinds or 'run' in kinds

    def is_skipped(self, triple, options):
        """Whether dg-skip-if names the target, and, where it names options, one of those given."""
        for _, target, *rest in self.named('dg-skip-if'):
            patterns = flatten(rest[0]) if rest else ['*']
            given = any(fnmatch.filter(options, pattern) for pattern in patterns)
            if given and selects(target, triple):
                return True
        return False

    def options(self, triple):
        chosen = []
        for arguments in self.named('dg-options') + self.named('dg-additional-options'):
            if len(arguments) < 2 or selects(arguments[1], triple):
                chosen += ' '.join(flatten(arguments[0])).split()
        return [option for option in chosen if not UNWANTED.match(option)]
