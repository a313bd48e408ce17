/* nests.c -- loops in loops: sums over rows and columns, of all sizes; where sums are
 * read again; infinities and NaNs among the numbers (with an argument: their bits);
 * sums that become integers.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <fenv.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { MOST = 40 };

/* With all arguments: of loops of known counts none might be left. */
#define NOINLINE __attribute__((noipa))

/* Products of matrices; and columns summed, whose sums may be among what is summed. */
#define KIND(type, name)                                                               \
    static type name##_a[MOST * MOST], name##_b[MOST * MOST],                          \
        name##_c[2 * MOST * MOST];                                                     \
    NOINLINE static void name##_multiply(int rows, int inner, int columns)             \
    {                                                                                  \
        for (int i = 0; i < rows; i++)                                                 \
            for (int j = 0; j < columns; j++) {                                        \
                type sum = 0;                                                          \
                for (int k = 0; k < inner; k++)                                        \
                    sum += name##_a[i * MOST + k] * name##_b[k * MOST + j];            \
                name##_c[i * MOST + j] = sum;                                          \
            }                                                                          \
    }                                                                                  \
    NOINLINE static void name##_columns(type *to, const type *from, int rows,          \
                                        int columns)                                   \
    {                                                                                  \
        for (int j = 0; j < columns; j++) {                                            \
            type sum = from[j];                                                        \
            for (int k = 1; k < rows; k++)                                             \
                sum -= from[k * MOST + j];                                             \
            to[j] = sum;                                                               \
        }                                                                              \
    }                                                                                  \
    /* What is left in a register from one column to the next. */                      \
    NOINLINE static type name##_total(type *to, const type *from, int rows,            \
                                      int columns)                                     \
    {                                                                                  \
        type total = 1;                                                                \
                                                                                       \
        for (int j = 0; j < columns; j++) {                                            \
            type sum = 0;                                                              \
            for (int k = 0; k < rows; k++)                                             \
                sum += from[k * MOST + j];                                             \
            to[j] = sum;                                                               \
            total += sum;                                                              \
        }                                                                              \
        return total;                                                                  \
    }                                                                                  \
    NOINLINE static type name##_chain(type *to, const type *from, int rows,            \
                                      int columns)                                     \
    {                                                                                  \
        type sum = 0;                                                                  \
                                                                                       \
        for (int j = 0; j < columns; j++) {                                            \
            for (int k = 0; k < rows; k++)                                             \
                sum += from[k * MOST + j];                                             \
            to[j] = sum;                                                               \
        }                                                                              \
        return sum;                                                                    \
    }                                                                                  \
    NOINLINE static void name##_windows(type *to, const type *from, int size,          \
                                        int count)                                     \
    {                                                                                  \
        for (int j = 0; j < count; j++) {                                              \
            type sum = 0;                                                              \
            for (int k = 0; k < size; k++)                                             \
                sum += from[j + k];                                                    \
            to[j] = sum;                                                               \
        }                                                                              \
    }                                                                                  \
    /* Sums that begin with what they replace, and change once more before that. */    \
    NOINLINE static void name##_accumulate(type *to, const type *from, int rows,       \
                                           int columns, type scale)                    \
    {                                                                                  \
        for (int j = 0; j < columns; j++) {                                            \
            type sum = to[j];                                                          \
            for (int k = 0; k < rows; k++)                                             \
                sum += from[k * MOST + j];                                             \
            to[j] = sum * scale;                                                       \
        }                                                                              \
    }                                                                                  \
    /* Sums made integers, of two sizes. */                                            \
    NOINLINE static void name##_halves(int16_t *to, const type *from, int rows,        \
                                       int columns)                                    \
    {                                                                                  \
        for (int j = 0; j < columns; j++) {                                            \
            type sum = 0;                                                              \
            for (int k = 0; k < rows; k++)                                             \
                sum += from[k * MOST + j];                                             \
            to[j] = (int16_t)(int32_t)sum;                                             \
        }                                                                              \
    }                                                                                  \
    NOINLINE static void name##_words(int32_t *to, const type *from, int rows,         \
                                      int columns)                                     \
    {                                                                                  \
        for (int j = 0; j < columns; j++) {                                            \
            type sum = 0;                                                              \
            for (int k = 0; k < rows; k++)                                             \
                sum += from[k * MOST + j];                                             \
            to[j] = (int32_t)sum;                                                      \
        }                                                                              \
    }
