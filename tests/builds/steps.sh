#!/bin/sh
# steps.sh BUILD GENERATOR -- what the project here makes again, after it was built to BUILD.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
cd "$(dirname "$0")" || exit 2
build=$1 generator=$2 failed=0

expect() { # expect WHAT WHEN: these targets are translated
    made=$(cmake --build "$build" 2>&1 | sed -n 's/.*Translating //p' | sort | xargs)
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
    echo main >>"$build/functions"
    expect made "a changed file that an option names"
else
    echo "skipped: a changed file that an option names, this dbt-aot has no -MD"
fi
rm "$build/sub/folder/named"
expect made "an output that is gone"
exit $failed
