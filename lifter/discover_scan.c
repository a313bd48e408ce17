/* discover_scan.c -- following control from what is known to be code.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/discover_scan.h"

enum { MAX_BLOCK_INSNS = 512 };

#define ADDRESS_TOP 0xfffff000u /* code above would make ends wrap to 0 */

static void add_span(Scan *s, const Segment *segment, u32 start, u32 end)
{
    u32 mask = s->guest->code_align - 1, limit = segment->address + segment->file_size;

    if (limit < segment->address || limit > ADDRESS_TOP)
        limit = ADDRESS_TOP;
    start = start > segment->address ? start : segment->address;
    end = end < limit ? end : limit;
    if (start > ADDRESS_TOP)
        return;
    start = (start + mask) & ~mask;
    end &= ~mask;
    if (start >= end)
        return;
    s->span = base_resize(s->span, (s->num_spans + 1) * sizeof *s->span);
    s->span[s->num_spans++] = (Span){start, end, s->num_spots};
    s->num_spots += (end - start) >> s->shift;
}

void scan_open(Scan *s, const Guest *guest, const Image *image, const Hints *hints)
{
    *s = (Scan){.guest = guest, .image = image, .hints = hints};
    s->shift = guest_pc_shift(guest);
    for (u32 i = 0; i < image->num_segments; i++) {
        const Segment *segment = &image->segment[i];

        if (!segment->executable)
            continue;
        if (!hints || !hints->num_code)
            add_span(s, segment, 0, ~0u);
        for (u32 k = 0; hints && k < hints->num_code; k++)
            add_span(s, segment, hints->code[k].start, hints->code[k].end);
    }
    s->spot = base_alloc((s->num_spots + 1) * sizeof *s->spot);
    s->num_edges = 1;
    s->edge_capacity = 1024;
    s->edge = base_alloc(s->edge_capacity * sizeof *s->edge);
}

void scan_close(Scan *s)
{
    base_free(s->span);
    base_free(s->spot);
    base_free(s->edge);
    list_free(&s->work);
    list_free(&s->behind);
    base_free(s->call);
    list_free(&s->guesses);
    list_free(&s->words);
    list_free(&s->values);
    list_free(&s->kept);
    ir_free(&s->block);
}

static const Span *span_at(const Scan *s, u32 address)
{
    for (u32 i = 0; i < s->num_spans; i++)
        if (address - s->span[i].start < s->span[i].end - s->span[i].start)
            return &s->span[i];
    return NULL;
}

Spot *scan_spot(const Scan *s, u32 address)
{
    const Span *span = span_at(s, address);

    if (!span || (address & ((1u << s->shift) - 1)))
        return NULL;
    return &s->spot[span->first + ((address - span->start) >> s->shift)];
}

