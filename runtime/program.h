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
    const char *path; /* absolute path of the program: what /proc/self/exe leads to */
    const char *file; /* the host's path by which to open or execute that file */
    const void *guest_file; /* in a translated program, the guest's file as a part of
                               ours; else NULL */
    u64 guest_size;         /* bytes of guest_file */
    u32 entry;
    u32 image_end;                /* end of the loaded program: the initial break */
    u32 stack_low, stack_top;     /* the guest's stack mapping */
    u32 arguments, arguments_end; /* the strings of the guest's argv, ... */
    u32 environment_end;          /* ... of its environment, which follow them, ... */
    u32 auxv, auxv_end;           /* ... and auxiliary vector */
    u64 host_vdso;                /* host address of the host's vDSO, or 0 */
    u32 vdso;                     /* the guest's vDSO, one page, or 0 */
} GuestProgram;

/* The one guest program of this process. */
extern GuestProgram guest_program;

/* The program that this runtime was linked with; NULL in dbt-run. */
extern const AotImage aot_image __attribute__((weak, visibility("hidden")));

/* Returns that program's description, or NULL in dbt-run. */
static inline const AotImage *program_image(void)
{
    return &aot_image;
}

/* Returns true if the code of a block at guest address `pc` may ask the runtime
 * (lifter/ask.h): only the guest's vDSO may. */
static inline bool program_may_ask(u32 pc)
{
    return (pc ^ guest_program.vdso) >> 12 == 0 && guest_program.vdso;
}

/* The name that messages begin with: "dbt-run", or of a translated program its own. */
extern const char *program_name;

/* Prints the name and a line to stderr, and ends the process with status 1. */
_Noreturn void program_refuse(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

#endif
