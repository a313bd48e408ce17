/* execute.c -- execve of its first argument; if that fails, status 64 + the error.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#if defined(__powerpc__)
__asm__(".globl _start\n_start:\n mr 3, 1\n stwu 1, -64(1)\n bl execute\n");
#else
__asm__(".globl _start\n_start:\n mov r0, sp\n bl execute\n");
#endif

enum { EXIT = 1, EXECVE = 11 };

static long call(long number, long a, long b, long c)
{
#if defined(__powerpc__)
    register long r0 __asm__("r0") = number, r3 __asm__("r3") = a;
    register long r4 __asm__("r4") = b, r5 __asm__("r5") = c;

    __asm__ volatile("sc" : "+r"(r0), "+r"(r3) : "r"(r4), "r"(r5) : "memory", "cr0");
    return r3;
#else
    register long r7 __asm__("r7") = number, r0 __asm__("r0") = a;
    register long r1 __asm__("r1") = b, r2 __asm__("r2") = c;

    __asm__ volatile("svc 0" : "+r"(r0) : "r"(r7), "r"(r1), "r"(r2) : "memory");
    return -r0;
#endif
}

__attribute__((noreturn, used)) void execute(const long *stack)
{
    const long *argv = stack + 1;
    long error = call(EXECVE, argv[1], (long)(argv + 1), (long)(argv + stack[0] + 1));

    for (;;)
        call(EXIT, 64 + error, 0, 0);
}
