/* lower_switch.c -- indirect jumps whose targets are known.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/flow/hubs.h"
#include "aot/llvm/lower_abi.h"

enum {
    FEW = 3,              /* a switch on addresses is a few comparisons */
    MAX_PLACES = 1 << 10, /* cells of LLVM's jump table, at most ... */
    MAX_SPARSE = 16,      /* ... and for each target, where numbers are places */
    MAX_CELLS = 1 << 20,  /* largest table of numbers; targets beyond it go the way of
                             unknown ones */
    MAX_HASHED = 1 << 9,  /* targets that are numbered by a hash, at most */
    MAX_SPREAD = 32,      /* cells for each of them, at most */
    TRIES = 1 << 12       /* hashes that are tried for each number of cells */
};

/* Numbers targets by their place: distances are multiples of 2^shift bytes. */
static void number_by_place(Numbering *n, const JumpTable *table)
{
    u32 first = table->target[0], last = table->target[table->num_targets - 1];
    u32 bits = 0;

    for (u32 i = 0; i < table->num_targets; i++)
        bits |= table->target[i] - first;
    n->by = NUMBERED_BY_PLACE;
    n->shift = bits ? (u32)__builtin_ctz(bits) : 0;
    n->num_cells = ((last - first) >> n->shift) + 1;
}

static u32 hash(const Numbering *n, u32 address)
{
    return address * n->factor >> n->shift;
}

/* Returns true if no two targets have the same hash.  `seen` has a cell for each hash,
 * all less than `mark`. */
static bool is_perfect(const Numbering *n, const JumpTable *table, u32 *seen, u32 mark)
{
    for (u32 i = 0; i < table->num_targets; i++) {
        u32 *cell = &seen[hash(n, table->target[i])];

        if (*cell == mark)
            return false;
        *cell = mark;
    }
    return true;
}

/* Numbers targets by the high bits of a product, the factor of which is found by
 * trying.  Leaves *n as it is if none is found. */
static void number_by_hash(Numbering *n, const JumpTable *table)
{
    Numbering hashed = {.by = NUMBERED_BY_HASH, .factor = 1};
    u32 most = table->num_targets * MAX_SPREAD, bits = 1, mark = 0;

    if (table->num_targets > MAX_HASHED)
        return;
    u32 *seen = base_alloc(most * sizeof(u32));
    while (1u << bits < table->num_targets)
        bits++;
    for (; 1u << bits <= most && n->by != NUMBERED_BY_HASH; bits++) {
        hashed.shift = 32 - bits;
        hashed.num_cells = 1u << bits;
        for (u32 i = 0; i < TRIES && n->by != NUMBERED_BY_HASH; i++) {
            hashed.factor = hashed.factor * 0x9e3779b1 + 0x7f4a7c16; /* odd again */
            if (is_perfect(&hashed, table, seen, ++mark))
                *n = hashed;
        }
    }
    base_free(seen);
}

/* Returns how the targets of one of the unit's tables are numbered.  All jumps by way
 * of a hub block have to agree: it is the same each time. */
static Numbering *numbering_of(Lower *w, const JumpTable *table, bool by_hub)
{
    const Function *f = w->fn->unit->function;

    if (!w->fn->numbering)
        w->fn->numbering = base_alloc(f->num_tables * sizeof(Numbering));
    Numbering *n = &w->fn->numbering[table - f->table];
    if (n->by != NUMBERED_NOT)
        return n;
    number_by_place(n, table);
    if (!by_hub && table->num_targets <= FEW)
        n->by = NUMBERED_BY_ADDRESS;
    else if (by_hub || n->num_cells > MAX_PLACES ||
             n->num_cells > MAX_SPARSE * table->num_targets) {
        n->by = NUMBERED_BY_TABLE;
        if (n->num_cells > MAX_CELLS)
            n->num_cells = MAX_CELLS;
        number_by_hash(n, table);
    }
    return n;
}

/* Returns the number of target i. */
static u32 number_of(const Numbering *n, const JumpTable *table, u32 i)
{
    switch (n->by) {
    case NUMBERED_BY_PLACE: return (table->target[i] - table->target[0]) >> n->shift;
    case NUMBERED_BY_HASH: return hash(n, table->target[i]);
    case NUMBERED_BY_TABLE: return i + 1;
    default: return table->target[i];
    }
}

