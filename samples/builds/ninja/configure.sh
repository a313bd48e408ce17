#!/bin/sh
# configure.sh -- writes build.ninja, which translates every program NAME.ppc and NAME.arm in this
# folder to out/NAME.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -eu
cd "$(dirname "$0")"
{
    echo "dbt_aot = $(pkg-config --variable=dbt_aot dbt-aot)"
    cat rules.ninja
    for program in *.ppc *.arm; do
        [ -e "$program" ] || continue
        # It depends on the translator, too; what else, dbt-aot says.
        echo "build out/${program%.*}: translate $program | \$dbt_aot"
    done
} >build.ninja
