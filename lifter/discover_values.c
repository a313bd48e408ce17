/* discover_values.c -- the few constants that a value may be, by the way control came.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "lifter/discover_blocks.h"

enum { MAX_TRIALS = 64, MAX_DEPTH = 16, MAX_WAYS = 8 };

/* One evaluation: wherever a value may be one of several, one is picked.  All picks of
 * an evaluation are the digits of one number, so that counting goes through all of
 * them. */
typedef struct {
    const Flow *flow;
    u32 rest;   /* the digits not used yet */
    u32 ways;   /* how many numbers there are, as far as is known */
    bool loads; /* what memory holds counts */
} Evaluation;

static bool evaluate(Evaluation *t, Node node, u32 depth, u32 *value);

static u32 pick(Evaluation *t, u32 choices)
{
    u32 digit = t->rest % choices;

    t->rest /= choices;
    t->ways = t->ways > MAX_TRIALS ? t->ways : t->ways * choices;
    return digit;
}

/* A slot at the start of a block: what it is on one of the ways there. */
static bool evaluate_entry(Evaluation *t, Node node, u32 depth, u32 *value)
{
    FlowPoint source[MAX_WAYS];
    u32 count = flow_sources(t->flow, node, source, MAX_WAYS);
    u32 slot = node.op & ~(u32)AT_ENTRY;

    if (count == 0 || count == MAX_WAYS || node.block == t->flow->entry)
        return false;
    const FlowPoint *from = &source[pick(t, count)];
    if (from->by_call && flow_is_result(t->flow->guest, slot))
        return false;
    return evaluate(t, flow_at(t->flow, from, node), depth + 1, value);
}

static bool evaluate_load(Evaluation *t, const Op *op, Node node, u32 depth, u32 *value)
{
    u32 base;
    u64 word;

    if (op->type != TY_I32 || (mem_shape(op->imm) & MEM_SIZE) != MEM_4 ||
        !evaluate(t, flow_operand(node, op->a), depth + 1, &base))
        return false;
    base += (u32)mem_displacement(op->imm);
    if (!flow_read(t->flow, base, mem_shape(op->imm), &word))
        return false;
    *value = (u32)word;
    return true;
}

static bool evaluate_pure(Evaluation *t, const Op *op, Node node, u32 depth, u32 *value)
{
    const Val operand[3] = {op->a, op->b, op->c};
    u32 known[3] = {0};

    if (op->type != TY_I32)
        return false;
    for (u32 i = 0; i < op_info[op->code].args; i++) {
        Node n = flow_operand(node, operand[i]);

        if (t->flow->block[n.block].ir.ops[n.op].type != TY_I32 ||
            !evaluate(t, n, depth + 1, &known[i]))
            return false;
    }
    *value = (u32)ir_value(op, TY_I32, known[0], known[1], known[2]);
    return true;
}

static bool evaluate(Evaluation *t, Node node, u32 depth, u32 *value)
{
    node = flow_resolve(t->flow, node);
    if (flow_constant(t->flow, node, value))
        return true;
    if (depth > MAX_DEPTH)
        return false;
    const Op *op = flow_op(t->flow, node);
    if (!op)
        return evaluate_entry(t, node, depth, value);
    if (op->code == OP_select && op->type == TY_I32)
        return evaluate(t, flow_operand(node, pick(t, 2) ? op->b : op->c), depth + 1,
                        value);
    if (op->code == OP_load)
        return t->loads && evaluate_load(t, op, node, depth, value);
    return op_info[op->code].pure && evaluate_pure(t, op, node, depth, value);
}

static u32 find_values(const Flow *flow, Node node, bool loads, u32 *value, u32 room,
                       bool *all)
{
    u32 count = 0, ways = 1;

    *all = true;
    for (u32 n = 0; n < ways && n < MAX_TRIALS && count < room; n++) {
        Evaluation t = {flow, n, 1, loads};

        if (evaluate(&t, node, 0, &value[count]))
            count += !flow_has(value, count, value[count]);
        else
            *all = false;
        ways = t.ways > ways ? t.ways : ways;
    }
    if (ways > MAX_TRIALS || count == room)
        *all = false;
    return count;
}

u32 flow_values(const Flow *flow, Node node, u32 *value, u32 room, bool *all)
{
    return find_values(flow, node, true, value, room, all);
}

u32 flow_register_values(const Flow *flow, Node node, u32 *value, u32 room, bool *all)
{
    return find_values(flow, node, false, value, room, all);
}
