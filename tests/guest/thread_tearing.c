/* thread_tearing.c -- what one thread stores at once, another sees at once: halfwords,
 * words, and of instructions for more each word, or all of it where the manuals say so.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>

#if defined(__arm__) && !defined(__ARM_ARCH_7A__)
#pragma GCC target("arch=armv7-a")
#endif

enum { MICROSECONDS = 60000, WORDS = 8 }; /* of each kind */

typedef struct {
    _Alignas(64) uint32_t word[WORDS];
} Cells;

static Cells shared;

static void store_halves(Cells *to, const Cells *from)
{
    for (int i = 0; i < WORDS; i++)
        ((volatile uint16_t *)to->word)[i] = (uint16_t)from->word[0];
}

static void load_halves(Cells *to, const Cells *from)
{
    for (int i = 0; i < 2 * WORDS; i++)
        ((uint16_t *)to->word)[i] = ((const volatile uint16_t *)from->word)[i];
}

static void store_words(Cells *to, const Cells *from)
{
    for (int i = 0; i < WORDS; i++)
        ((volatile uint32_t *)to->word)[i] = from->word[i];
}

static void load_words(Cells *to, const Cells *from)
{
    for (int i = 0; i < WORDS; i++)
        to->word[i] = ((const volatile uint32_t *)from->word)[i];
}

#if defined(__arm__)

/* With the Large Physical Address Extension (A3.5.3). */
static void store_doubles(Cells *to, const Cells *from)
{
    register uint32_t low __asm__("r2") = from->word[0];
    register uint32_t high __asm__("r3") = from->word[1];

    for (int i = 0; i < WORDS; i += 2)
        __asm__ volatile("strd %1, %2, [%0]" ::"r"(to->word + i), "r"(low), "r"(high)
                         : "memory");
}

static void load_doubles(Cells *to, const Cells *from)
{
    for (int i = 0; i < WORDS; i += 2) {
        register uint32_t low __asm__("r2"), high __asm__("r3");
        __asm__ volatile("ldrd %0, %1, [%2]"
                         : "=r"(low), "=r"(high)
                         : "r"(from->word + i)
                         : "memory");
        to->word[i] = low, to->word[i + 1] = high;
    }
}

static void store_exclusive(Cells *to, const Cells *from)
{
    register uint32_t low __asm__("r2") = from->word[0];
    register uint32_t high __asm__("r3") = from->word[1];
    register uint32_t failed __asm__("r6");

    for (int i = 0; i < WORDS; i += 2)
        do
            __asm__ volatile("ldrexd r4, r5, [%1]\n strexd %0, %2, %3, [%1]"
                             : "=&r"(failed)
                             : "r"(to->word + i), "r"(low), "r"(high)
                             : "memory", "r4", "r5");
        while (failed);
}

static void load_exclusive(Cells *to, const Cells *from)
{
    for (int i = 0; i < WORDS; i += 2) {
        register uint32_t low __asm__("r2"), high __asm__("r3");
        __asm__ volatile("ldrexd %0, %1, [%2]"
                         : "=r"(low), "=r"(high)
                         : "r"(from->word + i)
                         : "memory");
        to->word[i] = low, to->word[i + 1] = high;
    }
}

#define MULTIPLE(load, store)                                                          \
    __asm__ volatile(load "\n" store ::"r"(to), "r"(from)                              \
                     : "memory", "r2", "r3", "r4", "r5", "r6", "r8", "r9", "r10",      \
                       "d0", "d1", "d2", "d3")

static void copy_multiple(Cells *to, const Cells *from)
{
    MULTIPLE("ldm %1, {r2-r6, r8-r10}", "stm %0, {r2-r6, r8-r10}");
}

#ifdef __ARM_NEON
static void copy_vectors(Cells *to, const Cells *from)
{
    MULTIPLE("vld1.32 {d0-d3}, [%1]", "vst1.32 {d0-d3}, [%0]");
}

static void copy_structures(Cells *to, const Cells *from)
{
    MULTIPLE("vld4.16 {d0-d3}, [%1]", "vst4.16 {d0-d3}, [%0]");
}

static void copy_floats(Cells *to, const Cells *from)
{
    MULTIPLE("vldm %1, {s0-s7}", "vstm %0, {s0-s7}");
}
#else
#define copy_vectors copy_multiple
#define copy_structures copy_multiple
#define copy_floats copy_multiple
#endif

