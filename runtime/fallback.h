/*
 * fallback.h -- what runs guest code that has no ahead-of-time code.
 *
 *      if (!fallback_set("interp"))
 *          ...                             no such fallback
 *      if (!fallback_translates())
 *          return interpret_till_known(t);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_FALLBACK_H
#define RUNTIME_FALLBACK_H

#include "ir/base.h"

typedef enum {
    FALLBACK_JIT,    /* the dynamic translator */
    FALLBACK_INTERP, /* the interpreter: the process makes no executable memory */
    /* nothing: the process ends by program_stop.  Interpreted are the code that Linux
     * provides (the vDSO, ARM's kernel page), and functions that have ahead-of-time
     * code where they are entered in the middle: after clone, by longjmp, by a
     * handler's return */
    FALLBACK_NONE
} Fallback;

extern Fallback fallback;

/* Sets the fallback by its name: jit, interp or none.  Returns false for another one.
 */
bool fallback_set(const char *name);

/* Returns true if executable memory may be made. */
static inline bool fallback_translates(void)
{
    return fallback == FALLBACK_JIT;
}

/* The host refused executable memory with `error`, a negated error number: the
 * interpreter takes over.  DBT_LOG=unimp says so. */
void fallback_refused(i64 error);

/* Ends the process if there is no fallback for the guest code at `pc`. */
void fallback_check(u32 pc);

#endif
