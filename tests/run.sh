#!/usr/bin/env bash
# run.sh -- build and run all tests; ctest's summary is the last thing printed.
#
# Installs what is missing (Debian packages), asks nothing.  BUILD=folder builds elsewhere.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -eu
cd "$(dirname "$0")/.."
. scripts/deps.sh
deps_install build

build=${BUILD:-build}
cmake -S . -B "$build" -G Ninja ${CMAKE_OPTIONS:-} >/dev/null
ninja -C "$build"
ctest --test-dir "$build" -j"$(nproc)" --output-on-failure --no-tests=error "$@"
