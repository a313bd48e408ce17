/*
 * discover_constants.c -- which registers hold constants at the start of each block,
 * and which words of the stack frame do: compilers keep there what they lack registers
 * for.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "lifter/discover_blocks.h"

enum {
    MAX_PASSES = 20,
    MAX_FRAME = 1 << 14 /* words */
};

static Known varies(void)
{
    return (Known){0, KNOWN_VARIES};
}

static void spoil(const Flow *flow, Known *slots, u32 slot, u32 size)
{
    for (u32 i = slot / 4; i < (slot + size + 3) / 4 && i < flow->num_slots; i++)
        slots[i] = varies();
}

static void put(const Flow *flow, FlowBlock *block, const Op *op, Known *slots)
{
    if (op->type == TY_I32 && op->imm % 4 == 0)
        slots[op->imm / 4] = block->values[op->a];
    else
        spoil(flow, slots, (u32)op->imm, type_bits(op->type) / 8);
}

static void call_helper(const Flow *flow, const Op *op, Known *slots)
{
    const SlotRange *range = flow->guest->names.helpers[op->imm].writes;

    for (; range && range->size; range++)
        spoil(flow, slots, range->slot, range->size);
}

/* What is known by two ways; false if it is what was known by the old one. */
static bool join(Known *old, Known new)
{
    if (old->state == KNOWN_VARIES || new.state == KNOWN_NEVER)
        return false;
    if (old->state == new.state && old->value == new.value)
        return false;
    *old = old->state == KNOWN_NEVER ? new : varies();
    return true;
}

/* The word of the frame `offset` bytes from where the stack pointer was at entry; NULL
 * if that is not in it. */
static Known *frame_word(Flow *flow, u32 offset)
{
    u32 index = (0 - offset) / 4;

    if (index == 0 || index > MAX_FRAME)
        return NULL;
    if (index >= flow->num_frame) {
        u32 count = 2 * index;

        flow->frame = base_resize(flow->frame, count * sizeof *flow->frame);
        for (u32 i = flow->num_frame; i < count; i++)
            flow->frame[i] = (Known){0, KNOWN_NEVER};
        flow->num_frame = count;
    }
    return &flow->frame[index];
}

/* A store; true if it makes known, or unknown, what is in the frame. */
static bool store(Flow *flow, const FlowBlock *block, const Op *op)
{
    const Known *base = &block->values[op->a];
    u32 at = base->value + (u32)mem_displacement(op->imm);
    u32 size = mem_shape(op->imm) & MEM_SIZE;
    bool whole = size == 4 && at % 4 == 0 && op->type == TY_I32;
    bool changed = false;

    if (base->state != KNOWN_FRAME)
        return false;
    for (u32 i = at & ~3U; i != ((at + size + 3) & ~3U); i += 4) {
        Known *word = frame_word(flow, i);

        if (word)
            changed |= join(word, whole ? block->values[op->b] : varies());
    }
    return changed;
}

/* Memory that holds an address of the program is taken to keep it, and literals amid
 * code are. */
static Known load(Flow *flow, const FlowBlock *block, const Op *op)
{
    const Known *base = &block->values[op->a];
    unsigned shape = mem_shape(op->imm);
    u32 at = base->value + (u32)mem_displacement(op->imm);
    u64 value;

    if ((shape & MEM_SIZE) != MEM_4 || op->type != TY_I32)
        return varies();
    if (base->state == KNOWN_FRAME) {
        const Known *word = at % 4 == 0 ? frame_word(flow, at) : NULL;

        return word ? *word : varies();
    }
    if (base->state != KNOWN_CONSTANT)
        return varies();
    if (!flow_read(flow, at, shape, &value))
        return varies();
    if (!image_is_code(flow->image, at, 4) && !image_at(flow->image, (u32)value, 1))
        return varies();
    return (Known){(u32)value, KNOWN_CONSTANT};
}

static Known compute(const FlowBlock *block, const Op *op)
{
    const OpInfo *info = &op_info[op->code];
    const Val operand[3] = {op->a, op->b, op->c};
    u64 value[3] = {0};
    u32 in_frame = 0;

    if (op->type != TY_I32)
        return varies();
    for (u32 i = 0; i < info->args; i++) {
        const Known *known = &block->values[operand[i]];

        if (known->state == KNOWN_NEVER)
            return *known;
        if (known->state == KNOWN_VARIES || block->ir.ops[operand[i]].type != TY_I32)
            return varies();
        in_frame += known->state == KNOWN_FRAME;
        value[i] = known->value;
    }
    if (in_frame > 1 || (in_frame && op->code != OP_add))
        return varies();
    return (Known){(u32)ir_value(op, TY_I32, value[0], value[1], value[2]),
                   in_frame ? KNOWN_FRAME : KNOWN_CONSTANT};
}

