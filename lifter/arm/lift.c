/* lift.c -- conditional instructions and IT blocks.  ARM ARM, A8.3, A8.8.54.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/decode.h"

static bool writes_pc(const ArmRow *row, const ArmInsn *i)
{
    if (row->flags & FLOATING)
        return false;
    if (row->flags & LOADS)
        return i->t == 15 || i->list >> 15 & 1;
    return i->d == 15;
}

static bool loads_literal(const ArmRow *row, const ArmInsn *i)
{
    return row->flags & LOADS && i->n == 15;
}

/* Can it be done always, with the old results kept if its condition does not hold?
 * Accesses are better skipped: they may miss the cache, or fault. */
static bool can_select(const ArmRow *row, const ArmInsn *i)
{
    bool plain = row->flags & SELECTS && !(row->flags & (LOADS | STORES));

    return (plain || loads_literal(row, i)) && !writes_pc(row, i);
}

static bool sets_flags(const ArmRow *row, const ArmInsn *i)
{
    return i->sets_flags || row->flags & SETS_FLAGS;
}

void arm_lift_one(Block *blk, const ArmRow *row, ArmInsn *insn)
{
    if (insn->cond < ALWAYS) {
        if (row->lift == arm_b) {
            ir_exit_if(blk, condition(blk, insn->cond),
                       insn->pc + insn->imm + insn->thumb);
            return;
        }
        if (can_select(row, insn) && !sets_flags(row, insn))
            insn->holds = condition(blk, insn->cond);
        else
            ir_exit_if(blk, condition(blk, insn->cond ^ 1u), insn->next);
    }
    row->lift(blk, insn);
}

/* An A32 word that is no instruction is passed over if its condition does not hold, as
 * it is in an IT block.  The manual leaves that to implementations; qemu does so, too.
 */
void arm_lift_undefined(Block *blk, const u8 *code, u32 size)
{
    bool thumb = blk->here & 1;
    u32 cond = thumb || size < 4 ? ALWAYS : arm_half(code + 2) >> 12;

    if (cond < ALWAYS)
        ir_exit_if(blk, condition(blk, cond ^ 1), blk->here + 4);
}

/*
 * An IT block is lifted as one, from its IT instruction on, so that the IT state is
 * known; it is put only for what may stop in the middle, and for a block that cannot be
 * lifted so, which is left to steps.  Its instructions have one of two conditions, one
 * the opposite of the other; so the order between those of the one and those of the
 * other does not matter while no flag changes.
 */
typedef struct {
    const ArmRow *row;
    ArmInsn insn;
    u8 cond, state; /* of the IT instruction: cond is its high half */
    bool selects, flags;
} ItInsn;

typedef struct {
    Block *blk;
    ItInsn insn[4];
    u32 count;
    u32 end; /* address after it */
} It;

const ArmRow arm_undefined_row = {
    .name = "udf", .picture = "", .lift = arm_undefined, .bars = "", .operands = ""};

static void lift_cut_off(Block *b, const ArmInsn *i)
{
    ir_raise(b, RAISE_FETCH, i->here);
}

/* Where memory ends within the block. */
static const ArmRow cut_off = {
    .name = "", .picture = "", .lift = lift_cut_off, .bars = "", .operands = ""};

u32 arm_decode_in_it(const u8 *code, u32 size, u32 here, const ArmRow **row,
                     ArmInsn *insn)
{
    u32 half = size >= 2 ? arm_half(code) : 0;
    u32 length = arm_decode(code, size, here, true, row, insn);

    if (length && !((*row)->flags & NOT_IN_IT))
        return length;
    length = half >= 0xe800 ? 4 : 2;
    *row = size < length ? &cut_off : &arm_undefined_row;
    *insn = (ArmInsn){.thumb = true, .here = here, .next = here + length};
    insn->holds = VAL_NONE;
    return length;
}

static void decode_insn(It *it, ItInsn *i, const u8 *code, u32 size)
{
    it->end += arm_decode_in_it(code, size, it->end, &i->row, &i->insn);
    i->selects = can_select(i->row, &i->insn);
    i->flags = sets_flags(i->row, &i->insn);
}

static void decode_block(It *it, const ArmInsn *head, const u8 *code, u32 size)
{
    u32 state = head->x << 4 | head->imm;

    it->count = 4 - (u32)__builtin_ctz(head->imm);
    it->end = head->here + 2;
    for (u32 k = 0; k < it->count; k++) {
        u32 done = it->end - head->here;

        it->insn[k].state = (u8)state;
        it->insn[k].cond = (u8)(state >> 4);
        state = arm_it_after(state);
        decode_insn(it, &it->insn[k], code + done, size > done ? size - done : 0);
    }
}

