/* discover_seen.c -- what hints say was executed: functions, and targets of jumps.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/discover_gather.h"
#include "lifter/discover_search.h"

/* Follows a guess at once: code behind it may be the next one. */
static void follow(Scan *s, u32 address)
{
    scan_entry(s, address, SPECULATIVE);
    scan_work(s);
}

static bool is_of_link(const Scan *s, const Op *op, Opcode code)
{
    return op->code == code && (u32)op->imm == s->guest->argument_slots[0];
}

/* Is one of the op's operands marked in s->kept? */
static bool uses_marked(const Scan *s, const Op *op)
{
    const Val operand[3] = {op->a, op->b, op->c};

    for (u32 k = 0; k < op_info[op->code].args; k++)
        if (operand[k] != VAL_NONE && s->kept.item[operand[k]])
            return true;
    return false;
}

/* Is the block's last op a jump to what the link register leads to, after it was loaded
 * with something else, as in `ldr pc, [lr, #8]!`?  Who restores that register, and
 * returns or jumps elsewhere, does not. */
static bool jumps_by_link(Scan *s, const Block *block)
{
    u32 last = block->count - 1;
    bool changed = false;

    s->kept.count = 0;
    for (u32 i = 0; i < last; i++) {
        const Op *op = &block->ops[i];

        list_add(&s->kept,
                 (changed && is_of_link(s, op, OP_get)) || uses_marked(s, op));
        changed |= is_of_link(s, op, OP_put);
    }
    const Op *jump = &block->ops[last];
    return jump->code == OP_jump_to && jump->imm != JUMP_RETURN && uses_marked(s, jump);
}

bool scan_is_trampoline(Scan *s, u32 address)
{
    Block block = {0};
    u32 size;

    if (!scan_code(s, address, &size))
        return false;
    scan_lift(s, &block, address, address + size);
    bool jumps = block.count && jumps_by_link(s, &block);
    ir_free(&block);
    return jumps;
}

static bool may_be_function(Scan *s, u32 address)
{
    return scan_may_begin(s, address) && !scan_is_trampoline(s, address);
}

void scan_called(Scan *s)
{
    for (u32 i = 0; s->hints && i < s->hints->num_called && !scan_is_over(s, 100); i++)
        if (may_be_function(s, s->hints->called[i]))
            follow(s, s->hints->called[i]);
}

static bool has_edge(const Scan *s, const Spot *jump, u32 to)
{
    for (u32 e = jump->edge; e; e = s->edge[e].next)
        if (s->edge[e].to == to)
            return true;
    return false;
}

static u32 count_edges(const Scan *s, const Spot *jump)
{
    u32 count = 0;

    for (u32 e = jump->edge; e; e = s->edge[e].next)
        count++;
    return count;
}

/* Is the target a label of the function that jumps?  It is of the same instruction set,
 * and no function that is sure. */
static bool is_label(const Scan *s, u32 at, u32 to)
{
    enum { FAR = 1 << 16 };
    const Spot *spot = scan_spot(s, to);
    CodeRange extent;

    if (!spot || (s->guest->code_align == 2 && (at ^ to) & 1) ||
        (spot->flags & (ENTRY | SPECULATIVE)) == ENTRY)
        return false;
    if (scan_extent(s, at, &extent))
        return to - extent.start < extent.end - extent.start;
    return !(scan_spot(s, at)->flags & AWAY) && to - at + FAR < 2 * FAR;
}

static bool may_be_label(Scan *s, const Spot *jump, u32 at, u32 to)
{
    return is_label(s, at, to) && !has_edge(s, jump, to) &&
           count_edges(s, jump) < SEARCH_MAX_TARGETS && !scan_is_trampoline(s, to);
}

/* Others may be sought, and control may still leave: what was seen is not all. */
static void add_target(Scan *s, u32 at, u32 to)
{
    Spot *jump = scan_spot(s, at);

    if (!jump || !(jump->flags & KNOWN) || !(jump->flags & INDIRECT))
        return;
    if (scan_is_stub(s, at)) {
        if (may_be_function(s, to))
            scan_entry(s, to, 0);
    } else if (may_be_label(s, jump, at, to) && scan_edge(s, at, to)) {
        jump->flags |= jump->flags & RESOLVED ? LEAVES : RESOLVED | PASSING | LEAVES;
    }
}

static void add_jumps(Scan *s)
{
    for (u32 i = 0; i < s->hints->num_jumps && !scan_is_over(s, 1); i++)
        add_target(s, s->hints->jump[i].from, s->hints->jump[i].to);
}

/* The first of the hints about jumps out of the function at `entry`. */
static u32 first_left(const Hints *hints, u32 entry)
{
    u32 low = 0, high = hints->num_left;

    while (low < high) {
        u32 middle = (low + high) / 2;

        if (hints->left[middle].from < entry)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* It is not known which of the function's jumps it was. */
static void look_at_left(void *to, u32 entry, const Spot *spot)
{
    Builder *b = to;
    Scan *s = b->scan;
    u32 last, i = first_left(s->hints, entry), end = i;

    (void)spot;
    while (end < s->hints->num_left && s->hints->left[end].from == entry)
        end++;
    if (i == end || scan_is_over(s, 1))
        return;
    b->entry = entry;
    gather(b);
    for (u32 n = 0; n < b->leaders.count; n++) {
        scan_block_end(s, b->leaders.item[n], &last);
        for (u32 k = i; k < end && scan_is_open(scan_spot(s, last)); k++)
            add_target(s, last, s->hints->left[k].to);
    }
}

static void add_left(Scan *s)
{
    Builder b = {.scan = s, .share = true};

    if (!s->hints->num_left)
        return;
    gather_clear(s);
    gather_entries(s, look_at_left, &b);
    gather_free(&b);
}

void scan_seen(Scan *s)
{
    if (!s->hints || !(s->hints->num_jumps || s->hints->num_left))
        return;
    add_jumps(s);
    scan_settle(s);
    add_jumps(s);
    add_left(s);
    scan_settle(s);
}
