/* program.c -- a small program without a C library: what mutate.py damages.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
static long call3(long number, long a, long b, long c)
{
#ifdef __arm__
    register long r7 __asm__("r7") = number, r0 __asm__("r0") = a;
    register long r1 __asm__("r1") = b, r2 __asm__("r2") = c;
    __asm__ volatile("svc 0" : "+r"(r0) : "r"(r7), "r"(r1), "r"(r2) : "memory");
    return r0;
#else
    register long r0 __asm__("r0") = number, r3 __asm__("r3") = a;
    register long r4 __asm__("r4") = b, r5 __asm__("r5") = c;
    __asm__ volatile("sc"
                     : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r5)
                     :
                     : "memory", "cr0", "ctr", "r6", "r7", "r8", "r9", "r10", "r11",
                       "r12");
    return r3;
#endif
}

enum { EXIT = 1, WRITE = 4 };

static unsigned sorted[64];
static double roots[16];

__attribute__((noinline)) static void sort(unsigned *v, unsigned n)
{
    for (unsigned i = 1; i < n; i++)
        for (unsigned k = i; k && v[k] < v[k - 1]; k--) {
            unsigned swap = v[k];
            v[k] = v[k - 1];
            v[k - 1] = swap;
        }
}

__attribute__((noinline)) static unsigned choose(unsigned n)
{
    switch (n & 7) {
    case 0: return n * 3;
    case 1: return n ^ 0x55;
    case 2: return n << 4 | n >> 28;
    case 3: return n + 1000;
    case 4: return n / 7;
    case 5: return n % 11;
    case 6: return ~n;
    default: return -n;
    }
}

static unsigned (*const ways[])(unsigned) = {choose, choose};

void _start(void)
{
    char text[] = "0000\n";
    unsigned sum = 0;

    for (unsigned i = 0; i < 64; i++)
        sorted[i] = ways[i & 1](i * 2654435761u);
    sort(sorted, 64);
    for (unsigned i = 0; i < 16; i++) {
        roots[i] = (double)(int)sorted[i] / 3.0;
        sum += (unsigned)(int)roots[i];
    }
    for (unsigned i = 0; i < 4; i++)
        text[i] = (char)('a' + (sum >> 4 * i & 15));
    call3(WRITE, 1, (long)text, sizeof text - 1);
    call3(EXIT, 42, 0, 0);
}