static bool all_select(const It *it, u32 cond)
{
    for (u32 k = 0; k < it->count; k++)
        if (it->insn[k].cond == cond && !it->insn[k].selects)
            return false;
    return true;
}

static bool any_flags(const It *it)
{
    for (u32 k = 0; k < it->count; k++)
        if (it->insn[k].flags)
            return true;
    return false;
}

static bool one_condition(const It *it)
{
    for (u32 k = 1; k < it->count; k++)
        if (it->insn[k].cond != it->insn[0].cond)
            return false;
    return true;
}

static bool has_ended(const Block *blk)
{
    return op_info[blk->ops[blk->count - 1].code].traits & ENDS;
}

static void mark(It *it, u32 k)
{
    ir_insn(it->blk, it->insn[k].insn.here);
}

/* May control leave between `first` and the end of the block with registers exact? */
static bool may_stop(const Block *b, u32 first)
{
    for (u32 k = first; k < b->count; k++)
        switch (b->ops[k].code) {
        case OP_load:
        case OP_store:
        case OP_cas:
        case OP_raise:
        case OP_raise_if: return true;
        }
    return false;
}

void arm_put_it(Block *b, u32 state)
{
    ir_put(b, imm(b, state), SLOT(it));
}

/* The IT block is over: before what ends the translation block, unless that stops here.
 */
static void leave_it(Block *b)
{
    Op end = b->ops[b->count - 1];

    if (!has_ended(b)) {
        arm_put_it(b, 0);
    } else if (end.code != OP_raise) {
        b->count--;
        arm_put_it(b, 0);
        ir_emit(b, end);
    }
}

/* What may stop tells where in the IT block. */
static void lift_insn(It *it, u32 k, Val holds)
{
    ItInsn *i = &it->insn[k];
    Block *b = it->blk;
    u32 put;

    i->insn.holds = holds;
    if (i->selects) {
        i->row->lift(b, &i->insn);
        return;
    }
    arm_put_it(b, i->state);
    put = b->count - 1;
    i->row->lift(b, &i->insn);
    if (may_stop(b, put))
        leave_it(b);
    else
        b->ops[put] = (Op){OP_constant, TY_I32, 0, 0, 0, 0};
}

/* All with their results selected; conditions are looked at again after a change of
 * flags. */
static void lift_selected(It *it)
{
    Val holds[2] = {VAL_NONE, VAL_NONE};

    for (u32 k = 0; k < it->count; k++) {
        ItInsn *i = &it->insn[k];
        Val *h = &holds[i->cond & 1];

        mark(it, k);
        if (*h == VAL_NONE)
            *h = condition(it->blk, i->cond);
        lift_insn(it, k, *h);
        if (i->flags)
            holds[0] = holds[1] = VAL_NONE;
    }
}

/* Those of one condition, after which the block is over; the others are done. */
static u32 lift_rest(It *it, u32 cond)
{
    bool known = false;

    for (u32 k = 0; k < it->count; k++) {
        ItInsn *i = &it->insn[k];

        if (i->cond != cond)
            continue;
        if (i->row->lift == arm_b && !known) {
            mark(it, k);
            ir_exit_if(it->blk, condition(it->blk, cond), i->insn.pc + i->insn.imm + 1);
            return it->end;
        }
        if (!known && cond < ALWAYS)
            ir_exit_if(it->blk, condition(it->blk, cond ^ 1), it->end);
        known = !i->flags || cond == ALWAYS;
        mark(it, k);
        lift_insn(it, k, VAL_NONE);
        if (has_ended(it->blk))
            return i->insn.next;
    }
    return it->end;
}

/* Those of one condition, which all can be selected, out of their order. */
static void lift_first(It *it, u32 cond)
{
    Val holds = condition(it->blk, cond);

    for (u32 k = 0; k < it->count; k++)
        if (it->insn[k].cond == cond)
            lift_insn(it, k, holds);
}

static bool is_branch(ArmLift *lift)
{
    return lift == arm_b || lift == arm_bl || lift == arm_blx || lift == arm_bx ||
           lift == arm_blx_reg;
}

