/* ending.h -- the end of a process, and what is written then (at_end.h).
 *
 *      ending_show(t, END_EXIT, status, NULL);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_LINUX_PROCESS_ENDING_H
#define RUNTIME_LINUX_PROCESS_ENDING_H

#include "runtime/at_end.h"
#include "runtime/thread.h"

/* Writes what is wanted as the thread's process ends (at_end_write).  Does nothing if
 * the process shares the memory of the one that is counted: a child of vfork, or of
 * clone with CLONE_VM. */
void ending_show(Thread *t, EndKind end, int value, const char *program);
/* The same before execveat(directory, path), if the host is likely to execute it.  The
 * program is called `shown`. */
void ending_show_exec(Thread *t, u64 directory, const char *path, const char *shown);
/* The thread is the first of a forked process, which counts anew. */
void ending_after_fork(Thread *t);

#endif
