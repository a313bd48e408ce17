/* ending.h -- the end of a process, and the statistics that are written then (stats.h).
 *
 *      ending_show(t, STATS_EXIT, status, NULL);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_LINUX_PROCESS_ENDING_H
#define RUNTIME_LINUX_PROCESS_ENDING_H

#include "runtime/stats.h"
#include "runtime/thread.h"

/* Writes the statistics as the thread's process ends (stats_write).  Does nothing if
 * the process shares the memory of the one that they are about: a child of vfork, or of
 * clone with CLONE_VM. */
void ending_show(Thread *t, StatsEnd end, int value, const char *program);
/* The same before execveat(directory, path), if the host is likely to execute it.  The
 * statistics call the program `shown`. */
void ending_show_exec(Thread *t, u64 directory, const char *path, const char *shown);
/* The thread is the first of a forked process, whose statistics begin now. */
void ending_after_fork(Thread *t);

#endif
