/* generated.c -- code made at run time: announced, called, rewritten, looping, calling
 * back, on the heap's edge and across pages. */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

typedef int Code(int, int);

static uint32_t *page;

static void announce(const void *start, size_t size)
{
    for (size_t i = 0; i < size; i += 4)
        __asm__ volatile(
            "dcbst 0,%0\n\tsync\n\ticbi 0,%0" ::"r"((const char *)start + i)
            : "memory");
    __asm__ volatile("sync\n\tisync" ::: "memory");
}

enum { BLR = 0x4e800020 };

static uint32_t addi(unsigned rt, unsigned ra, int n)
{
    return 14u << 26 | rt << 21 | ra << 16 | (n & 0xffff);
}

static uint32_t mulli(unsigned rt, unsigned ra, int n)
{
    return 7u << 26 | rt << 21 | ra << 16 | (n & 0xffff);
}

static int rewritten(void)
{
    int sum = 0;
    for (int i = 0; i < 2000; i++) {
        page[0] = i & 1 ? addi(3, 3, i) : mulli(3, 3, i);
        page[1] = BLR;
        announce(page, 8);
        sum = ((Code *)(void *)page)(sum & 0xffff, 0);
    }
    return sum;
}

static int looping(int turns)
{
    uint32_t *at = page + 1000; /* across the end of the first page */
    *at++ = 0x7c8903a6;         /* mtctr r4 */
    for (int i = 0; i < 60; i++)
        *at++ = addi(3, 3, i);
    *at++ = 0x4200ff10; /* bdnz -240 */
    *at++ = BLR;
    announce(page + 1000, 63 * 4);
    return ((Code *)(void *)(page + 1000))(1, turns);
}

static int callback(int n)
{
    return n * 2 + 1;
}

static int calling_back(void)
{
    static const uint32_t code[] = {
        0x9421fff0, /* stwu r1,-16(r1) */
        0x7c0802a6, /* mflr r0 */
        0x90010014, /* stw r0,20(r1) */
        0x7c8903a6, /* mtctr r4 */
        0x4e800421, /* bctrl */
        0x80010014, /* lwz r0,20(r1) */
        0x7c0803a6, /* mtlr r0 */
        0x38210010, /* addi r1,r1,16 */
        BLR,
    };
    memcpy(page, code, sizeof code);
    announce(page, sizeof code);
    int sum = 0;
    for (int i = 0; i < 100; i++)
        sum += ((Code *)(void *)page)(i, (int)(uintptr_t)(void *)callback);
    return sum;
}

static int many(void)
{
    int sum = 0;
    for (int i = 0; i < 500; i++) {
        page[2 * i] = addi(3, 3, i);
        page[2 * i + 1] = BLR;
    }
    announce(page, 4000);
    for (int turn = 0; turn < 20; turn++)
        for (int i = 0; i < 500; i++)
            sum = ((Code *)(void *)(page + 2 * (i * 7 % 500)))(sum, 0);
    return sum;
}

int main(void)
{
    page = mmap(NULL, 16384, PROT_READ | PROT_WRITE | PROT_EXEC,
                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    printf("rewritten %d\n", rewritten());
    printf("looping %d\n", looping(1000));
    printf("calling back %d\n", calling_back());
    printf("many %d\n", many());
    munmap(page, 16384);
    page = mmap(page, 16384, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    page[0] = addi(3, 4, 5);
    page[1] = BLR;
    mprotect(page, 4096, PROT_READ | PROT_EXEC);
    printf("new mapping %d\n", ((Code *)(void *)page)(1, 2));
    return 0;
}
