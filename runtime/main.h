/* main.h -- from the kernel's entry to the guest's. */
#ifndef RUNTIME_MAIN_H
#define RUNTIME_MAIN_H

#include "runtime/abi.h"
#include "runtime/base/sys.h"

/* The program this runtime was linked with; NULL in dbt-run. */
extern const AotImage aot_image __attribute__((weak, visibility("hidden")));

static inline const AotImage *main_image(void)
{
    return &aot_image;
}

/* An object that AotImage's offsets lead to; NULL for 0. */
static inline const void *image_at_offset(const AotImage *image, i32 offset)
{
    return offset ? (const u8 *)image + offset : NULL;
}

_Noreturn void start_process(u64 *stack, const void *dynamic);
/* `stack` is the process's: argc, argv, 0, environment, 0, auxv. */
_Noreturn void main_run(u64 *stack);
/* "dbt-run: what", status 1. */
_Noreturn void main_refuse(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

#endif
