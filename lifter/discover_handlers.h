/*
 * discover_handlers.h -- does a program handle faults of memory?
 *
 *      program.handles_faults = handlers_find(scan, &program);
 *
 * It does if it calls one of Hints.installer with the number of SIGSEGV or SIGBUS, or a
 * function that passes its own first argument on to one.  Signals from a
 * table do not count: interpreters have such tables for what their programs may ask
 * for.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_DISCOVER_HANDLERS_H
#define LIFTER_DISCOVER_HANDLERS_H

#include "lifter/discover_scan.h"

/* Returns true if the program, which was found by the scan, is seen to install a
 * handler for SIGSEGV or SIGBUS.  The time is linear in the number of blocks. */
bool handlers_find(Scan *scan, const Program *program);

#endif
