/* object_lines.c -- which lines an object has host code of.  DWARF 5, 6.2.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/debug/object_lines.h"

#include <elfutils/libdw.h>
#include <string.h>

/* Relocations are not done, so that addresses are wrong; lines are right. */
static void read_tables(Dwarf *dwarf, u8 *seen, u32 count, u8 bit)
{
    Dwarf_Off at = 0, next;
    Dwarf_CU *unit = NULL;
    Dwarf_Lines *table;
    size_t rows;

    while (dwarf_next_lines(dwarf, at, &next, &unit, NULL, NULL, &table, &rows) == 0) {
        for (size_t i = 0; i < rows; i++) {
            bool ends = false;
            int line = 0;

            dwarf_lineendsequence(dwarf_onesrcline(table, i), &ends);
            dwarf_lineno(dwarf_onesrcline(table, i), &line);
            if (!ends && line > 0 && (u32)line < count)
                seen[line] |= bit;
        }
        at = next;
    }
}

void object_lines(const void *object, size_t size, u8 *seen, u32 count, u8 bit)
{
    char *bytes = memcpy(base_alloc(size), object, size);

    elf_version(EV_CURRENT);
    Elf *elf = elf_memory(bytes, size);
    Dwarf *dwarf = elf ? dwarf_begin_elf(elf, DWARF_C_READ, NULL) : NULL;
    if (dwarf)
        read_tables(dwarf, seen, count, bit);
    if (dwarf)
        dwarf_end(dwarf);
    if (elf)
        elf_end(elf);
    base_free(bytes);
}
