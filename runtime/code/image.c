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
#include "runtime/stats.h"

static u32 changes; /* incremented whenever functions are invalidated or retired */

enum {
    MOST_BYTES = 1 << 16, /* a larger function is not revived */
    FEW = 64,             /* functions of a module, invalidated one by one */
    MANY_TRAPS = 64       /* traps that cost as much as stopping the world once */
};

static bool is_used(void)
{
    return !log_on(LOG_NOAOT | LOG_INTERP);
}

void image_init(const AotImage *image)
{
    image_table_init();
    if (image)
        images_init(image);
}

void image_start(void)
{
    if (!num_images || !is_used())
        return;
    const AotImage *program = images[0].aot;
    images[0].live = true;
    if (program->bytes_end)
        pages_watch(program->bytes_start >> PAGE_SHIFT,
                    ((program->bytes_end - 1) >> PAGE_SHIFT) + 1);
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
    bool now;   /* the function is invalidated */
    bool traps; /* the body begins with a trap, not with a jump to AotFunction.leave */
    u8 code[IMAGE_PATCH]; /* the body's first bytes, which the trap or jump replaced */
} Gone;

/* Returns the function at guest address `pc` of a live image, with *image set to that;
 * NULL if there is none. */
static const AotFunction *function_at(u32 pc, Image **image)
{
    Image *at = *image = images_live_at(pc);
    u32 i = at ? images_function_from(at, pc) : 0;

    return at && i < at->num_functions && at->function[i].entry == pc ? &at->function[i]
                                                                      : NULL;
}

static Gone *gone_of(const Image *image, const AotFunction *f)
{
    return image->gone ? &image->gone[f - image->function] : NULL;
}

static bool enter(u32 pc)
{
    Image *image;
    const AotFunction *f = function_at(pc, &image);
    const Gone *g = f ? gone_of(image, f) : NULL;

    if (!f || (g && g->now))
        return false;
    image_table_put(image, f);
    return true;
}

bool image_has(u32 pc)
{
    bool found = image_table_has(pc);

    if (found || images_retired || !images_at(pc))
        return found;
    lock_take(&lock_code);
    found = enter(pc);
    lock_drop(&lock_code);
    return found;
}

const void *image_body(u32 pc)
{
    const Image *image = image_has(pc) ? images_at(pc) : NULL;

    if (!image)
        return NULL;
    const AotFunction *f = &image->function[images_function_from(image, pc)];
    return f->entry == pc && f->body ? (const void *)images_host(image, f->body) : NULL;
}

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

    if (!image->gone)
        image->gone = base_alloc(image->num_functions * sizeof *image->gone);
    Gone *g = &image->gone[function];
    if (g->now)
        return false;
    keep_bytes(f, g);
    stats_add(STATS_INVALIDATED, 1);
    g->now = true;
    image_table_drop(f->entry);
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

/* Ends the use of an image.  It takes no change of its code: as when all are retired,
 * host frames are dropped, and then only the table led to a function. */
static bool go_absent(Image *image)
{
    image->live = false;
    image_table_drop_image(image);
    __atomic_add_fetch(&changes, 1, __ATOMIC_SEQ_CST);
    stats_add(STATS_MODULES_GONE, 1);
    return true;
}

/* Returns true if the range has bytes of functions that others have copies of. */
static bool has_copied_in(const Image *image, u32 address, u64 size)
{
    const AotCopied *copied = image_at_offset(image->aot, image->aot->copied);

    for (u32 i = 0; i < image->aot->num_copied; i++)
        if (copied[i].start < address + size && address < copied[i].end)
            return true;
    return false;
}

static bool invalidate_in(Image *image, u32 address, u64 size)
{
    bool any = false;

    if (has_copied_in(image, address, size))
        return go_absent(image);
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

static bool has_many_in(Image *module, u32 address, u64 size)
{
    u32 i = spans_next(module, 0, address, size), count = 0;

    for (; i < module->num_functions && count <= FEW; count++)
        i = spans_next(module, i + 1, address, size);
    return count > FEW;
}

static bool has_all_in(const Image *module, u32 address, u64 size)
{
    return address <= module->aot->bytes_start &&
           module->aot->bytes_end <= address + size;
}

/* Returns true if the range has bytes of the module that are read as constants. */
static bool has_constants_in(const Image *module, u32 address, u64 size)
{
    const AotPiece *piece = image_at_offset(module->aot, module->aot->piece);

    for (u32 i = 0; i < module->aot->num_pieces; i++)
        if (!(piece[i].protection & PROT_EXEC) && piece[i].address < address + size &&
            address < (u64)piece[i].address + piece[i].size)
            return true;
    return false;
}

static bool invalidate_in_module(Image *module, u32 address, u64 size)
{
    if (has_constants_in(module, address, size) || has_all_in(module, address, size) ||
        has_many_in(module, address, size) || !cache_start(thread_self()))
        return go_absent(module);
    return invalidate_in(module, address, size);
}

bool image_invalidate(u32 address, u64 size)
{
    bool any = false;

    if (num_images && is_met(&images[0], address, size))
        any = invalidate_in(&images[0], address, size);
    for (u32 i = images_from(address);
         i < num_images && images[i].start < address + size; i++)
        if (is_met(&images[i], address, size))
            any |= invalidate_in_module(&images[i], address, size);
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
        if (!g->now || !g->traps)
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
    g->now = false;
}

bool image_revive(u32 pc)
{
    Image *image;
    const AotFunction *f = function_at(pc, &image);
    const Gone *g = f ? gone_of(image, f) : NULL;

    if (!g || !g->now || !g->bytes || !is_as_before(f, g->bytes))
        return false;
    mend(image, (u32)(f - image->function));
    image_table_put(image, f);
    stats_add(STATS_REVIVED, 1);
    return true;
}

static void watch_pieces(const Image *module)
{
    const AotPiece *piece = image_at_offset(module->aot, module->aot->piece);

    for (u32 i = 0; i < module->aot->num_pieces; i++)
        pages_watch(piece[i].address >> PAGE_SHIFT,
                    (u32)(((u64)piece[i].address + piece[i].size - 1) >> PAGE_SHIFT) +
                        1);
}

bool image_go_live(Image *module)
{
    if (images_retired || !is_used())
        return false;
    for (u32 i = 0; module->gone && i < module->num_functions; i++)
        if (module->gone[i].now)
            mend(module, i);
    watch_pieces(module);
    cache_invalidate(module->start, module->end - module->start);
    module->live = true;
    stats_add(STATS_MODULES, 1);
    return true;
}

bool image_resumes(void)
{
    for (u32 i = 0; i < num_images; i++)
        if (!(images[i].aot->flags & AOT_RESUMES))
            return false;
    return num_images && is_used();
}

bool image_counts(void)
{
    if (log_on(LOG_NOAOT | LOG_INTERP))
        return true;
    for (u32 i = 0; i < num_images; i++)
        if (images[i].num_functions && !(images[i].aot->flags & AOT_COUNTS))
            return false;
    return true;
}

/* Emptying the table is enough: ahead-of-time functions also call each other directly,
 * but the caller drops all host frames, and then only the table leads to a function. */
bool image_retire(void)
{
    bool any = images_any();

    images_retired = true;
    if (any) {
        image_table_drop_all();
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