static bool is_target(const Lower *w, const JumpTable *table, u32 i)
{
    return unit_block(w->fn->unit, table->target[i]) != NOWHERE;
}

/* By place, the number of the target there, or 0. */
static void fill_numbers(Lower *w, const Numbering *n, const JumpTable *table,
                         LLVMTypeRef type, LLVMValueRef *cell)
{
    for (u32 i = 0; i < n->num_cells; i++)
        cell[i] = LLVMConstNull(type);
    for (u32 i = 0; i < table->num_targets; i++) {
        u32 at = (table->target[i] - table->target[0]) >> n->shift;

        if (at < n->num_cells && is_target(w, table, i))
            cell[at] = lower_number(type, number_of(n, table, i));
    }
}

/* By hash, the address of the target that has it.  Where none has, that of a target
 * with another hash. */
static void fill_addresses(Lower *w, const Numbering *n, const JumpTable *table,
                           LLVMTypeRef type, LLVMValueRef *cell)
{
    u32 first = 0;

    while (first + 1 < table->num_targets && !is_target(w, table, first))
        first++;
    for (u32 i = 0; i < n->num_cells; i++)
        cell[i] = lower_number(type, table->target[first]);
    for (u32 i = 0; i < table->num_targets; i++)
        if (is_target(w, table, i))
            cell[number_of(n, table, i)] = lower_number(type, table->target[i]);
}

/* Makes the numbering's table, once. */
static void make_cells(Lower *w, Numbering *n, const JumpTable *table)
{
    u32 most = table->num_targets;
    LLVMTypeRef type = n->by == NUMBERED_BY_HASH ? w->i32
                       : most <= UINT8_MAX       ? w->i8
                       : most <= UINT16_MAX      ? w->i16
                                                 : w->i32;
    LLVMValueRef *cell = base_alloc(n->num_cells * sizeof(LLVMValueRef));

    if (n->by == NUMBERED_BY_HASH)
        fill_addresses(w, n, table, type, cell);
    else
        fill_numbers(w, n, table, type, cell);
    LLVMValueRef array = LLVMConstArray2(type, cell, n->num_cells);
    n->cells = LLVMAddGlobal(w->module, LLVMTypeOf(array), "targets");
    LLVMSetInitializer(n->cells, array);
    LLVMSetGlobalConstant(n->cells, true);
    LLVMSetLinkage(n->cells, LLVMPrivateLinkage);
    base_free(cell);
}

static LLVMValueRef load_cell(Lower *w, Numbering *n, const JumpTable *table,
                              LLVMValueRef at)
{
    if (!n->cells)
        make_cells(w, n, table);
    LLVMTypeRef type = LLVMGetElementType(LLVMGlobalGetValueType(n->cells));
    at = LLVMBuildZExt(w->b, at, w->i64, "");
    return LLVMBuildLoad2(w->b, type, LLVMBuildGEP2(w->b, type, n->cells, &at, 1, ""),
                          "");
}

/* The place, counted from the first target's, of an address.  The rotation moves the
 * low bits to the top: an address that is not a multiple of the spacing becomes too
 * large. */
static LLVMValueRef place_of(Lower *w, const Numbering *n, const JumpTable *table,
                             LLVMValueRef address)
{
    LLVMValueRef first = lower_number(w->i32, table->target[0]);
    LLVMValueRef at = LLVMBuildSub(w->b, address, first, "");
    LLVMValueRef turn[] = {at, at, lower_number(w->i32, n->shift)};

    return lower_intrinsic(w, "llvm.fshr", &w->i32, 1, turn, 3);
}

static LLVMValueRef find_by_table(Lower *w, Numbering *n, const JumpTable *table,
                                  LLVMValueRef address, LLVMBasicBlockRef other)
{
    LLVMValueRef at = place_of(w, n, table, address);
    LLVMValueRef end = lower_number(w->i32, n->num_cells);

    lower_go_if_ever(w, LLVMBuildICmp(w->b, LLVMIntUGE, at, end, ""), other);
    LLVMValueRef number = load_cell(w, n, table, at);
    LLVMValueRef none = LLVMConstNull(LLVMTypeOf(number));
    lower_go_if_ever(w, LLVMBuildICmp(w->b, LLVMIntEQ, number, none, ""), other);
    return LLVMBuildZExtOrBitCast(w->b, number, w->i32, "");
}

