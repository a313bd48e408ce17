/*
 * jobserver.h -- tokens of the make that runs dbt-aot, one for each further process.
 *
 *      if (jobserver_open() == JOBSERVER_LOST) ...
 *      while (...) {
 *          if (jobserver_allows(busy)) ... start one more ...
 *          jobserver_keep(busy);
 *      }
 *
 * GNU make's manual, 13.1.1, "Sharing Job Slots with GNU make".  What dbt-aot itself
 * was started with is the first token.  All others are given back when the process
 * ends, by a signal, too.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_JOBSERVER_H
#define AOT_JOBSERVER_H

#include "ir/base.h"

/* JOBSERVER_LOST: MAKEFLAGS names one that cannot be reached. */
typedef enum { JOBSERVER_NONE, JOBSERVER_FOUND, JOBSERVER_LOST } Jobserver;

/* Looks for a jobserver in MAKEFLAGS: --jobserver-auth=fifo:PATH, or =R,W of two
 * descriptors. */
Jobserver jobserver_open(void);
/* May one more process work besides `busy` ones?  Takes a token if that needs one.
 * Without a jobserver it may. */
bool jobserver_allows(u32 busy);
/* Gives back what `busy` processes do not need. */
void jobserver_keep(u32 busy);
/* The descriptor that can be read when there may be a token; -1 without a jobserver. */
int jobserver_descriptor(void);

#endif
