#!/usr/bin/env bash
# fetch_gcc.sh FOLDER -- GCC's tests, from Debian's gcc-12-source, unpacked into FOLDER.
#
# What is there already stays.  Status 77: the package could not be fetched.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -u
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:?where to?}
[ -e "$folder/complete" ] && exit 0
. "$here/../../scripts/deps.sh"
deps_install corpus || { echo "gcc-12-source could not be fetched"; exit 77; }
mkdir -p "$folder" &&
    tar -C "$folder" --strip-components=3 -xf /usr/src/gcc-12/gcc-12*.tar.xz \
        --wildcards '*/gcc/testsuite/gcc.c-torture' \
        '*/gcc/testsuite/gcc.target/aarch64/advsimd-intrinsics' &&
    : >"$folder/complete"
