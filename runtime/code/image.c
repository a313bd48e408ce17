/* image.c -- the ahead-of-time functions of this file, and forgetting them.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/image.h"

#include <string.h>

#include "runtime/code/cache.h"
#include "runtime/code/image_patch.h"
#include "runtime/code/image_table.h"
#include "runtime/lock.h"
#include "runtime/base/log.h"
#include "runtime/memory/memory.h"
#include "runtime/memory/pages.h"
#include "runtime/code/symbols.h"
#include "runtime/stats.h"

static const AotImage *the_image;
static const AotFunction *functions;
static u32 num_functions;
static u32 changes; /* incremented whenever functions are invalidated or retired */

enum {
    HOST_PAGE = 4096,
    MOST_BYTES = 1 << 16, /* a larger function is not revived */
    MANY_TRAPS = 64       /* traps that cost as much as stopping the world once */
};

void image_init(const AotImage *image)
{
    if (!image || log_on(LOG_NOAOT | LOG_INTERP))
        return;
    the_image = image;
    functions = image_at_offset(image, image->function);
    num_functions = image->num_functions;
    image_table_init(image);
    if (image->bytes_end)
        pages_watch(image->bytes_start >> PAGE_SHIFT,
                    ((image->bytes_end - 1) >> PAGE_SHIFT) + 1);
    symbols_of_image(image);
}

bool image_has(u32 pc)
{
    const i32 *slot = image_slot(pc);

    return slot && *slot != 0;
}

static u64 host_of(i32 offset)
{
    return (u64)the_image + (u64)(i64)offset;
}

static bool is_in(u64 host_pc, i32 code, i32 size)
{
    return host_pc - host_of(code) < (size ? (u32)size : HOST_PAGE);
}

/* Functions are sorted by guest address, not by host address, and faults are rare: a
 * linear search will do. */
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

/* What is kept of an invalidated function, to revive it. */
typedef struct {
    u8 *bytes;  /* copy of the guest code that the function was made of; NULL: it was
                   never invalidated, or is too large */
    i32 slot;   /* what the function's slot in the table was; 0: the function is not
                   invalidated */
    bool traps; /* the body begins with a trap, not with a jump to AotFunction.leave */
    u8 code[IMAGE_PATCH]; /* the body's first bytes, which the trap or jump replaced */
} Gone;

static Gone *gone; /* by function; NULL: none was ever invalidated */
static u32 traps;  /* number of traps that threads ran into since image_make_jumps */

static bool is_patched(const AotFunction *f)
{
    return f->body && f->leave && f->body != f->leave;
}

/* Copies the guest code of a function that is invalidated for the first time.  The
 * pages were write-protected until now, so they still hold the code that the function
 * was made of. */
static void keep_bytes(const AotFunction *f, Gone *g)
{
    if (g->bytes || f->size > MOST_BYTES || !memory_ok(f->start, f->size, PROT_READ))
        return;
    g->bytes = base_alloc(f->size);
    memcpy(g->bytes, memory_at(f->start), f->size);
}

/* Makes the body leave to the dispatcher.  A jump would overwrite several instructions:
 * if another thread may be in the middle of them, or the store that is being made is
 * one of them, the body gets a trap of one byte instead. */
static void make_leave(const AotFunction *f, Gone *g)
{
    u64 body = host_of(f->body);

    memcpy(g->code, (const u8 *)body, IMAGE_PATCH);
    g->traps = lock_needed || thread_self()->store_at - body < IMAGE_PATCH;
    if (g->traps)
        image_trap(body);
    else
        image_jump(body, host_of(f->leave));
}

/* Invalidates a function.  Returns false if it was already. */
static bool forget(const AotFunction *f)
{
    i32 *slot = image_slot(f->entry);

    if (!*slot)
        return false;
    if (!gone)
        gone = base_alloc(num_functions * sizeof *gone);
    Gone *g = &gone[f - functions];
    keep_bytes(f, g);
    stats_add(STATS_INVALIDATED, 1);
    g->slot = *slot;
    __atomic_store_n(slot, 0, __ATOMIC_RELEASE);
    cache_invalidate(f->entry, 1); /* the block that enters the function */
    if (is_patched(f))
        make_leave(f, g);
    __atomic_add_fetch(&changes, 1, __ATOMIC_SEQ_CST);
    return true;
}

