/* old_calls.c -- system calls of the ABI before EABI: the number is the instruction's.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define A32 __attribute__((noinline, target("arm")))

A32 static int old_write(int fd, const char *text, int size)
{
    register int r0 __asm__("r0") = fd;
    register const char *r1 __asm__("r1") = text;
    register int r2 __asm__("r2") = size;

    __asm__ volatile("swi #0x900004" : "+r"(r0) : "r"(r1), "r"(r2) : "memory");
    return r0;
}

A32 static int old_getpid(void)
{
    register int r0 __asm__("r0");

    __asm__ volatile("swi #0x900014" : "=r"(r0));
    return r0;
}

/* The offset is in r3 and r4, where EABI has r4 and r5. */
A32 static int old_pread64(int fd, char *to, int size, long long offset)
{
    register int r0 __asm__("r0") = fd;
    register char *r1 __asm__("r1") = to;
    register int r2 __asm__("r2") = size;
    register int r3 __asm__("r3") = (int)offset;
    register int r4 __asm__("r4") = (int)(offset >> 32);

    __asm__ volatile("swi #0x9000b4"
                     : "+r"(r0)
                     : "r"(r1), "r"(r2), "r"(r3), "r"(r4)
                     : "memory");
    return r0;
}

A32 static int old_unknown(void)
{
    register int r0 __asm__("r0");

    __asm__ volatile("swi #0x900ffe" : "=r"(r0));
    return r0;
}

int main(void)
{
    char buf[8] = "";
    int fd = memfd_create("old", 0);

    printf("write %d\n", old_write(1, "by number\n", 10) == 10);
    printf("pid %d\n", old_getpid() == getpid());
    if (write(fd, "0123456789", 10) != 10)
        return 1;
    int got = old_pread64(fd, buf, 4, 3);
    printf("pread %d %s\n", got, buf);
    printf("unknown %d\n", old_unknown() == -ENOSYS);
    printf("pid again %d\n", (pid_t)syscall(20) == getpid());
    return 0;
}
