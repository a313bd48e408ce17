/* image.c -- invalidating ahead-of-time functions, and reviving them.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/image.h"

#include <string.h>

#include "runtime/code/cache.h"
#include "runtime/code/image_host.h"
#include "runtime/code/image_patch.h"
#include "runtime/code/image_table.h"
#include "runtime/code/spans.h"
#include "runtime/lock.h"
#include "runtime/base/log.h"
#include "runtime/base/sys.h"
#include "runtime/memory/memory.h"
#include "runtime/memory/pages.h"
#include "runtime/program.h"
#include "runtime/stats.h"

static u32 changes; /* incremented whenever functions are invalidated or retired */

enum {
    MOST_BYTES = 1 << 16, /* a larger function is not revived */
    MANY_TRAPS = 64       /* traps that cost as much as stopping the world once */
};

static bool is_used(void)
{
    return !log_on(LOG_NOAOT | LOG_INTERP);
}

void image_init(const AotImage *image)
{
    if (!image)
        return;
    image_table_init(guest_by_machine(image->elf_machine));
    images_init(image);
}

void image_start(void)
{
    if (!num_images || !is_used())
        return;
    const AotImage *program = images[0].aot;
    if (!image_table_cover(&images[0]))
        program_no_memory("the table of functions", 0, -ENOMEM);
    images[0].live = true;
    if (program->bytes_end)
        pages_watch(program->bytes_start >> PAGE_SHIFT,
                    ((program->bytes_end - 1) >> PAGE_SHIFT) + 1);
}

bool image_has(u32 pc)
{
    const i32 *slot = image_slot(pc);

    return slot && *slot != 0;
}

bool image_function_at(u64 host_pc, u32 *pc)
{
    const HostCode *code = image_host_at(host_pc);

    if (code)
        *pc = code->function->entry;
    return code;
}

/* What is kept of an invalidated function, to revive it. */
typedef struct Gone {
    u8 *bytes;  /* copy of the guest code that the function was made of; NULL: it was
                   never invalidated, or is too large */
    i32 slot;   /* what the function's slot in the table was; 0: the function is not
                   invalidated */
    bool traps; /* the body begins with a trap, not with a jump to AotFunction.leave */
    u8 code[IMAGE_PATCH]; /* the body's first bytes, which the trap or jump replaced */
} Gone;

static u32 traps; /* number of traps that threads ran into since image_make_jumps */

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
static void make_leave(const Image *image, const AotFunction *f, Gone *g)
{
    u64 body = images_host(image, f->body);

    memcpy(g->code, (const u8 *)body, IMAGE_PATCH);
    g->traps = lock_needed || thread_self()->store_at - body < IMAGE_PATCH;
    if (g->traps)
        image_trap(body);
    else
        image_jump(body, images_host(image, f->leave));
}

/* Invalidates a function.  Returns false if it was already. */
static bool forget(Image *image, u32 function)
{
    const AotFunction *f = &image->function[function];
    i32 *slot = image_slot(f->entry);

    if (!*slot)
        return false;
    if (!image->gone)
        image->gone = base_alloc(image->num_functions * sizeof *image->gone);
    Gone *g = &image->gone[function];
    keep_bytes(f, g);
    stats_add(STATS_INVALIDATED, 1);
    g->slot = *slot;
    __atomic_store_n(slot, 0, __ATOMIC_RELEASE);
    cache_invalidate(f->entry, 1); /* the block that enters the function */
    if (is_patched(f))
        make_leave(image, f, g);
    __atomic_add_fetch(&changes, 1, __ATOMIC_SEQ_CST);
    return true;
}

bool image_made(u32 pc)
{
    Image *image = images_at(pc);

    return image && image->live && spans_next(image, 0, pc, 1) < image->num_functions;
}

bool image_covers(u32 pc)
{
    return !images_retired && image_made(pc);
}

static bool invalidate_in(Image *image, u32 address, u64 size)
{
    bool any = false;

    for (u32 i = spans_next(image, 0, address, size); i < image->num_functions;
         i = spans_next(image, i + 1, address, size)) {
        /* Without executable memory no function can be made to leave, and others call
         * it past the table: then all are retired. */
        if (!cache_start(thread_self()))
            return image_retire();
        any |= forget(image, i);
    }
    return any;
}

/* Returns true if functions of the image may have bytes in the range. */
static bool is_met(const Image *image, u32 address, u64 size)
{
    return !images_retired && image->live && image->start < address + size &&
           address < image->end;
}

bool image_invalidate(u32 address, u64 size)
{
    bool any = false;

    if (num_images && is_met(&images[0], address, size))
        any = invalidate_in(&images[0], address, size);
    for (u32 i = images_from(address);
         i < num_images && images[i].start < address + size; i++)
        if (is_met(&images[i], address, size))
            any |= invalidate_in(&images[i], address, size);
    return any;
}

u64 image_leave_at(u64 trap)
{
    const HostCode *code = num_images ? image_host_at(trap - 1) : NULL;
    const Image *image = code ? &images[code->image] : NULL;

    if (!code || !code->function->leave ||
        images_host(image, code->function->body) != trap - 1)
        return 0;
    __atomic_add_fetch(&traps, 1, __ATOMIC_RELAXED);
    return images_host(image, code->function->leave);
}

bool image_wants_jumps(void)
{
    return __atomic_load_n(&traps, __ATOMIC_RELAXED) >= MANY_TRAPS;
}

static void make_jumps_in(const Image *image)
{
    for (u32 i = 0; image->gone && i < image->num_functions; i++) {
        const AotFunction *f = &image->function[i];
        Gone *g = &image->gone[i];
        if (!g->slot || !g->traps)
            continue;
        image_jump(images_host(image, f->body), images_host(image, f->leave));
        g->traps = false;
    }
}

void image_make_jumps(void)
{
    for (u32 i = 0; i < num_images; i++)
        make_jumps_in(&images[i]);
    __atomic_store_n(&traps, 0, __ATOMIC_RELAXED);
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

/* Undoes the changes that `forget` made to the function's host code. */
static void mend(const Image *image, u32 function)
{
    const AotFunction *f = &image->function[function];
    Gone *g = &image->gone[function];

    if (is_patched(f))
        image_restore(images_host(image, f->body), g->code);
    g->slot = 0;
}

bool image_revive(u32 pc)
{
    Image *image = images_live_at(pc);
    u32 i = image && image->gone ? images_function_from(image, pc) : 0;

    if (!image || !image->gone || i == image->num_functions)
        return false;
    const AotFunction *f = &image->function[i];
    const Gone *g = &image->gone[i];
    if (f->entry != pc || !g->slot || !g->bytes || !is_as_before(f, g->bytes))
        return false;
    i32 slot = g->slot;
    mend(image, i);
    __atomic_store_n(image_slot(pc), slot, __ATOMIC_RELEASE);
    stats_add(STATS_REVIVED, 1);
    return true;
}

bool image_is_precise(void)
{
    for (u32 i = 0; i < num_images; i++)
        if (!(images[i].aot->flags & AOT_PRECISE))
            return false;
    return num_images && is_used();
}

/* Emptying the table is enough: ahead-of-time functions also call each other directly,
 * but the caller drops all host frames, and then only the table leads to a function. */
bool image_retire(void)
{
    bool any = images_any();

    images_retired = true;
    if (any) {
        image_table_retire();
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
