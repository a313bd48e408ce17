#!/bin/bash
# inside.sh FOLDER SECONDS ROOT [beneath] -- run FOLDER/script on a machine of its own: no network
# but loopback, no process but its own, the users below, and FOLDER at /mnt.
#
# To be run in namespaces of its own (unshare), by root or by who is root in them.  All processes
# end when this one does.  With "beneath", ROOT's files are seen where this machine has none: not
# all system calls that qemu makes heed its -L (statx does not).
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -eu
folder=$1 seconds=$2 root=$3
ip link set lo up
if [ "${4-}" = beneath ]; then
    for name in usr etc; do
        [ -d "$root/$name" ] || continue
        mount -t overlay overlay -o "lowerdir=/$name:$root/$name" /$name
    done
fi
cat >"$folder/passwd" <<'.'
root:x:0:0:root:/mnt/home:/bin/sh
sshd:x:100:65534::/run/sshd:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
.
mount --bind "$folder/passwd" /etc/passwd
mount --bind "$folder" /mnt
mount -t tmpfs tmpfs /run

# Nothing else of this machine can be written: a program may remove what it was told to write.
mkdir "$folder/written" "$folder/written.work"
mount -t overlay overlay /tmp \
    -o "lowerdir=/tmp,upperdir=$folder/written,workdir=$folder/written.work"
mount -t tmpfs tmpfs /mnt/dev
for name in null zero full random urandom tty; do
    : >/mnt/dev/$name
    mount --bind /dev/$name /mnt/dev/$name
done
ln -s /proc/self/fd /mnt/dev/fd
for name in 0:stdin 1:stdout 2:stderr; do
    ln -s "/proc/self/fd/${name%:*}" "/mnt/dev/${name#*:}"
done
mkdir /mnt/dev/shm /mnt/dev/pts
mount -t devpts -o newinstance,ptmxmode=0666 devpts /mnt/dev/pts
ln -s pts/ptmx /mnt/dev/ptmx
mount --move /mnt/dev /dev
mount -o remount,bind,ro /

cd /mnt/work
exec env -i PATH=/mnt/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin HOME=/mnt/home TMPDIR=/mnt/tmp \
    DATA=/mnt/data ROOT="$root" LC_ALL=C.UTF-8 TZ=UTC TERM=dumb USER=root \
    timeout -k 5 "$seconds" bash /mnt/script </dev/null >/mnt/stdout 2>/mnt/stderr
