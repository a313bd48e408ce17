/*
 * bug.h -- what is told when dbt-aot itself is wrong: a file for a bug report.
 *
 *      bug_begin(argc, argv);
 *      bug_now("lifting", "prog.ppc");
 *
 * From then on a crash or a failed check of this process writes a file, prints a line
 * that names it, and ends the process with status 70 (EX_SOFTWARE of sysexits.h).
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_BUG_H
#define AOT_BUG_H

enum { BUG_STATUS = 70 };

/* Keeps main's arguments. */
void bug_begin(int argc, char **argv);
/* Notes what is being done, and with which program; both are kept. */
void bug_now(const char *what, const char *program);

#endif
