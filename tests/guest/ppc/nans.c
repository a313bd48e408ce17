/* nans.c -- PowerPC's NaNs: which operand, made quiet, the default one; moves keep.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdint.h>
#include <stdio.h>

typedef union {
    double d;
    uint64_t n;
} Double;
typedef union {
    float f;
    uint32_t n;
} Float;

enum { NUM = 6 };

static const uint64_t value[NUM] = {
    0x3ff0000000000000, /* 1 */
    0x7ff8000000000123, /* quiet */
    0xfff8000000000456, /* negative quiet */
    0x7ff0000000000789, /* signalling */
    0xfff4000000000abc, /* negative signalling */
    0x7ff0000000000000, /* infinity */
};

#define OP2(name)                                                                      \
    static uint64_t do_##name(Double a, Double b)                                      \
    {                                                                                  \
        __asm__ volatile(#name " %0,%1,%2" : "=d"(a.d) : "d"(a.d), "d"(b.d));          \
        return a.n;                                                                    \
    }
#define OP3(name)                                                                      \
    static uint64_t do_##name(Double a, Double b, Double c)                            \
    {                                                                                  \
        __asm__ volatile(#name " %0,%1,%2,%3"                                          \
                         : "=d"(a.d)                                                   \
                         : "d"(a.d), "d"(c.d), "d"(b.d));                              \
        return a.n;                                                                    \
    }
#define OP1(name)                                                                      \
    static uint64_t do_##name(Double a)                                                \
    {                                                                                  \
        __asm__ volatile(#name " %0,%1" : "=d"(a.d) : "d"(a.d));                       \
        return a.n;                                                                    \
    }
OP2(fadd)
OP2(fsub)
OP2(fmul)
OP2(fdiv)
OP3(fmadd)
OP3(fnmsub)
OP1(fneg)
OP1(fabs)
OP1(frsp)
OP1(fmr)

static void pairs(const char *name, uint64_t (*f)(Double, Double))
{
    puts(name);
    for (int i = 0; i < NUM; i++) {
        for (int j = 0; j < NUM; j++)
            printf("%016llx ", (unsigned long long)f((Double){.n = value[i]},
                                                     (Double){.n = value[j]}));
        putchar('\n');
    }
}

static void triples(const char *name, uint64_t (*f)(Double, Double, Double))
{
    puts(name);
    for (int i = 0; i < NUM; i++)
        for (int j = 0; j < NUM; j++) {
            for (int k = 0; k < NUM; k++)
                printf("%llx ", (unsigned long long)f((Double){.n = value[i]},
                                                      (Double){.n = value[j]},
                                                      (Double){.n = value[k]}));
            putchar('\n');
        }
}

static void singles(const char *name, uint64_t (*f)(Double))
{
    printf("%s", name);
    for (int i = 0; i < NUM; i++)
        printf(" %016llx", (unsigned long long)f((Double){.n = value[i]}));
    putchar('\n');
}

int main(void)
{
    pairs("fadd", do_fadd);
    pairs("fsub", do_fsub);
    pairs("fmul", do_fmul);
    pairs("fdiv", do_fdiv);
    triples("fmadd", do_fmadd);
    triples("fnmsub", do_fnmsub);
    singles("fneg", do_fneg);
    singles("fabs", do_fabs);
    singles("frsp", do_frsp);
    singles("fmr", do_fmr);
    static const uint32_t narrow[] = {0x7f800001, 0xffc12345, 0x00000001, 0x807fffff,
                                      0x7f7fffff};
    for (int i = 0; i < 5; i++) {
        volatile Float in = {.n = narrow[i]};
        Double wide;
        __asm__ volatile("lfs %0,%1" : "=d"(wide.d) : "m"(in.n));
        volatile Float out;
        __asm__ volatile("stfs %1,%0" : "=m"(out.n) : "d"(wide.d));
        printf("lfs %016llx stfs %08x\n", (unsigned long long)wide.n, (unsigned)out.n);
    }
    return 0;
}
