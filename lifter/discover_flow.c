/* discover_flow.c -- where a value comes from, over the blocks of a function.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/discover_blocks.h"

enum { MAX_STEPS = 48, MAX_SAME = 6 };

bool flow_is_entry(Node node)
{
    return node.op & AT_ENTRY;
}

const Op *flow_op(const Flow *flow, Node node)
{
    return flow_is_entry(node) ? NULL : &flow->block[node.block].ir.ops[node.op];
}

static Node entry_node(u32 block, u32 slot)
{
    return (Node){block, AT_ENTRY | slot};
}

/* Does the op change the slot in a way that gives no value to follow? */
static bool spoils(const Flow *flow, const Op *op, u32 slot)
{
    if (op->code == OP_put)
        return (u32)op->imm <= slot && slot - (u32)op->imm < type_bits(op->type) / 8;
    if (op->code != OP_helper)
        return false;
    const SlotRange *range = flow->guest->names.helpers[op->imm].writes;
    for (; range && range->size; range++)
        if (slot - range->slot < range->size)
            return true;
    return false;
}

/* The value of a slot before op `before` of a block. */
static Node slot_before(const Flow *flow, u32 block, u32 before, u32 slot)
{
    const Op *ops = flow->block[block].ir.ops;

    for (u32 i = before; i-- > 0;) {
        if (!spoils(flow, &ops[i], slot))
            continue;
        bool whole =
            ops[i].code == OP_put && ops[i].type == TY_I32 && (u32)ops[i].imm == slot;
        return (Node){block, whole ? ops[i].a : i};
    }
    return entry_node(block, slot);
}

Node flow_at(const Flow *flow, const FlowPoint *place, Node entry)
{
    return slot_before(flow, place->block, place->op, entry.op & ~(u32)AT_ENTRY);
}

bool flow_is_result(const Guest *guest, u32 slot)
{
    for (const u32 *r = guest->result_slots; r && *r != GUEST_NO_SLOT; r++)
        if (*r == slot)
            return slot != guest->sp_slot;
    return false;
}

/* The one place from which control comes to a block; NULL if there are more. */
static const FlowPoint *only_source(const Flow *flow, u32 block)
{
    const FlowBlock *b = &flow->block[block];

    return b->num_sources == 1 && block != flow->entry ? b->source : NULL;
}

/* One step back from a slot at entry; false if it is not known where to. */
static bool step_back(const Flow *flow, Node *node)
{
    const FlowPoint *source = only_source(flow, node->block);
    u32 slot = node->op & ~(u32)AT_ENTRY;

    if (!source || (source->by_call && flow_is_result(flow->guest, slot)))
        return false;
    *node = slot_before(flow, source->block, source->op, slot);
    return true;
}

Node flow_resolve(const Flow *flow, Node node)
{
    for (u32 step = 0; step < MAX_STEPS; step++) {
        const Op *op = flow_op(flow, node);
        u32 constant;

        if (flow_constant(flow, node, &constant))
            return node;
        if (!op) {
            if (!step_back(flow, &node))
                return node;
        } else if (op->code == OP_get && op->type == TY_I32) {
            node = slot_before(flow, node.block, node.op, (u32)op->imm);
        } else {
            return node;
        }
    }
    return node;
}

bool flow_constant(const Flow *flow, Node node, u32 *value)
{
    const FlowBlock *block = &flow->block[node.block];
    const Known *known = flow_is_entry(node)
                             ? &block->slots[(node.op & ~(u32)AT_ENTRY) / 4]
                             : &block->values[node.op];

    *value = known->value;
    return known->state == KNOWN_CONSTANT;
}

bool flow_same(const Flow *flow, Node a, Node b, u32 depth)
{
    a = flow_resolve(flow, a);
    b = flow_resolve(flow, b);
    if (a.block == b.block && a.op == b.op)
        return true;
    const Op *x = flow_op(flow, a), *y = flow_op(flow, b);
    if (!x || !y || depth > MAX_SAME)
        return false;
    if (x->code != y->code || x->type != y->type || x->imm != y->imm)
        return false;
    if (!op_info[x->code].pure && x->code != OP_load)
        return false;
    const Val p[3] = {x->a, x->b, x->c}, q[3] = {y->a, y->b, y->c};
    for (u32 i = 0; i < op_info[x->code].args; i++)
        if (!flow_same(flow, flow_operand(a, p[i]), flow_operand(b, q[i]), depth + 1))
            return false;
    return true;
}

u32 flow_sources(const Flow *flow, Node entry, FlowPoint *place, u32 room)
{
    const FlowBlock *b = &flow->block[entry.block];
    u32 count = 0;

    while (count < b->num_sources && count < room) {
        place[count] = b->source[count];
        count++;
    }
    return count;
}

static bool add_fact(Fact *fact, u32 *count, u32 room, Node condition, bool holds)
{
    if (*count == room)
        return false;
    fact[(*count)++] = (Fact){condition, holds};
    return true;
}

u32 flow_facts(const Flow *flow, const FlowPoint *place, Fact *fact, u32 room)
{
    u32 count = 0;

    for (u32 step = 0; place && step < MAX_STEPS; step++) {
        const Op *ops = flow->block[place->block].ir.ops;

        for (u32 i = place->op + place->taken; i-- > 0;) {
            bool holds = place->taken && i == place->op;

            if (ops[i].code == OP_exit_if &&
                !add_fact(fact, &count, room, (Node){place->block, ops[i].a}, holds))
                return count;
        }
        place = only_source(flow, place->block);
    }
    return count;
}

bool flow_jump(const Flow *flow, u32 block, FlowPoint *place, Node *target)
{
    const Block *ir = &flow->block[block].ir;
    const Op *last = &ir->ops[ir->count - 1];

    *place = (FlowPoint){block, ir->count - 1, false, false};
    *target = (Node){block, last->a};
    return last->code == OP_jump_to;
}

bool flow_has_frame(const Flow *flow, const FlowPoint *place)
{
    Node node = flow_resolve(
        flow, slot_before(flow, place->block, place->op, flow->guest->sp_slot));
    const FlowBlock *block = &flow->block[node.block];
    const Known *sp = flow_is_entry(node)
                          ? &block->slots[(node.op & ~(u32)AT_ENTRY) / 4]
                          : &block->values[node.op];

    return sp->state != KNOWN_FRAME || sp->value != 0;
}

bool flow_result(const Flow *flow, u32 block, Node *node)
{
    const Block *ir = &flow->block[block].ir;
    const Op *last = &ir->ops[ir->count - 1];

    *node = slot_before(flow, block, ir->count - 1, flow->guest->result_slots[0]);
    return last->code == OP_jump_to && last->imm == JUMP_RETURN;
}

bool flow_read(const Flow *flow, u32 address, unsigned shape, u64 *value)
{
    unsigned size = shape & MEM_SIZE;
    const u8 *p = image_at(flow->image, address, size);

    if (!p || size > 8)
        return false;
    *value = 0;
    for (unsigned i = 0; i < size; i++)
        *value = *value << 8 | p[shape & MEM_BIG ? i : size - 1 - i];
    if (shape & MEM_SIGNED)
        *value = sign_extend(*value, 8 * size);
    return true;
}
