/* mappings.c -- brk, mmap, munmap, mremap, mprotect, msync; files and fixed places.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PAGE = 4096 };

static char *map(void *at, size_t size, int flags)
{
    return mmap(at, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags,
                -1, 0);
}

static void break_moves(void)
{
    char *old = sbrk(0);
    char *start = sbrk(3 * PAGE);
    memset(start, 1, 3 * PAGE);
    printf("brk %d %d", start == old, start[3 * PAGE - 1]);
    sbrk(-2 * PAGE);
    sbrk(2 * PAGE);
    printf(" zero again %d\n", start[3 * PAGE - 1]);
    sbrk(-3 * PAGE);
}

static void remaps(void)
{
    char *area = map(NULL, 8 * PAGE, 0);
    for (int i = 0; i < 8; i++)
        area[i * PAGE] = (char)i;
    printf("hole %d\n", munmap(area + 2 * PAGE, PAGE));
    char *again = map(area + 2 * PAGE, PAGE, MAP_FIXED);
    printf("fixed %d %d\n", again == area + 2 * PAGE, again[0]);
    char *moved = mremap(area, 8 * PAGE, 64 * PAGE, MREMAP_MAYMOVE);
    printf("grown %d %d %d\n", moved[7 * PAGE], moved[3 * PAGE], moved[63 * PAGE]);
    moved = mremap(moved, 64 * PAGE, PAGE, 0);
    printf("shrunk %d\n", moved[0]);
    void *refused = mmap(moved, PAGE, PROT_READ,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    printf("kept %d\n", refused == MAP_FAILED && errno == EEXIST);
    int got = munmap(moved + 1, PAGE);
    printf("unaligned %d %d\n", got, errno == EINVAL);
    munmap(moved, PAGE);
}

static void files(void)
{
    char name[] = "/tmp/guest_XXXXXX";
    int fd = mkstemp(name);
    unlink(name);
    for (int i = 0; i < 3 * PAGE; i++)
        if (write(fd, &(char){(char)(i / PAGE + 'a')}, 1) != 1)
            return;
    char *whole = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    char *private = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 2 * PAGE);
    private[1] = '!';
    whole[2 * PAGE] = '?';
    msync(whole, 3 * PAGE, MS_SYNC);
    char text[3];
    if (pread(fd, text, 2, 2 * PAGE) != 2)
        return;
    printf("shared %.2s private %c%c\n", text, private[1], private[2]);
    printf("advise %d\n", madvise(whole, PAGE, MADV_WILLNEED));
}

static void many(void)
{
    static char *area[300];
    unsigned sum = 0, low = 0;
    for (int i = 0; i < 300; i++) {
        area[i] = map(NULL, (size_t)(i % 7 + 1) * PAGE, 0);
        area[i][0] = (char)i;
        low |= ((uintptr_t)area[i] & (PAGE - 1)) != 0;
    }
    for (int i = 0; i < 300; i += 2)
        munmap(area[i], (size_t)(i % 7 + 1) * PAGE);
    for (int i = 0; i < 300; i += 2) {
        area[i] = map(NULL, (size_t)(i % 5 + 1) * PAGE, 0);
        sum += (unsigned)area[i][0];
    }
    for (int i = 1; i < 300; i += 2)
        sum += (unsigned char)area[i][0];
    printf("many %u %u\n", sum, low);
    char *large = map(NULL, 512u << 20, MAP_NORESERVE);
    large[0] = large[(512u << 20) - 1] = 1;
    printf("large %d\n", munmap(large, 512u << 20));
    printf("too large %d\n", sizeof(void *) == 4
                                 ? map(NULL, 0xfffff000u, MAP_NORESERVE) == MAP_FAILED
                                 : 1);
}

int main(void)
{
    static char buffer[4096]; /* so that printf does not move the break */
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
    break_moves();
    remaps();
    files();
    many();
    return 0;
}
