#!/bin/sh
# layering.sh -- each folder includes only from the folders it may.
#
# A line is a folder and what else it may include from: folders, or single headers.
status=0
cd "$(dirname "$0")/.." || exit 2

# may FOLDER ALLOWED...: complain about every other include of its sources.
check() {
    folder=$1
    shift
    for file in $(find "$folder" -maxdepth 1 -name '*.[chS]' 2>/dev/null); do
        for header in $(sed -n 's/^#include "\(.*\)".*/\1/p' "$file"); do
            case " $folder $* " in
            *" $(dirname "$header") "* | *" $header "*) ;;
            *) echo "$file may not include $header"; status=1 ;;
            esac
        done
    done
}

# Every folder with sources must have a line.
listed() {
    for folder in $(find ir lifter runtime aot -name '*.[ch]' -exec dirname {} + | sort -u); do
        grep -q "^$folder\( \|$\)" <<END || { echo "layering.sh does not know $folder"; status=1; }
$1
END
    done
}

runtime='runtime runtime/base runtime/memory runtime/code runtime/host/x86_64 runtime/jit'
linux="runtime/linux runtime/linux/file runtime/linux/memory runtime/linux/net
runtime/linux/process runtime/linux/signal runtime/linux/time"
table="ir
lifter ir
lifter/ppc ir lifter
lifter/arm ir lifter lifter/arm/encodings lifter/arm/neon
lifter/arm/encodings ir lifter lifter/arm lifter/arm/neon
lifter/arm/neon ir lifter lifter/arm lifter/arm/encodings
runtime ir lifter $runtime runtime/linux
runtime/base ir lifter $runtime
runtime/memory ir lifter $runtime runtime/linux
runtime/code ir lifter $runtime
runtime/host/x86_64 ir lifter $runtime
runtime/jit ir lifter runtime/jit/x86_64 runtime/abi.h
runtime/jit/x86_64 ir lifter runtime/jit runtime/abi.h
$(for folder in $linux; do echo "$folder ir lifter" $runtime $linux; done)
runtime/linux/ppc ir lifter lifter/ppc $runtime $(echo $linux)
runtime/linux/arm ir lifter lifter/arm $runtime $(echo $linux)
aot ir lifter runtime/abi.h runtime/linux/abi.h aot/elf aot/flow aot/llvm
aot/elf ir lifter runtime/abi.h
aot/flow ir lifter
aot/llvm ir lifter runtime/abi.h aot/elf/layout.h aot/flow aot/settings.h"

listed "$table"
while read -r folder allowed; do
    check "$folder" $allowed
done <<END
$table
END

# No LLVM and no libelf below aot/; no libc in what goes into outputs.
for file in $(find ir lifter runtime -name '*.[ch]'); do
    if grep -nE '^#include <(llvm|libelf|gelf)' "$file" /dev/null; then
        echo "$file may not include that"
        status=1
    fi
done
exit $status
