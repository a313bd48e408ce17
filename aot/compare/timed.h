/*
 * timed.h -- what dbt-timed writes about a command: see timed.c.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_COMPARE_TIMED_H
#define AOT_COMPARE_TIMED_H

#include "ir/base.h"

typedef struct {
    int error;                 /* errno, if it could not be executed; else 0 */
    int status;                /* exit status, or 128 and the signal's number */
    double wall, user, system; /* seconds */
    double started;            /* seconds of CLOCK_MONOTONIC before it was executed */
    u64 peak_kib;              /* the most memory that was resident */
} Measured;

/* The file descriptor that dbt-timed writes a Measured to. */
enum { TIMED_FD = 3 };

#endif
