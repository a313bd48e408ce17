/*
 * program.h -- the guest program that runs, and the end of the process if it cannot.
 *
 *      guest_program.entry = loaded.entry;
 *      if (fd < 0)
 *          program_refuse("%s: cannot be opened", path);
 *      if (!bytes)
 *          program_no_memory("a thread", size, error);
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
                               ours, of which the loader moves pages away; else NULL */
    u64 guest_size;         /* bytes of guest_file */
    u32 entry;
    u32 image_start;              /* the lowest page of the loaded program */
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

/* Returns the offset in this program's own file (/proc/self/exe) of a host address in
 * one of its segments. */
u64 program_file_offset(const void *at);

/* Returns true if `pc` is within the loaded program, and not in a library. */
static inline bool program_has(u32 pc)
{
    return pc >= guest_program.image_start && pc < guest_program.image_end;
}

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

/* The exit status of program_stop, program_no_memory and program_refused. */
enum { STATUS_STOPPED = 125 };

/* Print the name and a line to stderr, and end the process.  program_refuse, for an
 * input that is none: with status 1. program_stop, for a host that does not give what
 * the program needs: with STATUS_STOPPED. */
_Noreturn void program_refuse(const char *format, ...)
    __attribute__((format(printf, 1, 2)));
_Noreturn void program_stop(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* Stops because the host's kernel gave `error`, a negated error number, for `size`
 * bytes of memory for `purpose`.  The line names the limit to raise, if one is set. */
_Noreturn void program_no_memory(const char *purpose, u64 size, i64 error);
/* Stops because the host's kernel refused the call named `call`, which `purpose` needs,
 * with `error`, a negated error number. */
_Noreturn void program_refused(const char *call, const char *purpose, i64 error);

#endif
