/* read_exec.c -- the personality by which what can be read can be executed.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <unistd.h>

/* The rights of the mapping that an address is in, from /proc/self/maps. */
static void show(const char *what, const void *address)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    unsigned long start, end;
    char line[512], rights[5];

    while (fgets(line, sizeof line, maps))
        if (sscanf(line, "%lx-%lx %4s", &start, &end, rights) == 3 &&
            (unsigned long)address - start < end - start)
            printf("%s: %s\n", what, rights);
    fclose(maps);
}

static void try(const char *when)
{
    enum { SIZE = 1 << 16 };
    char *map = mmap(NULL, SIZE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    puts(when);
    show("mapped", map);
    mprotect(map, SIZE, PROT_READ | PROT_WRITE);
    show("protected", map);
    mprotect(map, SIZE, PROT_NONE);
    show("closed", map);
    munmap(map, SIZE);
    sbrk(SIZE);
    show("break", (char *)sbrk(0) - 1);
}

int main(void)
{
    int before = personality(0xffffffff);

    try("before");
    personality(before | READ_IMPLIES_EXEC);
    printf("it is %d\n", (personality(0xffffffff) & READ_IMPLIES_EXEC) != 0);
    try("with it");
    personality(before);
    try("after");
    return 0;
}
