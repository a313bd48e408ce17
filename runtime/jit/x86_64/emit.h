/*
 * emit.h -- encodes x86-64 instructions.  Intel SDM, volume 2.
 *
 *      emit_rm(e, I_ADD | W, RAX, rm_mem(RBP, 8));         add rax, [rbp + 8]
 *      emit_vex(e, I_ANDN, RCX, RDX, rm_reg(RSI));         andn ecx, edx, esi
 *
 * The functions do not check for room: call emit_reserve before.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_JIT_X86_64_EMIT_H
#define RUNTIME_JIT_X86_64_EMIT_H

#include "ir/base.h"

enum {
    RAX,
    RCX,
    RDX,
    RBX,
    RSP,
    RBP,
    RSI,
    RDI,
    R8,
    R9,
    R10,
    R11,
    R12,
    R13,
    R14,
    R15,
    XMM0, /* to XMM0 + 15 = xmm15 */
    NUM_REGS = XMM0 + 16,
    NO_REG = 0xff
};

/* Condition codes as in jcc, setcc and cmovcc; bit 0 negates the condition. */
enum {
    X_O,
    X_NO,
    X_B,
    X_AE,
    X_E,
    X_NE,
    X_BE,
    X_A,
    X_S,
    X_NS,
    X_P,
    X_NP,
    X_L,
    X_GE,
    X_LE,
    X_G
};

/* An operand that is a register or memory: the ModRM byte's r/m. */
typedef struct {
    u8 reg;         /* the register; NO_REG: memory */
    u8 base, index; /* registers, or NO_REG */
    bool guest;     /* relative to gs, and the address wraps at 32 bits */
    bool pool;      /* rip-relative: disp is the index of a constant in the pool */
    i32 disp;
} Rm;

/* Returns the operand that is register `reg`. */
static inline Rm rm_reg(u8 reg)
{
    return (Rm){reg, NO_REG, NO_REG, false, false, 0};
}

/* Returns the memory operand [base + disp]. */
static inline Rm rm_mem(u8 base, i32 disp)
{
    return (Rm){NO_REG, base, NO_REG, false, false, disp};
}

/* An instruction is its opcode byte, or'ed with these: */
enum {
    MAP_0F = 1 << 8,
    MAP_0F38 = 2 << 8,
    MAP_0F3A = 3 << 8,
    P66 = 1 << 12, /* prefix 66; P66, PF3 and PF2 are the numbers of VEX.pp */
    PF3 = 2 << 12,
    PF2 = 3 << 12,
    KEEPS = 1 << 16, /* the instruction does not change the arithmetic flags */
    BYTE = 1 << 17,  /* a register in `reg` or `rm` is an 8-bit one */
    W = 1 << 18,     /* the operand has 64 bits */
    /* an immediate byte follows, which a rip-relative displacement must count */
    IMM8 = 1 << 19,
};

