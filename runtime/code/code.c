/* code.c -- two views of the memory that dynamic code is in.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/code.h"

#include <linux/mman.h>
#include <string.h>

#include "runtime/dispatch.h"
#include "runtime/lock.h"
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

    for (int tries = 0; tries < 64; tries++, hint -= step) {
        i64 got =
            sys_call6(__NR_mmap, hint, CODE_SIZE, PROT_NONE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE,
                      ~0ull, 0);
        if (!sys_failed(got)) {
            reserved = (u8 *)got;
            return;
        }
    }
    panic("no address space for dynamic code");
}

/* Maps CODE_SIZE bytes of memory twice: *rx executable, at address `at` unless that is
 * NULL, and *rw writable.  An mremap of a shared mapping with old size 0 makes the
 * second view. */
static void map_views(u8 *at, u8 **rx, u8 **rw)
{
    i64 got = sys_call6(
        __NR_mmap, (u64)at, CODE_SIZE, PROT_READ | PROT_EXEC,
        MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE | (at ? MAP_FIXED : 0), ~0ull, 0);

    if (sys_failed(got))
        panic("no memory for dynamic code (error %d)", (int)-got);
    *rx = (u8 *)got;
    got = sys_call4(__NR_mremap, (u64)*rx, 0, CODE_SIZE, MREMAP_MAYMOVE);
    if (sys_failed(got) ||
        sys_call3(__NR_mprotect, (u64)got, CODE_SIZE, PROT_READ | PROT_WRITE))
        panic("no second view of dynamic code (error %d)", (int)-got);
    *rw = (u8 *)got;
}

void code_init(void)
{
    u8 *run;

    lock_take(&lock_host_map);
    map_views(reserved, &run, &code_write);
    lock_drop(&lock_host_map);
    __atomic_store_n(&code_run, run, __ATOMIC_RELEASE);
}

static void move_over(u8 *from, u8 *to)
{
    i64 got = sys_call6(__NR_mremap, (u64)from, CODE_SIZE, CODE_SIZE,
                        MREMAP_MAYMOVE | MREMAP_FIXED, (u64)to, 0);

    if (sys_failed(got))
        panic("dynamic code cannot be moved (error %d)", (int)-got);
}

/* The copy of dynamic code that a forked child will use.  It is made before the fork,
 * so that the parent cannot change the code in between. */
static u8 *child_run, *child_write;

void code_before_fork(void)
{
    if (!code_run)
        return;
    map_views(NULL, &child_run, &child_write);
    memcpy(child_write, code_write, used);
}

void code_after_fork(bool child)
{
    if (!child_run)
        return;
    if (child) {
        move_over(child_run, code_run);
        move_over(child_write, code_write);
    } else {
        sys_call2(__NR_munmap, (u64)child_run, CODE_SIZE);
        sys_call2(__NR_munmap, (u64)child_write, CODE_SIZE);
    }
    child_run = child_write = NULL;
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

void code_forget_all(void)
{
    used = 0;
}
