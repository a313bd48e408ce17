#!/bin/sh
# binfmt_test.sh BUILD SCRATCH PPC ARM -- the installed template for binfmt_misc: the kernel runs
# the two programs by dbt-run, and programs of the host as before.
#
# In a user namespace, whose registrations are its own (Linux 6.7); 77 where that cannot be.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
build=$1 scratch=$2 ppc=$3 arm=$4
mount='mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc'

apart() { unshare --user --map-root-user --mount "$@"; }

why=$(apart $mount 2>&1) || {
    echo "skipped: no binfmt_misc in a user namespace: $why"
    exit 77
}
rm -rf "$scratch"
cmake --install "$build" --prefix "$scratch" >/dev/null || exit 1
expected=$("$scratch/bin/dbt-run" "$ppc")

apart sh -s "$scratch/share/dbt-aot/binfmt.d/dbt-run.conf" "$ppc" "$arm" >"$scratch/printed" <<END
$mount || exit
grep '^:' "\$1" | while IFS= read -r line; do
    printf '%s' "\$line" >/proc/sys/fs/binfmt_misc/register
done
"\$2"
"\$3"
/bin/true && echo host
END
printf '%s\n' "$expected" "$expected" host | diff - "$scratch/printed"
