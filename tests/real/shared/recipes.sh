# recipes.sh -- sourced by build_root.sh: how each program or library is built, with shared
# libraries, from Debian's source.
#
# A recipe is a function that runs in a copy of the source, and stops at the first command that
# fails.  $CC and $CXX are the compilers, $HOST the name that configure scripts know the guest by,
# $ROOT the folder to install to, in which $LIBDIR has libraries.  Headers and linker scripts go to
# $ROOT, too.  `source_of NAME` is the package.  A recipe may need what stands above it.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

source_of() {
    case $1 in
    lua) echo lua5.4 ;;
    lpeg) echo lua-lpeg ;;
    cjson) echo lua-cjson ;;
    xz) echo xz-utils ;;
    jsoncpp) echo libjsoncpp ;;
    *) echo "$1" ;;
    esac
}

flags() { echo "-O2 -I$ROOT/usr/include"; }
link_flags() { echo "-L$ROOT$LIBDIR -Wl,-rpath-link,$ROOT$LIBDIR"; }

configure() {
    ./configure --host="$HOST" --build=x86_64-linux-gnu --prefix=/usr --libdir="$LIBDIR" CC="$CC" \
        CFLAGS="$(flags)" LDFLAGS="$(link_flags)" "$@"
}

shared() { # shared SONAME OPTIONS-AND-FILES...: a library of that name, and the name to link by
    local soname=$1
    shift
    $CC $(flags) -fPIC -shared -Wl,-soname,"$soname" "$@" $(link_flags) -o "$ROOT$LIBDIR/$soname"
    ln -sf "$soname" "$ROOT$LIBDIR/${soname%.so*}.so"
}

program() { # program NAME OPTIONS-AND-FILES...
    local name=$1
    shift
    $CC $(flags) "$@" $(link_flags) -o "$ROOT/usr/bin/$name"
}

headers() { mkdir -p "$ROOT/usr/include" && cp "$@" "$ROOT/usr/include/"; }

recipe_zlib() {
    local library='adler32 compress crc32 deflate gzclose gzlib gzread gzwrite infback inffast
                   inflate inftrees trees uncompr zutil'
    CC="$CC" CHOST="$HOST" ./configure --prefix=/usr --shared
    shared libz.so.1 -D_LARGEFILE64_SOURCE=1 -DHAVE_HIDDEN $(printf '%s.c ' $library)
    headers zlib.h zconf.h
    program minigzip test/minigzip.c -I. -lz
}

recipe_bzip2() {
    shared libbz2.so.1.0 -D_FILE_OFFSET_BITS=64 blocksort.c huffman.c crctable.c randtable.c \
        compress.c decompress.c bzlib.c
    ln -sf libbz2.so.1.0 "$ROOT$LIBDIR/libbz2.so"
    program bzip2 -D_FILE_OFFSET_BITS=64 bzip2.c -lbz2
}

recipe_xz() {
    configure --disable-static --disable-nls --disable-scripts --disable-doc
    make -j2
    make install DESTDIR="$ROOT"
    rm -f "$ROOT$LIBDIR"/*.la
}

# What modules are built with.
recipe_lua() {
    cd src
    printf '#define DEB_HOST_MULTIARCH "%s"\n' "$HOST" >lua5.4-deb-multiarch.h
    shared liblua5.4.so.0 -DLUA_USE_LINUX -DLUA_COMPAT_5_3 $(ls *.c | grep -v '^luac\?\.c$') \
        -lm -ldl
    headers lua.h luaconf.h lualib.h lauxlib.h lua5.4-deb-multiarch.h
    program lua -DLUA_USE_LINUX lua.c -llua5.4 -lm
}

lua_module() { # lua_module NAME FILES...
    local name=$1
    shift
    mkdir -p "$ROOT/usr/lib/lua/5.4"
    $CC $(flags) -fPIC -shared "$@" -o "$ROOT/usr/lib/lua/5.4/$name.so"
}

recipe_lpeg() {
    lua_module lpeg lp*.c
    mkdir -p "$ROOT/usr/share/lua/5.4"
    cp re.lua "$ROOT/usr/share/lua/5.4/"
}

recipe_cjson() { lua_module cjson lua_cjson.c strbuf.c fpconv.c -lm; }

recipe_ncurses() {
    configure --with-shared --without-debug --without-normal --without-ada --without-manpages \
        --without-tests --without-progs --without-cxx --without-cxx-binding --with-termlib=tinfo \
        --disable-db-install --disable-stripping --enable-widec --without-gpm
    make -j2
    make install.libs install.includes DESTDIR="$ROOT"
}

recipe_readline() {
    configure --disable-static --disable-install-examples bash_cv_wcwidth_broken=no \
        CFLAGS="$(flags) -I$ROOT/usr/include/ncursesw"
    make -j2 shared SHLIB_LIBS=-ltinfo
    make -C shlib install DESTDIR="$ROOT"
    make install-headers DESTDIR="$ROOT"
}

# With readline where it was built.
recipe_sqlite3() {
    local line=
    ./configure >/dev/null
    make sqlite3.c shell.c
    shared libsqlite3.so.0 -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_RTREE sqlite3.c -lm -ldl -lpthread
    [ ! -e "$ROOT$LIBDIR/libreadline.so" ] || line="-DHAVE_READLINE=1 -lreadline -ltinfo"
    program sqlite3 -I. shell.c -lsqlite3 $line -lz -lm
}

recipe_openssl() {
    ./Configure linux-ppc no-asm no-tests no-afalgeng shared --prefix=/usr \
        --libdir="${LIBDIR#/usr/}" --openssldir=/etc/ssl --cross-compile-prefix="$HOST-"
    make -s build_generated
    make -s -j2 libcrypto.so libssl.so apps/openssl providers/legacy.so
    cp -d libcrypto.so* libssl.so* "$ROOT$LIBDIR/"
    cp apps/openssl "$ROOT/usr/bin/"
    mkdir -p "$ROOT$LIBDIR/ossl-modules" "$ROOT/etc/ssl"
    cp providers/legacy.so "$ROOT$LIBDIR/ossl-modules/"
    cp apps/openssl.cnf "$ROOT/etc/ssl/"
}

cxx_shared() { CC=$CXX shared "$@"; }

recipe_jsoncpp() {
    cxx_shared libjsoncpp.so.25 -Iinclude src/lib_json/*.cpp
    CC=$CXX program jsontest -Iinclude src/test_lib_json/jsontest.cpp src/test_lib_json/main.cpp \
        src/test_lib_json/fuzz.cpp -ljsoncpp
    CC=$CXX program jsontestrunner -Iinclude src/jsontestrunner/main.cpp -ljsoncpp
}

recipe_muparser() {
    cxx_shared libmuparser.so.2 -Iinclude -DMUPARSERLIB_EXPORTS src/*.cpp
    CC=$CXX program muparser -Iinclude samples/example1/example1.cpp -lmuparser
}
