/* asm_atomic.c -- lwarx and stwcx.: success, failure, and what the compiler makes.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdint.h>
#include <stdio.h>

static uint32_t word[2] = {10, 20};

/* CR0 after stwcx. to `target`, with a reservation on `reserved` (or none). */
static unsigned attempt(uint32_t *reserved, uint32_t *target, uint32_t value,
                        int intervene)
{
    unsigned cr, old;
    __asm__ volatile("lwarx %1,0,%2\n\t"
                     "cmpwi %5,0\n\t"
                     "beq 1f\n\t"
                     "stwcx. %1,0,%2\n"
                     "1: stwcx. %4,0,%3\n\t"
                     "mfcr %0"
                     : "=&r"(cr), "=&r"(old)
                     : "r"(reserved), "r"(target), "r"(value), "r"(intervene)
                     : "cr0", "memory");
    return cr >> 28;
}

static uint32_t counter;
static uint16_t half = 1;
static uint8_t byte = 255;

int main(void)
{
    printf("success %x", attempt(&word[0], &word[0], 11, 0));
    printf(" %u\n", (unsigned)word[0]);
    printf("no reservation %x", attempt(&word[0], &word[0], 12, 1));
    printf(" %u\n", (unsigned)word[0]);
    for (int i = 0; i < 100000; i++)
        __atomic_fetch_add(&counter, 3, __ATOMIC_SEQ_CST);
    printf("%u\n", (unsigned)counter);
    uint32_t expected = 5;
    int swapped = __atomic_compare_exchange_n(&counter, &expected, 1, 0,
                                              __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
    printf("%d %u\n", swapped, (unsigned)expected);
    swapped = __atomic_compare_exchange_n(&counter, &expected, 1, 0, __ATOMIC_ACQ_REL,
                                          __ATOMIC_RELAXED);
    printf("%d %u\n", swapped, (unsigned)counter);
    uint32_t old = __atomic_exchange_n(&counter, 77, __ATOMIC_SEQ_CST);
    printf("%u %u\n", (unsigned)old, (unsigned)counter);
    for (int i = 0; i < 1000; i++) {
        __atomic_fetch_xor(&half, (uint16_t)(i * 7), __ATOMIC_SEQ_CST);
        __atomic_fetch_sub(&byte, 3, __ATOMIC_RELAXED);
    }
    printf("%u %u\n", half, byte);
    printf("%d %d\n", __atomic_test_and_set(&byte, __ATOMIC_ACQUIRE), byte);
    return 0;
}
