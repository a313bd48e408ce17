#!/usr/bin/env python3
"""completion_test.py BUILD PREFIX -- types at bash, zsh and fish, and reads what they complete.

The programs of BUILD are installed in PREFIX.  bash and zsh run on a terminal; each shell finds
the completions in PREFIX/share by itself.  A shell that is not there is skipped; 77 if none is.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time

BUILD, PREFIX = map(os.path.abspath, sys.argv[1:])
SHARE = PREFIX + "/share"
BASH = "/usr/share/bash-completion/bash_completion"

# What is typed before the key, and what stands in the line then.
LINES = [
    ("dbt-aot --prec", "dbt-aot --precise"),
    ("dbt-aot --fallb", "dbt-aot --fallback="),
    ("dbt-aot -mar", "dbt-aot -march="),
    ("dbt-aot guest", "dbt-aot guest.program"),
    ("dbt-aot guest.program -o gues", "dbt-aot guest.program -o guest.program"),
    ("dbt-aot --functions=gues", "dbt-aot --functions=guest.program"),
    ("dbt-run --argv", "dbt-run --argv0="),
    ("dbt-run gues", "dbt-run guest.program"),
    ("dbt-run with", "dbt-run with\\ blank"),
    ("dbt-disasm --ver", "dbt-disasm --version"),
]


def environment(folder):
    """What a shell finds: the installed programs and, by itself, their completions."""
    return {"PATH": f"{PREFIX}/bin:/usr/bin:/bin", "HOME": folder, "TERM": "dumb",
            "LC_ALL": "C.UTF-8", "ZDOTDIR": folder, "XDG_DATA_DIRS": f"{SHARE}:/usr/share"}


class Shell:
    """A shell on a terminal, in a folder."""

    def __init__(self, command, folder):
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            os.execvpe(command[0], command, environment(folder))

    def read_until(self, pattern, seconds=20):
        """Returns what the shell writes, up to the pattern, or all within the time."""
        text, end = "", time.monotonic() + seconds
        while not re.search(pattern, text) and time.monotonic() < end:
            if select.select([self.terminal], [], [], 0.1)[0]:
                try:
                    text += os.read(self.terminal, 4096).decode(errors="replace")
                except OSError:
                    break
        return text

    def type(self, text):
        """Types keys."""
        os.write(self.terminal, text.encode())

    def complete(self, line):
        """Types the line and the key that completes; returns the line as it is then, which a
        function of the shell shows."""
        self.type(line + "\t")
        time.sleep(0.3)
        self.type("\x01show '\x05'\r")  # to the beginning, and to the end of the line
        text = self.read_until(r"LINE<[^>]*>")
        found = re.search(r"LINE<([^>]*)>", text)
        return found.group(1).strip() if found else "nothing: " + repr(text[-300:])

    def close(self):
        """Ends the shell."""
        os.close(self.terminal)
        os.waitpid(self.process, 0)


def bash(folder):
    """bash, with the package bash-completion, which loads what it needs."""
    if not shutil.which("bash") or not os.path.exists(BASH):
        return None
    with open(folder + "/bashrc", "w") as file:
        file.write(f". {BASH}\nshow() {{ printf 'LINE<%s>' \"$1\"; }}\nPS1='READY> '\n")
    return Shell(["bash", "--noprofile", "--rcfile", folder + "/bashrc", "-i"], folder)


def zsh(folder):
    """zsh with its completion system."""
    if not shutil.which("zsh"):
        return None
    with open(folder + "/.zshrc", "w") as file:
        file.write(f"fpath=({SHARE}/zsh/vendor-completions $fpath)\nautoload -U compinit\n"
                   "compinit -u -D\nshow() { printf 'LINE<%s>' \"$1\" }\nbindkey -e\n"
                   "PS1='READY> '\nunsetopt zle_bracketed_paste\n")
    return Shell(["zsh", "-i"], folder)


def fish_lines(folder):
    """fish tells completions without a terminal: what would be completed, with the line."""
    found = []
    for line, _ in LINES:
        text = subprocess.run(["fish", "-c", f'complete -C "{line}"'], cwd=folder, check=False,
                              env=environment(folder), capture_output=True, text=True).stdout
        words = [word.split("\t")[0].replace(" ", "\\ ") for word in text.splitlines()]
        found.append(line.rsplit(" ", 1)[0] + " " + words[0] if len(words) == 1 else str(words))
    return found


def interactive(start, folder):
    """The lines that a shell on a terminal completes; None without the shell."""
    shell = start(folder)
    if not shell:
        return None
    shell.read_until("READY> ")
    found = [shell.complete(line) for line, _ in LINES]
    shell.close()
    return found


def main():
    """Tries all shells; returns the status."""
    failed, tried = False, 0
    subprocess.run(["cmake", "--install", BUILD, "--prefix", PREFIX], check=True,
                   stdout=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory() as folder:
        for name in ["guest.program", "with blank"]:
            open(f"{folder}/{name}", "w").close()
        tries = {"bash": lambda: interactive(bash, folder), "zsh": lambda: interactive(zsh, folder),
                 "fish": lambda: fish_lines(folder) if shutil.which("fish") else None}
        for name, run in tries.items():
            found = run()
            if found is None:
                print(f"skipped: {name}, or its package of completions, is not there")
                continue
            tried += 1
            for (line, expected), got in zip(LINES, found):
                # fish has a value after a blank, where the others add "=".
                if got.rstrip("=") != expected.rstrip("="):
                    print(f"FAILED {name}: {line!r} becomes {got!r}, not {expected!r}")
                    failed = True
    return 1 if failed else 0 if tried else 77


sys.exit(main())
