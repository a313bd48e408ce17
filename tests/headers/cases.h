/*
 * cases.h -- programs with random ELF headers.
 *
 *      Case c = {.number = 7, .machine = machine_named("arm"), .code = code, ...};
 *      case_make(&c);                      -- c.bytes, c.size
 *      case_describe(&c, output, size, stdout);    -- what its probe wrote, in words
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef TESTS_HEADERS_CASES_H
#define TESTS_HEADERS_CASES_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "tests/headers/headers.h"

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

enum { MOST_PAGES = 12, MOST_HEADERS = 140, WINDOW = 40 };

typedef struct {
    const char *name;
    u32 number; /* e_machine */
    bool big_endian;
    u32 flags; /* e_flags */
} Machine;

typedef struct {
    u32 number; /* its seed: all else comes of it */
    const Machine *machine;
    const u8 *code;
    size_t code_size;
    /* Made of that. */
    u8 bytes[MOST_PAGES * PAGE];
    size_t size;
    Elf32_Ehdr header; /* in the host's byte order */
    Elf32_Phdr ph[MOST_HEADERS];
    u32 code_page; /* in the window */
    u64 random_state;
} Case;

const Machine *machine_named(const char *name);

void case_make(Case *c);
/* Files that programs name as their dynamic linker. */
void case_make_linkers(Case *c, void (*write)(const char *name, const u8 *bytes,
                                              size_t size, int mode));
/* What the program's probe found in its memory, without the end of a line. */
void case_describe(const Case *c, const u8 *output, size_t size, FILE *out);

#endif