enum {
    I_ADD = 0x03,
    I_OR = 0x0b,
    I_ADC = 0x13,
    I_SBB = 0x1b,
    I_AND = 0x23,
    I_SUB = 0x2b,
    I_XOR = 0x33,
    I_CMP = 0x3b,
    I_TEST = 0x85,
    I_TEST_IMM = 0xf7, /* digit /0, then an immediate of 32 bits */
    I_MOV = 0x8b | KEEPS,
    I_MOV_STORE = 0x89 | KEEPS,
    I_MOV_STORE_8 = 0x88 | KEEPS | BYTE,
    I_LEA = 0x8d | KEEPS,
    I_MOVSXD = 0x63 | KEEPS,
    I_XCHG = 0x87 | KEEPS,
    I_IMUL = 0xaf | MAP_0F,
    I_MOVZX_8 = 0xb6 | MAP_0F | KEEPS | BYTE,
    I_MOVZX_16 = 0xb7 | MAP_0F | KEEPS,
    I_MOVSX_8 = 0xbe | MAP_0F | KEEPS | BYTE,
    I_MOVSX_16 = 0xbf | MAP_0F | KEEPS,
    I_SETCC = 0x90 | MAP_0F | KEEPS | BYTE,
    I_CMOV = 0x40 | MAP_0F | KEEPS,
    I_MOVBE = 0xf0 | MAP_0F38 | KEEPS,
    I_MOVBE_STORE = 0xf1 | MAP_0F38 | KEEPS,
    I_BSR = 0xbd | MAP_0F,
    I_BSF = 0xbc | MAP_0F,
    I_LZCNT = 0xbd | MAP_0F | PF3,
    I_TZCNT = 0xbc | MAP_0F | PF3,
    I_POPCNT = 0xb8 | MAP_0F | PF3,
    I_CMPXCHG_8 = 0xb0 | MAP_0F | BYTE,
    I_CMPXCHG = 0xb1 | MAP_0F,
    /* These have a VEX form only. */
    I_ANDN = 0xf2 | MAP_0F38,
    I_SHLX = 0xf7 | MAP_0F38 | P66 | KEEPS,
    I_SHRX = 0xf7 | MAP_0F38 | PF2 | KEEPS,
    I_SARX = 0xf7 | MAP_0F38 | PF3 | KEEPS,
    I_RORX = 0xf0 | MAP_0F3A | PF2 | KEEPS | IMM8,
    I_FMADD = 0xb9 | MAP_0F38 | P66 | KEEPS, /* 231: dst = a * b + dst */
    I_FMADDPS = 0xb8 | MAP_0F38 | P66 | KEEPS,
    I_FMSUB = 0xbb | MAP_0F38 | P66 | KEEPS,
    I_PSLLV = 0x47 | MAP_0F38 | P66 | KEEPS, /* W: lanes of 64 bits */
    I_PSRLV = 0x45 | MAP_0F38 | P66 | KEEPS,
    I_PSRAV = 0x46 | MAP_0F38 | P66 | KEEPS,
    I_VBLENDVPS = 0x4a | MAP_0F3A | P66 | KEEPS | IMM8,
    /* SSE.  The scalar ones are or'ed with PF2 for f64, PF3 for f32. */
    I_MOVUPS = 0x10 | MAP_0F | KEEPS,
    I_MOVUPS_STORE = 0x11 | MAP_0F | KEEPS,
    I_MOVAPS = 0x28 | MAP_0F | KEEPS,
    I_MOVSD = 0x10 | MAP_0F | PF2 | KEEPS,
    I_MOVSD_STORE = 0x11 | MAP_0F | PF2 | KEEPS,
    I_MOVSS = 0x10 | MAP_0F | PF3 | KEEPS,
    I_MOVSS_STORE = 0x11 | MAP_0F | PF3 | KEEPS,
    I_MOVD = 0x6e | MAP_0F | P66 | KEEPS, /* xmm <- r/m; W: movq */
    I_MOVD_FROM = 0x7e | MAP_0F | P66 | KEEPS,
    I_MOVQ = 0x7e | MAP_0F | PF3 | KEEPS, /* xmm <- xmm or memory */
    I_PSHUFB = 0x00 | MAP_0F38 | P66 | KEEPS,
    I_XORPS = 0x57 | MAP_0F | KEEPS,
    I_ORPS = 0x56 | MAP_0F | KEEPS,
    I_ANDNPS = 0x55 | MAP_0F | KEEPS,
    I_ANDPS = 0x54 | MAP_0F | KEEPS,
    I_FADD = 0x58 | MAP_0F | KEEPS,
    I_FMUL = 0x59 | MAP_0F | KEEPS,
    I_FSUB = 0x5c | MAP_0F | KEEPS,
    I_FDIV = 0x5e | MAP_0F | KEEPS,
    I_FSQRT = 0x51 | MAP_0F | KEEPS,
    I_CVT_FF = 0x5a | MAP_0F | KEEPS, /* PF2: sd -> ss, PF3: ss -> sd */
    I_CVT_FI = 0x2d | MAP_0F | KEEPS,
    I_CVTT_FI = 0x2c | MAP_0F | KEEPS,
    I_CVT_IF = 0x2a | MAP_0F | KEEPS,
    I_UCOMIS = 0x2e | MAP_0F, /* P66 for f64 */
    I_COMIS = 0x2f | MAP_0F,
    /* Integer vectors.  The number is the width in bits of the operands' lanes. */
    I_PADD_8 = 0xfc | MAP_0F | P66 | KEEPS,
    I_PADD_16 = 0xfd | MAP_0F | P66 | KEEPS,
    I_PADD_32 = 0xfe | MAP_0F | P66 | KEEPS,
    I_PADD_64 = 0xd4 | MAP_0F | P66 | KEEPS,
    I_PSUB_8 = 0xf8 | MAP_0F | P66 | KEEPS,
    I_PSUB_16 = 0xf9 | MAP_0F | P66 | KEEPS,
    I_PSUB_32 = 0xfa | MAP_0F | P66 | KEEPS,
    I_PSUB_64 = 0xfb | MAP_0F | P66 | KEEPS,
    I_PMULL_16 = 0xd5 | MAP_0F | P66 | KEEPS,
    I_PMULL_32 = 0x40 | MAP_0F38 | P66 | KEEPS,
    I_PMULHS_16 = 0xe5 | MAP_0F | P66 | KEEPS,
    I_PMULHU_16 = 0xe4 | MAP_0F | P66 | KEEPS,
    I_PMULHRS = 0x0b | MAP_0F38 | P66 | KEEPS,
    I_PMULUDQ = 0xf4 | MAP_0F | P66 | KEEPS,
    I_PMULDQ = 0x28 | MAP_0F38 | P66 | KEEPS,
    I_PADDS_8 = 0xec | MAP_0F | P66 | KEEPS,
    I_PADDS_16 = 0xed | MAP_0F | P66 | KEEPS,
    I_PADDUS_8 = 0xdc | MAP_0F | P66 | KEEPS,
    I_PADDUS_16 = 0xdd | MAP_0F | P66 | KEEPS,
    I_PSUBS_8 = 0xe8 | MAP_0F | P66 | KEEPS,
    I_PSUBS_16 = 0xe9 | MAP_0F | P66 | KEEPS,
    I_PSUBUS_8 = 0xd8 | MAP_0F | P66 | KEEPS,
    I_PSUBUS_16 = 0xd9 | MAP_0F | P66 | KEEPS,
    I_PAVG_8 = 0xe0 | MAP_0F | P66 | KEEPS,
    I_PAVG_16 = 0xe3 | MAP_0F | P66 | KEEPS,
    I_PABS_8 = 0x1c | MAP_0F38 | P66 | KEEPS,
    I_PABS_16 = 0x1d | MAP_0F38 | P66 | KEEPS,
    I_PABS_32 = 0x1e | MAP_0F38 | P66 | KEEPS,
    I_PMINS_8 = 0x38 | MAP_0F38 | P66 | KEEPS,
    I_PMINS_16 = 0xea | MAP_0F | P66 | KEEPS,
    I_PMINS_32 = 0x39 | MAP_0F38 | P66 | KEEPS,
    I_PMINU_8 = 0xda | MAP_0F | P66 | KEEPS,
    I_PMINU_16 = 0x3a | MAP_0F38 | P66 | KEEPS,
    I_PMINU_32 = 0x3b | MAP_0F38 | P66 | KEEPS,
    I_PMAXS_8 = 0x3c | MAP_0F38 | P66 | KEEPS,
    I_PMAXS_16 = 0xee | MAP_0F | P66 | KEEPS,
    I_PMAXS_32 = 0x3d | MAP_0F38 | P66 | KEEPS,
    I_PMAXU_8 = 0xde | MAP_0F | P66 | KEEPS,
    I_PMAXU_16 = 0x3e | MAP_0F38 | P66 | KEEPS,
    I_PMAXU_32 = 0x3f | MAP_0F38 | P66 | KEEPS,
    I_PCMPEQ_8 = 0x74 | MAP_0F | P66 | KEEPS,
    I_PCMPEQ_16 = 0x75 | MAP_0F | P66 | KEEPS,
    I_PCMPEQ_32 = 0x76 | MAP_0F | P66 | KEEPS,
    I_PCMPEQ_64 = 0x29 | MAP_0F38 | P66 | KEEPS,
    I_PCMPGT_8 = 0x64 | MAP_0F | P66 | KEEPS,
    I_PCMPGT_16 = 0x65 | MAP_0F | P66 | KEEPS,
    I_PCMPGT_32 = 0x66 | MAP_0F | P66 | KEEPS,
    I_PCMPGT_64 = 0x37 | MAP_0F38 | P66 | KEEPS,
    I_PSHIFT_16 = 0x71 | MAP_0F | P66 | KEEPS | IMM8,
    I_PSHIFT_32 = 0x72 | MAP_0F | P66 | KEEPS | IMM8,
    I_PSHIFT_64 = 0x73 | MAP_0F | P66 | KEEPS | IMM8,
    I_PSHUFD = 0x70 | MAP_0F | P66 | KEEPS | IMM8,
    I_SHUFPS = 0xc6 | MAP_0F | KEEPS | IMM8,
    I_PUNPCKL_8 = 0x60 | MAP_0F | P66 | KEEPS,
    I_PUNPCKL_16 = 0x61 | MAP_0F | P66 | KEEPS,
    I_PUNPCKL_32 = 0x62 | MAP_0F | P66 | KEEPS,
    I_PUNPCKH_8 = 0x68 | MAP_0F | P66 | KEEPS,
    I_PUNPCKH_16 = 0x69 | MAP_0F | P66 | KEEPS,
    I_PUNPCKH_32 = 0x6a | MAP_0F | P66 | KEEPS,
    I_PUNPCKLQDQ = 0x6c | MAP_0F | P66 | KEEPS,
    I_PUNPCKHQDQ = 0x6d | MAP_0F | P66 | KEEPS,
    I_PALIGNR = 0x0f | MAP_0F3A | P66 | KEEPS | IMM8,
    I_PBLENDW = 0x0e | MAP_0F3A | P66 | KEEPS | IMM8,
    I_PACKSS_16 = 0x63 | MAP_0F | P66 | KEEPS,
    I_PACKSS_32 = 0x6b | MAP_0F | P66 | KEEPS,
    I_PACKUS_16 = 0x67 | MAP_0F | P66 | KEEPS,
    I_PACKUS_32 = 0x2b | MAP_0F38 | P66 | KEEPS,
    I_PMOVSX_8 = 0x20 | MAP_0F38 | P66 | KEEPS,
    I_PMOVSX_16 = 0x23 | MAP_0F38 | P66 | KEEPS,
    I_PMOVSX_32 = 0x25 | MAP_0F38 | P66 | KEEPS,
    I_PMOVZX_8 = 0x30 | MAP_0F38 | P66 | KEEPS,
    I_PMOVZX_16 = 0x33 | MAP_0F38 | P66 | KEEPS,
    I_PMOVZX_32 = 0x35 | MAP_0F38 | P66 | KEEPS,
    I_PINSR_8 = 0x20 | MAP_0F3A | P66 | KEEPS | IMM8,
    I_PINSR_16 = 0xc4 | MAP_0F | P66 | KEEPS | IMM8,
    I_INSERTPS = 0x21 | MAP_0F3A | P66 | KEEPS | IMM8,
    I_PEXTR_8 = 0x14 | MAP_0F3A | P66 | KEEPS | IMM8,
    I_PEXTR_16 = 0x15 | MAP_0F3A | P66 | KEEPS | IMM8,
    I_PEXTR_32 = 0x16 | MAP_0F3A | P66 | KEEPS | IMM8,
    I_PTEST = 0x17 | MAP_0F38 | P66,
    I_CVTDQ2PS = 0x5b | MAP_0F | KEEPS,
    I_CVTTPS2DQ = 0x5b | MAP_0F | PF3 | KEEPS,
    I_MINPS = 0x5d | MAP_0F | KEEPS,
    I_MAXPS = 0x5f | MAP_0F | KEEPS,
    I_CMPPS = 0xc2 | MAP_0F | KEEPS | IMM8,
    I_ROUNDSS = 0x0a | MAP_0F3A | P66 | KEEPS | IMM8,
    I_ROUNDSD = 0x0b | MAP_0F3A | P66 | KEEPS | IMM8,
    I_AESIMC = 0xdb | MAP_0F38 | P66 | KEEPS,
    I_AESENC = 0xdc | MAP_0F38 | P66 | KEEPS,
    I_AESENCLAST = 0xdd | MAP_0F38 | P66 | KEEPS,
    I_AESDEC = 0xde | MAP_0F38 | P66 | KEEPS,
    I_AESDECLAST = 0xdf | MAP_0F38 | P66 | KEEPS,
    I_PCLMULQDQ = 0x44 | MAP_0F3A | P66 | KEEPS | IMM8,
    /* These have no VEX form. */
    I_SHA1RNDS4 = 0xcc | MAP_0F3A | KEEPS | IMM8,
    I_SHA1MSG2 = 0xca | MAP_0F38 | KEEPS,
    I_SHA256RNDS2 = 0xcb | MAP_0F38 | KEEPS, /* also reads xmm0 */
    I_SHA256MSG1 = 0xcc | MAP_0F38 | KEEPS,
    I_SHA256MSG2 = 0xcd | MAP_0F38 | KEEPS,
};

