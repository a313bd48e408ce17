/* decode.c -- finding the instruction a word encodes.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/ppc/decode.h"
#include "lifter/ppc/float.h"

#include "lifter/ask.h"
#include "lifter/lifter.h"

static const PpcInsn *const tables[] = {
    ppc_arith,        ppc_logic,       ppc_rotate,        ppc_compare,
    ppc_condition,    ppc_branch,      ppc_memory,        ppc_string,
    ppc_atomic,       ppc_system,      ppc_special,       ppc_privileged,
    ppc_float_memory, ppc_float_arith, ppc_float_convert, ppc_float_move,
    ppc_float_status, ppc_mac};

static PatternTable patterns;
static const PpcInsn **insns; /* by row of patterns */

static void compile_tables(void)
{
    u32 count = 0;

    for (u32 t = 0; t < ARRAY_LEN(tables); t++)
        for (const PpcInsn *insn = tables[t]; insn->name; insn++)
            count++;
    insns = base_alloc(count * sizeof(const PpcInsn *));
    for (u32 t = 0; t < ARRAY_LEN(tables); t++)
        for (const PpcInsn *insn = tables[t]; insn->name; insn++) {
            insns[patterns.count] = insn;
            pattern_add(&patterns, insn->picture);
        }
}

const PpcInsn *ppc_find(u32 word, Fields *fields)
{
    if (!insns)
        compile_tables();
    int row = pattern_find(&patterns, word);
    if (row < 0)
        return NULL;
    *fields = pattern_fields(&patterns.row[row], word);
    return insns[row];
}

u32 ppc_fetch(const u8 *code)
{
    return (u32)code[0] << 24 | (u32)code[1] << 16 | (u32)code[2] << 8 | code[3];
}

/* The answer in r5 and r6, high half first, as the guest keeps 64 bits. */
static void lift_ask(Block *b, u32 what)
{
    Val number = imm(b, what), argument = gpr(b, 3);
    Val answer = ir_helper(b, ppc_helpers, PPC_ask, number, argument, VAL_NONE);
    Val high = ir_shr(b, answer, ir_constant(b, TY_I64, 32));

    set_gpr(b, 6, ir_trunc(b, TY_I32, answer));
    set_gpr(b, 5, ir_trunc(b, TY_I32, high));
}

static void lift_ask_function(Block *b, Ask function)
{
    const Val argument[] = {gpr(b, 3), gpr(b, 4)};
    Val answer = ir_helper(b, ppc_helpers, PPC_ask, imm(b, ask_of_function(function)),
                           argument[0], VAL_NONE);

    ask_store_time(b, function, answer, argument, true, b->here + 4);
    set_gpr(b, 3, imm(b, 0));
    set_cr_bit(b, 3, imm(b, 0)); /* no error */
    Val target = ir_and(b, ir_get(b, TY_I32, SLOT(lr)), imm(b, ~3u));
    ir_jump_to(b, target, JUMP_RETURN);
}

static bool is_ask(const Block *blk, u32 word)
{
    return blk->asks && word - PPC_ASK >= ASK_CLOCK && word - PPC_ASK <= ASK_LAST;
}

static u32 lift(Block *blk, const u8 *code, u32 size)
{
    Fields f;
    u32 word = size < 4 ? 0 : ppc_fetch(code);
    const PpcInsn *insn = size < 4 ? NULL : ppc_find(word, &f);

    if (is_ask(blk, word)) {
        if (ask_is_function(word - PPC_ASK))
            lift_ask_function(blk, (Ask)(word - PPC_ASK));
        else
            lift_ask(blk, word - PPC_ASK);
        return 4;
    }
    if (!insn)
        return 0;
    f.next = size < 8 ? 0 : ppc_fetch(code + 4);
    if (blk->idioms)
        ppc_lift_idiom(blk, code, size);
    insn->lift(blk, &f);
    return 4;
}

