/*
 * arm.h -- what the decoders and the semantic functions of ARM share.
 *
 * A32, T32 and T16 encode the same instructions.  Each decode table turns its encodings
 * into an ArmInsn.  The semantic functions read nothing but the ArmInsn:
 *
 *      a32*.c ─┐
 *      t32*.c ─┼─ ArmInsn ─→ alu.c, memory.c, ...
 *      t16.c  ─┘
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_ARM_ARM_H
#define LIFTER_ARM_ARM_H

#include "ir/ir.h"
#include "lifter/arm/cpu.h"
#include "lifter/pattern.h"

/* The kinds of shift of an operand.  ARM ARM, A8.4.1. */
typedef enum { LSL, LSR, ASR, ROR, RRX } ShiftType;

/* The flexible second operand: a number, a register shifted by a constant, or a
 * register shifted by a register.  ARM ARM, A8.4. */
typedef struct {
    enum { OP2_NUMBER, OP2_SHIFTED, OP2_BY_REGISTER } kind;
    u32 number;
    bool has_carry, carry; /* has_carry: a logical operation sets the C flag to
                              `carry` */
    u8 m, s;               /* the shifted register; the register with the shift
                              amount */
    u8 shift, amount;      /* ShiftType; the constant amount, in bits */
} Operand2;

/* The condition code AL.  ARM ARM, A8.3. */
enum { ALWAYS = 14 };

/* One decoded instruction: its operands and where it is. */
typedef struct {
    u8 d, n, m, s, t, u, a; /* numbers of registers; t and u are the pair of ldrd and
                               strd */
    u8 cond;                /* condition code, 0 to 14 */
    bool sets_flags;
    bool thumb, in_it;          /* decoded as Thumb; decoded as part of an IT block */
    bool index, add, writeback; /* bits P, U and W of loads and stores */
    u8 x, y;                    /* small fields: which half, a rotation, a bit's
                                   number */
    u32 imm;                    /* an immediate or offset */
    u32 list;                   /* registers of ldm and stm: bit n for register n */
    Operand2 op2;
    /* Advanced SIMD (neon.h): */
    bool quad, is_unsigned;
    u8 size;                     /* size of an element: log2 of its bytes */
    u8 lane;                     /* index of an element in a register */
    u8 elements, count, spacing; /* elements of a structure; number of registers;
                                    distance between registers */
    u8 align;                    /* required alignment in bytes; 0: none */
    u64 wide;                    /* the expanded immediate, as the 64 bits of a
                                    doubleword */
    u32 pc;                      /* the value that the instruction reads from r15 */
    u32 here;                    /* address of the instruction; bit 0 is set if it is
                                    Thumb */
    u32 next;                    /* address of the next instruction, likewise */
    Val holds; /* a value that is 0 or 1: the instruction writes its results only if
                  it is 1; VAL_NONE: it always does */
} ArmInsn;

/*
 * One row of a decode table: an encoding and its instruction.
 *
 * The decoder copies each field of the picture (pattern.h) to a member of ArmInsn.  The
 * letters d n m s t u a x y go to the members of the same name; c goes to cond, S to
 * sets_flags, P to index, U to add, W to writeback, v to imm, l to list.  Then `form`,
 * unless it is NULL, computes further members from the fields.  It returns false if the
 * encoding is undefined.
 *
 * `bars` excludes encodings.  A lower-case letter: that register may not be r15.  A
 * capital: that register may be neither r13 nor r15.  A digit: field z may not have
 * this value.
 *
 * `operands` is the assembly text of the operands: see disassemble.c.
 */
typedef struct ArmRow {
    const char *name;
    const char *picture;
    void (*lift)(Block *b, const ArmInsn *i);
    bool (*form)(ArmInsn *i, const Fields *f);
    const char *bars;
    const char *operands;
    unsigned flags;
} ArmRow;

/* Flags of an ArmRow: how the instruction may run conditionally. */
enum {
    SELECTS = 1,    /* writes registers and flags only by set_reg and set_slot, which
                       obey i->holds */
    LOADS = 2,      /* also loads; all accesses are by memory.c and multiple.c */
    STORES = 4,     /* also stores, likewise */
    SETS_FLAGS = 8, /* sets flags, whatever bit S is */
    NOT_IN_IT = 16, /* UNPREDICTABLE in an IT block */
    FLOATING = 32,  /* d, n and m are floating-point registers */
    GUARDS = 64,    /* may run under i->holds, but a branch around it is cheaper */
};