/* The /digit in ModRM of the shift group (C1, D3), and of group F7. */
enum { SHIFT_ROL = 0, SHIFT_ROR = 1, SHIFT_SHL = 4, SHIFT_SHR = 5, SHIFT_SAR = 7 };
enum { F7_NOT = 2, F7_NEG = 3, F7_MUL = 4, F7_IMUL = 5, F7_DIV = 6, F7_IDIV = 7 };

typedef struct {
    u32 site;     /* offset in the block of the 32-bit displacement */
    u16 constant; /* index in the pool */
    u8 after;     /* bytes of the instruction that follow the displacement */
} PoolFixup;

enum { POOL_CONSTANTS = 128, POOL_FIXUPS = 2048 };

typedef struct {
    u8 *rw;
    const u8 *rx;
    u32 at, room;
    bool full;    /* sticky: no room; checked by emit_reserve and at the end */
    bool crowded; /* sticky: more constants or uses than the pool has room for */
    /* The compare whose result the arithmetic flags hold (a key of condition.c); 0:
     * unknown. */
    u64 flags;
    u64 constant[POOL_CONSTANTS][2];
    u32 num_constants, num_fixups;
    PoolFixup fixup[POOL_FIXUPS];
} Emit;

/* Begins code at `rw`, which runs at `rx`, of at most `room` bytes. */
void emit_begin(Emit *e, u8 *rw, const u8 *rx, size_t room);
/* Returns true if at least `size` more bytes can be written.  Else sets `full` or
 * `crowded`. */
