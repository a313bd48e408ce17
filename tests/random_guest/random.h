/*
 * random.h -- programs of random instructions, and the comparison of what they leave.
 *
 * A program runs sequences.  Each loads all registers and the sandbox from one of the
 * initial states, runs some random instructions, and writes a Record to standard
 * output.  The same numbers make the same program, on every machine.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef TESTS_RANDOM_GUEST_RANDOM_H
#define TESTS_RANDOM_GUEST_RANDOM_H

#include "lifter/ppc/ppc.h"

enum {
    SANDBOX_SIZE = 256,
    NUM_STATES = 64,
    /* Registers that sequences only read. */
    STATE_REGISTER = 1, /* address of the initial state */
    INDEX_REGISTER = 30,
    BASE_REGISTER = 31,    /* address of the middle of the sandbox */
    DIVISOR_REGISTER = 28, /* neither 0 nor -1 */
    UPDATE_REGISTER = 29,  /* base of load and store with update */
    NOP = 0x60000000,
};

/* What a sequence starts from and leaves, big-endian in the guest. */
typedef struct {
    u32 gpr[32]; /* [1] is not kept */
    u64 fpr[32];
    u64 fpscr;
    u32 cr, xer, ctr, unused;
    u8 sandbox[SANDBOX_SIZE];
} Record;

typedef struct {
    u32 seed, sequences, length;
    const char *only; /* instructions whose names start so; NULL: all */
} Recipe;

/* choose.c */
u32 random_number(void);
void random_seed(u32 seed);
/* Find the instructions to choose from; their number. */
u32 choose_init(const char *only);
/* At most 4 words of random instructions; how many. */
u32 choose_insn(u32 *words);

/* guest.c: the whole program, as an ELF file; NULL-terminated error or NULL. */
const char *guest_write(const Recipe *recipe, const char *path);
/* The words of sequence `n`. */
const u32 *guest_sequence(const Recipe *recipe, u32 n);
const Record *guest_state(const Recipe *recipe, u32 n);

/* compare.c: the number of differing sequences; prints the first ones. */
u32 compare_files(const Recipe *recipe, const char *want, const char *got);

#endif