KIND(float, single)
KIND(double, full)
KIND(uint32_t, word)

static uint32_t seed = 1;

/* Numbers of which all sums and products here are exact. */
static uint32_t next(void)
{
    seed = seed * 1664525u + 1013904223u;
    return seed >> 28;
}

static void fill(void)
{
    for (int i = 0; i < MOST * MOST; i++) {
        single_a[i] = full_a[i] = word_a[i] = next();
        single_b[i] = full_b[i] = word_b[i] = next();
    }
    memset(single_c, 0, sizeof single_c);
    memset(full_c, 0, sizeof full_c);
    memset(word_c, 0, sizeof word_c);
}

static double total(int at, int count)
{
    double sum = 0;

    for (int i = 0; i < count; i++)
        sum = fmod(sum * 3 + single_c[at + i] + 2 * full_c[at + i] + word_c[at + i],
                   1e9 + 7);
    return sum;
}

static void sizes(void)
{
    fill();
    for (int rows = 1; rows < 4; rows++)
        for (int columns = 0; columns <= MOST; columns++)
            for (int inner = 0; inner < 7; inner += 1 + columns % 3) {
                single_multiply(rows, inner, columns);
                full_multiply(rows, inner, columns);
                word_multiply(rows, inner, columns);
                if (columns % 5 == 0)
                    printf("%d %d %d: %.0f\n", rows, inner, columns,
                           total(0, rows * MOST));
            }
}

/* Sums written before, over and behind what is summed. */
static void overlaps(void)
{
    for (int away = -20; away <= 20; away += away > -10 && away < 10 ? 1 : 3) {
        fill();
        memcpy(single_c + 100, single_a, sizeof(float) * 200);
        memcpy(full_c + 100, full_a, sizeof(double) * 200);
        memcpy(word_c + 100, word_a, sizeof(uint32_t) * 200);
        single_columns(single_c + 100 + away, single_c + 100, 3, 30);
        full_columns(full_c + 100 + away, full_c + 100, 3, 30);
        word_columns(word_c + 100 + away, word_c + 100, 3, 30);
        printf("columns %d: %.0f\n", away, total(0, 400));
        single_windows(single_c + 100 + away, single_c + 100, 3, 17);
        full_windows(full_c + 100 + away, full_c + 100, 3, 17);
        word_windows(word_c + 100 + away, word_c + 100, 3, 17);
        printf("windows %d: %.0f\n", away, total(0, 400));
    }
}

/* Sums added to what is there; over what is summed; in place. */
static void accumulated(void)
{
    for (int away = -12; away <= 12; away += 3) {
        fill();
        for (int i = 0; i < 60; i++)
            single_c[i] = full_c[i] = word_c[i] = next();
        memcpy(single_c + 100, single_a, sizeof(float) * 200);
        memcpy(full_c + 100, full_a, sizeof(double) * 200);
        memcpy(word_c + 100, word_a, sizeof(uint32_t) * 200);
        single_accumulate(single_c, single_a, 3, 25 + away, 2);
        full_accumulate(full_c, full_a, 3, 25 + away, 3);
        word_accumulate(word_c, word_a, 3, 25 + away, 5);
        single_accumulate(single_c + 100 + away, single_c + 100, 3, 30, 3);
        full_accumulate(full_c + 100 + away, full_c + 100, 3, 30, 2);
        word_accumulate(word_c + 100 + away, word_c + 100, 3, 30, 5);
        printf("accumulated %d: %.0f\n", away, total(0, 400));
    }
}

static int16_t half[2 * MOST * MOST];
static int32_t whole[MOST];

static uint32_t integers(int count)
{
    uint32_t sum = 0;

    for (int i = 0; i < count; i++)
        sum = sum * 31 + (uint16_t)half[i] + 7 * (uint32_t)whole[i];
    return sum;
}

