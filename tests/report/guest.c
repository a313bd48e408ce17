/* guest.c -- a program with names that are no names: report_test.py puts them in.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
volatile int seed = 3;

__attribute__((noinline)) int NAME_SCRIPT_xxxxxxxxxxxxx(int n)
{
    switch (n) {
    case 0: return seed * 3;
    case 1: return seed + 7;
    case 2: return seed ^ 5;
    case 3: return seed - 100;
    case 4: return seed / 3;
    case 5: return -seed;
    case 6: return seed << 2;
    default: return 0;
    }
}

__attribute__((noinline)) int NAME_ATTRIBUTE_xxxxxxxxxx(int n)
{
    return n + seed;
}

__attribute__((noinline)) int NAME_ENTITY_xxxxxxxxxxxxx(int n)
{
    return n * seed;
}

int (*volatile by_pointer)(int) = NAME_ENTITY_xxxxxxxxxxxxx;

/* A tail call through a table: a jump whose targets nobody knows. */
int tail(int (**where)(int), int n);
__asm__(".text\n.balign 4\n.globl tail\n.type tail, STT_FUNC\n"
#if defined __thumb__
        ".thumb_func\n"
#endif
#if defined __arm__
        "tail: ldr r2, [r0, r1, lsl #2]\n mov r0, r1\n bx r2\n"
#else
        "tail: slwi 9, 4, 2\n lwzx 9, 3, 9\n mr 3, 4\n mtctr 9\n bctr\n"
#endif
        ".size tail, .-tail\n");

static _Noreturn void leave(int status)
{
#if defined __arm__
    register int number __asm__("r7") = 1;
    register int argument __asm__("r0") = status;
    __asm__ volatile("svc 0" ::"r"(number), "r"(argument));
#else
    register int number __asm__("r0") = 1;
    register int argument __asm__("r3") = status;
    __asm__ volatile("sc" ::"r"(number), "r"(argument));
#endif
    __builtin_unreachable();
}

void _start(void)
{
    int n = NAME_SCRIPT_xxxxxxxxxxxxx(seed) + NAME_ATTRIBUTE_xxxxxxxxxx(2);

    leave(n + tail((int (**)(int)) & by_pointer, 0) & 127);
}
