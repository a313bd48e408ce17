/*
 * arguments.h -- command lines in files: @FILE.
 *
 *      const char *wrong = arguments_expand(&argc, &argv);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_ARGUMENTS_H
#define AOT_ARGUMENTS_H

/* Replaces each argument @FILE by the arguments in FILE, quoted as GCC has it: white
 * space separates them, unless it is in single or double quotes; a backslash takes the
 * next character as it is, in quotes, too.  FILE may name other files in this way.  A
 * FILE that cannot be read stays an argument.  Returns NULL, or what is wrong: a file
 * that names itself. */
const char *arguments_expand(int *argc, char ***argv);

#endif
