/*
 * left.h -- the indirect jumps that are left to the runtime, and why.
 *
 *      left_jumps(guest, &image, &program, show_jump, NULL);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_LEFT_H
#define AOT_LEFT_H

#include "lifter/discover.h"

typedef struct {
    u32 at; /* guest address */
    const Function *function;
    const char *why; /* what is known of the address it goes to: a constant */
} LeftJump;

typedef void (*LeftJumpVisit)(void *to, const LeftJump *jump);

/* Calls `visit` for each indirect jump of the program that has no jump table. */
void left_jumps(const Guest *guest, const Image *image, const Program *program,
                LeftJumpVisit visit, void *to);
/* The same for each instruction that the processor model lacks, which raises SIGILL.
 * That is also what code that must not be reached has. */
void left_undefined(const Guest *guest, const Image *image, const Program *program,
                    LeftJumpVisit visit, void *to);

#endif
