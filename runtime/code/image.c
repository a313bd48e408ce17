/* image.c -- the ahead-of-time functions of this file, and forgetting them. */
#include "runtime/code/image.h"

#include <string.h>

#include "runtime/code/cache.h"
#include "runtime/lock.h"
#include "runtime/base/log.h"
#include "runtime/main.h"
#include "runtime/memory/memory.h"
#include "runtime/memory/pages.h"
#include "runtime/code/symbols.h"

u32 image_code_start, image_code_size, image_code_shift;
i32 *image_table;

static const AotImage *the_image;
static const AotFunction *functions;
static u32 num_functions;
static u32 changes; /* how often functions went */

enum { JUMP_SIZE = 5, JUMP_OPCODE = 0xe9, INT3 = 0xcc, HOST_PAGE = 4096 };

void image_init(const AotImage *image)
{
    if (!image || log_on(LOG_NOAOT | LOG_INTERP))
        return;
    the_image = image;
    functions = image_at_offset(image, image->function);
    num_functions = image->num_functions;
    image_table = (i32 *)((u64)image + (u64)(i64)image->table);
    image_code_start = image->code_start;
    image_code_size = image->code_end - image->code_start;
    image_code_shift = image->code_shift;
    if (image_code_size)
        pages_watch(image->code_start >> PAGE_SHIFT,
                    ((image->code_end - 1) >> PAGE_SHIFT) + 1);
    symbols_of_image(image);
}

bool image_has(u32 pc)
{
    u32 offset = pc - image_code_start;

    return offset < image_code_size && image_table[offset >> image_code_shift] != 0;
}

static u64 host_of(i32 offset)
{
    return (u64)the_image + (u64)(i64)offset;
}

static bool is_in(u64 host_pc, i32 code, i32 size)
{
    return host_pc - host_of(code) < (size ? (u32)size : HOST_PAGE);
}

/* Host order is not guest order, and faults are rare: look at all. */
bool image_function_at(u64 host_pc, u32 *pc)
{
    for (u32 i = 0; i < num_functions; i++) {
        const AotFunction *f = &functions[i];

        if (is_in(host_pc, f->body, f->body_size) ||
            is_in(host_pc, f->host, f->host_size)) {
            *pc = f->entry;
            return true;
        }
    }
    return false;
}

/* A jump takes the place of several instructions, in the middle of which another
 * thread may be; int3 has one byte, and the fault handler then does what a jump would.
 */
static void write_jump(u8 *at, i32 distance)
{
    if (lock_needed) {
        *at = INT3;
        return;
    }
    *at = JUMP_OPCODE;
    __builtin_memcpy(at + 1, &distance, sizeof distance);
}

u64 image_leave_at(u64 trap)
{
    for (u32 i = 0; i < num_functions; i++)
        if (host_of(functions[i].body) == trap - 1 && functions[i].leave)
            return host_of(functions[i].leave);
    return 0;
}

/* Have host code at `at` go to `target`: on a copy of its pages, which then takes their
 * place at once, through a view of its own as in code.c. */
static void redirect(u64 at, u64 target)
{
    u64 first = at & -(u64)HOST_PAGE;
    u64 size = ((at + JUMP_SIZE + HOST_PAGE - 1) & -(u64)HOST_PAGE) - first;
    i32 distance = (i32)(target - (at + JUMP_SIZE));

    lock_take(&lock_host_map);
    i64 run = sys_call6(__NR_mmap, 0, size, PROT_READ | PROT_EXEC,
                        MAP_SHARED | MAP_ANONYMOUS, ~0ull, 0);
    i64 view = sys_failed(run)
                   ? run
                   : sys_call4(__NR_mremap, (u64)run, 0, size, MREMAP_MAYMOVE);

    lock_drop(&lock_host_map);
    if (sys_failed(view) ||
        sys_call3(__NR_mprotect, (u64)view, size, PROT_READ | PROT_WRITE))
        panic("no memory to change code");
    u8 *copy = (u8 *)view;
    memcpy(copy, (const void *)first, size);
    write_jump(copy + (at - first), distance);
    sys_call2(__NR_munmap, (u64)view, size);
    if (sys_failed(sys_call6(__NR_mremap, (u64)run, size, size,
                             MREMAP_MAYMOVE | MREMAP_FIXED, first, 0)))
        panic("the host does not let code change");
}

static void forget(const AotFunction *f)
{
    i32 *slot = &image_table[(f->entry - image_code_start) >> image_code_shift];

    if (!*slot)
        return;
    __atomic_store_n(slot, 0, __ATOMIC_RELEASE);
    cache_invalidate(f->entry, 1); /* what enters it from blocks */
    if (f->body && f->leave && f->body != f->leave)
        redirect(host_of(f->body), host_of(f->leave));
    __atomic_add_fetch(&changes, 1, __ATOMIC_SEQ_CST);
}

bool image_invalidate(u32 address, u64 size)
{
    bool any = false;

    if (address >= image_code_start + image_code_size ||
        address + size <= image_code_start)
        return false;
    for (u32 i = 0; i < num_functions; i++) {
        const AotFunction *f = &functions[i];
        if (f->entry < address + size && address < (u64)f->entry + f->size) {
            forget(f);
            any = true;
        }
    }
    return any;
}

bool image_is_precise(void)
{
    return the_image && the_image->flags & AOT_PRECISE;
}

/* The functions call each other past the table; but once host frames are dropped,
 * the table is the only way to them. */
bool image_retire(void)
{
    bool any = image_code_size != 0;

    image_code_size = 0;
    if (any)
        __atomic_add_fetch(&changes, 1, __ATOMIC_SEQ_CST);
    return any;
}

bool image_is_stale(const Thread *t)
{
    return t->image_seen != __atomic_load_n(&changes, __ATOMIC_SEQ_CST);
}

bool image_changed(Thread *t)
{
    u32 now = __atomic_load_n(&changes, __ATOMIC_SEQ_CST);
    bool was = t->image_seen != now;

    t->image_seen = now;
    return was;
}
