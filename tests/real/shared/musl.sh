# musl.sh -- sourced by build_root.sh: musl, built from Debian's source, and its compiler wrapper.
#
# The same functions as glibc.sh has.  The compilers are those for glibc, with musl's own wrapper
# script around them; so there is no C++, whose library is glibc's.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

libc_sources() { echo musl; }

suitable() {
    local name
    for name in "$@"; do
        case $name in zlib | bzip2 | lua | lpeg | cjson | xz | sqlite3) echo "$name" ;; esac
    done
}

# On PowerPC musl has double for long double; it has no support for the PLTs of old, which the
# wrapper leaves the linker to make.
recipe_musl() {
    local prefix=$out/musl flags=
    [ "$guest" != ppc ] || flags=-mlong-double-64
    ./configure --target="${HOST%-gnu*}-musl" CC="$HOST-gcc" CFLAGS="$flags" AR="$HOST-ar" \
        RANLIB="$HOST-ranlib" --prefix="$prefix" --syslibdir=/lib --enable-wrapper=gcc
    make -j2 all
    make install-headers install-tools
    mkdir -p "$prefix/lib" "$ROOT/lib" "$ROOT/usr/lib"
    cp lib/*.o lib/*.a lib/*.specs lib/libc.so "$prefix/lib/"
    cp lib/libc.so "$ROOT/lib/ld-musl-$(musl_processor).so.1"
}

musl_processor() {
    case $guest in
    ppc) echo powerpc ;;
    armhf) echo armhf ;;
    esac
}

libc_root() {
    LIBDIR=/usr/lib
    [ -e "$out/musl.built" ] || build musl recipe_musl
    CC=$out/musl/bin/musl-gcc CXX=false
    [ "$guest" != ppc ] || CC="$CC -mlong-double-64 -msecure-plt -Wl,--secure-plt"
    [ -e "$out/musl.built" ]
}
