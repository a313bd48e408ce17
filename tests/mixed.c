/* mixed.c -- a program of one page, code and data: what mixed_test.sh runs.
 *
 *      mixed TURNS SOME        SOME: how many of the turns write, the first ones
 *
 * No C library, which would be on pages of its own.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <stdint.h>

#define APART __attribute__((noinline, noclone))

typedef unsigned Code(unsigned);

/* Between functions. */
extern volatile unsigned counter;
__asm__(".text\n.balign 4\ncounter: .long 1");

#ifdef __arm__

static long host_call(long number, long a, long b, long c)
{
    register long r7 __asm__("r7") = number, r0 __asm__("r0") = a;
    register long r1 __asm__("r1") = b, r2 __asm__("r2") = c;

    __asm__ volatile("svc 0" : "+r"(r0) : "r"(r7), "r"(r1), "r"(r2) : "memory");
    return r0;
}

static void announce(void *start, unsigned size)
{
    host_call(0xf0002, (long)start, (long)start + (long)size, 0); /* cacheflush */
}

__asm__(".globl _start\n_start: mov r0, sp\n\tbic sp, sp, #7\n\tbl begin");
enum { ADD_AT = 0, ADD_1 = 0xe2800001, ADD_1000 = 0xe2800ffa };

#else

static long host_call(long number, long a, long b, long c)
{
    register long r0 __asm__("r0") = number, r3 __asm__("r3") = a;
    register long r4 __asm__("r4") = b, r5 __asm__("r5") = c;

    __asm__ volatile("sc" : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r5)::"memory", "cr0");
    return r3;
}

static void announce(void *start, unsigned size)
{
    for (unsigned i = 0; i < size; i += 4)
        __asm__ volatile("dcbst 0,%0\n\tsync\n\ticbi 0,%0" ::"r"((char *)start + i)
                         : "memory");
    __asm__ volatile("sync\n\tisync" ::: "memory");
}

__asm__(".globl _start\n_start: mr 3,1\n\tstwu 1,-64(1)\n\tbl begin");
enum { ADD_1 = 0x38630001, ADD_1000 = 0x386303e8 };

#endif

enum { WRITE = 4, EXIT = 1 };

/* One instruction that is overwritten, and a return: before the function's entry. */
enum { CHANGES = -2 /* word */ };
unsigned changing(unsigned n);
#ifdef __arm__
__asm__(".arm\n.globl changing\n.type changing, %function\n"
        "0: add r0, r0, #1\n\tbx lr\n"
        "changing: cmn r0, #1\n\tbne 0b\n\tbx lr\n.size changing, . - changing");
#else
__asm__(".globl changing\n.type changing, @function\n"
        "0: addi 3,3,1\n\tblr\n"
        "changing: cmpwi 3,-1\n\tbne 0b\n\tblr\n.size changing, . - changing");
#endif

/* The last function, the second instruction of which lies on a page of its own. */
enum { LAST_CHANGES = 1 };
unsigned changing_last(unsigned n);
#ifdef __arm__
__asm__(".section .text.last, \"ax\"\n.arm\n.balign 4096\n.space 4092\n"
        ".globl changing_last\n.type changing_last, %function\n"
        "changing_last: eor r0, r0, #1\n\tadd r0, r0, #1\n\tbx lr\n"
        ".size changing_last, . - changing_last\n.text");
#else
__asm__(".section .text.last, \"ax\"\n.balign 4096\n.space 4092\n"
        ".globl changing_last\n.type changing_last, @function\n"
        "changing_last: xori 3,3,1\n\taddi 3,3,1\n\tblr\n"
        ".size changing_last, . - changing_last\n.text");
#endif

static APART unsigned mix(unsigned n)
{
    return (n ^ n >> 3) * 7 + 5;
}

/* The store is among the first instructions, on the host, too. */
static APART void store(unsigned n)
{
    counter = n;
}

static APART unsigned count(unsigned turns, unsigned some)
{
    unsigned sum = 0;

    for (unsigned i = 0; i < turns; i++) {
        if (i < some)
            counter++;
        sum += mix(i);
    }
    return sum;
}

static APART unsigned count_by_call(unsigned turns)
{
    unsigned sum = 0;

    for (unsigned i = 0; i < turns; i++) {
        store(i);
        sum += mix(counter);
    }
    return sum;
}

/* Both versions in turn, each for some calls. */
static APART unsigned change(unsigned turns, Code *function, int word)
{
    volatile unsigned *at = (volatile unsigned *)(uintptr_t)function + word;
    unsigned sum = 0;

    for (unsigned i = 0; i < turns; i++) {
        if (i % 4 == 0) {
            *at = i % 8 ? ADD_1000 : ADD_1;
            announce((void *)(uintptr_t)at, 4);
        }
        sum = function(sum);
    }
    return sum;
}

static unsigned number_of(const char *text)
{
    unsigned n = 0;

    while (*text)
        n = n * 10 + (unsigned)(*text++ - '0');
    return n;
}

static void print(unsigned n)
{
    char text[12], *at = text + sizeof text;

    *--at = '\n';
    do
        *--at = (char)('0' + n % 10);
    while (n /= 10);
    host_call(WRITE, 1, (long)at, text + sizeof text - at);
}

void begin(const long *stack)
{
    unsigned turns = number_of((const char *)stack[2]);
    unsigned some = number_of((const char *)stack[3]);

    print(change(some, changing_last, LAST_CHANGES));
    print(change(some, changing, CHANGES));
    print(count(turns, some));
    print(counter);
    print(count_by_call(some));
    host_call(EXIT, 0, 0, 0);
}
