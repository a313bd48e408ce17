/* unannounced.c -- code rewritten without icbi, by stores and by system calls. */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

typedef int Code(int);

static uint32_t *page;

static uint32_t addi3(int n)
{
    return 14u << 26 | 3 << 21 | 3 << 16 | (n & 0xffff);
}

static int call(void *code, int n)
{
    return ((Code *)code)(n);
}

int main(void)
{
    page = mmap(NULL, 8192, PROT_READ | PROT_WRITE | PROT_EXEC,
                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int sum = 0;
    for (int i = 0; i < 300; i++) {
        page[0] = addi3(i);
        page[1] = 0x4e800020; /* blr */
        sum = call(page, sum);
    }
    printf("stores %d\n", sum);

    int ends[2];
    uint32_t word = addi3(1000);
    if (pipe(ends) || write(ends[1], &word, 4) != 4)
        return 1;
    call(page, 1);
    ssize_t got = read(ends[0], page, 4);
    printf("read %d: %d\n", (int)got, call(page, 1));

    uint32_t *other = page + 1024;
    other[0] = addi3(5);
    other[1] = 0x4e800020;
    sum = call(other, 0);
    page[1] = 0x48000ffc; /* b other: was blr */
    printf("joined %d\n", call(page, sum));
    other[0] = addi3(7);
    printf("target changed %d\n", call(page, sum));
    unsigned char *byte = (unsigned char *)page;
    byte[3] = 99;
    byte[2] = 0;
    printf("one byte %d\n", call(page, 0));
    mprotect(page, 4096, PROT_READ | PROT_EXEC);
    printf("read-only %d\n", call(page, 0));
    mprotect(page, 4096, PROT_READ | PROT_WRITE | PROT_EXEC);
    byte[3] = 98;
    printf("writable again %d\n", call(page, 0));
    return 0;
}
