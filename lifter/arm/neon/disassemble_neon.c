/* disassemble_neon.c -- operands of Advanced SIMD as text.
 *
 *      [x]        a lane
 *      #h         the immediate of an element
 *      K Kn       list of registers from d, of a table from n
 *      K[] K[x]   all lanes of each register, one lane of each
 *      B          address of loads and stores
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "lifter/arm/disassemble.h"
#include "lifter/arm/neon/neon.h"

void put_simd_number(Line *line)
{
    u64 wide = line->i->wide;

    if (line->i->size == 3 && wide >> 32) {
        put_number(line, "#0x%x", (u32)(wide >> 32));
        put_number(line, "%08x", (u32)wide);
    } else {
        put_number(line, "#0x%x", line->i->size == 3 ? (u32)wide : line->i->imm);
    }
}

const char *put_simd_list(Line *line, const char *text)
{
    const ArmInsn *i = line->i;
    bool is_table = *text == 'n', has_lane = *text == '[', is_one = text[1] == 'x';
    u32 first = is_table ? i->n : i->d;
    u32 step = is_table || i->count != i->elements ? 1 : i->spacing;

    for (u32 k = 0; k < i->count; k++) {
        put_text(line, k ? ", " : "{");
        put_number(line, "d%u", first + k * step);
        if (has_lane && is_one)
            put_number(line, "[%u]", i->lane);
        else if (has_lane)
            put_text(line, "[]");
    }
    put_char(line, '}');
    return text + (is_table ? 1 : !has_lane ? 0 : is_one ? 3 : 2);
}

void put_simd_address(Line *line)
{
    const ArmInsn *i = line->i;

    put_char(line, '[');
    put_register(line, i->n);
    if (i->align)
        put_number(line, ":%u", 8u * i->align);
    put_char(line, ']');
    if (i->m == 13) {
        put_char(line, '!');
    } else if (i->m != 15) {
        put_text(line, ", ");
        put_register(line, i->m);
    }
}
