#!/usr/bin/env bash
# handlers_test.sh BIN-DIR SCRATCH-DIR -- which programs are seen to handle SIGSEGV or SIGBUS, and
# what becomes of their ahead-of-time code: --resume, its default, and profiles.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -u
bin=$1 aot="$1/dbt-aot -O0" dir=$2
here=$(cd "$(dirname "$0")" && pwd)
failed=0 done=0
rm -rf "$dir"
mkdir -p "$dir" || exit 1
cd "$dir" || exit 1
unset DBT_ROOT DBT_LOG DBT_PROFILE DBT_STATS
printf "main\ntouch\n" >own

fail() {
    echo "FAILED $cross $*"
    failed=1
}

# made YES-OR-NO OPTIONS... PROGRAM: whether it is made with --resume, as -v and dbt-inspect say.
made() {
    what="${*:2}"
    local want=$1
    shift
    # shellcheck disable=SC2086
    $aot -v "$@" -o out 2>log || fail "translating $*: $(cat log)"
    grep -q '^handlers  *of SIGSEGV or SIGBUS, by .*: made with --resume$' log && got=yes || got=no
    [ $got = "$want" ] || fail "$*: made with --resume by itself: $got"
}

# runs RETIRED: the output prints what it should, and its code was left so often.
runs() {
    DBT_STATS=stats ./out >said 2>err || fail "status $?: $(cat err)"
    [ "$(cat said)" = 42 ] || fail "$1: says $(cat said)"
    retired=$(grep -o '"retired": *[0-9]*' stats | head -1 | sed 's/.*[: ]//')
    [ "$retired" = "$1" ] || fail "$what: retired $retired times, not $1"
    rm -f stats
}

static_programs() {
    for which in 1 2 3; do
        $cross-gcc -std=gnu11 -O1 -static -DWHICH=$which "$here/handlers/guest.c" -o "static$which"
        made yes --functions=own "static$which"
        runs 0
    done
    made no --functions=own --resume=no static1
    runs 1
    made no --functions=own --resume=yes static1
    runs 0
    for which in 4 6 5; do
        $cross-gcc -std=gnu11 -O1 -static -DWHICH=$which "$here/handlers/guest.c" -o "static$which"
        made no --functions=own "static$which"
    done
    runs 1
    DBT_PROFILE=seen.prof ./out >said
    grep -qx 'handlers 1' seen.prof || fail "no handlers in the profile: $(tail -3 seen.prof)"
    made yes --functions=own --profile=seen.prof static5
    runs 0
    DBT_PROFILE=kept.prof ./out >said
    grep -v '^handlers' kept.prof >none.prof
    made no --functions=own --profile=none.prof static5
}

# Calls of the C library go by stubs, which position-independent code for PowerPC finds by a
# register.  The program's libraries are made as the program is.
dynamic_programs() {
    local root=/usr/$cross
    for kind in "-no-pie" "-pie -fPIE"; do
        for which in 1 3 4; do
            # shellcheck disable=SC2086
            $cross-gcc -std=gnu11 -O1 $kind -DWHICH=$which "$here/handlers/guest.c" \
                -o "dynamic$which"
            [ $which = 4 ] && want=no || want=yes
            made $want --no-libraries --root="$root" "dynamic$which"
            DBT_ROOT=$root runs 0
        done
    done
}

# A library that installs a handler decides for its program; one that was made before cannot be
# changed, which is a warning.
libraries() {
    local root=/usr/$cross
    cat >handler.c <<'C'
#include <signal.h>
void set_handler(void (*handler)(int));
void set_handler(void (*handler)(int)) { signal(SIGSEGV, handler); }
C
    cat >uses.c <<'C'
#include <stdio.h>
void set_handler(void (*handler)(int));
static void nothing(int number) { (void)number; }
int main(void) { set_handler(nothing); puts("42"); return 0; }
C
    $cross-gcc -O1 -shared -fPIC handler.c -o libhandler.so
    $cross-gcc -O1 uses.c ./libhandler.so -o uses
    $aot -q --library libhandler.so -o handler.dbto || fail "the library"
    "$bin/dbt-inspect" handler.dbto >inspected
    grep -q '^resumes *yes$' inspected || fail "the library: $(cat inspected)"
    made yes --no-libraries --root="$root" --with=handler.dbto uses
    DBT_ROOT=$root runs 0
    $aot -q --resume=no --library libhandler.so -o handler.dbto || fail "the library"
    $aot --no-libraries --root="$root" --with=handler.dbto uses -o out 2>log ||
        fail "a library without --resume: $(cat log)"
    grep -q 'warning: .*libhandler.so installs a handler .*handler.dbto was made without' log ||
        fail "no warning: $(cat log)"
    [ "$(grep -c 'installs a handler' log)" = 1 ] || fail "warned more than once: $(cat log)"
    DBT_ROOT=$root runs 1
    $aot --no-libraries --resume --root="$root" --with=handler.dbto uses -o out 2>log &&
        fail "linked what was made without --resume"
    grep -q 'handler.dbto: it was not made with --resume' log || fail "no error: $(cat log)"
}

for cross in powerpc-linux-gnu arm-linux-gnueabihf; do
    command -v $cross-gcc >out || continue
    done=1
    static_programs
    dynamic_programs
    libraries
done
[ $done = 1 ] || {
    echo "skipped: no cross compiler"
    exit 77
}
exit $failed
