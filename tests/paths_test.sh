#!/bin/sh
# paths_test.sh BUILD -- no tool, archive or page of a build has the path of its sources or of the
# build folder in it.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
build=$(realpath "$1")
source=$(realpath "$(dirname "$0")/..")
failed=0 count=0

for file in "$build"/bin/dbt-* "$build"/lib/dbt-aot/* $(find "$build/share" -type f); do
    count=$((count + 1))
    for path in "$source/" "$build"; do
        grep -qaF -- "$path" "$file" && echo "FAILED $path is in $file" && failed=1
    done
done
[ $count -ge 10 ] || { echo "FAILED only $count files"; failed=1; }
exit $failed