bool emit_reserve(Emit *e, u32 size);

/* Append a byte, and little-endian words of 4 and 8 bytes. */
void emit_8(Emit *e, u32 byte);
void emit_32(Emit *e, u32 word);
void emit_64(Emit *e, u64 word);

/* Appends an instruction with a ModRM byte; `insn` may have W or'ed in.  `reg` is a
 * register or a /digit. */
void emit_rm(Emit *e, u32 insn, u8 reg, Rm rm);
/* The same in VEX form; `second` is the additional source (VEX.vvvv), or NO_REG. */
void emit_vex(Emit *e, u32 insn, u8 reg, u8 second, Rm rm);

/* to = from, 64 bits; nothing if they are the same */
void emit_mov(Emit *e, u8 to, u8 from);
/* reg = value, in the shortest form.  Keeps the flags if `flags` is known. */
void emit_constant(Emit *e, u8 reg, u64 value);
/* Appends add, or, and, sub, xor or cmp (I_...) with an immediate. */
void emit_alu_imm(Emit *e, u32 insn, Rm rm, i32 imm);
/* Append a SHIFT_... or an F7_... instruction; `w` is 0 or W. */
void emit_shift_imm(Emit *e, u32 kind, u32 w, u8 reg, u32 count);
void emit_shift_cl(Emit *e, u32 kind, u32 w, u8 reg);
void emit_f7(Emit *e, u32 kind, u32 w, u8 reg);
/* Appends setcc: the byte `rm` = 1 if condition `cc` holds, else 0. */
void emit_setcc(Emit *e, u32 cc, Rm rm);
/* Appends bswap: reverses the bytes of `reg`, of 4 or (`w` = W) 8. */
void emit_bswap(Emit *e, u32 w, u8 reg);

/* Append a jump with a 32-bit displacement.  Return the offset of the displacement in
 * the block, for emit_bind. */
u32 emit_jmp(Emit *e);
u32 emit_jcc(Emit *e, u32 cc);
/* Appends nops, so that the displacement of the next jump lies within 8 aligned bytes.
 * It begins `opcode` bytes into the jump.  It can then be patched while other threads
 * run the code, as the host stores these 4 bytes at once. */
void emit_align_jump(Emit *e, u32 opcode);
void emit_bind(Emit *e, u32 site); /* makes the jump lead to here */
/* the same, to offset `where` in the block */
void emit_bind_to(Emit *e, u32 site, u32 where);

/* Append a jump to, or a call of, a host address.  If it is far away, r11 (jump) or rax
 * (call) is destroyed. */
void emit_jmp_to(Emit *e, const void *host);
void emit_call(Emit *e, const void *host);

/* Returns an operand that is a 16-byte constant in the pool. */
Rm emit_pool(Emit *e, u64 low, u64 high);
void emit_pool_end(Emit *e); /* appends the pool and binds its uses */

#endif
