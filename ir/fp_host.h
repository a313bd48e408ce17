/*
 * fp_host.h -- single host instructions on bit patterns.
 *
 *      u64 sum = host_add64(a, b);
 *
 * Each function is one instruction in inline assembly, so that the compiler neither
 * evaluates it at compile time nor moves it.  It rounds by MXCSR and sets MXCSR's flags
 * when it runs.  It needs no library and no compiler option; only host_fma64 and
 * host_fma32 need -mfma.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef IR_FP_HOST_H
#define IR_FP_HOST_H

#include "ir/base.h"

/* Bits of MXCSR: the exception flags, their masks from bit 7 on, and the modes.  Intel
 * SDM, volume 1, 10.2.3. */
enum {
    MX_INVALID = 1,
    MX_DENORMAL = 2,
    MX_ZERO_DIVIDE = 4,
    MX_OVERFLOW = 8,
    MX_UNDERFLOW = 16,
    MX_INEXACT = 32,
    MX_FLAGS = 63,
    MX_DENORMALS_ARE_ZERO = 64,
    MX_MASK_SHIFT = 7,
    MX_MASKS = MX_FLAGS << MX_MASK_SHIFT,
    MX_ROUND_SHIFT = 13,
    MX_ROUND = 3 << MX_ROUND_SHIFT,
    MX_ROUND_DOWN = 1 << MX_ROUND_SHIFT,
    MX_ROUND_UP = 2 << MX_ROUND_SHIFT,
    MX_ROUND_ZERO = 3 << MX_ROUND_SHIFT,
    MX_FLUSH_TO_ZERO = 1 << 15,
};

/* Returns the calling thread's MXCSR. */
static inline u32 host_mxcsr(void)
{
    u32 mxcsr;

    __asm__ volatile("stmxcsr %0" : "=m"(mxcsr));
    return mxcsr;
}

/* Sets the calling thread's MXCSR: flags, masks and modes. */
static inline void host_set_mxcsr(u32 mxcsr)
{
    __asm__ volatile("ldmxcsr %0" : : "m"(mxcsr));
}

/* host_NAME64 and host_NAME32 return a OP b, as bit patterns of doubles or floats. */
#define HOST2(name, op)                                                                \
    static inline u64 host_##name##64(u64 a, u64 b)                                    \
    {                                                                                  \
        double x = bits_double(a), y = bits_double(b);                                 \
                                                                                       \
        __asm__ volatile(op "sd %1, %0" : "+x"(x) : "x"(y));                           \
        return double_bits(x);                                                         \
    }                                                                                  \
    static inline u64 host_##name##32(u64 a, u64 b)                                    \
    {                                                                                  \
        float x = bits_float((u32)a), y = bits_float((u32)b);                          \
                                                                                       \
        __asm__ volatile(op "ss %1, %0" : "+x"(x) : "x"(y));                           \
        return float_bits(x);                                                          \
    }
HOST2(add, "add")
HOST2(sub, "sub")
HOST2(mul, "mul")
HOST2(div, "div")
HOST2(sqrt, "sqrt") /* returns the square root of b */
#undef HOST2

/* ZF, CF and PF as a compare instruction sets them: all three if x and y are unordered,
 * else `zero` if x = y and `carry` if x < y.  The quiet comparisons raise invalid for
 * signalling NaNs only, the signalling ones for all NaNs. */
typedef struct {
    bool zero, carry, parity;
} HostOrder;

#define HOST_COMPARE(name, op, type)                                                   \
    static inline HostOrder host_##name(type x, type y)                                \
    {                                                                                  \
        HostOrder order;                                                               \
                                                                                       \
        __asm__ volatile(op " %4, %3"                                                  \
                         : "=@ccz"(order.zero), "=@ccc"(order.carry),                  \
                           "=@ccp"(order.parity)                                       \
                         : "x"(x), "x"(y));                                            \
        return order;                                                                  \
    }
HOST_COMPARE(quiet64, "ucomisd", double)
HOST_COMPARE(quiet32, "ucomiss", float)
HOST_COMPARE(signalling64, "comisd", double)
HOST_COMPARE(signalling32, "comiss", float)
#undef HOST_COMPARE

