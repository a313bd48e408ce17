/* headers.h -- what headers.c and the code in the programs it makes know of each other.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef TESTS_HEADERS_H
#define TESTS_HEADERS_H

enum { PAGE = 4096, PARAMS_AT = 2048 };

/* At PARAMS_AT in the page with the code, in the machine's byte order. */
typedef struct {
    unsigned pages_before; /* where the window starts: so many pages before the code */
    unsigned num_pages;
    char maps[24]; /* "/proc/self/maps" */
} Params;

enum Told {
    TOLD_CODE,  /* address of the page with the code */
    TOLD_STACK, /* the first stack pointer */
    TOLD_BREAK,
    TOLD_PHDR,
    TOLD_PHNUM,
    TOLD_ENTRY,
    NUM_TOLD
};

#endif
