#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""layering.py [OBJECTS...] -- what each folder may use of the others, by includes and by calls.

The table below is the architecture.  A folder's line names what its files may include: its own
headers, those of the folders named, and single headers.  The same holds for calls: a symbol
that an object refers to must be defined in a folder it may include from.  No more objects
may refer to each other in a circle than CIRCLES allows.

OBJECTS are folders that CMake made the objects of a library in, each as PREFIX=FOLDER, where
PREFIX is the source folder they belong to.
"""
import os
import re
import subprocess
import sys

CORE = 'runtime runtime/base runtime/memory runtime/code runtime/host/x86_64 runtime/jit ' \
       'runtime/profile'
LINUX_PARTS = [f'runtime/linux/{part}' for part in 'file memory net process signal time'.split()]
LINUX = ' '.join(['runtime/linux'] + LINUX_PARTS)

MAY_USE = {
    'ir': '',
    'lifter': 'ir lifter/arm lifter/ppc',  # through guests.def
    'lifter/ppc': 'ir lifter',
    'lifter/arm': 'ir lifter lifter/arm/encodings lifter/arm/neon',
    'lifter/arm/encodings': 'ir lifter lifter/arm lifter/arm/neon',
    'lifter/arm/neon': 'ir lifter lifter/arm lifter/arm/encodings',
    'runtime': f'ir lifter {CORE}',
    'runtime/base': f'ir lifter {CORE}',
    'runtime/memory': f'ir lifter {CORE}',
    'runtime/code': f'ir lifter {CORE}',
    'runtime/host/x86_64': f'ir lifter {CORE}',
    'runtime/profile': f'ir lifter {CORE}',
    'runtime/jit': 'ir lifter runtime/jit/x86_64 runtime/abi.h',
    'runtime/jit/x86_64': 'ir lifter runtime/jit runtime/abi.h',
    'runtime/linux/ppc': f'ir lifter lifter/ppc {CORE} {LINUX} generated',
    'runtime/linux/arm': f'ir lifter lifter/arm {CORE} {LINUX} generated',
    'runtime/vdso': 'ir lifter lifter/ppc runtime/linux/ppc',  # run on the build machine
    'aot': 'ir lifter runtime/abi.h runtime/linux/abi.h runtime/base/options.h '
           'aot/debug aot/elf aot/flow aot/llvm aot/modules aot/profile aot/report',
    'aot/compare': 'ir lifter runtime/base/options.h aot/debug aot/elf aot/llvm '
                   'aot/host_asm.h aot/files.h aot/settings.h aot/sorted.h '
                   'aot/tools.h aot/workspace.h',
    'aot/debug': 'ir lifter aot/elf aot/sorted.h',
    'aot/inspect': 'ir runtime/abi.h runtime/base/options.h aot/settings.h aot/workspace.h '
                   'aot/elf/note.h aot/elf/output_parts.h aot/report/escape.h',
    'aot/elf': 'ir lifter runtime/abi.h runtime/base/xxh3.h',
    'aot/profile': 'ir lifter runtime/base/options.h runtime/base/xxh3.h '
                   'runtime/profile/rows.h aot/elf aot/settings.h',
    'aot/flow': 'ir lifter',
    'aot/modules': 'ir lifter runtime/abi.h runtime/base/options.h runtime/base/xxh3.h '
                   'aot aot/elf aot/profile aot/report',
    'aot/report': 'ir lifter runtime/abi.h runtime/base/options.h aot aot/elf',
    'aot/llvm': 'ir lifter runtime/abi.h runtime/base/options.h '
           'aot/debug aot/elf/layout.h aot/elf/same_code.h aot/files.h aot/flow '
           'aot/settings.h aot/sorted.h',
}
for folder in LINUX.split():
    MAY_USE[folder] = f'ir lifter {CORE} {LINUX} runtime/linux/ppc runtime/linux/arm'

# Files that may use more than their folder: those where the parts are put together.
FILES_MAY_USE = {'runtime/main.c': 'runtime/linux',
                 'aot/manual.c': 'runtime/options.def runtime/environment.def '
                                 'aot/compare/options.def aot/inspect'}

# Folders that implement what a header of another folder declares: for calls they count as that.
IMPLEMENTS = {'runtime/base': 'ir', 'runtime/jit/x86_64': 'runtime/jit'}

# The most objects below a folder that may refer to each other in a circle.
CIRCLES = {'runtime': 16, 'aot': 6}

# Headers that nothing below aot/ may include: the runtime needs no library.
FOREIGN = re.compile(r'#include <(llvm|libelf|gelf|jansson)')


def sources(*endings):
    for top in ('ir', 'lifter', 'runtime', 'aot'):
        for folder, _, names in os.walk(top):
            for name in sorted(names):
                if name.endswith(endings):
                    yield os.path.join(folder, name)


def may(user, file):
    """May the file `user` use `file`, a header or a source?"""
    folder = os.path.dirname(user)
    allowed = (MAY_USE[folder] + ' ' + FILES_MAY_USE.get(user, '')).split() + [folder]
    home = os.path.dirname(file)
    if file.endswith('.h'):
        return home in allowed or file in allowed
    return bool({home, IMPLEMENTS.get(home), re.sub(r'\.[cS]$', '.h', file)} & set(allowed))


def wrong_includes():
    for file in sources('.c', '.h', '.S'):
        folder = os.path.dirname(file)
        if folder not in MAY_USE:
            yield f'layering.py does not know {folder}'
            continue
        text = open(file, encoding='utf-8').read()
        for header in re.findall(r'^#include "(.*)"', text, re.M):
            if not may(file, header):
                yield f'{file} may not include {header}'
        if not file.startswith('aot/') and FOREIGN.search(text):
            yield f'{file} may not include LLVM, libelf or jansson'


def source_of(prefix, folder, path):
    """The source of an object that CMake put below `folder`; None if it is gone."""
    inside = os.path.relpath(path, folder)[:-len('.o')].replace('__/', '../')
    source = os.path.normpath(os.path.join(prefix, inside))
    return source if os.path.exists(source) else None


def read_objects(prefix, folder):
    """Objects by source: (symbols defined, symbols referred to)."""
    paths = [os.path.join(place, name) for place, _, names in os.walk(folder)
             for name in names if name.endswith('.o')]
    sources = {path: source_of(prefix, folder, path) for path in paths}
    found = {source: (set(), set()) for source in sources.values() if source}
    listing = subprocess.run(['nm', '-A', '-P'] + [p for p in paths if sources[p]],
                             capture_output=True, text=True, check=True).stdout
    for line in listing.splitlines():
        path, symbol, kind = line.split()[:3]
        defined, used = found[sources[path.rstrip(':')]]
        if kind in 'TDBRVWC':
            defined.add(symbol)
        elif kind in 'Uvw':
            used.add(symbol)
    return found


def calls_of(objects):
    """What each object refers to in others: {source: {source: symbol}}."""
    home = {s: source for source, (defined, _) in objects.items() for s in defined}
    return {source: {home[s]: s for s in sorted(used) if home.get(s, source) != source}
            for source, (_, used) in objects.items()}


def wrong_calls(calls):
    for source, callees in sorted(calls.items()):
        for callee, symbol in sorted(callees.items()):
            if os.path.dirname(source) in MAY_USE and not may(source, callee):
                yield f'{source} may not use {symbol} of {callee}'


def circles(calls):
    """Strongly connected components of more than one object: Tarjan's algorithm."""
    index, low, stack, result = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in calls.get(node, ()):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            at = stack.index(node)
            component = stack[at:]
            del stack[at:]
            if len(component) > 1:
                result.append(sorted(component))

    sys.setrecursionlimit(10000)
    for node in sorted(calls):
        if node not in index:
            visit(node)
    return result


def large_circles(calls):
    for top, most in CIRCLES.items():
        inside = {source: {c: s for c, s in callees.items() if c.startswith(top + '/')}
                  for source, callees in calls.items() if source.startswith(top + '/')}
        for circle in circles(inside):
            if len(circle) > most:
                yield (f'{len(circle)} objects of {top}/ refer to each other, {most} may: '
                       + ' '.join(circle))


def main():
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
    wrong = list(wrong_includes())
    for argument in sys.argv[1:]:
        prefix, folder = argument.split('=', 1)
        calls = calls_of(read_objects(prefix, folder))
        wrong += list(wrong_calls(calls)) + list(large_circles(calls))
    print('\n'.join(wrong) or 'layering holds')
    return 1 if wrong else 0


sys.exit(main())
