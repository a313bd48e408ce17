/*
 * arm.h -- what the decoders and the semantic functions of ARM share.
 *
 * A32, T32 and T16 encode the same instructions.  The rows of each file turn its
 * encodings into an ArmInsn.  Its semantic functions read nothing but the ArmInsn:
 *
 *      A32(...) ─┐
 *      T32(...) ─┼─ ArmInsn ─→ INSN(...)
 *      T16(...) ─┘
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

/* A semantic function: emits the ops of the instruction *i. */
typedef void ArmLift(Block *b, const ArmInsn *i);

/* The decode tables: A32 with and without a condition, T32 without and with r15 as the
 * base of a load, T16, and the groups of Advanced SIMD (ARM ARM, A7.4 and A7.7). */
typedef enum {
    ARM_TABLE_A32,
    ARM_TABLE_A32_ALWAYS,
    ARM_TABLE_T32,
    ARM_TABLE_T32_LITERAL,
    ARM_TABLE_T16,
    ARM_TABLE_NEON_SAME,
    ARM_TABLE_NEON_MIXED,
    ARM_TABLE_NEON_SHIFT,
    ARM_TABLE_NEON_IMMEDIATE,
    ARM_TABLE_NEON_MISC,
    ARM_TABLE_NEON_MEMORY,
    NUM_ARM_TABLES
} ArmTable;

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
    ArmLift *lift;
    bool (*form)(ArmInsn *i, const Fields *f);
    const char *bars;
    const char *operands;
    unsigned flags;
    ArmTable table;
} ArmRow;

/* Flags of an ArmRow: how the instruction may run conditionally, and more. */
enum {
    SELECTS = 1,    /* writes registers and flags only by set_reg and set_slot, which
                       obey i->holds */
    LOADS = 2,      /* also loads; all accesses are by memory.c and multiple.c */
    STORES = 4,     /* also stores, likewise */
    SETS_FLAGS = 8, /* sets flags, whatever bit S is */
    NOT_IN_IT = 16, /* UNPREDICTABLE in an IT block */
    FLOATING = 32,  /* d, n and m are floating-point registers */
    GUARDS = 64,    /* may run under i->holds, but a branch around it is cheaper */
    DUAL = 128,     /* moves t and u by one access of 64 bits */
    NOT_BIG = 256,  /* not translated for big-endian data */
};

/* The rows of each file that defines instructions: groups.def. */
#define GROUP(name) extern const ArmRow arm_##name##_rows[];
#include "lifter/arm/groups.def"
/* All of them, ending with NULL. */
extern const ArmRow *const arm_groups[];

/* The semantic functions that more than one file names; the others are static. */
ArmLift arm_mov, arm_b, arm_bl, arm_blx, arm_bx, arm_blx_reg, arm_it, arm_svc, arm_bkpt,
    arm_udf, arm_undefined, arm_privileged, arm_nop, arm_barrier, arm_isb, arm_clz,
    arm_vmrs, arm_vmsr;

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

#endif
