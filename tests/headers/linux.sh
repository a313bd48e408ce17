#!/bin/sh
# linux.sh KERNEL PROBE FIRST COUNT [-l] -- the cases of headers.c on Linux for ARM itself.
#
# KERNEL is a vmlinuz of Debian's package linux-image-armmp, PROBE the code of probe.c for ARM.
# Prints what headers.c prints.  That is how `expected` was made, with Linux 6.1.176, and how
# it is to be made again when the cases change (five minutes):
#
#   apt-get install qemu-system-arm cpio; dpkg -x linux-image-6.1*-armmp*_armhf.deb DIR
#   tests/headers/linux.sh DIR/boot/vmlinuz-* build/headers/probe.arm 0 3000 >tests/headers/expected
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -e
kernel=$(realpath "$1")
probe=$(realpath "$2")
here=$(cd "$(dirname "$0")" && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
flags="-std=gnu11 -O1 -static -I$here/../.."
mkdir "$dir/root"
arm-linux-gnueabi-gcc $flags "$here/init.c" -o "$dir/root/init"
arm-linux-gnueabi-gcc $flags "$here/headers.c" "$here/make.c" "$here/describe.c" \
    -o "$dir/root/headers"
cp "$probe" "$dir/root/probe"
(cd "$dir/root" && mkdir dev && find . | cpio -o -H newc --quiet) >"$dir/initrd"
qemu-system-arm -M virt -cpu cortex-a15 -m 512 -nographic -nic none -no-reboot -monitor none \
    -serial "file:$dir/console" -kernel "$kernel" -initrd "$dir/initrd" \
    -append "console=ttyAMA0 quiet loglevel=0 FIRST=$3 COUNT=$4 KIND=${5:--s}" </dev/null >&2
tr -d '\r' <"$dir/console" | grep -a '^[0-9][0-9]* ' || { cat "$dir/console" >&2; exit 1; }