/* The decode tables by facility; each ends with a NULL name.  decode.c lists them. */
extern const ArmRow a32_alu_rows[], a32_multiply_rows[], a32_media_rows[],
    a32_memory_rows[], a32_system_rows[], a32_coprocessor_rows[], a32_vfp_rows[],
    a32_unconditional_rows[];
extern const ArmRow t32_alu_rows[], t32_multiply_rows[], t32_media_rows[],
    t32_memory_rows[], t32_literal_rows[], t32_system_rows[], t32_coprocessor_rows[],
    t32_vfp_rows[];
extern const ArmRow t16_rows[];
extern const ArmRow a32_v8_rows[], t32_v8_rows[], arm_v8_float_rows[];

/* The semantic functions: arm_NAME lifts instruction NAME, whatever its encoding. */
/* clang-format off */
#define ARM_INSNS(_)                                                                   \
    _(and) _(eor) _(sub) _(rsb) _(add) _(adc) _(sbc) _(rsc)                            \
    _(tst) _(teq) _(cmp) _(cmn) _(orr) _(mov) _(bic) _(mvn) _(orn)                     \
    _(adr) _(movw) _(movt)                                                             \
    _(mul) _(mla) _(mls) _(umull) _(umlal) _(smull) _(smlal) _(umaal)                  \
    _(smlaxy) _(smulxy) _(smlawy) _(smulwy) _(smlalxy)                                 \
    _(smlad) _(smlsd) _(smuad) _(smusd) _(smlald) _(smlsld)                            \
    _(smmla) _(smmls) _(smmul) _(sdiv) _(udiv)                                         \
    _(qadd) _(qsub) _(qdadd) _(qdsub) _(ssat) _(usat) _(ssat16) _(usat16)              \
    _(parallel) _(usad8) _(usada8) _(sel) _(pkhbt) _(pkhtb)                            \
    _(sxtb) _(sxth) _(sxtb16) _(uxtb) _(uxth) _(uxtb16)                                \
    _(rev) _(rev16) _(revsh) _(rbit) _(clz) _(bfi) _(bfc) _(sbfx) _(ubfx)              \
    _(ldr) _(ldrb) _(ldrh) _(ldrsb) _(ldrsh) _(ldrd)                                   \
    _(str) _(strb) _(strh) _(strd) _(ldm) _(stm) _(pld)                                \
    _(ldrex) _(ldrexb) _(ldrexh) _(ldrexd) _(strex) _(strexb) _(strexh) _(strexd)      \
    _(clrex) _(swp) _(swpb)                                                            \
    _(b) _(bl) _(blx) _(bx) _(blx_reg) _(cbz) _(cbnz) _(tbb) _(tbh) _(bx_like)         \
    _(svc) _(bkpt) _(udf) _(undefined) _(privileged) _(nop) _(barrier) _(isb) _(mrs) _(msr) _(msr_number)       \
    _(mrc_thread) _(mrc_thread_rw) _(mcr_thread_rw) _(mrc_zero) _(mrrc_zero)           \
    _(mrc_no_flags) _(mrc_debug_id) _(mrc_frequency) _(mrrc_counter) _(setend) _(it)                              \
    _(vadd) _(vsub) _(vmul) _(vnmul) _(vdiv) _(vsqrt) _(vmla) _(vmls) _(vnmla) _(vnmls) \
    _(vfma) _(vfms) _(vfnma) _(vfnms) _(vcmp) _(vcmpe) _(vcmp_zero) _(vcmpe_zero)      \
    _(vmov) _(vabs) _(vneg) _(vmov_number) _(vmov_word) _(vmov_to_core) _(vmov_words)  \
    _(vmov_to_cores) _(vmov_double) _(vmov_double_to_cores)                            \
    _(vmov_lane8) _(vmov_lane16) _(vmov_lane32) _(vmov_from_lane_s8)                   \
    _(vmov_from_lane_u8) _(vmov_from_lane_s16) _(vmov_from_lane_u16)                   \
    _(vmov_from_lane_32) _(vdup_8) _(vdup_16) _(vdup_32)                               \
    _(vcvt_widen) _(vcvt_narrow) _(vcvt_to_signed) _(vcvt_to_unsigned)                 \
    _(vcvtr_to_signed) _(vcvtr_to_unsigned) _(vcvt_from_signed)                        \
    _(vcvt_from_unsigned) _(vcvt_from_fixed) _(vcvt_to_fixed) _(vcvt_from_half)        \
    _(vcvt_to_half) _(vldr) _(vstr) _(vldm) _(vstm) _(vmrs) _(vmrs_flags) _(vmsr)      \
    _(lda) _(ldab) _(ldah) _(stl) _(stlb) _(stlh) _(ldaex) _(ldaexb) _(ldaexh)         \
    _(ldaexd) _(stlex) _(stlexb) _(stlexh) _(stlexd)                                   \
    _(vseleq) _(vselvs) _(vselge) _(vselgt) _(vmaxnm) _(vminnm) _(vrinta) _(vrintn)    \
    _(vrintp) _(vrintm) _(vrintz) _(vrintr) _(vrintx) _(vcvta_to_signed)               \
    _(vcvta_to_unsigned) _(vcvtn_to_signed) _(vcvtn_to_unsigned) _(vcvtp_to_signed)    \
    _(vcvtp_to_unsigned) _(vcvtm_to_signed) _(vcvtm_to_unsigned)
