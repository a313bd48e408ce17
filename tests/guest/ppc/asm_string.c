/* asm_string.c -- string and multiple loads and stores, unaligned and wrapping.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static unsigned char from[80], to[80];

static void show(const char *what)
{
    printf("%s ", what);
    for (int i = 0; i < 40; i++)
        printf("%02x", to[i]);
    putchar('\n');
    memset(to, 0xee, sizeof to);
}

/* r30 and r31 may be the compiler's own: kept in CTR and LR meanwhile. */
#define WITH_30_31(code) "mtctr 30\n\tmtlr 31\n\t" code "\n\tmfctr 30\n\tmflr 31"
#define CLOBBERED "r24", "r25", "r26", "r27", "r28", "r29", "ctr", "lr", "memory"

__attribute__((noinline)) static void multiple(const void *in, void *out)
{
    register const void *r3 __asm__("r3") = in;
    register void *r4 __asm__("r4") = out;
    __asm__ volatile(WITH_30_31("lmw 24,0(3)\n\tstmw 24,0(4)")::"r"(r3), "r"(r4)
                     : CLOBBERED);
}

__attribute__((noinline)) static void wrapping(const void *in, void *out)
{
    register const void *r3 __asm__("r3") = in;
    register void *r4 __asm__("r4") = out;
    __asm__ volatile(WITH_30_31("lswi 24,3,32\n\tstswi 24,4,32")::"r"(r3), "r"(r4)
                     : CLOBBERED);
}

int main(void)
{
    for (unsigned i = 0; i < sizeof from; i++)
        from[i] = (unsigned char)(i + 1);
    memset(to, 0xee, sizeof to);
    multiple(from, to);
    show("lmw");
    __asm__ volatile("lswi 5,%0,11\n\tstswi 5,%1,11" ::"b"(from + 1), "b"(to + 3)
                     : "r5", "r6", "r7", "memory");
    show("lswi 11");
    wrapping(from + 1, to + 3);
    show("lswi 32");
    for (unsigned n = 0; n <= 13; n++) {
        __asm__ volatile("mtxer %2\n\tlswx 5,0,%0\n\tstswx 5,0,%1" ::"b"(from + n),
                         "b"(to + 1), "r"(n)
                         : "r5", "r6", "r7", "r8", "xer", "memory");
        show("lswx");
    }
    unsigned last[3];
    __asm__ volatile("li 6,-1\n\tlswi 5,%3,6\n\tmr %0,5\n\tmr %1,6\n\tmr %2,7"
                     : "=&r"(last[0]), "=&r"(last[1]), "=&r"(last[2])
                     : "b"(from)
                     : "r5", "r6", "r7");
    printf("rest is zero %08x %08x\n", last[0], last[1]);
    return 0;
}
