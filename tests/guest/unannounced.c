/* unannounced.c -- code rewritten and not announced, by stores and by system calls.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "machine_code.h"

typedef int Code(int);

static uint32_t *page;

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
        put_return(put_add(page, i));
        sum = call(page, sum);
    }
    printf("stores %d\n", sum);

    int ends[2];
    uint32_t code[ADD_WORDS];
    put_add(code, 1000);
    if (pipe(ends) || write(ends[1], code, 4) != 4)
        return 1;
    call(page, 1);
    ssize_t got = read(ends[0], page, 4);
    printf("read %d: %d\n", (int)got, call(page, 1));

    uint32_t *other = page + 1024;
    put_return(put_add(other, 5));
    sum = call(other, 0);
    page[ADD_WORDS] = branch(1024 - ADD_WORDS); /* to other; it was a return */
    printf("joined %d\n", call(page, sum));
    put_add(other, 7);
    printf("target changed %d\n", call(page, sum));
    unsigned char *byte = (unsigned char *)page;
    byte[NUMBER_BYTE] = 99;
    byte[NEXT_BYTE] = NEXT_BYTE_CLEAR;
    printf("one byte %d\n", call(page, 0));
    mprotect(page, 4096, PROT_READ | PROT_EXEC);
    printf("read-only %d\n", call(page, 0));
    mprotect(page, 4096, PROT_READ | PROT_WRITE | PROT_EXEC);
    byte[NUMBER_BYTE] = 98;
    printf("writable again %d\n", call(page, 0));
    return 0;
}
