/*
 * base.h -- the few definitions every file of the project may use.
 *
 *      panic("op %u has no type", i);
 *
 * `ir` and `lifter` also run inside produced executables, where there is no C library.
 * This header declares what they need instead.  ir/base.c provides it for tools and
 * tests, runtime/base.c for produced executables.  Besides this, `ir` and `lifter` may
 * use memcpy, memmove, memset, memcmp, strlen, strcmp and strncmp, which both files
 * provide.  They use nothing else of <string.h>, <stdio.h> or <stdlib.h>.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef IR_BASE_H
#define IR_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Integers by width in bits: u unsigned, i signed. */
typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t i8;
typedef int16_t i16;
typedef int32_t i32;
typedef int64_t i64;

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* Prints the source file, the line and the message, and aborts.  Reports bugs of this
 * program only, never bad input. */
#define panic(...) panic_at(__FILE_NAME__, __LINE__, __VA_ARGS__)
_Noreturn void panic_at(const char *file, int line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* What panic has printed, without a line end; "" before.  Of tools only. */
const char *base_last_panic(void);

/* Allocates, resizes and frees memory; sizes are in bytes.  base_alloc and base_resize
 * end the process if no memory is left: a tool with one line and status 1, a produced
 * executable by panic. */
void *base_alloc(size_t size); /* all bytes are 0 */
void *base_resize(void *p, size_t size);
void base_free(void *p);
/* Returns a copy of `length` bytes of text with a 0 behind, from base_alloc.  Of tools
 * only. */
char *base_copy(const char *text, size_t length);

/* Formats into `text`, which has `room` bytes, as snprintf does.  Stores at most
 * room - 1 characters and a 0.  Returns the length of the whole text, even if it did
 * not fit.  Knows the conversions d i u x X c s p %, the flags 0 - # and space, width,
 * precision, and the lengths hh h l ll z. */
int base_format(char *text, size_t room, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
int base_vformat(char *text, size_t room, const char *fmt, va_list ap);

/* The destination of a dump: a file, a log descriptor, a test's buffer.  `write` is
 * called with itself and `length` bytes of text. */
typedef struct Out {
    void (*write)(struct Out *out, const char *text, size_t length);
    void *to; /* private data of `write` */
} Out;

/* Formats as base_format does and writes the text to `out`. */
void out_printf(Out *out, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* For qsort and bsearch: ascending by the u32 that the items begin with. */
static inline int base_order(const void *a, const void *b)
{
    u32 first = *(const u32 *)a, second = *(const u32 *)b;

    return (first > second) - (first < second);
}

/* Returns the low `bits` bits of `x` (1 to 64), sign-extended to 64 bits. */
static inline u64 sign_extend(u64 x, unsigned bits)
{
    u64 top = 1ull << (bits - 1);

    x &= top | (top - 1);
    return (x ^ top) - top;
}

/* These four convert between a float or double and its IEEE 754 bit pattern. */
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