/* Fractions, of both signs, cut; those that do not fit in 16 bits. */
static void converted(void)
{
    for (int columns = 0; columns < 40; columns += 3) {
        fill();
        for (int i = 0; i < MOST * MOST; i++) {
            single_a[i] = (single_a[i] - 7) * (i % 7 == 0 ? 4567.25f : 0.375f);
            full_a[i] = (full_a[i] - 7) * (i % 7 == 0 ? 4567.25 : 0.375);
        }
        single_halves(half, single_a, 3, columns);
        single_words(whole, single_a, 3, columns);
        printf("converted %d: %u", columns, (unsigned)integers(columns));
        full_halves(half, full_a, 3, columns);
        full_words(whole, full_a, 3, columns);
        printf(" %u", (unsigned)integers(columns));
        word_halves(half, word_a, 3, columns);
        word_words(whole, word_a, 3, columns);
        printf(" %u\n", (unsigned)integers(columns));
    }
}

/* Sums that are no integers of 32 bits: what comes of them is the machine's matter. */
static void outside(void)
{
    static const uint32_t odd[] = {0x7f800000, 0xff800000, 0x7fc00123, 0xffa00001,
                                   0x4f000000, 0xcf000000, 0xcf000001, 0x4effffff};

    for (int i = 0; i < 8; i++) {
        fill();
        memcpy(&single_a[MOST + 5], &odd[i], 4);
        feclearexcept(FE_ALL_EXCEPT);
        single_halves(half, single_a, 3, 16);
        single_words(whole, single_a, 3, 16);
        int raised = fetestexcept(FE_ALL_EXCEPT);
        printf("%08x: %s%s", (unsigned)odd[i], raised & FE_INVALID ? "invalid" : "",
               raised & FE_INEXACT ? "inexact" : "");
        for (int j = 0; j < 16; j++)
            printf(" %d %d", half[j], (int)whole[j]);
        printf("\n");
    }
}

static void totals(void)
{
    fill();
    for (int columns = 0; columns < 40; columns += 3) {
        float single = single_total(single_c, single_a, 3, columns);
        double full = full_total(full_c, full_a, 3, columns);
        uint32_t word = word_total(word_c, word_a, 3, columns);
        printf("totals %d: %g %g %u", columns, single, full, (unsigned)word);
        single = single_chain(single_c + 50, single_a, 4, columns);
        full = full_chain(full_c + 50, full_a, 4, columns);
        word = word_chain(word_c + 50, word_a, 4, columns);
        printf(" %g %g %u %.0f\n", single, full, (unsigned)word, total(0, 100));
    }
}

static void show(double x, int as_bits)
{
    uint64_t bits;

    memcpy(&bits, &x, sizeof bits);
    if (as_bits)
        printf(" %016llx", (unsigned long long)bits);
    else if (x != x)
        printf(" nan");
    else
        printf(" %g", x);
}

static void specials(int as_bits)
{
    static const uint32_t single[] = {0x7f800000, 0xff800000, 0x7fc00123, 0xffa00001};
    static const uint64_t full[] = {0x7ff0000000000000, 0xfff0000000000000,
                                    0x7ff8000000000123, 0xfff4000000000001};

    for (int i = 0; i < 4; i++)
        for (int k = 0; k < 4; k++) {
            fill();
            memcpy(&single_a[1], &single[i], 4);
            memcpy(&single_b[2 * MOST + 5], &single[k], 4);
            memcpy(&full_a[1], &full[i], 8);
            memcpy(&full_b[2 * MOST + 5], &full[k], 8);
            single_b[MOST + 11] = full_b[MOST + 11] = 0;
            feclearexcept(FE_ALL_EXCEPT);
            single_multiply(1, 3, 16);
            full_multiply(1, 3, 16);
            int raised = fetestexcept(FE_ALL_EXCEPT);
            printf("%d %d: %s%s", i, k, raised & FE_INVALID ? "invalid" : "",
                   raised & FE_INEXACT ? "inexact" : "");
            for (int j = 0; j < 16; j++) {
                show(single_c[j], as_bits);
                show(full_c[j], as_bits);
            }
            printf("\n");
        }
}

int main(int argc, char **argv)
{
    (void)argv;
    if (argc > 1) {
        specials(1);
        outside();
        return 0;
    }
    feclearexcept(FE_ALL_EXCEPT);
    sizes();
    overlaps();
    totals();
    accumulated();
    printf("raised %d\n", fetestexcept(FE_INEXACT | FE_OVERFLOW | FE_INVALID) != 0);
    converted();
    specials(0);
    return 0;
}
