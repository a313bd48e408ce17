#!/bin/sh
# steps.sh BUILD GENERATOR -- what the project here makes again, after it was built to BUILD.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
cd "$(dirname "$0")" || exit 2
build=$1 generator=$2 failed=0

expect() { # expect WHAT WHEN: these targets are translated
    cmake --build "$build" >"$build/log" 2>&1 || {
        tail -n 5 "$build/log"
        echo "FAILED $generator, $2: it does not build"
        failed=1
    }
    made=$(sed -n 's/.*Translating //p' "$build/log" | sort | xargs)
    [ "$made" = "$1" ] || {
        echo "FAILED $generator, $2: made '$made', not '$1'"
        failed=1
    }
}

expect "" "unchanged"
echo more >>first
expect "made plain" "a changed program"
echo more >>hints
expect made "a changed file of DEPENDS"
if grep -q '"-MD"' "$(sed -n 's/^dbt-aot_DIR:.*=//p' "$build/CMakeCache.txt")/dbt-aot-config.cmake"
then
    echo _start >>"$build/functions"
    expect made "a changed file that an option names"
else
    echo "skipped: a changed file that an option names, this dbt-aot has no -MD"
fi
if [ -e dynamic ]; then
    ./library.sh changed
    expect dynamic "a changed library of the root"
    [ "$("$build/bin/dynamic")" = changed ] || {
        echo "FAILED $generator: dynamic does not use the changed library"
        failed=1
    }
    "$build/bin/dynamic" >/dev/null
    DBT_PROFILE=profile "$build/bin/dynamic" >/dev/null
    expect dynamic "a changed profile"
else
    echo "skipped: a changed library of the root, there is no powerpc-linux-gnu-gcc"
fi
rm "$build/sub/folder/named"
expect made "an output that is gone"
exit $failed