static bool overlaps(const AotFunction *f, u32 address, u64 size)
{
    return f->start < address + size && address < (u64)f->start + f->size;
}

bool image_made(u32 pc)
{
    static u32 last; /* index of the function that was found the last time */

    for (u32 tries = 0; tries < num_functions; tries++) {
        u32 at = (last + tries) % num_functions;
        if (overlaps(&functions[at], pc, 1)) {
            last = at;
            return true;
        }
    }
    return false;
}

bool image_covers(u32 pc)
{
    return image_code_size && image_made(pc);
}

bool image_invalidate(u32 address, u64 size)
{
    bool any = false;

    if (!image_code_size || address >= the_image->bytes_end ||
        address + size <= the_image->bytes_start)
        return false;
    for (u32 i = 0; i < num_functions; i++) {
        if (!overlaps(&functions[i], address, size))
            continue;
        /* Without executable memory no function can be made to leave, and others call
         * it past the table: then all are retired. */
        if (!cache_start(thread_self()))
            return image_retire();
        any |= forget(&functions[i]);
    }
    return any;
}

u64 image_leave_at(u64 trap)
{
    for (u32 i = 0; i < num_functions; i++)
        if (host_of(functions[i].body) == trap - 1 && functions[i].leave) {
            __atomic_add_fetch(&traps, 1, __ATOMIC_RELAXED);
            return host_of(functions[i].leave);
        }
    return 0;
}

bool image_wants_jumps(void)
{
    return __atomic_load_n(&traps, __ATOMIC_RELAXED) >= MANY_TRAPS;
}

void image_make_jumps(void)
{
    for (u32 i = 0; gone && i < num_functions; i++)
        if (gone[i].slot && gone[i].traps) {
            image_jump(host_of(functions[i].body), host_of(functions[i].leave));
            gone[i].traps = false;
        }
    __atomic_store_n(&traps, 0, __ATOMIC_RELAXED);
}

static const AotFunction *function_of_entry(u32 pc)
{
    const AotFunction *f = image_function_from(pc);

    return f < functions + num_functions && f->entry == pc ? f : NULL;
}

/* Returns true if the guest's memory holds `bytes` where the function is, executable,
 * on pages that are not PAGE_CHECKED.  Watches these pages first, so that no later
 * write is missed. */
static bool is_as_before(const AotFunction *f, const u8 *bytes)
{
    u32 first = f->start >> PAGE_SHIFT;
    u32 end = ((f->start + f->size - 1) >> PAGE_SHIFT) + 1;

    if (!pages_have_none(first, end, PAGE_CHECKED) ||
        !pages_have(first, end, PAGE_MAPPED | PROT_EXEC))
        return false;
    pages_watch(first, end);
    return !memcmp(memory_at(f->start), bytes, f->size);
}

bool image_revive(u32 pc)
{
    const AotFunction *f = gone && image_code_size ? function_of_entry(pc) : NULL;
    Gone *g = f ? &gone[f - functions] : NULL;

    if (!g || !g->slot || !g->bytes || !is_as_before(f, g->bytes))
        return false;
    if (is_patched(f))
        image_restore(host_of(f->body), g->code);
    __atomic_store_n(image_slot(f->entry), g->slot, __ATOMIC_RELEASE);
    g->slot = 0;
    stats_add(STATS_REVIVED, 1);
    return true;
}

bool image_is_precise(void)
{
    return the_image && the_image->flags & AOT_PRECISE;
}

/* Emptying the table is enough: ahead-of-time functions also call each other directly,
 * but the caller drops all host frames, and then only the table leads to a function. */
bool image_retire(void)
{
    bool any = image_code_size != 0;

    image_code_size = 0;
    if (any) {
        __atomic_add_fetch(&changes, 1, __ATOMIC_SEQ_CST);
        stats_add(STATS_RETIRED, 1);
    }
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