static const char *check(void)
{
    static char complaint[100];
    u32 hider, hidden;

    if (!insns)
        compile_tables();
    if (pattern_clash(&patterns, &hider, &hidden)) {
        base_format(complaint, sizeof(complaint), "%s hides %s", insns[hider]->name,
                    insns[hidden]->name);
        return complaint;
    }
    return NULL;
}

#define CPU PpcCpu
#define STATE_DEF "lifter/ppc/state.def"
#define THIS_GUEST guest_ppc
#include "lifter/registers.h"

static const SlotRange bit_slots[] = {
    {SLOT(cr), 4 * 32}, {SLOT(so), 4}, {SLOT(ov), 4}, {SLOT(ca), 4}, {0}};

/* The System V ABI: r3-r10, f1-f8, and CR bit 6 for varargs; results in r3, r4, f1. */
static const u32 argument_slots[] = {
    SLOT(lr),     SLOT(gpr[1]), SLOT(gpr[3]), SLOT(gpr[4]), SLOT(gpr[5]),
    SLOT(gpr[6]), SLOT(gpr[7]), SLOT(gpr[8]), SLOT(gpr[9]), SLOT(gpr[10]),
    SLOT(fpr[1]), SLOT(fpr[2]), SLOT(fpr[3]), SLOT(fpr[4]), SLOT(fpr[5]),
    SLOT(fpr[6]), SLOT(fpr[7]), SLOT(fpr[8]), SLOT(cr[6]),  GUEST_NO_SLOT};
static const u32 result_slots[] = {SLOT(gpr[3]), SLOT(gpr[1]), SLOT(gpr[4]),
                                   SLOT(fpr[1]), GUEST_NO_SLOT};

#define CR_FIELD(n)                                                                    \
    SLOT(cr[4 * n]), SLOT(cr[4 * n + 1]), SLOT(cr[4 * n + 2]), SLOT(cr[4 * n + 3])
#define SCRATCH_FLAGS                                                                  \
    CR_FIELD(0), SLOT(cr[4]), SLOT(cr[5]), SLOT(cr[7]), CR_FIELD(5), CR_FIELD(6),      \
        CR_FIELD(7), SLOT(ca)
#define SCRATCH_FLOATS                                                                 \
    SLOT(fpr[0]), SLOT(fpr[9]), SLOT(fpr[10]), SLOT(fpr[11]), SLOT(fpr[12]),           \
        SLOT(fpr[13])
static const u32 flag_slots[] = {SCRATCH_FLAGS, GUEST_NO_SLOT};
static const u32 scratch_slots[] = {
    SLOT(gpr[0]), SLOT(gpr[5]),  SLOT(gpr[6]),  SLOT(gpr[7]),   SLOT(gpr[8]),
    SLOT(gpr[9]), SLOT(gpr[10]), SLOT(gpr[11]), SLOT(gpr[12]),  SLOT(lr),
    SLOT(ctr),    SLOT(cr[6]),   SCRATCH_FLAGS, SCRATCH_FLOATS, GUEST_NO_SLOT};

const Guest guest_ppc = {
    .name = "ppc",
    .elf_machine = 20, /* EM_PPC */
    .big_endian = true,
    .code_align = 4,
    .state_size = sizeof(PpcCpu),
    .regs = regs,
    .pc_slot = SLOT(pc),
    .sp_slot = SLOT(gpr[1]),
    .mode_slot = GUEST_NO_SLOT,
    .bit_slots = bit_slots,
    .names = {slot_name, slot_of, ppc_helpers, NUM_PPC_HELPERS},
    .argument_slots = argument_slots,
    .result_slots = result_slots,
    .num_passed = 10,
    .scratch_slots = scratch_slots,
    .flag_slots = flag_slots,
    .lift = lift,
    .disassemble = ppc_disassemble,
    .check = check,
    .float_trap = ppc_float_trap,
    .relative_relocation = 22,  /* R_PPC_RELATIVE */
    .resolved_relocation = 248, /* R_PPC_IRELATIVE */
};
