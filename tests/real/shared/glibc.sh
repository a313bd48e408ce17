# glibc.sh -- sourced by build_root.sh: the C library of Debian's cross packages.
#
#   libc_sources        source packages it is built from
#   libc_root           puts it into $ROOT; sets CC, CXX, LIBDIR and what recipes.sh says
#   suitable NAME...    those of the recipes that can be built with it
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

libc_sources() { :; }

suitable() { echo "$@"; }

# Its dynamic linker looks where it would lie in Debian: the folders are laid out like that.
libc_root() {
    local cross=/usr/$HOST/lib library
    [ -e "$cross/libc.so.6" ] || return 1
    LIBDIR=/usr/lib/$HOST
    CC=$HOST-gcc CXX=$HOST-g++
    mkdir -p "$ROOT$LIBDIR"
    [ -e "$ROOT/lib" ] || ln -s usr/lib "$ROOT/lib"
    for library in "$cross"/lib*.so.[0-9]* "$cross"/ld*.so.*; do
        case $library in *san.so* | *libgo.so* | *libgomp.so*) continue ;; esac
        cp -dn "$library" "$ROOT$LIBDIR/"
    done
    for library in "$ROOT$LIBDIR"/ld*.so.*; do
        ln -sf "${LIBDIR#/usr/lib/}/${library##*/}" "$ROOT/usr/lib/${library##*/}"
    done
}
