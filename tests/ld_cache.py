#!/usr/bin/env python3
"""ld_cache.py FORMAT FILE NAME=PATH... [--flags N] -- an /etc/ld.so.cache of a little-endian guest.

FORMAT is old, new, or both in one file.  The layout is that of glibc's ldconfig: entries
descending by name.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import argparse
import struct

LIBC6_HARD = 0x903  # a library of libc 6, for ARM with the VFP calling convention


def strings(entries, start):
    """The strings, and (name, path) as offsets from `start`."""
    text, places = b'', []
    for name, path in entries:
        places.append((start + len(text), start + len(text) + len(name) + 1))
        text += name.encode() + b'\0' + path.encode() + b'\0'
    return text, places


def new(entries, flags):
    header = 48 + 24 * len(entries)
    text, places = strings(entries, header)
    out = struct.pack('<20sIIB3xI12x', b'glibc-ld.so.cache1.1', len(entries), len(text), 2, 0)
    for name, path in places:
        out += struct.pack('<IIIIQ', flags, name, path, 0, 0)
    return out + text


def old(entries, flags, behind=b''):
    text, places = strings(entries, 0)
    size = 16 + 12 * len(entries)
    padding = -size % 8 if behind else 0
    skip = padding + len(behind)
    out = struct.pack('<12sI', b'ld.so-1.7.0', len(entries))
    for name, path in places:
        out += struct.pack('<III', flags, skip + name, skip + path)
    return out + b'\0' * padding + behind + text


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('format', choices=['old', 'new', 'both'])
    parser.add_argument('file')
    parser.add_argument('entry', nargs='+')
    parser.add_argument('--flags', type=lambda text: int(text, 0), default=LIBC6_HARD)
    a = parser.parse_args()
    entries = sorted((e.split('=', 1) for e in a.entry), reverse=True)
    data = {'new': lambda: new(entries, a.flags), 'old': lambda: old(entries, a.flags),
            'both': lambda: old(entries, a.flags, new(entries, a.flags))}[a.format]()
    with open(a.file, 'wb') as file:
        file.write(data)


main()
