/* machine_code.h -- pieces of guest code that programs make: a function of two int
 * arguments that changes the first and returns it.
 *
 *      uint32_t *end = put_return(put_add(page, 5));
 *      announce(page, 4 * (end - page));
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <stdint.h>

#ifdef __arm__

enum { ADD_WORDS = 2 };

/* movw ip, #n */
static uint32_t set_ip(unsigned n)
{
    return 0xe300c000 | (n & 0xf000) << 4 | (n & 0xfff);
}

static uint32_t *put_add(uint32_t *at, int n)
{
    *at++ = set_ip((unsigned)n);
    *at++ = 0xe080000c; /* add r0, r0, ip */
    return at;
}

static uint32_t *put_multiply(uint32_t *at, int n)
{
    *at++ = set_ip((unsigned)n);
    *at++ = 0xe000009c; /* mul r0, ip, r0 */
    return at;
}

/* first = second */
static uint32_t *put_second(uint32_t *at)
{
    *at++ = 0xe1a00001; /* mov r0, r1 */
    return at;
}

static uint32_t *put_return(uint32_t *at)
{
    *at++ = 0xe12fff1e; /* bx lr */
    return at;
}

/* Stores first to the address in second. */
static uint32_t *put_store(uint32_t *at)
{
    *at++ = 0xe5810000; /* str r0, [r1] */
    return at;
}

static uint32_t branch(int words)
{
    return 0xea000000 | ((unsigned)(words - 2) & 0xffffff);
}

/* What is between start and end is done `second` times. */
static uint32_t *put_loop_start(uint32_t *at)
{
    return at;
}

static uint32_t *put_loop_end(uint32_t *at, const uint32_t *start)
{
    *at++ = 0xe2511001; /* subs r1, r1, #1 */
    *at = (branch((int)(start - at)) & 0x0fffffff) | 0x10000000;
    return at + 1;
}

/* Calls the function that is the second argument with the first. */
static const uint32_t call_second[] = {
    0xe92d4010, /* push {r4, lr} */
    0xe12fff31, /* blx r1 */
    0xe8bd8010, /* pop {r4, pc} */
};

/* Goes to the function that is the fourth argument, with all it got. */
static const uint32_t jump_fourth[] = {
    0xe12fff13, /* bx r3 */
};

static void announce(const void *start, unsigned size)
{
    __builtin___clear_cache((char *)start, (char *)start + size);
}

/* No instruction, and one with the same first byte. */
enum { ILLEGAL = 0xe7f000f0, LEGAL = 0xe28000f0 /* add r0, r0, #240 */ };

/* The bytes of put_add's first word that hold a number below 256, and its next byte. */
enum { NUMBER_BYTE = 0, NEXT_BYTE = 1, NEXT_BYTE_CLEAR = 0xc0 };

#else

enum { ADD_WORDS = 1 };

static uint32_t addi(unsigned rt, unsigned ra, int n)
{
    return 14u << 26 | rt << 21 | ra << 16 | (n & 0xffff);
}

static uint32_t *put_add(uint32_t *at, int n)
{
    *at++ = addi(3, 3, n);
    return at;
}

static uint32_t *put_multiply(uint32_t *at, int n)
{
    *at++ = 7u << 26 | 3 << 21 | 3 << 16 | (n & 0xffff);
    return at;
}

static uint32_t *put_second(uint32_t *at)
{
    *at++ = addi(3, 4, 0);
    return at;
}

static uint32_t *put_return(uint32_t *at)
{
    *at++ = 0x4e800020; /* blr */
    return at;
}

static uint32_t *put_store(uint32_t *at)
{
    *at++ = 0x90640000; /* stw r3,0(r4) */
    return at;
}

static uint32_t branch(int words)
{
    return 0x48000000 | ((unsigned)words << 2 & 0x3fffffc);
}

static uint32_t *put_loop_start(uint32_t *at)
{
    *at++ = 0x7c8903a6; /* mtctr r4 */
    return at;
}

static uint32_t *put_loop_end(uint32_t *at, const uint32_t *start)
{
    *at = 0x42000000 | ((unsigned)(start - at) << 2 & 0xfffc); /* bdnz */
    return at + 1;
}

static const uint32_t call_second[] = {
    0x9421fff0, /* stwu r1,-16(r1) */
    0x7c0802a6, /* mflr r0 */
    0x90010014, /* stw r0,20(r1) */
    0x7c8903a6, /* mtctr r4 */
    0x4e800421, /* bctrl */
    0x80010014, /* lwz r0,20(r1) */
    0x7c0803a6, /* mtlr r0 */
    0x38210010, /* addi r1,r1,16 */
    0x4e800020, /* blr */
};

static const uint32_t jump_fourth[] = {
    0x7cc903a6, /* mtctr r6 */
    0x4e800420, /* bctr */
};

static void announce(const void *start, unsigned size)
{
    for (unsigned i = 0; i < size; i += 4)
        __asm__ volatile(
            "dcbst 0,%0\n\tsync\n\ticbi 0,%0" ::"r"((const char *)start + i)
            : "memory");
    __asm__ volatile("sync\n\tisync" ::: "memory");
}

enum { ILLEGAL = 0x7c6307fe, LEGAL = 0x7c631a14 /* add r3,r3,r3 */ };

enum { NUMBER_BYTE = 3, NEXT_BYTE = 2, NEXT_BYTE_CLEAR = 0 };

#endif
