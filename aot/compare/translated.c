/* translated.c -- what dbt-aot made of the guest's functions.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <string.h>

#include "aot/compare/compare.h"
#include "aot/llvm/debug.h"

static u32 number(const json_t *row, const char *key)
{
    return (u32)json_integer_value(json_object_get(row, key));
}

/* ---- host code ---- */

static void disassemble(const Compare *c, const HostFunction *h, EachHostInsn *each,
                        void *arg)
{
    char text[HOST_ASM_ROOM];

    for (u32 at = 0, size; at < h->size; at += size) {
        size = (u32)host_asm_next(c->host, h->code + at, h->size - at, h->address + at,
                                  text);
        each(arg, h, h->address + at, size, text);
    }
}

void functions_host_code(const Compare *c, u32 entry, EachHostInsn *each, void *arg)
{
    u32 count;
    const HostFunction *const *made = output_made(&c->output, entry, &count);

    for (u32 i = 0; i < count; i++)
        disassemble(c, made[i], each, arg);
}

const GuestLine *translated_insn(const Compare *c, const HostFunction *function,
                                 u64 address, const char **part)
{
    HostPlace place = output_place(&c->output, address);
    const GuestLine *line = listing_line(&c->listing, place.line);

    *part = debug_part_name(place.line ? place.column : PART_MERGED);
    if (line && !place.column) /* code of several parts of it */
        *part = debug_part_name(PART_INSN);
    if (place.line && !line) { /* the function's heading */
        *part = debug_part_name(PART_ENTRY);
        line = listing_at(&c->listing, function->entry);
    }
    return line;
}

/* Returns the target of a call or jump to an address, or 0. */
u64 translated_target(const char *text)
{
    const char *operand = strchr(text, '\t');

    if (!operand || (text[0] != 'j' && !side_is_call(text)) || operand[1] == '*')
        return 0;
    return strtoull(operand + 1, NULL, 0);
}

/* Where the instructions of one function are counted. */
typedef struct {
    Compare *c;
    CodeFunction *function;
} Counting;

static bool calls_helper(const Compare *c, const char *text)
{
    if (!side_is_call(text))
        return false;
    const HostFunction *to = output_function(&c->output, translated_target(text));
    return to && !to->guest;
}

static void count_insn(void *arg, const HostFunction *h, u64 address, u32 size,
                       const char *text)
{
    Counting *counting = arg;
    Compare *c = counting->c;
    const char *part;
    const GuestLine *line = translated_insn(c, h, address, &part);
    bool helper = calls_helper(c, text);

    side_add(&counting->function->aot, SIDE_AOT, text, size);
    counting->function->aot.calls += helper;
    if (!line || functions_at(c, line->pc) != counting->function - c->function)
        return;
    Side *own = &c->insn_aot[line - c->listing.line];
    side_add(own, SIDE_AOT, text, size);
    own->calls += helper;
}

static void count_host_code(Compare *c)
{
    for (u32 i = 0; i < c->program.num_functions; i++) {
        Counting counting = {c, &c->function[i]};
        functions_host_code(c, c->function[i].entry, count_insn, &counting);
    }
}

/* ---- micro-ops ---- */

/* A block of the record is [start, end, insns, raw ops, ops]. */
static void take_block_ops(Compare *c, const json_t *block, u32 function)
{
    u32 start = (u32)json_integer_value(json_array_get(block, 0)) & ~1u;
    u32 i = functions_range(c, start);

    for (; i < c->num_ranges && c->range[i].start == start; i++)
        if (c->range[i].function == function) {
            c->range[i].ops_raw = (u32)json_integer_value(json_array_get(block, 3));
            c->range[i].ops = (u32)json_integer_value(json_array_get(block, 4));
        }
}

static void take_record(Compare *c, const json_t *row, u32 index)
{
    CodeFunction *f = &c->function[index];
    const json_t *blocks = json_object_get(row, "blocks");

    f->record = row;
    f->insns = number(row, "insns");
    f->ops_raw = number(row, "ops_raw");
    f->ops = number(row, "ops");
    for (size_t i = 0; i < json_array_size(blocks); i++)
        take_block_ops(c, json_array_get(blocks, i), index);
}

/* Both are in the order of the program. */
static void take_records(Compare *c)
{
    u32 at = 0;

    for (size_t i = 0; i < json_array_size(c->record); i++) {
        const json_t *row = json_array_get(c->record, i);
        u32 entry = number(row, "entry") & ~1u;

        while (at < c->program.num_functions && c->function[at].entry < entry)
            at++;
        if (at < c->program.num_functions && c->function[at].entry == entry)
            take_record(c, row, at);
    }
}

Side translated_side(const Compare *c, u32 pc, u32 end)
{
    Side side = {0};

    for (; pc < end; pc += 2) {
        const GuestLine *line = listing_at(&c->listing, pc);
        if (line)
            side_sum(&side, &c->insn_aot[line - c->listing.line]);
    }
    return side;
}

void functions_translated(Compare *c)
{
    c->insn_aot = base_alloc((c->listing.count + 1) * sizeof *c->insn_aot);
    take_records(c);
    count_host_code(c);
}
