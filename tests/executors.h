/* executors.h -- the ways to run a block, which must all agree.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef TESTS_EXECUTORS_H
#define TESTS_EXECUTORS_H

#include <fenv.h>

#include "aot/llvm/alone.h"
#include "lifter/lifter.h"
#include "tests/dynamic.h"

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
    Alone alone = alone_compile(blk, guest->names.helpers, 3);
    fesetenv(&environment);
    alone.run(state, ram, &left);
    alone_free(&alone);
    return left;
}

/* A return that no host call expects is a jump to the JIT; say what it was. */
static Left name_return(Left left, const Block *blk)
{
    const Op *last = &blk->ops[blk->count - 1];

    for (u32 i = 0; i < blk->count; i++)
        if (blk->ops[i].code == OP_exit_if && blk->ops[i].imm == left.pc)
            return left;
    if (left.by == LEFT_JUMP && last->code == OP_jump_to && last->imm == JUMP_RETURN)
        left.by = LEFT_RETURN;
    return left;
}

static Left run_jit(const Guest *guest, const Block *blk, void *state, u8 *ram)
{
    static Dynamic *host;
    static const Guest *of;

    if (of != guest) {
        of = guest;
        JitConfig config = {.pc_shift = guest->code_align == 2 ? 1 : 2,
                            .helpers = guest->names.helpers,
                            .bit_slots = guest->bit_slots};

        dynamic_ask_host(&config);
        host = dynamic_new(&config);
        host->state_size = guest->state_size;
    }
    if (dynamic_compile(host, blk) != JIT_DONE)
        panic("the block at %x is too much for the JIT", blk->pc);
    return name_return(dynamic_run(host, state, ram), blk);
}

static const Executor executors[] = {
    {"interpreter", run_interpreter},
    {"JIT", run_jit},
    {"LLVM", run_llvm},
};

enum { num_executors = sizeof(executors) / sizeof(executors[0]) };

#endif