static Known result(Flow *flow, const FlowBlock *block, const Op *op,
                    const Known *slots)
{
    if (op->code == OP_get && op->type == TY_I32 && op->imm % 4 == 0)
        return slots[op->imm / 4];
    if (op->code == OP_load)
        return load(flow, block, op);
    return op_info[op->code].pure ? compute(block, op) : varies();
}

/* What is known where control leaves a block, brought to where it goes. */
typedef struct {
    Flow *flow;
    const Known *slots;
    u32 op;
    bool changed;
} Meeting;

static void meet(void *to, FlowBlock *target, const FlowPoint *from)
{
    Meeting *m = to;

    if (from->op != m->op)
        return;
    for (u32 i = 0; i < m->flow->num_slots; i++)
        if (join(&target->slots[i], m->slots[i]))
            target->dirty = m->changed = true;
}

static void spoil_results(const Flow *flow, Known *slots)
{
    for (const u32 *r = flow->guest->result_slots; r && *r != GUEST_NO_SLOT; r++)
        if (flow_is_result(flow->guest, *r))
            spoil(flow, slots, *r, 4);
}

static void look_again(Flow *flow)
{
    for (u32 i = 0; i < flow->num_blocks; i++)
        flow->block[i].dirty |= flow->block[i].reached;
}

/* Go through a block; true if something new is known of another. */
static bool pass_block(Flow *flow, u32 index, Known *slots)
{
    FlowBlock *block = &flow->block[index];
    Meeting meeting = {flow, slots, 0, false};

    block->dirty = false;
    block->reached = true;
    for (u32 i = 0; i < flow->num_slots; i++)
        slots[i] = block->slots[i];
    for (u32 i = 0; i < block->ir.count; i++) {
        const Op *op = &block->ir.ops[i];

        block->values[i] = result(flow, block, op, slots);
        if (op->code == OP_put)
            put(flow, block, op, slots);
        if (op->code == OP_store && store(flow, block, op)) {
            look_again(flow);
            meeting.changed = true;
        }
        if (op->code == OP_helper)
            call_helper(flow, op, slots);
        if (op->code == OP_call || op->code == OP_call_to)
            spoil_results(flow, slots);
        meeting.op = i;
        if (op->code == OP_exit_if || i == block->ir.count - 1)
            flow_ways(flow, index, meet, &meeting);
    }
    return meeting.changed;
}

static void spread(Flow *flow, Known *slots)
{
    bool again = true;

    for (u32 pass = 0; again && pass <= MAX_PASSES; pass++) {
        again = false;
        for (u32 i = 0; i < flow->num_blocks; i++)
            if (flow->block[i].dirty && !scan_is_over(flow->scan, flow->num_slots))
                again |= pass_block(flow, i, slots);
    }
}

/* Words of the frame that nothing seen here stores to are stored to elsewhere. */
static void settle_frame(Flow *flow)
{
    for (u32 i = 0; i < flow->num_frame; i++)
        if (flow->frame[i].state == KNOWN_NEVER)
            flow->frame[i] = varies();
    look_again(flow);
}

void flow_constants(Flow *flow)
{
    Known *slots = base_alloc(flow->num_slots * sizeof *slots);

    if (flow->num_blocks) {
        FlowBlock *first = &flow->block[flow->entry];

        spoil(flow, first->slots, 0, flow->num_slots * 4);
        first->slots[flow->guest->sp_slot / 4] = (Known){0, KNOWN_FRAME};
        first->dirty = true;
    }
    spread(flow, slots);
    settle_frame(flow);
    spread(flow, slots);
    base_free(slots);
}

bool flow_has(const u32 *value, u32 count, u32 wanted)
{
    for (u32 i = 0; i < count; i++)
        if (value[i] == wanted)
            return true;
    return false;
}

u32 flow_puts(const Flow *flow, Node entry, u32 *value, u32 room)
{
    u32 slot = entry.op & ~(u32)AT_ENTRY, count = 0;

    for (u32 i = 0; i < flow->num_blocks; i++) {
        const FlowBlock *block = &flow->block[i];

        for (u32 k = 0; k < block->ir.count && count < room; k++) {
            const Op *op = &block->ir.ops[k];

            if (op->code != OP_put || op->imm != slot || op->type != TY_I32)
                continue;
            const Known *known = &block->values[op->a];
            if (known->state == KNOWN_CONSTANT && !flow_has(value, count, known->value))
                value[count++] = known->value;
        }
    }
    return count;
}
