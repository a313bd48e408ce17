#!/bin/sh
# sources.sh -- every source file names its licence among its first lines, by SPDX identifier,
# and has no line of more than 100 columns.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
cd "$(dirname "$0")/.." || exit 2

find CMakeLists.txt .ci .clang-tidy aot ir lifter packaging runtime samples scripts tests -type f \
    \( -name '*.[chS]' -o -name '*.cc' -o -name '*.def' -o -name '*.inc' -o -name '*.sh' \
    -o -name '*.js' -o -name '*.css' -o -name '*.html' \
    -o -name '*.py' -o -name '*.cmake' -o -name CMakeLists.txt -o -name .clang-tidy \
    -o -path .ci/run \) | LC_ALL=C xargs awk '
    function named() {
        if (file && !names_it) {
            print file " does not name its licence"
            wrong = 1
        }
    }
    FNR == 1 { named(); file = FILENAME; names_it = 0 }
    FNR <= 60 && /SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception/ { names_it = 1 }
    length > 100 {
        print FILENAME ":" FNR ": " length " columns"
        wrong = 1
    }
    END { named(); exit wrong }'