/* clang-format on */
#define DECLARE(name) void arm_##name(Block *b, const ArmInsn *i);
ARM_INSNS(DECLARE)
#undef DECLARE

/* The C functions that lifted code calls: an index for each row of helpers.def. */
typedef enum {
#define HELPER(name, ...) ARM_##name,
#include "lifter/arm/helpers.def"
    NUM_ARM_HELPERS
} ArmHelper;
extern const Helper arm_helpers[NUM_ARM_HELPERS];

/* The offset of a member in the guest's state, in bytes. */
#define SLOT(member) ((u32)offsetof(ArmCpu, member))

/* Returns a constant of 32 bits. */
static inline Val imm(Block *b, u64 n)
{
    return ir_constant(b, TY_I32, (u32)n);
}

/* Returns a constant of 64 bits. */
static inline Val imm64(Block *b, u64 n)
{
    return ir_constant(b, TY_I64, n);
}

/* Returns the flag at a slot as an i32, 0 or 1. */
static inline Val flag(Block *b, u32 slot)
{
    return ir_get(b, TY_I32, slot);
}

/* Returns register n as an operand; r15 reads as i->pc. */
static inline Val reg(Block *b, const ArmInsn *i, u32 n)
{
    return n == 15 ? imm(b, i->pc) : ir_get(b, TY_I32, SLOT(r) + 4 * n);
}

/* operand.c.  set_slot writes v to a slot, and set_reg to register n (not 15), if
 * i->holds allows it. */
void set_slot(Block *b, const ArmInsn *i, u32 slot, Val v);
void set_reg(Block *b, const ArmInsn *i, u32 n, Val v); /* n is not 15 */
/* Set flags N and Z from a result of 32 or 64 bits. */
void set_nz(Block *b, const ArmInsn *i, Val result);
void set_nz64(Block *b, const ArmInsn *i, Val result);
/* Sets the sticky flag Q if `saturated`, an i32, is 1. */
void set_q_if(Block *b, const ArmInsn *i, Val saturated);
/* Returns bit n of an i32, as an i32. */
Val bit_of(Block *b, Val v, u32 n);
/* Returns registers t and u as an i64; t is the low half. */
Val register_pair(Block *b, const ArmInsn *i);
/* Returns the second operand.  `carry` may be NULL; else *carry is the C flag on entry
 * and the shifter's carry out on return.  ARM ARM, A8.4.3: Shift_C. */
Val operand2(Block *b, const ArmInsn *i, Val *carry);
/* Returns the number n, which leaves the carry as it is. */
Operand2 op2_number(u32 n);
/* Returns n rotated right by `rotation` bits; unless that is 0, bit 31 of the number is
 * the carry out.  ARM ARM, A5.2.4: ARMExpandImm_C. */
Operand2 op2_rotated(u32 n, u32 rotation);
/* Returns register m shifted as encoded: amount 0 means 32 for LSR and ASR, and RRX for
 * ROR.  ARM ARM, A8.4.3: DecodeImmShift. */
