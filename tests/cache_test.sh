#!/bin/sh
# cache_test.sh BIN-DIR SCRATCH-DIR -- --cache gives the same bytes as translating does, or a miss.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
bin=$1
dir=$2
aot=$bin/dbt-aot
failed=0
rm -rf "$dir"
mkdir -p "$dir/out" || exit 1
cd "$dir" || exit 1

fail() {
    echo "FAILED $*"
    failed=1
}

cc=
for compiler in powerpc-linux-gnu-gcc arm-linux-gnueabi-gcc; do
    command -v $compiler >/dev/null && cc=$compiler
done
[ "$cc" ] || { echo "skipped: no compiler for a guest"; exit 77; }
cat >program.c <<'EOF'
static void exit_with(int code)
{
#ifdef __arm__
    register int r7 __asm__("r7") = 1, r0 __asm__("r0") = code;
    __asm__ volatile("svc 0" : : "r"(r7), "r"(r0) : "memory");
#else
    register int r0 __asm__("r0") = 1, r3 __asm__("r3") = code;
    __asm__ volatile("sc" : : "r"(r0), "r"(r3) : "memory");
#endif
}
int twice(int x) { return x + x; }
void _start(void) { exit_with(twice(STATUS)); }
EOF
compile="$cc -nostdlib -ffreestanding -static -O1"
$compile -DSTATUS=21 program.c -o program && $compile -DSTATUS=20 program.c -o other || exit 1
"$aot" -O0 program -o plain || exit 1
export XDG_CACHE_HOME="$dir/home" HOME=/nonexistent

# translate WORD OPTIONS...: the log of -v has the word about the cache, which may be "nothing",
# and nothing else is wrong.
translate() {
    word=$1
    shift
    rm -f out/x
    "$aot" -v -O0 "$@" -o out/x 2>log || fail "$word $*: $(tail -n 1 log)"
    if [ "$word" = nothing ]; then
        grep '^cache' log && fail "$*: the cache is told of"
    else
        grep -q "^cache  *$word" log || fail "$*: no \"$word\" in: $(grep cache log)"
    fi
}

# warned WORDS: by the last command.
warned() {
    grep -q -- "dbt-aot: warning: --cache: .*$1" log || fail "no warning \"$1\": $(cat log)"
}

entries() { find "$1" -type f | sort; }

# The same bytes; made once.
translate nothing program
translate miss --cache program
cmp plain out/x || fail "the first output"
grep -q '^translated' log || fail "-v is silent of the translation"
translate hit --cache program
cmp plain out/x || fail "the output of a hit"
grep -q '^translated' log && fail "a hit was translated"
[ -x out/x ] && [ "$(stat -c %a out/x)" = "$(stat -c %a plain)" ] || fail "the mode of a hit"
out/x
[ $? = 42 ] || fail "the output of a hit does not work"
[ "$(stat -c %a home/dbt-aot)" = 700 ] || fail "the folder's mode is $(stat -c %a home/dbt-aot)"
[ "$(entries home | wc -l)" = 1 ] || fail "entries: $(entries home)"
entry=$(entries home)
[ "$(stat -c %a "$entry")" = 600 ] || fail "the entry's mode is $(stat -c %a "$entry")"
(umask 0027 && translate hit --cache program && [ "$(stat -c %a out/x)" = 750 ]) ||
    fail "the mode of a hit with another umask"

# Names and places, jobs and words do not matter.
mkdir -p else && cp program else/renamed
translate hit --cache -j1 else/renamed
"$aot" -q -O0 --cache program -o - >written && cmp plain written || fail "-o -"
"$aot" -q -O0 --cache program -o - | cat >written && cmp plain written || fail "-o - to a pipe"
HOME="$dir/house" XDG_CACHE_HOME=relative translate miss --cache program
[ -d house/.cache/dbt-aot ] || fail "no \$HOME/.cache/dbt-aot"
[ -e relative ] && fail "a relative XDG_CACHE_HOME was used"

