/* asm_condition.c -- CR logic, moves to and from CR and XER, branches on CTR.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdint.h>
#include <stdio.h>

static unsigned logic(unsigned cr)
{
    unsigned out;
    __asm__ volatile("mtcr %1\n\t"
                     "crand 0,1,2\n\tcror 3,4,5\n\tcrxor 6,7,8\n\tcrnand 9,10,11\n\t"
                     "crnor 12,13,14\n\tcreqv 15,16,17\n\tcrandc 18,19,20\n\t"
                     "crorc 21,22,23\n\tcrclr 24\n\tcrset 25\n\tmcrf 7,1\n\tmfcr %0"
                     : "=r"(out)
                     : "r"(cr)
                     : "cc");
    return out;
}

static unsigned fields(unsigned cr, unsigned other)
{
    unsigned out, one;
    __asm__ volatile(
        "mtcr %2\n\tmtcrf 0x5a,%3\n\tmtocrf 0x80,%2\n\tmfcr %0\n\tmfocrf %1,0x08"
        : "=r"(out), "=r"(one)
        : "r"(cr), "r"(other)
        : "cc");
    return out ^ (one & 0xf000) << 3;
}

static void xer(unsigned value)
{
    unsigned cr, after;
    __asm__ volatile("mtxer %2\n\tmfxer %1\n\tmcrxr 5\n\tmfcr %0\n\tmfxer %2"
                     : "=r"(cr), "=r"(after), "+r"(value)
                     :
                     : "xer", "cc");
    unsigned exists = 0xe000007f;
    printf("xer %08x cr5 %x then %08x\n", after & exists, cr >> 8 & 15, value & exists);
}

static unsigned counted(unsigned turns, unsigned stop)
{
    unsigned done = 0;
    __asm__ volatile("mtctr %1\n"
                     "1: addi %0,%0,1\n\t"
                     "cmpw %0,%2\n\t"
                     "bdnzf eq,1b\n\t"
                     "mfctr %1\n\t"
                     : "+r"(done), "+r"(turns)
                     : "r"(stop)
                     : "ctr", "cr0");
    return done * 100 + turns;
}

static unsigned overflow(unsigned a, unsigned b)
{
    unsigned cr, x, sum, xer;
    __asm__ volatile(
        "li %2,0\n\tmtxer %2\n\taddo. %2,%4,%5\n\tmfcr %0\n\tmullwo %1,%4,%5\n\t"
        "subfo %1,%4,%5\n\tmfxer %3"
        : "=&r"(cr), "=&r"(x), "=&r"(sum), "=&r"(xer)
        : "r"(a), "r"(b)
        : "xer", "cr0");
    return cr >> 28 | xer >> 24 | (sum ^ x) << 8;
}

int main(void)
{
    static const unsigned value[] = {0, 0xffffffff, 0x12345678, 0xa5a5c3c3, 0x80000001};
    for (int i = 0; i < 5; i++) {
        printf("%08x %08x", logic(value[i]), fields(value[i], ~value[i] * 3));
        printf(" %08x\n", overflow(value[i], value[(i + 1) % 5]));
        xer(value[i]);
    }
    printf("%u %u %u\n", counted(10, 100), counted(10, 4), counted(1, 1));
    return 0;
}
