/* args.c -- what the kernel puts on a new stack: argv, environment, auxv.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <elf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

extern char **environ;

/* Is the stack as the ABI wants it in a function? */
static int is_aligned(void)
{
#ifdef __arm__
    uintptr_t sp;
    __asm__ volatile("mov %0, sp" : "=r"(sp));
    return sp % 8 == 0;
#else
    return (uintptr_t)__builtin_frame_address(0) % 16 == 0;
#endif
}

int main(int argc, char **argv)
{
    for (int i = 0; i < argc; i++)
        printf("argv[%d] = '%s'\n", i, argv[i]);
    printf("ends %d\n", argv[argc] == NULL);
    /* multi.c leaves one argument out, and the environment follows all of them. */
    printf("environment follows %d\n", environ == argv + argc + 1);
    printf("GUEST_TEST=%s\n", getenv("GUEST_TEST"));
    printf("page size %lu\n", getauxval(AT_PAGESZ));
    printf("headers %d %lu\n", getauxval(AT_PHDR) != 0, getauxval(AT_PHENT) / 32);
    printf("entry %d\n", getauxval(AT_ENTRY) != 0);
    printf("uid %d gid %d secure %lu\n", getauxval(AT_UID) == getuid(),
           getauxval(AT_EGID) == getegid(), getauxval(AT_SECURE));
    const unsigned char *random = (const unsigned char *)getauxval(AT_RANDOM);
    unsigned bits = 0;
    for (int i = 0; random && i < 16; i++)
        bits |= random[i];
    printf("random %d\n", bits != 0);
    printf("executable named %d\n", ((const char *)getauxval(AT_EXECFN))[0] != 0);
    printf("aligned %d\n", is_aligned());
    return 0;
}