# Whatever decides the output does.
translate miss --cache other
out/x
[ $? = 40 ] || fail "the output of another program"
for options in -O1 --precise --split=1 --no-guest-file --no-aot -march=x86-64-v2 --root=/ \
    "--root=/ --precise" --root=//\ --precise --fallback=interp --functions=list -c \
    "--shards=2 --shard=1" "--shards=2 --shard=2" "--shards=3 --shard=1"; do
    echo twice >list
    # shellcheck disable=SC2086
    for turn in miss hit; do
        translate $turn --cache $options program
        [ $turn = hit ] || cp out/x first
    done
    cmp first out/x || fail "$options: a hit is different"
    # shellcheck disable=SC2086
    "$aot" -q -O0 $options program -o uncached && cmp uncached out/x || fail "$options: other bytes"
done
echo _start >list
translate miss --cache --functions=list program
"$aot" -v -O0 "--root=/ --precise" --cache program -o out/x 2>log || fail "a root with a space"
grep -q '^cache  *miss' log || fail "options and a root with spaces have the same key"
translate hit --cache --runtime="$bin/../lib/dbt-aot/runtime-v3.a" program
cp "$bin/../lib/dbt-aot/runtime-v3.a" runtime.a && : | gcc -c -xc - -o empty.o &&
    ar r runtime.a empty.o 2>/dev/null
translate miss --cache --runtime=runtime.a program
printf '#!/bin/sh\nexec "%s" "$@"\n' "$(command -v ld.lld-19 || echo /usr/lib/llvm-19/bin/ld.lld)" \
    >linker && chmod +x linker
translate miss --cache --linker=./linker program
translate "not used" --cache -d op:dump program
translate "not used" --cache -g program
translate "not used" --cache --report=report.json program
translate "not used" --cache --record=record program
translate "not used" --cache --fail-if='left>1' program
translate "not used" --cache -save-temps=. program
translate "not used" --cache -W guessed program
translate hit --cache -Werror -MD -MF out/d -MT x program
grep -q "^x:" out/d && rm out/d || fail "no rule for make of a hit"
"$aot" -v --cache --emit=asm program -o listing 2>log
[ -s listing ] && ! grep '^cache' log || fail "a listing and --cache: $(cat log)"

# What was damaged is made again: cut anywhere, any byte changed, no file.
damage() { # damage FILE AT: another byte there
    old=$(od -An -tu1 -j "$2" -N 1 "$1" | tr -d ' ')
    # shellcheck disable=SC2059
    printf "\\$(printf %o $((255 - old)))" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}
size=$(stat -c %s "$entry")
for at in 0 10 20 100 165 167 300 $((size / 2)) $((size - 1)); do
    for how in truncate damage; do
        if [ $how = truncate ]; then truncate -s "$at" "$entry"; else damage "$entry" "$at"; fi
        translate "miss of a damaged" --cache program
        cmp plain out/x || fail "$how $at: the output"
        [ "$(stat -c %s "$entry")" = "$size" ] || fail "$how $at: the entry was not made again"
    done
done
printf more >>"$entry"
translate "miss of a damaged" --cache program
cp "$(entries home | grep -v "$entry" | head -n 1)" "$entry"
translate "miss of a damaged" --cache program
rm "$entry" && mkdir "$entry"
translate miss --cache program
cmp plain out/x && rmdir "$entry" || fail "an entry that is a folder"
rm -rf "${entry%/*}" && : >"${entry%/*}"
translate miss --cache program
warned "Not a directory"
rm "${entry%/*}"
ln -s "$dir/plain" link && mkdir "${entry%/*}" && ln -s "$dir/plain" "$entry"
translate miss --cache program
cmp plain out/x || fail "an entry that is a link"
translate hit --cache program

# Several processes at once: each gets the output, and no more than one entry is left.
rm -rf shared
for n in 1 2 3 4 5 6; do
    "$aot" -q -O0 -j1 --cache=shared program -o "out/at.$n" 2>"at.$n.log" &
done
wait
for n in 1 2 3 4 5 6; do
    cmp plain "out/at.$n" && ! [ -s "at.$n.log" ] || fail "at once: $(cat "at.$n.log")"
done
[ "$(entries shared | wc -l)" = 1 ] || fail "at once: $(entries shared)"
rm -f out/at.*

