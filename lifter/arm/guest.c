/* guest.c -- 32-bit ARM as a guest of the translator.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/decode.h"
#include "lifter/lifter.h"

/*
 * A32 code between words: unpredictable in ARMv7 (A8.8.27), in ARMv8 a PC alignment
 * fault, which Linux makes SIGBUS.  exclusive.c says where the address is.
 */
static void raise_misaligned(Block *blk)
{
    Val here = imm(blk, blk->here);

    ir_put(blk, here, SLOT(exclusive_address));
    ir_raise(blk, RAISE_ALIGN, blk->here);
}

/* The low bit of the address says Thumb, as it does in a branch target. */
static u32 lift(Block *blk, const u8 *code, u32 size)
{
    const ArmRow *row;
    ArmInsn insn;
    u32 length;

    if (blk->mode)
        return arm_lift_step(blk, code, size);
    length = arm_decode(code, size, blk->here, false, &row, &insn);
    if ((blk->here & 3) == 2)
        raise_misaligned(blk);
    else if (!length)
        arm_lift_undefined(blk, code, size);
    if (!length)
        return 0;
    if (blk->steps && row->lift == arm_it)
        return arm_lift_step(blk, code, size);
    if (row->lift == arm_it)
        return arm_lift_it(blk, code, size);
    if (blk->idioms && row->lift == arm_clz)
        arm_lift_idiom(blk, code, size);
    arm_lift_one(blk, row, &insn);
    return length;
}

#define CPU ArmCpu
#define STATE_DEF "lifter/arm/state.def"
#define THIS_GUEST guest_arm
#include "lifter/registers.h"

static const GuestReg views[] = {
    {"s", SLOT(d), 32, 4, REG_FLOAT}, {"q", SLOT(d), 16, 16, REG_FLOAT}, {0}};

static const SlotRange bit_slots[] = {{SLOT(n), 4}, {SLOT(z), 4}, {SLOT(c), 4},
                                      {SLOT(v), 4}, {SLOT(q), 4}, {SLOT(fpn), 4 * 4},
                                      {0}};

/* The procedure call standard: r0-r3, d0-d7 if hard-float, and r12 between a call
 * and a function far away; results in r0, r1, d0. */
static const u32 argument_slots[] = {
    SLOT(r[14]), SLOT(r[13]), SLOT(r[0]),  SLOT(r[1]),   SLOT(r[2]), SLOT(r[3]),
    SLOT(d[0]),  SLOT(d[1]),  SLOT(d[2]),  SLOT(d[3]),   SLOT(d[4]), SLOT(d[5]),
    SLOT(d[6]),  SLOT(d[7]),  SLOT(r[12]), GUEST_NO_SLOT};
static const u32 result_slots[] = {SLOT(r[0]), SLOT(r[13]), SLOT(r[1]), SLOT(d[0]),
                                   GUEST_NO_SLOT};

#define SCRATCH_FLAGS                                                                  \
    SLOT(n), SLOT(z), SLOT(c), SLOT(v), SLOT(ge), SLOT(fpn), SLOT(fpz), SLOT(fpc),     \
        SLOT(fpv)
static const u32 flag_slots[] = {SCRATCH_FLAGS, GUEST_NO_SLOT};

#define FOUR_DOUBLES(k) SLOT(d[k]), SLOT(d[(k) + 1]), SLOT(d[(k) + 2]), SLOT(d[(k) + 3])
#define UPPER_DOUBLES                                                                  \
    FOUR_DOUBLES(16), FOUR_DOUBLES(20), FOUR_DOUBLES(24), FOUR_DOUBLES(28)
/* r2 and r3 give the remainder of __aeabi_uldivmod. */
static const u32 scratch_slots[] = {SLOT(r[12]),     SLOT(r[14]),   SCRATCH_FLAGS,
                                    FOUR_DOUBLES(4), UPPER_DOUBLES, GUEST_NO_SLOT};

/* ELF for the ARM Architecture, 5.2: the version of the EABI; 0 for the ABI before it.
 */
static const char *refuse(u32 elf_flags)
{
    return elf_flags >> 24 ? NULL : "built for ARM's old ABI (OABI)";
}

const Guest guest_arm = {
    .name = "arm",
    .elf_machine = 40, /* EM_ARM */
    .big_endian = false,
    .code_align = 2,
    .state_size = sizeof(ArmCpu),
    .regs = regs,
    .views = views,
    .pc_slot = SLOT(r[15]),
    .sp_slot = SLOT(r[13]),
    .mode_slot = SLOT(it),
    .mode_after = arm_it_after,
    .bit_slots = bit_slots,
    .names = {slot_name, slot_of, arm_helpers, NUM_ARM_HELPERS},
    .argument_slots = argument_slots,
    .result_slots = result_slots,
    .num_passed = 6,
    .scratch_slots = scratch_slots,
    .flag_slots = flag_slots,
    .lift = lift,
    .disassemble = arm_disassemble,
    .check = arm_check_tables,
    .refuse = refuse,
    .relative_relocation = 23,  /* R_ARM_RELATIVE */
    .resolved_relocation = 160, /* R_ARM_IRELATIVE */
};
