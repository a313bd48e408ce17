/* executors.h -- the ways to run a block, which must all agree. */
#ifndef TESTS_EXECUTORS_H
#define TESTS_EXECUTORS_H

#include <fenv.h>

#include "aot/alone.h"
#include "lifter/lifter.h"

/* As ir_run: `ram` is the host address of guest address 0, 4 GiB with guards. */
typedef struct {
    const char *name;
    Left (*run)(const Guest *guest, const Block *blk, void *state, u8 *ram);
} Executor;

static Left run_interpreter(const Guest *guest, const Block *blk, void *state, u8 *ram)
{
    return ir_run(blk, guest->names.helpers, state, ram);
}

static Left run_llvm(const Guest *guest, const Block *blk, void *state, u8 *ram)
{
    fenv_t environment;
    Left left;

    fegetenv(&environment); /* the compiler's own arithmetic raises flags */
    Alone alone = alone_compile(blk, guest->names.helpers);
    fesetenv(&environment);
    alone.run(state, ram, &left);
    alone_free(&alone);
    return left;
}

static const Executor executors[] = {
    {"interpreter", run_interpreter},
    {"LLVM", run_llvm},
};

enum { num_executors = sizeof(executors) / sizeof(executors[0]) };

#endif
