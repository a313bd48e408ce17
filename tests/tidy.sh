#!/bin/sh
# tidy.sh BUILD [FILE...] -- clang-tidy, with the checks of .clang-tidy, on files of the project.
#
# BUILD is a folder that cmake has prepared; its compile_commands.json says how each file is
# compiled.  Without FILEs, all that are in it are checked.  Prints the findings; status 1 if
# there are any.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
commands=$(realpath "$1")/compile_commands.json
cd "$(dirname "$0")/.." || exit 2
shift
tidy=$(command -v clang-tidy-19) || { echo "skipped: no clang-tidy-19"; exit 77; }
[ -s "$commands" ] || { echo "no $commands: run cmake first"; exit 2; }
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

# A file that is compiled in several ways is checked in the first of them, without the
# flags that only gcc has.  The commands go to a file, the names to another.
python3 - "$commands" "$work" "$@" <<'EOF' || exit 2
import json, os, re, sys

database, work, *wanted = sys.argv[1:]
wanted = {os.path.realpath(name) for name in wanted}
first = {}
for entry in json.load(open(database)):
    if entry["file"].endswith(".c") and (not wanted or entry["file"] in wanted):
        entry["command"] = re.sub(r" -fno-tree-[a-z-]+", "", entry["command"])
        first.setdefault(entry["file"], entry)
json.dump(list(first.values()), open(work + "/compile_commands.json", "w"))
open(work + "/files", "w").writelines(name + "\n" for name in first)
EOF
[ -s "$work/files" ] || { echo "no files to check in $commands"; exit 2; }
if xargs -P "$(nproc)" -n 4 "$tidy" -p "$work" --quiet \
    <"$work/files" >"$work/found" 2>"$work/errors"; then
    echo "$(wc -l <"$work/files") files, nothing found"
    exit 0
fi
cat "$work/found"
grep -E '^(error|Error|LLVM ERROR)' "$work/errors"
exit 1
