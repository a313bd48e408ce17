/* asm_integer.c -- rotates and masks, carries in chains, shifts, divisions, counts.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdint.h>
#include <stdio.h>

static const unsigned value[] = {0,          1,          0x7fffffff, 0x80000000,
                                 0xffffffff, 0x12345678, 31,         33};
enum { COUNT = sizeof value / sizeof *value };

#define TWO(name, a, b)                                                                \
    ({                                                                                 \
        unsigned out_, cr_, xer_, zero_ = 0;                                           \
        __asm__ volatile("mtxer %5\n\t" name ". %0,%3,%4\n\tmfcr %1\n\tmfxer %2"       \
                         : "=&r"(out_), "=&r"(cr_), "=&r"(xer_)                        \
                         : "r"(a), "r"(b), "r"(zero_)                                  \
                         : "xer", "cr0");                                              \
        sum = sum * 31 + out_ + (cr_ >> 28) + (xer_ >> 20);                            \
    })
#define ALL(name)                                                                      \
    do {                                                                               \
        unsigned sum = 0;                                                              \
        for (int i = 0; i < COUNT; i++)                                                \
            for (int j = 0; j < COUNT; j++)                                            \
                TWO(name, value[i], value[j]);                                         \
        printf(name " %08x\n", sum);                                                   \
    } while (0)

#define ROTATE(begin, end)                                                             \
    do {                                                                               \
        unsigned a, b = 0xdeadbeef, c;                                                 \
        __asm__ volatile("rlwinm %0,%3,7," #begin "," #end "\n\t"                      \
                         "rlwimi %1,%3,13," #begin "," #end "\n\t"                     \
                         "rlwnm %2,%3,%4," #begin "," #end                             \
                         : "=&r"(a), "+r"(b), "=&r"(c)                                 \
                         : "r"(0x89abcdef), "r"(45));                                  \
        printf("%08x %08x %08x\n", a, b, c);                                           \
    } while (0)

int main(void)
{
    ALL("add");
    ALL("addc");
    ALL("adde");
    ALL("subf");
    ALL("subfc");
    ALL("subfe");
    ALL("addo");
    ALL("addco");
    ALL("addeo");
    ALL("subfo");
    ALL("subfco");
    ALL("subfeo");
    ALL("mullw");
    ALL("mullwo");
    ALL("mulhw");
    ALL("mulhwu");
    ALL("and");
    ALL("andc");
    ALL("or");
    ALL("orc");
    ALL("xor");
    ALL("nand");
    ALL("nor");
    ALL("eqv");
    ALL("slw");
    ALL("srw");
    ALL("sraw");
    ROTATE(0, 31);
    ROTATE(5, 20);
    ROTATE(20, 5);
    ROTATE(31, 0);
    ROTATE(9, 9);
    ROTATE(16, 31);
    unsigned sum = 0;
    for (int i = 0; i < COUNT; i++) {
        unsigned out, xer, zero = 0;
        __asm__ volatile(
            "mtxer %2\n\tsrawi %0,%3,5\n\taddze %0,%0\n\tsubfme %0,%0\n\t"
            "addme %0,%0\n\tsubfze %0,%0\n\tsubfic %0,%0,77\n\tcntlzw %1,%0\n\t"
            "addze %0,%1\n\textsb %1,%3\n\textsh %2,%3\n\tadd %0,%0,%1\n\t"
            "add %0,%0,%2\n\tneg %0,%0\n\tmfxer %1"
            : "=&r"(out), "=&r"(xer), "+&r"(zero)
            : "r"(value[i])
            : "xer");
        sum = sum * 31 + out + (xer >> 28);
    }
    printf("chain %08x\n", sum);
    return 0;
}
