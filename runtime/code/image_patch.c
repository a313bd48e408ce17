/* image_patch.c -- changing ahead-of-time code while it may run.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/image_patch.h"

#include <linux/mman.h>
#include <string.h>

#include "runtime/lock.h"
#include "runtime/base/sys.h"

enum { JUMP_OPCODE = 0xe9, INT3 = 0xcc, HOST_PAGE = 4096 };

/* A copy of the pages that the patched bytes lie in.  `run`, which is executable, will
 * replace the pages at `first` in one step; `view` is the same memory, writable (as in
 * code.c). */
typedef struct {
    u64 first, size;
    u64 run, view;
} Copy;

static Copy copy_pages(u64 at)
{
    Copy copy = {.first = at & -(u64)HOST_PAGE};

    copy.size = ((at + IMAGE_PATCH + HOST_PAGE - 1) & -(u64)HOST_PAGE) - copy.first;
    lock_take(&lock_host_map);
    i64 run = sys_call6(__NR_mmap, 0, copy.size, PROT_READ | PROT_EXEC,
                        MAP_SHARED | MAP_ANONYMOUS, ~0ull, 0);
    i64 view = sys_failed(run)
                   ? run
                   : sys_call4(__NR_mremap, (u64)run, 0, copy.size, MREMAP_MAYMOVE);
    lock_drop(&lock_host_map);
    if (sys_failed(view) ||
        sys_call3(__NR_mprotect, (u64)view, copy.size, PROT_READ | PROT_WRITE))
        panic("no memory to change code");
    copy.run = (u64)run;
    copy.view = (u64)view;
    memcpy((u8 *)view, (const void *)copy.first, copy.size);
    return copy;
}

static void replace_pages(const Copy *copy)
{
    sys_call2(__NR_munmap, copy->view, copy->size);
    if (sys_failed(sys_call6(__NR_mremap, copy->run, copy->size, copy->size,
                             MREMAP_MAYMOVE | MREMAP_FIXED, copy->first, 0)))
        panic("the host does not let code change");
}

static u8 *in_copy(const Copy *copy, u64 at)
{
    return (u8 *)(copy->view + (at - copy->first));
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
