#!/bin/sh
# install_test.sh BUILD SCRATCH GUEST -- what `cmake --install` puts where, and that it can be
# moved.  GUEST is a program to translate.  Whatever is in bin is held to the same: it is stripped,
# its symbols are apart, and it has a manual page and completions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
build=$1 scratch=$2 guest=$3 failed=0
source=$(cd "$(dirname "$0")/.." && pwd)

fail() {
    echo "FAILED $*"
    failed=1
}

install_to() { # install_to FOLDER
    cmake --install "$build" --prefix "$1" >"$scratch/log" 2>&1 || {
        cat "$scratch/log"
        exit 1
    }
}

has_section() { readelf -SW "$1" 2>/dev/null | grep -qF " $2 "; }

check_tool() { # check_tool PREFIX NAME
    id=$(readelf -n "$1/bin/$2" | sed -n 's/.*Build ID: \(..\)/\1\//p')
    symbols=$1/lib/debug/.build-id/$id.debug
    has_section "$1/bin/$2" .symtab && fail "$2 has symbols"
    has_section "$symbols" .debug_info || fail "$2: no debug information in $symbols"
    "$1/bin/$2" --version | grep -q "^$2 [0-9]" || fail "$2 --version"
    for file in man/man1/$2.1.gz bash-completion/completions/$2 zsh/vendor-completions/_$2 \
        fish/vendor_completions.d/$2.fish; do
        [ -s "$1/share/$file" ] || fail "$2: no share/$file"
    done
}

rm -rf "$scratch"
mkdir -p "$scratch/elsewhere"
install_to "$scratch/first"
# Again, over what is there: once copied anew, once taken for up to date by its time.
install_to "$scratch/first"
for tool in "$scratch/first"/bin/*; do
    touch -r "$build/bin/${tool##*/}" "$tool"
done
install_to "$scratch/first"
moved="$scratch/elsewhere/a folder"
mv "$scratch/first" "$moved"

for tool in "$moved"/bin/*; do
    check_tool "$moved" "$(basename "$tool")"
done
[ -x "$moved/bin/dbt-aot" ] && [ -x "$moved/bin/dbt-run" ] || fail "tools are not there"
folders='bin|lib/dbt-aot|lib/debug/[.]build-id|lib/cmake/dbt-aot|share/pkgconfig|share/dbt-aot'
folders="$folders|share/doc/dbt-aot|share/man/man[17]|share/bash-completion|share/zsh|share/fish"
(cd "$moved" && find . -type f) | grep -Ev "^[.]/($folders)/" &&
    fail "these are in no folder of their kind"

# The template for binfmt_misc, which takes no other, has an absolute path.
grep -rlF -e "$source/" -e "$scratch/" --exclude-dir=binfmt.d "$moved" &&
    fail "these name a folder of the build"

# Moved, and without anything of its surroundings.
for which in "$build" "$moved"; do
    env -i "$which/bin/dbt-aot" "$guest" -o "$scratch/output" || fail "$which: no output"
    cksum <"$scratch/output" >>"$scratch/sums"
done
[ "$(sort -u "$scratch/sums" | wc -l)" = 1 ] || fail "the installed dbt-aot makes another output"
[ "$("$scratch/output")" = "$("$moved/bin/dbt-run" "$guest")" ] || fail "the output does otherwise"

# Packagers install to DESTDIR, and component by component.
(cd "$moved" && find . -type f | sort) >"$scratch/files"
DESTDIR=$scratch/staged install_to /usr
(cd "$scratch/staged/usr" && find . -type f | sort) | diff - "$scratch/files" ||
    fail "other files are installed below DESTDIR"
cmake --install "$build" --component tools --prefix "$scratch/tools" >"$scratch/log" 2>&1 &&
    has_section "$scratch/tools/bin/dbt-aot" .debug_info ||
    fail "the component tools is not as it was built"
exit $failed