#elif defined(__powerpc__)

static void copy_doubles(Cells *to, const Cells *from)
{
    for (int i = 0; i < WORDS; i += 2)
        __asm__ volatile("lfd 0, 0(%1)\n stfd 0, 0(%0)" ::"b"(to->word + i),
                         "b"(from->word + i)
                         : "memory", "fr0");
}

static void copy_multiple(Cells *to, const Cells *from)
{
    register Cells *at __asm__("r3") = to;
    register const Cells *source __asm__("r4") = from;

    /* r30 and r31 are the compiler's. */
    __asm__ volatile("mr 9, 30\n mr 10, 31\n lmw 24, 0(%1)\n stmw 24, 0(%0)\n"
                     "mr 30, 9\n mr 31, 10" ::"r"(at),
                     "r"(source)
                     : "memory", "9", "10", "24", "25", "26", "27", "28", "29");
}

static void copy_floats(Cells *to, const Cells *from)
{
    for (int i = 0; i < WORDS; i++)
        __asm__ volatile("lfs 0, 0(%1)\n stfs 0, 0(%0)" ::"b"(to->word + i),
                         "b"(from->word + i)
                         : "memory", "fr0");
}

#define store_doubles copy_doubles
#define load_doubles copy_doubles
#define store_exclusive copy_doubles
#define load_exclusive copy_doubles
#define copy_vectors copy_multiple
#define copy_structures copy_multiple

#else

static void copy_doubles(Cells *to, const Cells *from)
{
    for (int i = 0; i < WORDS / 2; i++)
        ((volatile uint64_t *)to->word)[i] = ((const volatile uint64_t *)from->word)[i];
}

#define store_doubles copy_doubles
#define load_doubles copy_doubles
#define store_exclusive copy_doubles
#define load_exclusive copy_doubles
#define copy_multiple copy_doubles
#define copy_vectors copy_doubles
#define copy_structures copy_doubles
#define copy_floats copy_doubles

#endif

static const struct {
    const char *name;
    void (*store)(Cells *to, const Cells *from);
    void (*load)(Cells *to, const Cells *from);
    unsigned size; /* bytes that stay together */
} kinds[] = {
    {"halves", store_halves, load_halves, 2},
    {"words", store_words, load_words, 4},
    {"doubles", store_doubles, load_doubles, 8},
    {"exclusive", store_exclusive, load_exclusive, 8},
    {"multiple", copy_multiple, copy_multiple, 4},
    {"vectors", copy_vectors, copy_vectors, 4},
    {"structures", copy_structures, copy_structures, 2},
    {"floats", copy_floats, copy_floats, 4},
};

static volatile int done;

static void *write_both(void *number)
{
    Cells none, all;

    memset(&none, 0, sizeof none);
    memset(&all, 0xff, sizeof all);
    while (!done) {
        kinds[(long)number].store(&shared, &all);
        kinds[(long)number].store(&shared, &none);
    }
    return NULL;
}

static long now(void)
{
    struct timeval time;

    gettimeofday(&time, NULL);
    return time.tv_sec % 1000 * 1000000 + time.tv_usec;
}

static long count_torn(const Cells *seen, unsigned size)
{
    const unsigned char *byte = (const unsigned char *)seen->word;
    long torn = 0;

    for (unsigned at = 0; at < sizeof seen->word; at += size)
        for (unsigned i = 1; i < size; i++)
            torn += byte[at] != byte[at + i];
    return torn;
}

int main(void)
{
    for (long k = 0; k < (long)(sizeof kinds / sizeof *kinds); k++) {
        pthread_t writer;
        long torn = 0;

        done = 0;
        memset(&shared, 0, sizeof shared);
        pthread_create(&writer, NULL, write_both, (void *)k);
        for (long start = now(); (unsigned long)(now() - start) < MICROSECONDS;) {
            Cells seen;
            for (int i = 0; i < 50; i++) {
                kinds[k].load(&seen, &shared);
                torn += count_torn(&seen, kinds[k].size);
            }
        }
        done = 1;
        pthread_join(writer, NULL);
        printf("%s: %s\n", kinds[k].name, torn ? "torn" : "whole");
    }
    return 0;
}