/* How host_round rounds: to nearest, down, up, to zero, by MXCSR.  HOST_EXACT may be
 * added: inexact is not raised. */
enum { HOST_NEAREST, HOST_DOWN, HOST_UP, HOST_ZERO, HOST_CURRENT, HOST_EXACT = 8 };

/* The rounding is part of the instruction's encoding. */
#define HOST_ROUND(name, type, op)                                                     \
    static inline type host_##name(type x, unsigned how)                               \
    {                                                                                  \
        switch (how) {                                                                 \
        case 0: __asm__ volatile(op " $0, %0, %0" : "+x"(x)); break;                   \
        case 1: __asm__ volatile(op " $1, %0, %0" : "+x"(x)); break;                   \
        case 2: __asm__ volatile(op " $2, %0, %0" : "+x"(x)); break;                   \
        case 3: __asm__ volatile(op " $3, %0, %0" : "+x"(x)); break;                   \
        case 4: __asm__ volatile(op " $4, %0, %0" : "+x"(x)); break;                   \
        case 8: __asm__ volatile(op " $8, %0, %0" : "+x"(x)); break;                   \
        case 9: __asm__ volatile(op " $9, %0, %0" : "+x"(x)); break;                   \
        case 10: __asm__ volatile(op " $10, %0, %0" : "+x"(x)); break;                 \
        case 11: __asm__ volatile(op " $11, %0, %0" : "+x"(x)); break;                 \
        case 12: __asm__ volatile(op " $12, %0, %0" : "+x"(x)); break;                 \
        }                                                                              \
        return x;                                                                      \
    }
HOST_ROUND(round_double, double, "roundsd")
HOST_ROUND(round_float, float, "roundss")
#undef HOST_ROUND

/* Rounds the value of `bits` bits in `a` to an integral value. */
static inline u64 host_round(unsigned how, u64 a, unsigned bits)
{
    if (bits == 32)
        return float_bits(host_round_float(bits_float((u32)a), how));
    return double_bits(host_round_double(bits_double(a), how));
}

/* Converts a float to a double. */
static inline u64 host_widen(u64 a)
{
    float x = bits_float((u32)a);
    double y;

    __asm__ volatile("cvtss2sd %1, %0" : "=x"(y) : "x"(x));
    return double_bits(y);
}

/* Converts a double to a float, rounded. */
static inline u64 host_narrow(u64 a)
{
    double x = bits_double(a);
    float y;

    __asm__ volatile("cvtsd2ss %1, %0" : "=x"(y) : "x"(x));
    return float_bits(y);
}

/* Converts a signed 64-bit integer to a double, rounded. */
static inline u64 host_from_i64_64(u64 a)
{
    double y = 0;

    __asm__ volatile("cvtsi2sdq %1, %0" : "+x"(y) : "r"(a));
    return double_bits(y);
}

/* Converts a signed 64-bit integer to a float, rounded. */
static inline u64 host_from_i64_32(u64 a)
{
    float y = 0;

    __asm__ volatile("cvtsi2ssq %1, %0" : "+x"(y) : "r"(a));
    return float_bits(y);
}

/* Converts a double to a signed 64-bit integer, truncated.  A NaN or a value out of
 * range gives 1 << 63 and raises invalid. */
static inline u64 host_to_i64(u64 a)
{
    double x = bits_double(a);
    u64 y;

    __asm__ volatile("cvttsd2siq %1, %0" : "=r"(y) : "x"(x));
    return y;
}

#ifdef __FMA__
/* Return a * b + c, rounded once. */
static inline u64 host_fma64(u64 a, u64 b, u64 c)
{
    double x = bits_double(a), y = bits_double(b), z = bits_double(c);

    __asm__ volatile("vfmadd213sd %2, %1, %0" : "+x"(x) : "x"(y), "x"(z));
    return double_bits(x);
}

static inline u64 host_fma32(u64 a, u64 b, u64 c)
{
    float x = bits_float((u32)a), y = bits_float((u32)b), z = bits_float((u32)c);

    __asm__ volatile("vfmadd213ss %2, %1, %0" : "+x"(x) : "x"(y), "x"(z));
    return float_bits(x);
}
#endif

#endif
