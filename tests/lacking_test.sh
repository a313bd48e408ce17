#!/bin/sh
# lacking_test.sh PROGRAM EXPECT COMMAND... -- what uses AES, PCLMULQDQ and SHA does the
# same on processors that lack some, as qemu-x86_64 is, which raises SIGILL at them: PROGRAM,
# the guest programs translated ahead of time, and COMMAND, which translates when it runs.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
program=$1
expect=$2
shift 2
command -v qemu-x86_64 >/dev/null || { echo "skipped: no qemu-x86_64"; exit 77; }
failed=0

# check CPU COMMAND...
check()
{
    cpu=$1
    shift
    got=$(timeout 100 qemu-x86_64 -cpu "$cpu" "$@" crypto 2>/dev/null)
    [ "$got" = "$(grep -v '^\[exit' "$expect")" ] && return
    echo "$cpu: $*: $got"
    failed=1
}

# qemu 7.2 has no SHA, later ones do.
for cpu in max max,-sha-ni max,-sha-ni,-aes max,-sha-ni,-pclmulqdq; do
    check $cpu "$program"
    check $cpu "$@"
done
exit $failed
