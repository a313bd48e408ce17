#!/bin/sh
# licence.sh -- every source file names its licence among its first lines, by SPDX identifier.
cd "$(dirname "$0")/.." || exit 2
line='SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception'
status=0
for file in $(find CMakeLists.txt .ci aot ir lifter runtime samples scripts tests -type f \
    \( -name '*.[chS]' -o -name '*.cc' -o -name '*.def' -o -name '*.inc' -o -name '*.sh' \
    -o -name '*.py' -o -name '*.cmake' -o -name CMakeLists.txt -o -path .ci/run \)); do
    head -n 60 "$file" | grep -qF "$line" || { echo "$file does not name its licence"; status=1; }
done
exit $status