# The limit: the entry that was not used for longest goes.  The largest takes $size bytes.
rm -rf small
limit=$((size * 2 + size / 2))
translate miss --cache=small --cache-size=$limit program
translate miss --cache=small --cache-size=$limit other
translate hit --cache=small --cache-size=$limit program
translate miss --cache=small --cache-size=$limit --precise program
translate hit --cache=small --cache-size=$limit program
translate miss --cache=small --cache-size=$limit other
total=$(find small -type f -printf '%s\n' | awk '{ s += $1 } END { print s }')
[ "$total" -le $limit ] || fail "$total bytes are more than $limit"
translate miss --cache=small --cache-size=1K -O1 program
warned "larger than --cache-size"
for word in 5X -1 1KK ""; do
    "$aot" --cache --cache-size="$word" program -o out/x 2>log
    [ $? = 2 ] && grep -q "not a size" log || fail "--cache-size=$word: $(cat log)"
done
# What a process that was killed has left goes when it is old; what is no entry stays.
part=$(dirname "$(entries small | head -n 1)")
: >"$part/new.abcdef" && touch -d "2 hours ago" "$part/new.abcdef" && : >"$part/new.young"
: >small/README
translate miss --cache=small --cache-size=$limit -O2 program
[ -e "$part/new.abcdef" ] && fail "a file of a process that was killed is still there"
[ -e "$part/new.young" ] && [ -e small/README ] || fail "too much was removed"

# What another translation may not leave to the runtime is not kept.
if [ -x "$aot-faulty" ]; then
    FAULT=abort:twice "$aot-faulty" -v -O0 --cache=faulty program -o out/x 2>log
    grep -q '^cache  *not kept' log || fail "what is left to the runtime: $(cat log)"
    [ -z "$(entries faulty)" ] || fail "what is left to the runtime was kept"
fi

# A cache that cannot be used is a warning.
: >file
translate nothing --cache=file program
warned "not a folder"
translate nothing --cache=file/in/it program
warned "Not a directory"
mkdir -p open && chmod 0777 open
translate nothing --cache=open program
warned "every user can write"
HOME='' XDG_CACHE_HOME='' translate nothing --cache program
warned "no folder"
"$aot" -q -O0 --cache=open program -o out/x 2>log && ! [ -s log ] || fail "-q: $(cat log)"
if [ "$(id -u)" != 0 ]; then
    mkdir closed && chmod 0500 closed
    translate miss --cache=closed program
    warned "Permission denied"
    translate nothing --cache=/root/cache program
    warned "Permission denied"
elif unshare -m true 2>/dev/null; then
    mkdir -p closed
    unshare -m sh -c 'mount -t tmpfs -o ro,mode=0700 none closed &&
        "$0" -v -O0 --cache=closed program -o out/x' "$aot" 2>log ||
        fail "a folder that cannot be written: $(cat log)"
    warned "Read-only file system"
    cmp plain out/x || fail "the output, with a folder that cannot be written"
    # An entry is used all the same.
    unshare -m sh -c 'mount --bind "$2" closed && mount -o remount,ro,bind closed &&
        "$0" -v -O0 --cache=closed "$1" -o out/x' \
        "$aot" program "$dir/home/dbt-aot" 2>log &&
        grep -q '^cache  *hit' log || fail "a hit in a folder that cannot be written: $(cat log)"
else
    echo "skipped: folders that cannot be written, no namespaces of mounts here"
fi
if unshare -rm true 2>/dev/null; then
    mkdir -p disk
    unshare -rm sh -c 'mount -t tmpfs -o size=200k,mode=0700 none disk &&
        "$0" -v -O0 --cache=disk program -o out/x; status=$?; find disk -type f; exit $status' \
        "$aot" >listed 2>log || fail "a full disk: $(cat log)"
    warned "No space left"
    [ -s listed ] && fail "a full disk: left $(cat listed)"
    cmp plain out/x || fail "a full disk: the output"
else
    echo "skipped: a full disk, no namespaces of mounts here"
fi
[ -z "$(find . -name '.dbt-aot-*')" ] || fail "left a workspace"
exit $failed