/* May nobody see the registers and the IT state as the instruction finds them? */
static bool is_unseen(const It *it, const ItInsn *i)
{
    if (i->row->flags & (LOADS | STORES))
        return it->blk->idioms && !it->blk->exact;
    return (i->row->flags & (SELECTS | GUARDS) && i->row->lift != arm_vmsr) ||
           is_branch(i->row->lift) || i->row->lift == arm_svc;
}

/* The first of the second condition if all before it have the first and it and all
 * after it mean the same outside of an IT block, where they are lifted; else 0. */
static u32 find_split(const It *it)
{
    u32 split = 1;

    while (split < it->count && it->insn[split].cond == it->insn[0].cond)
        split++;
    for (u32 k = split; k < it->count; k++) {
        const ItInsn *i = &it->insn[k];
        bool narrow = i->insn.next - i->insn.here == 2;

        if (i->cond == it->insn[0].cond || (narrow && i->selects && !i->flags) ||
            !is_unseen(it, i))
            return 0;
    }
    return split;
}

/* The first part; the second is lifted as what it is outside of IT blocks. */
static u32 lift_split(It *it, u32 split)
{
    u32 next = it->insn[split].insn.here;

    ir_exit_if(it->blk, condition(it->blk, it->insn[0].cond ^ 1u), next);
    for (u32 k = 0; k < split && !has_ended(it->blk); k++) {
        mark(it, k);
        lift_insn(it, k, VAL_NONE);
    }
    if (!has_ended(it->blk))
        ir_jump(it->blk, it->end);
    return next;
}

/* Accesses whose condition does not hold go where they do no harm (memory.c), and
 * floating-point operations work on numbers that do none (vfp.h). */
static u32 lift_mixed(It *it)
{
    for (u32 k = 0; k < it->count; k++) {
        ItInsn *i = &it->insn[k];
        bool last = k + 1 == it->count;

        mark(it, k);
        if (i->selects || (i->row->flags & (LOADS | STORES | GUARDS) && !last)) {
            lift_insn(it, k, condition(it->blk, i->cond));
            continue;
        }
        ir_exit_if(it->blk, condition(it->blk, i->cond ^ 1u), i->insn.next);
        lift_insn(it, k, VAL_NONE);
        if (has_ended(it->blk))
            return i->insn.next;
    }
    return it->end;
}

static bool raises(ArmLift *lift)
{
    return lift == arm_udf || lift == arm_undefined || lift == arm_privileged;
}

/* Does it have what ends a block before the end, or can it not be lifted at all? */
static bool needs_steps(const It *it)
{
    bool mixed = !one_condition(it);

    for (u32 k = 0; k < it->count; k++) {
        const ItInsn *i = &it->insn[k];
        ArmLift *lift = i->row->lift;
        bool last = k + 1 == it->count;

        if (lift == arm_bkpt) /* whatever the condition: A8.8.24 */
            return true;
        if (!last && (lift == arm_svc || raises(lift)))
            return true;
        if (!last && mixed && !i->selects &&
            !(i->row->flags & (LOADS | STORES | GUARDS)))
            return true;
    }
    return false;
}

/* After the IT instruction, one by one. */
static u32 lift_steps(It *it)
{
    arm_put_it(it->blk, it->insn[0].state);
    ir_raise(it->blk, RAISE_STEP, it->insn[0].insn.here);
    return it->end;
}

static u32 lift_block_of(It *it)
{
    u32 cond = it->insn[0].cond, other = cond ^ 1;
    bool alone = it->count == 1 && it->insn[0].flags;

    if (needs_steps(it))
        return lift_steps(it);
    if (cond < ALWAYS && all_select(it, cond) && all_select(it, other) && !alone) {
        lift_selected(it);
        return it->end;
    }
    if (one_condition(it))
        return lift_rest(it, cond);
    if (!any_flags(it) && all_select(it, other)) {
        lift_first(it, other);
        return lift_rest(it, cond);
    }
    if (!any_flags(it) && all_select(it, cond)) {
        lift_first(it, cond);
        return lift_rest(it, other);
    }
    u32 split = any_flags(it) ? 0 : find_split(it);
    return split ? lift_split(it, split) : lift_mixed(it);
}

u32 arm_lift_it(Block *blk, const u8 *code, u32 size)
{
    const ArmRow *row;
    ArmInsn head;
    It it = {.blk = blk};

    if (!arm_decode(code, size, blk->here, false, &row, &head))
        return 0;
    decode_block(&it, &head, code, size);
    return lift_block_of(&it) - blk->here;
}
