/*
 * compile.h -- a discovered program to host code.
 *
 *      AotOptions options = {.level = 2, .cpu_level = 3, .jobs = 2};
 *      AotResult result = {0};
 *      const char *wrong = aot_compile(&guest_ppc, &image, &program, &options, dir,
 *                                      &result);
 *
 * Each function f of the program gets the symbols aot_symbol(f, ""), its entry for
 * everybody, and with suffixes ".body" and ".leave" those of AotFunction (abi.h).
 */
#ifndef AOT_COMPILE_H
#define AOT_COMPILE_H

#include <stdio.h>

#include "lifter/discover.h"

enum {
    DUMP_IN_ASM = 1,
    DUMP_OP = 2,
    DUMP_OP_OPT = 4,
    DUMP_LLVM = 8,
    DUMP_OUT_ASM = 16,
};

typedef struct {
    unsigned level;     /* -O0 to -O3 */
    unsigned cpu_level; /* x86-64-v2, v3 or v4; 0: this machine's */
    bool precise;       /* guest registers are exact where memory faults */
    bool partial;       /* functions that are not in the program call those that are */
    unsigned jobs;      /* code generators at a time */
    const char *emit;   /* NULL, or "uops", "llvm-ir" or "asm": to `listing`, and
                           no objects */
    FILE *listing;
    u32 dump; /* DUMP_...: to stderr */
} AotOptions;

typedef struct {
    char **object; /* paths of the object files made */
    u32 num_objects;
    u32 functions, insns; /* translated */
} AotResult;

/* Compile all functions into object files in `dir`.  NULL, or what went wrong. */
const char *aot_compile(const Guest *guest, const Image *image, const Program *program,
                        const AotOptions *options, const char *dir, AotResult *result);

/* The host symbol of a function: its guest name and address, so that perf shows
 * them and no two are alike: "main.10000400.body".  At most 224 bytes: long names of
 * C++ are cut, and '@', after which the linker would see a version, is replaced. */
void aot_symbol(char *text, size_t room, const Function *function, const char *suffix);

/* The guest addresses that the flat table `aot_table` covers (of a huge program,
 * not all entries): index = (pc - start) >> shift. */
void aot_code_range(const Guest *guest, const Program *program, u32 *start, u32 *end,
                    u32 *shift);

#endif
