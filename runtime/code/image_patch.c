/* image_patch.c -- changing ahead-of-time code while it may run.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/image_patch.h"

#include <string.h>

#include "runtime/code/views.h"
#include "runtime/program.h"

enum { JUMP_OPCODE = 0xe9, INT3 = 0xcc, HOST_PAGE = 4096 };

/* A copy of the pages that the patched bytes lie in.  Its view to run will replace the
 * pages at `first` in one step. */
typedef struct {
    u64 first;
    TwoViews views;
} Copy;

static Copy copy_pages(u64 at)
{
    Copy copy = {.first = at & -(u64)HOST_PAGE};
    u64 size = ((at + IMAGE_PATCH + HOST_PAGE - 1) & -(u64)HOST_PAGE) - copy.first;
    i64 error = views_make(&copy.views, NULL, size);

    if (error)
        program_no_memory("a change of code", size, error);
    memcpy(copy.views.write, (const void *)copy.first, size);
    return copy;
}

static void replace_pages(Copy *copy)
{
    i64 error = views_place(&copy->views, (u8 *)copy->first, NULL);

    if (error)
        program_refused("mremap", "a change of code", error);
    views_drop_write(&copy->views);
}

static u8 *in_copy(const Copy *copy, u64 at)
{
    return copy->views.write + (at - copy->first);
}

void image_jump(u64 at, u64 target)
{
    Copy copy = copy_pages(at);
    i32 distance = (i32)(target - (at + IMAGE_PATCH));
    u8 *code = in_copy(&copy, at);

    *code = JUMP_OPCODE;
    memcpy(code + 1, &distance, sizeof distance);
    replace_pages(&copy);
}

void image_trap(u64 at)
{
    Copy copy = copy_pages(at);

    *in_copy(&copy, at) = INT3;
    replace_pages(&copy);
}

void image_restore(u64 at, const u8 before[IMAGE_PATCH])
{
    Copy copy = copy_pages(at);

    memcpy(in_copy(&copy, at), before, IMAGE_PATCH);
    replace_pages(&copy);
}