static LLVMValueRef find_by_hash(Lower *w, Numbering *n, const JumpTable *table,
                                 LLVMValueRef address, LLVMBasicBlockRef other)
{
    LLVMValueRef factor = lower_number(w->i32, n->factor);
    LLVMValueRef at = LLVMBuildMul(w->b, address, factor, "");

    at = LLVMBuildLShr(w->b, at, lower_number(w->i32, n->shift), "");
    LLVMValueRef target = load_cell(w, n, table, at);
    lower_go_if_ever(w, LLVMBuildICmp(w->b, LLVMIntNE, target, address, ""), other);
    return at;
}

/* Returns the number of the target at `address`, an i32.  Branches to `other` if there
 * is none, except where numbers are addresses or places: then the switch has to find
 * that out.  A switch on addresses becomes a tree of comparisons, often mispredicted,
 * if they lie too far apart for a jump table.  LLVM makes jump tables of the other
 * numbers. */
static LLVMValueRef find_number(Lower *w, Numbering *n, const JumpTable *table,
                                LLVMValueRef address, LLVMBasicBlockRef other)
{
    switch (n->by) {
    case NUMBERED_BY_PLACE: return place_of(w, n, table, address);
    case NUMBERED_BY_HASH: return find_by_hash(w, n, table, address, other);
    case NUMBERED_BY_TABLE: return find_by_table(w, n, table, address, other);
    default: return address;
    }
}

/* Branches to the target with a number, or to `other` if there is none. */
static void go_to(Lower *w, const Numbering *n, const JumpTable *table,
                  LLVMValueRef number, LLVMBasicBlockRef other)
{
    LLVMValueRef to = LLVMBuildSwitch(w->b, number, other, table->num_targets);
    Kept kept = lower_keep(w);

    for (u32 i = 0; i < table->num_targets; i++) {
        if (!is_target(w, table, i))
            continue;
        LLVMBasicBlockRef edge = lower_new_block(w);
        LLVMAddCase(to, lower_number(w->i32, number_of(n, table, i)), edge);
        LLVMPositionBuilderAtEnd(w->b, edge);
        lower_edge(w, unit_block(w->fn->unit, table->target[i]));
        lower_restore(w, kept);
    }
}

/* The same for numbers that are a target's for certain. */
static void go_to_found(Lower *w, const Numbering *n, const JumpTable *table,
                        LLVMValueRef number)
{
    LLVMBasicBlockRef never = lower_new_block(w);

    go_to(w, n, table, number, never);
    LLVMPositionBuilderAtEnd(w->b, never);
    LLVMBuildUnreachable(w->b);
}

void lower_switch(Lower *w, const Operation *o)
{
    const UnitBlock *block = w->blk->unit_block;
    bool by_hub = block->hub != NOWHERE, is_hub = unit_is_hub(block);
    const JumpTable *table =
        by_hub ? w->fn->unit->block[block->hub].table : block->table;
    Numbering *n = numbering_of(w, table, by_hub || is_hub);
    Kept kept = lower_keep(w);

    if (is_hub) {
        LLVMValueRef number = LLVMBuildLoad2(w->b, w->i32, lower_target_home(w), "");
        go_to_found(w, n, table, number);
        return;
    }
    LLVMBasicBlockRef other = lower_new_block(w);
    LLVMValueRef number = find_number(w, n, table, o->a, other);
    if (by_hub) {
        LLVMBuildStore(w->b, number, lower_target_home(w));
        lower_edge_to_hub(w, block->hub, o->a);
    } else if (n->by == NUMBERED_BY_HASH || n->by == NUMBERED_BY_TABLE) {
        go_to_found(w, n, table, number);
    } else {
        go_to(w, n, table, number, other);
    }
    lower_restore(w, kept);
    LLVMPositionBuilderAtEnd(w->b, other);
    if (unit_has_targets(w->fn->unit, table))
        lower_leave(w, o->a);
    else
        lower_indirect_tail_call(w, o->a);
}
