/* counting.c -- loops that count, of few and many turns, up and down, in steps.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/time.h>

static uint32_t data[4096];

/* The compiler must not know how many turns, nor do several at once. */
#define HIDE(x) __asm__ volatile("" : "+r"(x))

static uint32_t down(uint32_t count)
{
    uint32_t turns = 0;
    HIDE(count);
    do {
        HIDE(turns);
        turns++;
    } while (--count);
    return turns;
}

static uint32_t up_in_steps(const uint32_t *at, const uint32_t *end)
{
    uint32_t sum = 0;
    do {
        sum = sum * 3 + *at++;
        HIDE(at);
    } while (at != end);
    return sum;
}

/* A step that does not divide the way: it meets its end only after several times
 * around. */
static uint32_t around(uint32_t at, uint32_t end, uint32_t shift)
{
    uint32_t turns = 0;
    do {
        at += 3u << 18;
        HIDE(at);
        turns++;
    } while (at != end);
    return turns + (shift & at);
}

static uint32_t product(const uint32_t *a, const uint32_t *b, uint32_t count)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < count; i++)
        sum += a[i] * b[8 * i];
    return sum;
}

static uint32_t invert(uint32_t *to, const uint32_t *from, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        to[i] = ~from[i] + i;
    return to[count - 1] + to[count / 2];
}

/* The end is kept in a floating-point register, as compilers do that need many others.
 */
static uint32_t up_to_kept(uint32_t end)
{
    uint32_t sum = 0, at = 0, now = 0;
#ifdef __ARM_PCS_VFP
    __asm__ volatile("vmov s15, %3\n"
                     "1: add %0, %0, %1\n"
                     "   add %1, %1, #1\n"
                     "   vmov %2, s15\n"
                     "   cmp %1, %2\n"
                     "   bne 1b"
                     : "+r"(sum), "+r"(at), "+r"(now)
                     : "r"(end)
                     : "s15", "cc");
#else
    do {
        HIDE(now);
        sum += at++;
    } while (at != end);
#endif
    return sum;
}

static sigjmp_buf out;

static void leave(int number)
{
    siglongjmp(out, number);
}

/* A signal is seen in a loop of more turns than there is time for. */
static void interrupted(void)
{
    struct itimerval soon = {{0, 0}, {0, 20000}};
    signal(SIGALRM, leave);
    if (sigsetjmp(out, 1)) {
        puts("interrupted");
        return;
    }
    setitimer(ITIMER_REAL, &soon, NULL);
    for (;;)
        down(0);
}

int main(void)
{
    static const uint32_t counts[] = {1, 2, 31, 1023, 1024, 1025, 2048, 3000, 100001};
    for (uint32_t i = 0; i < 4096; i++)
        data[i] = i * 2654435761u;
    for (unsigned i = 0; i < sizeof counts / sizeof *counts; i++)
        printf("%u turns\n", (unsigned)down(counts[i]));
    for (uint32_t n = 1; n < 4096; n = n * 5 / 3 + 1)
        printf("%08x %08x\n", (unsigned)up_in_steps(data, data + n),
               (unsigned)up_in_steps(data + 4095 - n, data + 4095));
    for (unsigned i = 0; i < sizeof counts / sizeof *counts; i++)
        printf("sum %u\n", (unsigned)up_to_kept(counts[i]));
    printf("%u\n", (unsigned)around(0, 1u << 18, 1));
    printf("%08x %08x\n", (unsigned)product(data, data + 5, 500),
           (unsigned)product(data + 1, data, 37));
    /* The second and third overlap: what is stored is loaded some turns later. */
    printf("%08x\n", (unsigned)invert(data + 2048, data, 2000));
    printf("%08x\n", (unsigned)invert(data + 3, data, 2000));
    printf("%08x\n", (unsigned)invert(data, data + 1, 2001));
    interrupted();
    return 0;
}