Operand2 op2_shifted(u32 m, u32 type, u32 amount);
/* Returns register m shifted by the low byte of register s. */
Operand2 op2_by_register(u32 m, u32 type, u32 s);

/* branch.c: write v to r15, which ends the block.  With write_pc_bx bit 0 of v selects
 * the instruction set (ARM ARM, A2.3.1: BXWritePC); with write_pc_branch the
 * instruction set stays (BranchWritePC).  `is_return` is a hint: the jump is likely a
 * function return.  The jump becomes a call if the block has just set r14 to the next
 * instruction. */
void write_pc_bx(Block *b, const ArmInsn *i, Val v, bool is_return);
void write_pc_branch(Block *b, const ArmInsn *i, Val v, bool is_return);

/* memory.c: returns `address` if i->holds allows the access, else ARM_NOWHERE, where it
 * does no harm. */
Val address_if(Block *b, const ArmInsn *i, Val address);

/* memory.c: returns the address of a load or store; the access is at that address plus
 * *displacement bytes. */
Val access_address(Block *b, const ArmInsn *i, i32 *displacement);

/* condition.c: returns an i32 that is 1 if the condition code `cond` (0 to 13) holds,
 * else 0.  ARM ARM, A8.3. */
Val condition(Block *b, u32 cond);

/* forms.c: form_NAME computes the operands of an instruction from the fields of its
 * encoding.  Returns false if the encoding is undefined.  See ArmRow.form. */
/* clang-format off */
#define ARM_FORMS(_)                                                                  \
    _(a32_number) _(t32_number) _(shifted) _(by_register) _(register) _(number)        \
    _(flags) _(register_flags) _(shifted_flags) _(two_number) _(two_register) _(by_lsl) _(by_lsr) _(by_asr)          \
    _(by_ror) _(t32_by_lsl) _(t32_by_lsr) _(t32_by_asr) _(t32_by_ror) _(t32_down) _(load_dual_register) _(swap) _(load_multiple) _(t32_store_exclusive) _(t32_store_exclusive_pair) _(alone) _(table) _(status) _(store_exclusive) _(store_exclusive_pair) _(t32_sum_number) _(t32_sum_shifted) _(t32_sum12) _(multiply) _(negate) _(adr_up) _(adr_down)           \
    _(a32_move16) _(t32_move16) _(parallel) _(parallel32) _(saturate) _(saturate32)    \
    _(pack) _(pack_top) _(field_to_msb) _(field_of_width) _(same_twice) _(high)        \
    _(high_compare) _(from_sp) _(sp_number) _(t16_adr) _(a32_branch) _(a32_blx)        \
    _(t32_branch) _(t32_blx) _(t32_branch_if) _(t16_branch) _(t16_branch_if) _(cbz)    \
    _(it) _(memory) _(memory_shifted) _(memory_halves) _(memory_register) _(dual)      \
    _(dual_register) _(exclusive_pair) _(t32_up) _(t32_literal_up) _(t32_literal_down) _(t32_load_dual) _(t32_memory)          \
    _(t32_register) _(t32_dual) _(exclusive4) _(t16_memory1) _(t16_memory2)            \
    _(t16_memory4) _(t16_literal) _(t16_register) _(multiple) _(push) _(pop) _(push_one) _(pop_one)           \
    _(t32_after) _(t32_before) _(t16_stack) _(t16_stm) _(t16_ldm) _(t16_push)          \
    _(t16_pop)                                                                         \
    _(none) _(different) _(vfp) _(vfp_number) _(vfp_widen) _(vfp_narrow) _(vfp_to_word)             \
    _(vfp_from_word) _(vfp_fixed16) _(vfp_fixed32) _(vfp_ufixed16) _(vfp_ufixed32)     \
    _(vfp_word) _(vfp_words) _(vfp_words_to_cores) _(vfp_double)                       \
    _(vfp_double_to_cores) _(vfp_lane) _(vfp_dup) _(vfp_memory) _(vfp_after)           \
    _(vfp_before) _(vfp_after_old) _(vfp_before_old)
/* clang-format on */
#define DECLARE(name) bool form_##name(ArmInsn *i, const Fields *f);
ARM_FORMS(DECLARE)
#undef DECLARE

#endif
