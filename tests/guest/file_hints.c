/* file_hints.c -- commands of fcntl whose argument is a pointer, and unknown ones.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void check(const char *what, long got)
{
    printf("%s: %s\n", what, got < 0 ? strerror(errno) : "ok");
}

int main(void)
{
    int file = open(".", O_TMPFILE | O_RDWR, 0600);
    uint64_t hint = RWH_WRITE_LIFE_LONG, other = 0x1111111111111111, wrong = 1000;
    void *nowhere = (void *)16;

    check("set", fcntl(file, F_SET_RW_HINT, &hint));
    check("get", fcntl(file, F_GET_RW_HINT, &other));
    printf("%llu\n", (unsigned long long)other);
    check("wrong", fcntl(file, F_SET_RW_HINT, &wrong));
    check("nowhere", fcntl(file, F_GET_RW_HINT, nowhere));
    check("from nowhere", fcntl(file, F_SET_RW_HINT, nowhere));
    check("unknown", fcntl(file, 9999, &hint));
    check("unknown of none", fcntl(-1, 9999, &hint));
    return 0;
}
