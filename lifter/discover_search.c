/* discover_search.c -- computing the address that a jump goes to.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/discover_search.h"

enum { MAX_DEPTH = 24 };

static bool evaluate(Search *s, Node node, u32 depth, u64 *value);

static bool evaluate_load(Search *s, const Op *op, Node node, u32 depth, u64 *value)
{
    u64 address;
    unsigned shape = mem_shape(op->imm);

    if (!evaluate(s, flow_operand(node, op->a), depth + 1, &address))
        return false;
    return flow_read(s->flow, (u32)address + (u32)mem_displacement(op->imm), shape,
                     value);
}

static bool evaluate_pure(Search *s, const Op *op, Node node, u32 depth, u64 *value)
{
    const OpInfo *info = &op_info[op->code];
    const Val operand[3] = {op->a, op->b, op->c};
    u64 known[3] = {0};
    Type from = op->type;

    if (type_is_float(op->type) || op_is_vector(op->code, op->type))
        return false;
    for (u32 i = 0; i < info->args; i++) {
        Node n = flow_operand(node, operand[i]);

        if (!evaluate(s, n, depth + 1, &known[i]))
            return false;
    }
    if (info->args)
        from = flow_op(s->flow, flow_operand(node, op->a))->type;
    *value = ir_value(op, from, known[0], known[1], known[2]);
    return !type_is_float(from);
}

/* Only what is selected need be known. */
static bool evaluate_select(Search *s, const Op *op, Node node, u32 depth, u64 *value)
{
    u64 condition;

    return evaluate(s, flow_operand(node, op->a), depth + 1, &condition) &&
           evaluate(s, flow_operand(node, condition ? op->b : op->c), depth + 1, value);
}

/* The value a node has when the index is s->value. */
static bool evaluate(Search *s, Node node, u32 depth, u64 *value)
{
    u32 constant;

    if (depth > MAX_DEPTH || search_is_given_up(s))
        return false;
    s->steps++;
    s->scan->searched++;
    if (s->steps % SEARCH_UNIT == 0)
        scan_is_over(s->scan, SEARCH_UNIT);
    node = flow_resolve(s->flow, node);
    if (s->index.block != NOWHERE && flow_same(s->flow, node, s->index, 0)) {
        *value = s->value;
        return true;
    }
    if (s->base.block != NOWHERE && flow_same(s->flow, node, s->base, 0)) {
        *value = s->value - s->offset;
        return true;
    }
    if (flow_constant(s->flow, node, &constant)) {
        *value = constant;
        return true;
    }
    if (node.block == s->assumed.block && node.op == s->assumed.op) {
        *value = s->assumption;
        return true;
    }
    if (flow_is_entry(node))
        s->unknown = node;
    const Op *op = flow_op(s->flow, node);
    if (op && op->code == OP_load)
        return evaluate_load(s, op, node, depth, value);
    if (op && op->code == OP_select)
        return evaluate_select(s, op, node, depth, value);
    if (op && op_info[op->code].pure)
        return evaluate_pure(s, op, node, depth, value);
    return false;
}

bool search_evaluate(Search *s, Node node, u64 *value)
{
    return evaluate(s, node, 0, value);
}

bool search_plausible(const Search *s, u64 target, bool bounded)
{
    if (!scan_spot(s->scan, (u32)target))
        return false;
    return bounded || (target - s->range.start < s->range.end - s->range.start);
}

bool search_enumerate(Search *s, Node target, u32 count, bool bounded)
{
    u32 before = s->found.count;

    for (s->value = 0; s->value < count; s->value++) {
        u64 to;

        if (!evaluate(s, target, 0, &to))
            break;
        if (search_plausible(s, to, bounded))
            list_add(&s->found, (u32)to);
        else if (!bounded)
            break;
    }
    return s->found.count > before;
}

bool search_leaf(Search *s, Node node, u32 depth, u32 *count)
{
    u32 constant;
    u64 value;

    node = flow_resolve(s->flow, node);
    if (depth > MAX_DEPTH || flow_constant(s->flow, node, &constant))
        return false;
    const Op *op = flow_op(s->flow, node);
    bool is_load = op && op->code == OP_load;
    const Val operand[3] = {op ? op->a : 0, op ? op->b : 0, op ? op->c : 0};
    u32 args = is_load || (op && op_info[op->code].pure) ? op_info[op->code].args : 0;

    for (u32 i = 0; i < args; i++)
        if (search_leaf(s, flow_operand(node, operand[i]), depth + 1, count)) {
            s->value = 0;
            if (!is_load || depth == 0 || evaluate(s, node, 0, &value))
                return true;
            break;
        }
    s->index = node;
    *count = is_load && (op->imm & MEM_SIZE) == MEM_1 ? 256 : SEARCH_MAX_TARGETS;
    return is_load || args == 0;
}

bool search_sum(const Search *s, Node node, u32 depth, Node *sum)
{
    enum { SMALL = 4096 };
    u32 constant;

    node = flow_resolve(s->flow, node);
    const Op *op = flow_op(s->flow, node);
    if (!op || depth > MAX_DEPTH || !(op->code == OP_load || op_info[op->code].pure))
        return false;
    const Val operand[3] = {op->a, op->b, op->c};
    *sum = node;
    if (op->code == OP_add &&
        flow_constant(s->flow, flow_operand(node, op->b), &constant) &&
        constant + SMALL < 2 * SMALL &&
        flow_same(s->flow, flow_operand(node, op->a), s->index, 0))
        return true;
    for (u32 i = 0; i < op_info[op->code].args; i++)
        if (search_sum(s, flow_operand(node, operand[i]), depth + 1, sum))
            return true;
    return false;
}