static bool hinted_extent(const Hints *hints, u32 address, CodeRange *extent)
{
    u32 low = 0, high = hints ? hints->num_functions : 0;

    while (low < high) {
        u32 middle = (low + high) / 2;

        if (hints->function[middle].start <= address)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return false;
    *extent = hints->function[low - 1];
    return address - extent->start < extent->end - extent->start;
}

bool scan_extent(const Scan *s, u32 address, CodeRange *extent)
{
    const Symbol *symbol = image_symbol(s->image, address);

    if (hinted_extent(s->hints, address, extent))
        return true;
    if (!symbol || !symbol->is_function || !symbol->size)
        return false;
    *extent = (CodeRange){symbol->address, symbol->address + symbol->size};
    return true;
}

const u8 *scan_code(const Scan *s, u32 address, u32 *size)
{
    const Span *span = span_at(s, address);

    address = guest_code_at(s->guest, address);
    *size = span ? span->end - address : 0;
    return span ? image_at(s->image, address, *size) : NULL;
}

/* A block starts at the address, from which control has yet to be followed. */
static Spot *lead(Scan *s, u32 address)
{
    Spot *spot = scan_spot(s, address);

    if (spot && !(spot->flags & LEADER)) {
        spot->flags |= LEADER;
        if (!(spot->flags & KNOWN))
            list_add(&s->work, address);
    }
    return spot;
}

bool scan_entry(Scan *s, u32 address, unsigned flags)
{
    Spot *spot = lead(s, address);

    if (!spot)
        return false;
    if (!(spot->flags & ENTRY))
        spot->flags |= (u16)(ENTRY | flags);
    else if (!flags)
        spot->flags &= (u16)~SPECULATIVE;
    return true;
}

static bool has_edge(const Scan *s, const Spot *from, u32 to)
{
    for (u32 e = from->edge; e; e = s->edge[e].next)
        if (s->edge[e].to == to)
            return true;
    return false;
}

bool scan_edge(Scan *s, u32 from, u32 to)
{
    Spot *spot = scan_spot(s, from), *target = lead(s, to);

    if (!target)
        return false;
    target->flags |= TARGET;
    if (has_edge(s, spot, to))
        return true;
    if (s->num_edges == s->edge_capacity) {
        s->edge_capacity *= 2;
        s->edge = base_resize(s->edge, s->edge_capacity * sizeof *s->edge);
    }
    s->edge[s->num_edges] = (Edge){to, spot->edge};
    spot->edge = s->num_edges++;
    return true;
}

/* The bytes from `start` to the next instruction that is already known. */
static u32 unknown_bytes(const Scan *s, u32 start, u32 size)
{
    const Spot *spot = scan_spot(s, start);
    u32 align = s->guest->code_align;

    if (size > MAX_BLOCK_INSNS * 4)
        size = MAX_BLOCK_INSNS * 4;
    for (u32 n = align; n < size; n += align)
        if (spot[n >> s->shift].flags & (KNOWN | LEADER))
            return n;
    return size;
}

void scan_go_on(Scan *s, u32 at, u32 next)
{
    Spot *spot = scan_spot(s, at);

    if (next == at + spot->length) {
        spot->flags &= (u16)~ENDS_HERE;
        lead(s, next);
        return;
    }
    if (!scan_edge(s, at, next))
        spot->flags |= LEAVES;
    spot->flags |= ENDS_HERE;
}

static void leave_call(Scan *s, u32 last, u32 target, u32 ret)
{
    scan_spot(s, last)->flags |= BREAKS;
    /* Calling the next instruction is how programs read the pc. */
    if (target == ret || !scan_entry(s, target, 0))
        scan_go_on(s, last, ret);
    else
        scan_call(s, last, target, ret);
}

static unsigned jump_flags(u64 kind)
{
    if (kind == JUMP_RETURN)
        return LEAVES;
    return kind == JUMP_AWAY ? INDIRECT | AWAY : INDIRECT;
}

/* The jump of an idiom's own instructions, for translations without idioms. */
static void leave_idiom(Scan *s, u32 last)
{
    const Block *block = &s->block;

    for (u32 at = block->idiom_steps; at <= block->idiom_end; at += block->idiom_step)
        scan_edge(s, last, at);
    scan_spot(s, last)->flags |= INDIRECT | RESOLVED;
}

/* A jump to a computed address, of which something may be known. */
static void leave_indirectly(Scan *s, const Op *op, u32 last, const Target *target)
{
    Spot *spot = scan_spot(s, last);

    spot->flags |= ENDS_HERE;
    if (target->known && scan_edge(s, last, target->address)) {
        spot->flags |= INDIRECT | RESOLVED | PASSING;
        return;
    }
    if (s->block.idiom_end) {
        leave_idiom(s, last);
        return;
    }
    u64 kind = target->computed ? JUMP_PLAIN : op->imm;
    spot->flags |= (u16)jump_flags(kind);
    if (target->same_set)
        spot->flags &= (u16)~AWAY;
}

/* What the last op of a block says of its last instruction. */
static void leave(Scan *s, const Op *op, u32 last, const Target *target)
{
    Spot *spot = scan_spot(s, last);

    if (op->code == OP_jump) {
        scan_go_on(s, last, (u32)op->imm);
    } else if (op->code == OP_call) {
        leave_call(s, last, (u32)op->imm, (u32)(op->imm >> 32));
    } else if (op->code == OP_call_to && target->known) {
        leave_call(s, last, target->address, (u32)op->imm);
    } else if (op->code == OP_call_to || op->code == OP_syscall ||
               op->code == OP_resync) {
        spot->flags |= BREAKS;
        scan_go_on(s, last, (u32)op->imm);
    } else if (op->code == OP_jump_to) {
        leave_indirectly(s, op, last, target);
    } else {
        spot->flags |= ENDS_HERE;
    }
}

/* Note the instructions of a lifted block; returns the last one's address. */
static u32 note_insns(Scan *s, const Block *block)
{
    u32 last = block->pc;

    for (u32 i = 0; i < block->count; i++) {
        const Op *op = &block->ops[i];

        if (op->code != OP_insn)
            continue;
        Spot *previous = scan_spot(s, last);
        previous->length = (u8)((u32)op->imm - last);
        last = (u32)op->imm;
        Spot *spot = scan_spot(s, last);
        if (!(spot->flags & KNOWN))
            s->num_known++;
        spot->flags |= KNOWN;
    }
    return last;
}

static void note_exits(Scan *s, const Block *block)
{
    u32 at = block->pc;

    for (u32 i = 0; i < block->count; i++) {
        const Op *op = &block->ops[i];

        if (op->code == OP_insn)
            at = (u32)op->imm;
        else if (op->code == OP_exit_if)
            scan_edge(s, at, (u32)op->imm);
    }
}

void scan_lift(Scan *s, Block *block, u32 start, u32 end)
{
    u32 size;
    const u8 *code = scan_code(s, start, &size);

    ir_clear(block);
    block->beyond = 0;
    if (end - start < size) {
        block->beyond = size - (end - start);
        size = end - start;
    }
    block->pc = start;
    block->here = start;
    block->num_insns = 0;
    block->idioms = true; /* which may lead to what nothing else does */
    lift_block(s->guest, block, code, size, MAX_BLOCK_INSNS);
}

/* Returns the address after the last instruction that an optimised block has kept. */
static u32 end_of_kept(const Scan *s, const Block *block)
{
    u32 at = block->pc;

    for (u32 i = 0; i < block->count; i++)
        if (block->ops[i].code == OP_insn)
            at = (u32)block->ops[i].imm;
    return at + scan_spot(s, at)->length;
}

/* Looks for constants in s->block, which is lifted up to `end`; returns what is known
 * of the target of its last instruction.  Control may enter the block at a place not
 * yet known, from where an exit that is sure from the start is not: what the optimiser
 * cuts off behind such an exit is a block of its own here. */
static Target note_constants(Scan *s, u32 last, u32 end)
{
    Block *block = &s->block;

    for (;;) {
        ir_optimise(block, s->guest->names.helpers, false);
        scan_constants(s, block, end);
        u32 next = end_of_kept(s, block);
        if (next - block->pc > last - block->pc)
            return scan_target(s, block, last, end);
        scan_lift(s, block, next, end);
    }
}

static void lift_from(Scan *s, u32 start)
{
    Block *block = &s->block;
    u32 size, align = s->guest->code_align;

    scan_code(s, start, &size);
    scan_lift(s, block, start, start + unknown_bytes(s, start, size));
    Op end_op = block->ops[block->count - 1];
    u32 last = note_insns(s, block), end = block->here;
    if (end_op.code == OP_raise) {
        /* An undefined word is an instruction too: one that raises. */
        u32 at = (u32)(end_op.imm >> 32);
        Spot *spot = scan_spot(s, at);
        if (spot && at - last <= end - last) {
            if (at != last)
                scan_spot(s, last)->length = (u8)(at - last);
            last = at;
            spot->flags |= KNOWN;
            if (end <= at)
                end = at + align;
        }
    }
    scan_spot(s, last)->length = (u8)(end - last);
    scan_spot(s, start)->flags |= KNOWN;
    note_exits(s, block);
    Target target = note_constants(s, last, end);
    leave(s, &end_op, last, &target);
}

bool scan_is_over(Scan *s, u32 steps)
{
    enum { ASK = 1 << 16 };

    s->steps += steps;
    if (s->enough && !s->over && s->steps >= ASK) {
        s->steps = 0;
        s->over = s->enough(s->arg);
    }
    return s->over;
}

void scan_follow(Scan *s)
{
    enum { STEPS = 100 };

    while ((s->work.count || scan_go_behind(s)) && !scan_is_over(s, STEPS)) {
        if (!s->work.count)
            continue;
        u32 start = s->work.item[--s->work.count];

        if (!(scan_spot(s, start)->flags & KNOWN))
            lift_from(s, start);
    }
}

void scan_work(Scan *s)
{
    do
        scan_follow(s);
    while (!s->over && scan_returns(s));
}

u32 scan_block_end(const Scan *s, u32 start, u32 *last)
{
    u32 at = start;

    for (;;) {
        const Spot *spot = scan_spot(s, at);
        u32 next = at + spot->length;

        *last = at;
        if (spot->flags & (ENDS_HERE | BREAKS) || !spot->length)
            return next;
        const Spot *after = scan_spot(s, next);
        if (!after || !(after->flags & KNOWN) || after->flags & LEADER)
            return next;
        at = next;
    }
}
