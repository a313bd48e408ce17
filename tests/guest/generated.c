/* generated.c -- code made at run time: announced, called, rewritten, looping, calling
 * back, on the heap's edge and across pages.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "machine_code.h"

typedef int Code(int, int);

static uint32_t *page;

static int rewritten(void)
{
    int sum = 0;
    for (int i = 0; i < 2000; i++) {
        uint32_t *end = i & 1 ? put_add(page, i) : put_multiply(page, i);
        end = put_return(end);
        announce(page, (unsigned)(end - page) * 4);
        sum = ((Code *)(void *)page)(sum & 0xffff, 0);
    }
    return sum;
}

static int looping(int turns)
{
    uint32_t *first = page + 1000; /* across the end of the first page */
    uint32_t *start = put_loop_start(first), *at = start;
    for (int i = 0; i < 60; i++)
        at = put_add(at, i);
    at = put_return(put_loop_end(at, start));
    announce(first, (unsigned)(at - first) * 4);
    return ((Code *)(void *)first)(1, turns);
}

static int callback(int n)
{
    return n * 2 + 1;
}

static int calling_back(void)
{
    memcpy(page, call_second, sizeof call_second);
    announce(page, sizeof call_second);
    int sum = 0;
    for (int i = 0; i < 100; i++)
        sum += ((Code *)(void *)page)(i, (int)(uintptr_t)(void *)callback);
    return sum;
}

static int many(void)
{
    enum { WORDS = ADD_WORDS + 1 };
    int sum = 0;
    for (int i = 0; i < 500; i++)
        put_return(put_add(page + WORDS * i, i));
    announce(page, 500 * WORDS * 4);
    for (int turn = 0; turn < 20; turn++)
        for (int i = 0; i < 500; i++)
            sum = ((Code *)(void *)(page + WORDS * (i * 7 % 500)))(sum, 0);
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
    put_return(put_add(put_second(page), 5));
    mprotect(page, 4096, PROT_READ | PROT_EXEC);
    printf("new mapping %d\n", ((Code *)(void *)page)(1, 2));
    return 0;
}
