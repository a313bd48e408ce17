/* code.c -- the memory that dynamic code is in.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/code.h"

#include <linux/mman.h>
#include <string.h>

#include "runtime/code/views.h"
#include "runtime/dispatch.h"
#include "runtime/fallback.h"
#include "runtime/program.h"
#include "runtime/base/sys.h"

u8 *code_run, *code_write;

static u8 *reserved;
static size_t used;

/* Reserves address space just below the runtime's own code, since direct jumps reach 2
 * GiB. */
void code_reserve(void)
{
    const u64 step = 16ull << 20;
    u64 hint = ((u64)rt_fault - CODE_SIZE) & -step;
    i64 got = 0;

    if (!fallback_translates())
        return;
    for (int tries = 0; tries < 64; tries++, hint -= step) {
        got =
            sys_call6(__NR_mmap, hint, CODE_SIZE, PROT_NONE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE,
                      ~0ull, 0);
        if (!sys_failed(got)) {
            reserved = (u8 *)got;
            return;
        }
    }
    program_no_memory("dynamic code", CODE_SIZE, got);
}

bool code_init(void)
{
    TwoViews views;
    i64 error = views_make(&views, reserved, CODE_SIZE);

    if (error == -ENOMEM)
        program_no_memory("dynamic code", CODE_SIZE, error);
    if (error) {
        fallback_refused(error);
        return false;
    }
    views_close(&views);
    code_write = views.write;
    __atomic_store_n(&code_run, views.run, __ATOMIC_RELEASE);
    return true;
}

/* The copy of dynamic code that a forked child will use.  It is made before the fork,
 * so that the parent cannot change the code in between. */
static TwoViews child_views;

void code_before_fork(void)
{
    if (!code_run)
        return;
    i64 error = views_make(&child_views, NULL, CODE_SIZE);
    if (error)
        program_no_memory("the code of a child process", CODE_SIZE, error);
    memcpy(child_views.write, code_write, used);
}

void code_after_fork(bool child)
{
    if (!child_views.run)
        return;
    i64 error = child ? views_place(&child_views, code_run, code_write) : 0;
    if (error)
        program_refused("mremap", "the code of a child process", error);
    if (child)
        views_close(&child_views);
    else
        views_drop(&child_views);
    child_views = (TwoViews){0};
}

u8 *code_next(size_t *room)
{
    *room = CODE_SIZE - used;
    return code_run + used;
}

void code_take(size_t size)
{
    used += (size + CODE_ALIGN - 1) & -(size_t)CODE_ALIGN;
}

size_t code_used(void)
{
    return used;
}

void code_forget_all(void)
{
    used = 0;
}
