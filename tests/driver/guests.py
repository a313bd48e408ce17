"""guests.py -- guest programs for the tests of dbt-aot as a step of a build.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import os
import shutil
import subprocess
import sys

COMPILERS = 'powerpc-linux-gnu-gcc', 'arm-linux-gnueabihf-gcc'
EXIT = '''
static void leave(int code)
{
#ifdef __arm__
    register int r7 __asm__("r7") = 1, r0 __asm__("r0") = code;
    __asm__ volatile("svc 0" : : "r"(r7), "r"(r0) : "memory");
#else
    register int r0 __asm__("r0") = 1, r3 __asm__("r3") = code;
    __asm__ volatile("sc" : : "r"(r0), "r"(r3) : "memory");
#endif
}
'''
SMALL = EXIT + '''
__attribute__((noinline)) int twice(int x) { __asm__ volatile(""); return x + x; }
void _start(void) { leave(twice(21)); }
'''
STATEMENTS, FUNCTIONS = 200, 20
failed = 0


def check(what, is_so, *seen):
    global failed
    if not is_so:
        failed += 1
        print('FAILED', what, *seen)


def compile_guest(source, name):
    """Makes a program that needs no C library; False if there is no compiler."""
    compiler = next(filter(shutil.which, COMPILERS), None)
    if not compiler:
        print('skipped: no compiler for a guest')
        return False
    with open(name + '.c', 'w', encoding='utf-8') as f:
        f.write(source)
    subprocess.run([compiler, '-O1', '-nostdlib', '-ffreestanding', '-static', name + '.c', '-lgcc',
                    '-o', name], check=True)
    return True


def many_chunks():
    """A program whose functions are more than the code generator takes at once."""
    functions = ''.join('__attribute__((noinline)) int f%d(void) { %s return seed; }\n' %
                        (i, 'seed += 3; ' * STATEMENTS) for i in range(FUNCTIONS))
    calls = ' + '.join('f%d()' % i for i in range(FUNCTIONS))
    return '%s\nvolatile int seed;\n%s\nvoid _start(void) { leave((%s) * 0 + 42); }\n' % (
        EXIT, functions, calls)


def begin(folder):
    """Enters a new folder."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    os.chdir(folder)


def end():
    left = [os.path.join(where, name) for where, folders, _ in os.walk('.') for name in folders
            if name.startswith('.dbt-aot-')]
    check('end', not left, 'there is', left)
    sys.exit(1 if failed else 0)
