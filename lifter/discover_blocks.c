/* discover_blocks.c -- a function's blocks, lifted, and the ways between them.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/discover_blocks.h"

FlowBlock *flow_block_at(const Flow *flow, u32 address)
{
    u32 low = 0, high = flow->num_blocks;

    while (low < high) {
        u32 middle = (low + high) / 2;

        if (flow->block[middle].ir.pc < address)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < flow->num_blocks && flow->block[low].ir.pc == address)
        return &flow->block[low];
    return NULL;
}

typedef struct {
    Flow *flow;
    void (*visit)(void *to, FlowBlock *target, const FlowPoint *from);
    void *to;
} Ways;

static void way(const Ways *w, u32 target, FlowPoint from)
{
    FlowBlock *block = flow_block_at(w->flow, target);

    if (block)
        w->visit(w->to, block, &from);
}

/* The jump's own condition leads on, too, where it does not hold. */
static bool is_exit(const Block *ir, u32 target)
{
    for (u32 i = 0; i < ir->count; i++)
        if (ir->ops[i].code == OP_exit_if && (u32)ir->ops[i].imm == target)
            return true;
    return false;
}

/* The known targets of an indirect jump. */
static void table_ways(const Ways *w, const Block *ir, FlowPoint from)
{
    u32 last = ir->pc;

    scan_block_end(w->flow->scan, ir->pc, &last);
    const Spot *spot = scan_spot(w->flow->scan, last);
    if (!(spot->flags & INDIRECT))
        return;
    for (u32 e = spot->edge; e; e = w->flow->scan->edge[e].next)
        if (!is_exit(ir, w->flow->scan->edge[e].to))
            way(w, w->flow->scan->edge[e].to, from);
}

static void last_ways(const Ways *w, u32 block)
{
    const Block *ir = &w->flow->block[block].ir;
    const Op *op = &ir->ops[ir->count - 1];
    FlowPoint from = {block, ir->count - 1, false, false};

    if (op->code == OP_jump_to)
        table_ways(w, ir, from);
    if (op->code == OP_jump || op->code == OP_syscall || op->code == OP_resync)
        way(w, (u32)op->imm, from);
    from.by_call = true;
    if (op->code == OP_call)
        way(w, (u32)(op->imm >> 32), from);
    if (op->code == OP_call_to)
        way(w, (u32)op->imm, from);
}

void flow_ways(Flow *flow, u32 block,
               void (*visit)(void *to, FlowBlock *target, const FlowPoint *from),
               void *to)
{
    const Block *ir = &flow->block[block].ir;
    const Ways w = {flow, visit, to};

    for (u32 i = 0; i < ir->count; i++)
        if (ir->ops[i].code == OP_exit_if)
            way(&w, (u32)ir->ops[i].imm, (FlowPoint){block, i, true, false});
    last_ways(&w, block);
}

static void add_source(void *to, FlowBlock *target, const FlowPoint *from)
{
    u32 n = target->num_sources;

    (void)to;
    if ((n & (n - 1)) == 0)
        target->source =
            base_resize(target->source, (n ? 2 * n : 1) * sizeof *target->source);
    target->source[target->num_sources++] = *from;
}

Flow *flow_open(Scan *scan, u32 entry, const CodeRange *block, u32 num_blocks)
{
    enum { STEPS = 100 };
    Flow *flow = base_alloc(sizeof *flow);

    flow->scan = scan;
    flow->guest = scan->guest;
    flow->image = scan->image;
    flow->num_blocks = num_blocks;
    flow->num_slots = scan->guest->state_size / 4;
    flow->block = base_alloc(num_blocks * sizeof *flow->block);
    flow->slots = base_alloc((size_t)num_blocks * flow->num_slots * sizeof(Known));
    for (u32 i = 0; i < num_blocks && !scan_is_over(scan, STEPS); i++) {
        FlowBlock *b = &flow->block[i];

        scan_lift(scan, &b->ir, block[i].start, block[i].end);
        ir_optimise(&b->ir, scan->guest->names.helpers, false);
        b->slots = flow->slots + (size_t)i * flow->num_slots;
        b->values = base_alloc(b->ir.count * sizeof *b->values);
        if (block[i].start == entry)
            flow->entry = i;
    }
    if (scan->over)
        return flow;
    for (u32 i = 0; i < num_blocks; i++)
        flow_ways(flow, i, add_source, NULL);
    flow_constants(flow);
    return flow;
}

void flow_close(Flow *flow)
{
    for (u32 i = 0; i < flow->num_blocks; i++) {
        ir_free(&flow->block[i].ir);
        base_free(flow->block[i].source);
        base_free(flow->block[i].values);
    }
    base_free(flow->frame);
    base_free(flow->block);
    base_free(flow->slots);
    base_free(flow);
}
