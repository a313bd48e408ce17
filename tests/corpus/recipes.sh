# recipes.sh -- sourced by build_programs.sh: how each program is built from Debian's source.
#
# A recipe is a function that runs in a copy of the source.  $CC is the compiler, $HOST the name
# that configure scripts know the guest by.  Where it has made the program it says `keep FILE`,
# or `keep FILE NAME`.  `source_of NAME` is the package.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

source_of() {
    case $1 in
    lua) echo lua5.4 ;;
    xz) echo xz-utils ;;
    zstd) echo libzstd ;;
    dc) echo bc ;;
    xmlwf) echo expat ;;
    *) echo "$1" ;;
    esac
}

configure() { ./configure --host="$HOST" --build=x86_64-linux-gnu CC="$CC" CFLAGS=-O2 "$@"; }

recipe_lua() {
    cd src
    printf '#define DEB_HOST_MULTIARCH "%s"\n' "$HOST" >lua5.4-deb-multiarch.h
    rm luac.c
    $CC -O2 -static -DLUA_USE_POSIX *.c -o lua -lm && keep lua
}

recipe_sqlite3() {
    ./configure >/dev/null && make sqlite3.c shell.c
    $CC -O2 -static -DSQLITE_THREADSAFE=0 -DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_ENABLE_FTS5 \
        -I. shell.c sqlite3.c -o sqlite3.guest -lm && keep sqlite3.guest sqlite3
}

recipe_bzip2() {
    $CC -O2 -static -D_FILE_OFFSET_BITS=64 blocksort.c huffman.c crctable.c randtable.c compress.c \
        decompress.c bzlib.c bzip2.c -o bzip2 && keep bzip2
}

recipe_gzip() { configure LDFLAGS=-static && make MAKEINFO=true && keep gzip; }

recipe_xz() {
    configure --disable-shared --disable-nls --disable-scripts --disable-doc &&
        make LDFLAGS=-all-static && keep src/xz/xz
}

recipe_zstd() {
    make -C programs zstd CC="$CC" CFLAGS=-O2 LDFLAGS=-static HAVE_ZLIB=0 HAVE_LZMA=0 HAVE_LZ4=0 &&
        keep programs/zstd
}

recipe_lz4() {
    $CC -O2 -static -DXXH_NAMESPACE=LZ4_ -Ilib -Iprograms programs/*.c lib/*.c -o lz4 && keep lz4
}

recipe_brotli() {
    $CC -O2 -static -Ic/include c/common/*.c c/enc/*.c c/dec/*.c c/tools/brotli.c -o brotli -lm &&
        keep brotli
}

recipe_busybox() {
    make defconfig
    sed -i 's/.*CONFIG_STATIC[ =].*/CONFIG_STATIC=y/; s/CONFIG_TC=y/# CONFIG_TC is not set/' .config
    yes '' | make oldconfig
    make CROSS_COMPILE="${CC%gcc}" busybox_unstripped && keep busybox_unstripped busybox
}

recipe_gawk() {
    configure --disable-nls --disable-extensions --without-readline --without-mpfr \
        LDFLAGS=-static &&
        make -C support && make gawk && keep gawk
}

# bc's library in bc is compiled by a bc of this machine's; dc needs none.
recipe_dc() { configure LDFLAGS=-static && make -C lib && make -C dc && keep dc/dc; }

recipe_dash() {
    [ -x configure ] || ./autogen.sh
    configure --enable-static LDFLAGS=-static && make && keep src/dash
}

recipe_xmlwf() {
    cd expat
    [ -x configure ] || ./buildconf.sh
    configure --disable-shared --without-docbook --without-tests --without-examples &&
        make LDFLAGS=-all-static && keep xmlwf/xmlwf
}
