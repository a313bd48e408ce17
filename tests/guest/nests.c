/* nests.c -- loops in loops: sums over rows and columns, of all sizes; where sums are
 * read again; infinities and NaNs among the numbers (with an argument: their bits). */
#include <fenv.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { MOST = 40 };

#define NOINLINE __attribute__((noinline))

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
        return 0;
    }
    feclearexcept(FE_ALL_EXCEPT);
    sizes();
    overlaps();
    totals();
    printf("raised %d\n", fetestexcept(FE_INEXACT | FE_OVERFLOW | FE_INVALID) != 0);
    specials(0);
    return 0;
}
