/* disassemble_neon.c -- operands of Advanced SIMD as text.
 *
 *      [x]        a lane
 *      #h         the immediate of an element
 *      K B        list of registers, address of loads and stores
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

static bool is_all_lanes(const Line *line)
{
    return line->row->lift == arm_neon_vld_all;
}

static bool is_one_lane(const Line *line)
{
    return line->row->lift == arm_neon_vld_lane || line->row->lift == arm_neon_vst_lane;
}

void put_simd_list(Line *line)
{
    const ArmInsn *i = line->i;
    bool is_table =
        line->row->lift == arm_neon_vtbl || line->row->lift == arm_neon_vtbx;
    u32 first = is_table ? i->n : i->d;
    u32 step = is_table || i->count != i->elements ? 1 : i->spacing;

    for (u32 k = 0; k < i->count; k++) {
        put_text(line, k ? ", " : "{");
        put_number(line, "d%u", first + k * step);
        if (is_all_lanes(line))
            put_text(line, "[]");
        else if (is_one_lane(line))
            put_number(line, "[%u]", i->lane);
    }
    put_char(line, '}');
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
