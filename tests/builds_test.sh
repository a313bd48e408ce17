#!/usr/bin/env bash
# builds_test.sh BUILD SCRATCH PPC ARM [bazel] -- the examples of samples/builds, with an installed
# dbt-aot: each translates two programs, does nothing if nothing changed, and then what depends on
# a changed program or on the runtime.  PPC and ARM are programs that print the same.  With "bazel"
# that example runs, too; without, its syntax is checked.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
build=$1 scratch=$2 ppc=$3 arm=$4 failed=0
source=$(cd "$(dirname "$0")/.." && pwd)
prefix=$scratch/prefix
export PKG_CONFIG_PATH=$prefix/share/pkgconfig CMAKE_PREFIX_PATH=$prefix

fail() {
    echo "FAILED $*"
    failed=1
}

build_make() { make -C "$1"; }
build_ninja() { "$1/configure.sh" && ninja -C "$1"; }
build_cmake-ninja() { cmake -S "$1" -B "$1/out" -G Ninja && cmake --build "$1/out"; }
build_cmake-make() { cmake -S "$1" -B "$1/out" -G "Unix Makefiles" && cmake --build "$1/out"; }
build_bazel() {
    (cd "$1" && bazel --batch --output_user_root="$scratch/bazel.cache" build //...)
}

# Sets `made` to the names of the outputs in folder $2 that building $1's example makes now.
build_with() { # build_with EXAMPLE OUTPUTS
    sleep 0.02
    touch "$scratch/before"
    sleep 0.02
    if ! "build_$1" "$scratch/$1" >"$scratch/log" 2>&1; then
        cat "$scratch/log"
        fail "$1: it does not build"
        return 1
    fi
    made=$(find -L "$scratch/$1/$2" -maxdepth 1 -type f \( -name first -o -name second \) \
        -newer "$scratch/before" -printf '%f\n' | sort | xargs)
}

expect_made() { # expect_made EXAMPLE WHEN WHAT
    [ "$made" = "$3" ] || fail "$1, $2: made '$made', not '$3'"
}

# A changed file, by its time and its contents.
change_program() { echo changed >>"$1"; }
change_runtime() {
    local archive
    as -o "$scratch/$1" /dev/null || exit
    for archive in "$prefix"/lib/dbt-aot/*.a; do
        ar qS "$archive" "$scratch/$1" || exit
    done
}

try() { # try EXAMPLE FOLDER OUTPUTS
    local name
    cp -r "$source/samples/builds/$2" "$scratch/$1" && cp "$ppc" "$scratch/$1/first.ppc" &&
        cp "$arm" "$scratch/$1/second.arm" || exit
    [ "$1" != bazel ] || sed -i "s|\"/usr\"|\"$prefix\"|" "$scratch/bazel/WORKSPACE"
    build_with "$1" "$3" || return
    expect_made "$1" "at first" "first second"
    for name in first second; do
        [ "$("$scratch/$1/$3/$name")" = "$expected" ] || fail "$1: what $name prints"
    done
    build_with "$1" "$3" && expect_made "$1" "unchanged" ""
    change_program "$scratch/$1/second.arm"
    build_with "$1" "$3" && expect_made "$1" "with one program changed" second
    change_runtime "of-$1"
    build_with "$1" "$3" && expect_made "$1" "with the runtime changed" "first second"
}

# A build that is killed leaves complete outputs or none, and the next one goes on from there.
# timeout kills its process group, so make and what it runs.
try_interrupted() {
    local when name
    for when in 0.05 0.1 0.15 0.2 0.3 0.4; do
        rm -rf "$scratch/make/out/"*
        { timeout -s KILL "$when" make -j2 -C "$scratch/make" >"$scratch/log" 2>&1; } 2>/dev/null
        for name in first second; do
            [ ! -e "$scratch/make/out/$name" ] ||
                [ "$("$scratch/make/out/$name")" = "$expected" ] ||
                fail "killed after $when s: what $name prints"
        done
        build_make "$scratch/make" >"$scratch/log" 2>&1 || fail "killed after $when s: no build"
        [ "$(ls -A "$scratch/make/out" | xargs)" = "first second" ] ||
            fail "killed after $when s, left: $(ls -A "$scratch/make/out" | xargs)"
    done
}

# A dynamically linked program with all that it needs, in a folder of tests/builds.
make_dynamic() {
    mkdir -p root/lib && cp /usr/powerpc-linux-gnu/lib/ld.so.1 root/lib && ./library.sh first &&
        powerpc-linux-gnu-gcc -O1 -nostdlib dynamic.c -Lroot/lib -lword -o dynamic &&
        "$prefix/bin/dbt-run" -L root --profile=profile dynamic
}

# dbt_add_executable: all that its arguments say.
try_function() { # try_function GENERATOR
    local folder=$scratch/function
    rm -rf "$folder" && cp -r "$source/tests/builds" "$folder" && cp "$ppc" "$folder/first" || exit
    if command -v powerpc-linux-gnu-gcc >/dev/null; then
        [ "$(cd "$folder" && make_dynamic)" = first ] || fail "$1: no dynamically linked program"
    fi
    cmake -S "$folder" -B "$folder/out" -G "$1" >"$scratch/log" 2>&1 &&
        cmake --build "$folder/out" >>"$scratch/log" 2>&1 &&
        ctest --test-dir "$folder/out" >>"$scratch/log" 2>&1 &&
        cmake --install "$folder/out" --prefix "$folder/installed" >>"$scratch/log" 2>&1 &&
        [ "$("$folder/installed/bin/named")" = "$expected" ] || {
        cat "$scratch/log"
        fail "tests/builds with $1"
        return
    }
    "$folder/steps.sh" "$folder/out" "$1" || failed=1
}

# Arguments that are wrong are told when CMake configures.
try_wrong() { # try_wrong ARGUMENTS WORDS
    mkdir -p "$scratch/wrong"
    printf '%s\n' 'cmake_minimum_required(VERSION 3.20)' 'project(wrong LANGUAGES NONE)' \
        'find_package(dbt-aot REQUIRED)' "dbt_add_executable($1)" >"$scratch/wrong/CMakeLists.txt"
    cmake -S "$scratch/wrong" -B "$scratch/wrong/out" >"$scratch/log" 2>&1 &&
        fail "dbt_add_executable($1) is accepted"
    tr -s '\n ' '  ' <"$scratch/log" | grep -qF "$2" || fail "dbt_add_executable($1) says $(
        cat "$scratch/log")"
}

for tool in make pkg-config; do
    command -v "$tool" >/dev/null || {
        echo "skipped: $tool is not there"
        exit 77
    }
done
[ ! -e "$scratch" ] || chmod -R u+w "$scratch" # Bazel's folders are not
rm -rf "$scratch"
mkdir -p "$scratch"
cmake --install "$build" --prefix "$prefix" >/dev/null || exit
expected=$("$prefix/bin/dbt-run" "$ppc")
try make make out
try_interrupted
try ninja ninja out
try cmake-ninja cmake out/bin
try cmake-make cmake out/bin
if [ "${5:-}" = bazel ]; then
    try bazel bazel bazel-bin
fi
"$source/tests/builds/starlark.py" "$source"/samples/builds/bazel/* || failed=1
for generator in Ninja "Unix Makefiles"; do
    try_function "$generator"
done
try_wrong "name" "no INPUT"
try_wrong "name INPUT first COLOUR red" "unknown: COLOUR;red"
try_wrong "name INPUT first OUTPUT name" "put it into another folder"
grep -q '"--profile"' "$prefix/lib/cmake/dbt-aot/dbt-aot-config.cmake" ||
    try_wrong "name INPUT first PROFILE file" "takes no PROFILE"
exit $failed
