/* dynamic.c -- a program and its library, without a C library: with LIBRARY it is that.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
const char *word(void);

#ifdef LIBRARY
const char *word(void)
{
    return LIBRARY "\n";
}
#else
/* write(2) and exit(2): the result of either is of no use here. */
static void call(int number, long a, const void *b, long c)
{
    register long r0 __asm__("r0") = number;
    register long r3 __asm__("r3") = a;
    register const void *r4 __asm__("r4") = b;
    register long r5 __asm__("r5") = c;

    __asm__ volatile("sc" : "+r"(r0), "+r"(r3) : "r"(r4), "r"(r5) : "memory", "cr0");
}

void _start(void)
{
    const char *text = word();
    long length = 0;

    while (text[length])
        length++;
    call(4, 1, text, length);
    call(1, 0, 0, 0);
}
#endif
