#!/usr/bin/env python3
"""growth.py DBT-AOT FOLDER SMALL LARGE KIND... -- time grows about as the guest's code does.

Makes PowerPC programs of one huge function each, SMALL and LARGE instructions long, and
translates them at -O2.  Fails if user time, less that of a program of one instruction, grows
by more than 2.5 for each doubling.  With SMALL 0 only LARGE is translated, and must take no more
than 120 s of user time and 1 GiB.  With SMALL "limit" a --time-limit that ends while code is still
looked for must give an output and a warning, in a few times that limit of user time.  With SMALL
"memory" the same holds for a --memory-limit, which no process must exceed by more than the code of
LLVM takes.  The outputs do not run: what the code does is nonsense.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import math
import os
import random
import resource
import struct
import subprocess
import sys

ADD, BLR, BCTR = 0x7C000214, 0x4E800020, 0x4E800420
REACH = 7000  # instructions that a conditional branch can skip


def register(rng):
    return 3 + rng.randrange(8)


def compare(rng):
    return 0x2C000000 | register(rng) << 16 | rng.randrange(100)


def add(rng):
    return ADD | register(rng) << 21 | register(rng) << 16 | register(rng) << 11


def access(store, rng):
    return (0x90030000 if store else 0x80030000) | register(rng) << 21 | rng.randrange(200) * 4


def high(rng):
    return 0x3C001000 | register(rng) << 21 | rng.randrange(16)


def indexed(rng):
    return 0x7C00002E | register(rng) << 21 | register(rng) << 16 | register(rng) << 11


def count(rng):
    return 0x7C0903A6 | register(rng) << 21


def branch(distance):
    return 0x40820000 | 4 * distance & 0xFFFC


def jump(distance):
    return 0x48000000 | 4 * distance & 0x3FFFFFC


def anywhere(i, n, rng):
    return rng.randrange(-min(i, REACH), min(n - i, REACH))


# kind: the instruction at `i` of `n`.
KINDS = {
    "diamonds": lambda i, n, rng: [compare(rng), branch(2), add(rng)][i % 3],
    "loops": lambda i, n, rng: [compare(rng), branch(anywhere(i, n, rng)), add(rng)][i % 3],
    "memory": lambda i, n, rng: [access(False, rng), access(True, rng), branch(2)][i % 3],
    "branches": lambda i, n, rng: branch(anywhere(i, n, rng)),
    # Each block goes back to the one before it; the first instruction goes to the last block.
    "backwards": lambda i, n, rng: jump(n // 2 * 2 - 2) if i == 0 else
    [add(rng), jump(-3 if i > 4 else n - i)][i % 2],
    # Each way to a jump by register gives the index of its table another value.
    "jumps": lambda i, n, rng: [compare(rng), branch(anywhere(i, n, rng)), high(rng),
                                branch(anywhere(i, n, rng)), indexed(rng), branch(2),
                                count(rng), branch(anywhere(i, n, rng)), BCTR][i % 9],
    "calls": lambda i, n, rng: [compare(rng), branch(anywhere(i, n, rng)),
                                jump(rng.randrange(-i, n - i)) | 1][i % 3],
    # One function that calls another, which is the last instruction, now and then.
    "busy": lambda i, n, rng: jump(n - i) | 1 if i % 12 == 11 else KINDS["loops"](i, n, rng),
}


def make(path, kind, count):
    rng = random.Random(5)
    code = [KINDS[kind](i, count, rng) for i in range(count)] + [BLR]
    head, base, size = 84, 0x10000000, 4 * len(code)
    with open(path, "wb") as f:
        f.write(b"\x7fELF\1\2\1" + bytes(9))
        f.write(struct.pack(">HHIIIIIHHHHHH", 2, 20, 1, base + head, 52, 0, 0, 52, 32, 1, 0, 0, 0))
        f.write(struct.pack(">8I", 1, 0, base, base, head + size, head + size, 5, 0x10000))
        f.write(struct.pack(">%dI" % len(code), *code))


def translate(aot, folder, kind, count):
    """Returns seconds of user time, and MiB of the largest process."""
    program = os.path.join(folder, "%s%d" % (kind, count))
    make(program, kind, count)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run([aot, "-O2", program, "-o", program + ".out"], check=True, timeout=900)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    os.remove(program + ".out")
    return after.ru_utime - before, after.ru_maxrss / 1024


def check(aot, folder, kind, small, large):
    if not small:
        seconds, mib = translate(aot, folder, kind, large)
        print("%s, %d: %.1f s, %.0f MiB" % (kind, large, seconds, mib))
        return seconds <= 120 and mib <= 1024
    nothing, _ = translate(aot, folder, kind, 0)
    seconds, _ = translate(aot, folder, kind, large)
    first = max(translate(aot, folder, kind, small)[0] - nothing, 0.1)
    growth = ((seconds - nothing) / first) ** (1 / math.log2(large / small))
    print("%s: %d in %.2f s, %d in %.2f s: %.2f a doubling" %
          (kind, small, first, large, seconds - nothing, growth))
    return growth <= 2.5


def check_limit(aot, folder, kind, count):
    limit = 1
    program = os.path.join(folder, "%s%d.limit" % (kind, count))
    make(program, kind, count)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = subprocess.run([aot, "--time-limit=%d" % limit, program, "-o", program + ".out"],
                          stderr=subprocess.PIPE, universal_newlines=True, timeout=300)
    seconds = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    told = "no time to look at all code" in done.stderr
    print("%s, %d, --time-limit=%d: status %d, %.1f s%s" %
          (kind, count, limit, done.returncode, seconds, "" if told else ": " + done.stderr))
    return done.returncode == 0 and told and os.path.exists(program + ".out") and \
        seconds <= 4 * limit


def check_memory(aot, folder, kind, count):
    limit, code = 100, 90  # MiB
    program = os.path.join(folder, "%s%d.memory" % (kind, count))
    make(program, kind, count)
    done = subprocess.run([aot, "-O0", "--memory-limit=%d" % limit, program, "-o",
                           program + ".out"],
                          stderr=subprocess.PIPE, universal_newlines=True, timeout=300)
    mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    told = "there is no memory left" in done.stderr
    print("%s, %d, --memory-limit=%d: status %d, %.0f MiB%s" %
          (kind, count, limit, done.returncode, mib, "" if told else ": " + done.stderr))
    return done.returncode == 0 and told and os.path.exists(program + ".out") and \
        mib <= limit + code


def main():
    aot, folder, small, large = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
    os.makedirs(folder, exist_ok=True)
    if small == "limit":
        fine = [check_limit(aot, folder, kind, large) for kind in sys.argv[5:]]
    elif small == "memory":
        fine = [check_memory(aot, folder, kind, large) for kind in sys.argv[5:]]
    else:
        fine = [check(aot, folder, kind, int(small), large) for kind in sys.argv[5:]]
    return 0 if all(fine) else 1


sys.exit(main())
