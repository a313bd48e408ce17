/*
 * left.h -- the indirect jumps that are left to the runtime, and why.
 *
 *      left_jumps(guest, &image, &program, stderr);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_LEFT_H
#define AOT_LEFT_H

#include <stdio.h>

#include "lifter/discover.h"

/* Prints a line for each indirect jump of the program that has no jump table: its guest
 * address, its function, and what is known of the address it goes to. */
void left_jumps(const Guest *guest, const Image *image, const Program *program,
                FILE *to);

#endif
