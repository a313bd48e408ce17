/* trace_fate.c -- what became of guest instructions without host code of their own.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/debug/insn.h"
#include "aot/debug/object_lines.h"
#include "aot/llvm/trace.h"

enum { MOST_USERS = 16 };

static u32 code_at(const Trace *t, u32 line)
{
    return guest_code_at(t->units->guest, lines_pc(t->lines, line));
}

static bool has(const json_t *array, u32 pc)
{
    for (size_t i = 0; i < json_array_size(array); i++)
        if (json_integer_value(json_array_get(array, i)) == pc)
            return true;
    return false;
}

/* Returns the addresses of the instructions that use what a line's left. */
static json_t *users_of(const Trace *t, u32 line)
{
    json_t *users = json_array();

    for (u32 i = 0; i < t->num_uses && json_array_size(users) < MOST_USERS; i++)
        if (t->use[i].line == line && !has(users, code_at(t, t->use[i].user)))
            json_array_append_new(users, json_integer(code_at(t, t->use[i].user)));
    return users;
}

static void add(json_t *fates, u32 pc, const char *kind, json_t *into)
{
    json_t *row = json_array();

    json_array_append_new(row, json_integer(pc));
    json_array_append_new(row, json_string(kind));
    json_array_append_new(row, into);
    json_array_append_new(fates, row);
}

/* What the lifter made of an instruction. */
typedef struct {
    u32 at;   /* the instruction it was lifted with: an idiom's is the first */
    bool ops; /* it has micro-ops */
} Lifted;

/* Finds the last marker of an instruction at or before `pc`. */
static Lifted find_lifted(const Block *raw, u32 pc)
{
    Lifted found = {pc, false};

    for (u32 i = 0; i < raw->count; i++)
        if (raw->ops[i].code == OP_insn && (u32)raw->ops[i].imm <= pc)
            found = (Lifted){(u32)raw->ops[i].imm,
                             i + 1 < raw->count && raw->ops[i + 1].code != OP_insn};
    return found;
}

static void tell(const Trace *t, const Block *raw, u32 line, json_t *fates)
{
    u32 pc = lines_pc(t->lines, line), at = guest_code_at(t->units->guest, pc);
    Lifted lifted = find_lifted(raw, pc);

    if (t->seen[line] & TRACE_HOST)
        return;
    if (lifted.at != pc)
        add(fates, at, "folded",
            json_pack("[I]", (json_int_t)guest_code_at(t->units->guest, lifted.at)));
    else if (!lifted.ops)
        add(fates, at, "nop", json_array());
    else if (!(t->seen[line] & TRACE_BEFORE))
        add(fates, at, "dead", json_array());
    else if (!(t->seen[line] & TRACE_AFTER))
        add(fates, at, "gone", json_array());
    else
        add(fates, at, "folded", users_of(t, line));
}

static void tell_block(const Trace *t, const Function *f, const UnitBlock *block,
                       json_t *fates)
{
    Block raw = {0};

    if (unit_is_hub(block) || !unit_lift_raw(t->units, block, &raw))
        return;
    for (u32 at = block->start, length; at < block->end; at += length) {
        length = insn_length(t->units->guest, t->units->image, at);
        if (!length)
            break;
        tell(t, &raw, lines_line(t->lines, f, at), fates);
    }
    ir_free(&raw);
}

void trace_object(Trace *t, const void *bytes, size_t size)
{
    if (!t)
        return;
    object_lines(bytes, size, t->seen, t->num_lines, TRACE_HOST);
    for (u32 i = 0; i < t->chunk->count; i++) {
        const UnitPart *part = &t->chunk->part[i];
        json_t *fates = json_array();

        for (u32 k = 0; k < part->unit->num_blocks; k++)
            if (trace_wants(t, part->unit->function) &&
                part->unit->block[k].part == part->part)
                tell_block(t, part->unit->function, &part->unit->block[k], fates);
        if (trace_wants(t, part->unit->function))
            trace_write(t, part->unit->function, "fate", fates);
        else
            json_decref(fates);
    }
}
