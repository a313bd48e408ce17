/*
 * program.h -- the guest program that runs, and the end of the process if it cannot.
 *
 *      guest_program.entry = loaded.entry;
 *      if (fd < 0)
 *          program_refuse("%s: cannot be opened", path);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_PROGRAM_H
#define RUNTIME_PROGRAM_H

#include "runtime/abi.h"

/* What the loader, and what lays out the guest's first stack, found.  Numbers are guest
 * addresses, unless a comment says otherwise; host pointers live as long as the
 * process. */
typedef struct {
    const char *path; /* of the guest program, absolute: what /proc/self/exe leads to */
    const char *file; /* by what name of the host's it is opened or executed */
    const void *guest_file; /* in a translated program: it, in this file; or NULL */
    u64 guest_size;         /* its bytes */
    u32 entry;
    u32 image_end;                /* where the break starts */
    u32 stack_low, stack_top;     /* the guest's stack mapping */
    u32 arguments, arguments_end; /* the guest's argv strings, ... */
    u32 environment_end;          /* ... those of its environment, which follow, ... */
    u32 auxv, auxv_end;           /* ... and auxiliary vector */
    u64 host_vdso;                /* the host's, or 0 */
    u32 vdso;                     /* the guest's, a page */
} GuestProgram;

extern GuestProgram guest_program;

/* The program that this runtime was linked with; NULL in dbt-run. */
extern const AotImage aot_image __attribute__((weak, visibility("hidden")));

static inline const AotImage *program_image(void)
{
    return &aot_image;
}

/* May the code of a block at `pc` ask the runtime (lifter/ask.h)?  Only that of the
 * vDSO. */
static inline bool program_may_ask(u32 pc)
{
    return (pc ^ guest_program.vdso) >> 12 == 0 && guest_program.vdso;
}

/* Prints "dbt-run: " and a line to stderr, and ends the process with status 1. */
_Noreturn void program_refuse(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

#endif
