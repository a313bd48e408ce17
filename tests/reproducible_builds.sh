#!/bin/bash
# reproducible_builds.sh BUILD SCRATCH-DIR -- the tools that a build in another place makes of the
# same sources are the same bytes, and so is what they translate: ten programs and more.
#
# Two minutes on two cores.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
cd "$(dirname "$0")/.." || exit 1
first=$(realpath "$1")
mkdir -p "$2" && second=$(realpath "$2") || exit 1
failed=0

rm -rf "$second"
mkdir -p "$second/sources elsewhere" || exit 1
git ls-files -z | xargs -0 cp --parents -t "$second/sources elsewhere" || exit 1
cmake -S "$second/sources elsewhere" -B "$second/build" -G Ninja >/dev/null || exit 1
timeout 600 ninja -C "$second/build" dbt-aot dbt-compare dbt-disasm dbt-inspect dbt-run \
    runtime-v3 >"$second/log" || {
    tail "$second/log"
    exit 1
}
for file in bin/dbt-aot bin/dbt-compare bin/dbt-disasm bin/dbt-inspect bin/dbt-run \
    lib/dbt-aot/runtime-v3.a; do
    cmp "$first/$file" "$second/build/$file" || { echo "FAILED $file"; failed=1; }
done

guest=$first/guest
ppc=powerpc-linux-gnu-nm arm=arm-linux-gnueabi-nm
tests/reproducible_test.sh "$first/bin/dbt-aot" "$second/build/bin/dbt-aot" "$second/outputs" \
    "-O2:$first/tests/damaged.powerpc-linux-gnu" "-O3:$first/tests/damaged.arm-linux-gnueabi" \
    "-O2 --emit=obj:$first/tests/damaged.arm-linux-gnueabihf" \
    "-O0:$guest/ppc_stripped" "-O0:$guest/arm_stripped" "-O0 --no-guest-file:$guest/exceptions" \
    "-O2 -g=listing:$guest/ppc_O2:$ppc" "-O3:$guest/ppc_O0:$ppc" \
    "-O2 --precise:$guest/arm_O2:$arm" \
    "-O1:$guest/arm_O0:$arm" "-O2 --split=50:$guest/armhf_O2:$arm" || failed=1
exit $failed
