/*
 * base.h -- the few definitions every file of the project may use.
 *
 * `ir` and `lifter` also run inside produced executables, where there is no C
 * library.  What they need of one is declared here and has two providers:
 * ir/base.c for tools and tests, runtime/base.c for outputs.  Besides this they
 * may use memcpy, memmove, memset, memcmp, strlen, strcmp and strncmp, which
 * both providers have, and nothing else of <string.h>, <stdio.h> or <stdlib.h>.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef IR_BASE_H
#define IR_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t i8;
typedef int16_t i16;
typedef int32_t i32;
typedef int64_t i64;

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* Report a bug in this program and abort; never for bad input. */
#define panic(...) panic_at(__FILE_NAME__, __LINE__, __VA_ARGS__)
_Noreturn void panic_at(const char *file, int line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Memory.  All three panic when there is none left; sizes are in bytes. */
void *base_alloc(size_t size); /* zeroed */
void *base_resize(void *p, size_t size);
void base_free(void *p);

/*
 * Formatting as snprintf does it, for the conversions d i u x X c s p % with
 * flags 0 - # and space, width, precision, and lengths hh h l ll z.  Returns
 * the length the whole text has; at most room - 1 of it are stored, and a 0.
 */
int base_format(char *text, size_t room, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
int base_vformat(char *text, size_t room, const char *fmt, va_list ap);

/* Where dumps go: a file, a log descriptor, a test's buffer. */
typedef struct Out {
    void (*write)(struct Out *out, const char *text, size_t length);
    void *to; /* the writer's own */
} Out;

void out_printf(Out *out, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The low `bits` bits of `x` (1 to 64), extended with copies of their top bit. */
static inline u64 sign_extend(u64 x, unsigned bits)
{
    u64 top = 1ull << (bits - 1);

    x &= top | (top - 1);
    return (x ^ top) - top;
}

static inline u32 float_bits(float f)
{
    u32 v;

    __builtin_memcpy(&v, &f, 4);
    return v;
}

static inline u64 double_bits(double d)
{
    u64 v;

    __builtin_memcpy(&v, &d, 8);
    return v;
}

static inline float bits_float(u32 v)
{
    float f;

    __builtin_memcpy(&f, &v, 4);
    return f;
}

static inline double bits_double(u64 v)
{
    double d;

    __builtin_memcpy(&d, &v, 8);
    return d;
}

#endif
