/* cache.c -- the translation blocks: finding, chaining and forgetting them.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/cache.h"

#include <string.h>

#include "runtime/code/block_record.h"
#include "runtime/code/blocks.h"
#include "runtime/code/code.h"
#include "runtime/dispatch.h"
#include "runtime/fallback.h"
#include "runtime/code/image.h"
#include "runtime/base/log.h"
#include "runtime/code/mixed.h"
#include "runtime/memory/pages.h"
#include "runtime/code/parked.h"
#include "runtime/code/translate.h"
#include "runtime/stats.h"
#include "runtime/world.h"

enum { HASH_SIZE = 1 << 16 };

static TransBlock *by_pc[HASH_SIZE];
static TransBlock *on_page[NUM_PAGES]; /* linked by on_next */

static u32 hash_of(u32 pc)
{
    return (pc >> dispatch_pc_shift) % HASH_SIZE;
}

static JumpCacheEntry *jump_entry(const Thread *t, u32 pc)
{
    JumpCacheEntry *cache = (JumpCacheEntry *)t->head.jump_cache;

    return &cache[(pc >> dispatch_pc_shift) % JUMP_CACHE_SIZE];
}

/* Empties the indirect-branch cache.  An entry of zeros matches guest pc 0 only, which
 * belongs in the entry of pc 0: that entry gets the host address of an empty one. */
static void clear_jump_cache(Thread *t, void *unused)
{
    (void)unused;
    memset((void *)t->head.jump_cache, 0, JUMP_CACHE_BYTES);
    *jump_entry(t, 0) = (JumpCacheEntry){0, 0, (u64)rt_jit_lookup};
}

void cache_init_thread(Thread *t, u64 cache)
{
    t->head.jump_cache = cache;
    t->head.checks_left = MIXED_CHECKS;
    *jump_entry(t, 0) = (JumpCacheEntry){0, 0, (u64)rt_jit_lookup};
    while (1u << dispatch_pc_shift < t->guest->code_align)
        dispatch_pc_shift++;
}

void cache_before_fork(void)
{
    code_before_fork();
}

void cache_after_fork(bool child)
{
    code_after_fork(child);
}

/* Under lock_code. */
bool cache_start(Thread *t)
{
    if (code_run)
        return true;
    if (!fallback_translates() || !code_init())
        return false;
    translate_init(t->guest);
    return true;
}

/* Forgets all blocks.  The world must be stopped: then no thread has a return address
 * into a block on its host stack. */
static void forget_all(void)
{
    for (u32 i = 0; i < HASH_SIZE; i++)
        by_pc[i] = NULL;
    stats_add(STATS_FLUSHES, 1);
    if (block_record_on)
        block_record_forget_all();
    for (TransBlock *b = blocks_first(); b < blocks_end(); b++)
        for (u32 k = 0; k < BLOCK_PAGES; k++)
            on_page[b->page[k]] = NULL;
    world_each(clear_jump_cache, NULL);
    parked_forget_all();
    blocks_forget_all();
    code_forget_all();
}

/* Forgets all blocks, at a safe point.  `flushes` is what blocks_flushes was when the
 * caller found the memory full: another thread may have flushed since. */
static void flush(Thread *t, u32 flushes)
{
    world_stop(t);
    if (blocks_flushes == flushes)
        forget_all();
    world_start(t);
}

/* A process that shared this memory was killed while it changed the blocks. */
static void forget_abandoned(Thread *t)
{
    u32 flushes = blocks_flushes;

    lock_code.abandoned = false;
    lock_drop(&lock_code);
    flush(t, flushes);
}

static TransBlock *look_up(u32 pc)
{
    TransBlock *b = by_pc[hash_of(pc)];

    while (b && b->pc != pc)
        b = b->hash_next;
    return b;
}

static void insert(TransBlock *b)
{
    TransBlock **head = &by_pc[hash_of(b->pc)];

    b->live = true;
    b->hash_next = *head;
    *head = b;
    b->page[0] = (b->pc & ~(u32)1) >> PAGE_SHIFT;
    b->page[1] = (b->end - 1) >> PAGE_SHIFT;
    for (u32 i = 0; i < BLOCK_PAGES; i++) {
        if (i && b->page[i] == b->page[0])
            break;
        b->on_next[i] = on_page[b->page[i]];
        on_page[b->page[i]] = b;
    }
}

static TransBlock **next_on(TransBlock *b, u32 page)
{
    return &b->on_next[b->page[0] == page ? 0 : 1];
}

static void unchain_all(TransBlock *b)
{
    JitExit *exit = b->incoming;

    b->incoming = NULL;
    while (exit) {
        JitExit *next = exit->next;
        jit_patch(exit, code_writable(exit->patch), exit->stub);
        stats_add(STATS_UNCHAINED, 1);
        exit->target = NULL;
        exit->next = NULL;
        exit = next;
    }
}

static void unlink_hash(TransBlock *b)
{
    TransBlock **link = &by_pc[hash_of(b->pc)];

    while (*link && *link != b)
        link = &(*link)->hash_next;
    if (*link)
        *link = b->hash_next;
}

static void unlink_page(const TransBlock *b, u32 page)
{
    TransBlock **link = &on_page[page];

    while (*link && *link != b)
        link = next_on(*link, page);
    if (*link)
        *link = *next_on(*link, page);
}

/* Removes a block from a thread's indirect-branch cache.  A thread that has just read
 * the entry still goes to the block, as if it had done so before the block was
 * invalidated. */
static void forget_jump(Thread *t, void *block)
{
    const TransBlock *b = block;
    JumpCacheEntry *entry = jump_entry(t, b->pc);

    if (entry->host == (u64)b->entry)
        __atomic_store_n(&entry->host, (u64)rt_jit_lookup, __ATOMIC_RELAXED);
}

/* Takes a block out of use, and keeps it in parked.c in case the guest's bytes are
 * again those it was made of.  The block's own exits stay chained to live blocks. */
static void park(TransBlock *b)
{
    b->live = false;
    stats_add(STATS_PARKED, 1);
    unlink_hash(b);
    unlink_page(b, b->page[0]);
    if (b->page[1] != b->page[0])
        unlink_page(b, b->page[1]);
    unchain_all(b);
    world_each(forget_jump, b);
    if (!b->glue && !b->cut)
        parked_put(b);
}

static bool is_checked(const TransBlock *b)
{
    u32 first = b->pc >> PAGE_SHIFT, last = (b->end - 1) >> PAGE_SHIFT;

    return !b->glue && ((page_flags[first] | page_flags[last]) & PAGE_CHECKED);
}

/* Puts a new block, or one that parked.c returned, into use.  On checked pages it is
 * entered through its check. */
static TranslateResult admit(TransBlock *b)
{
    if (is_checked(b) && !b->check && !translate_check(b))
        return TRANSLATE_FULL;
    b->entry = is_checked(b) ? b->check : block_record_entry(b);
    insert(b);
    return TRANSLATED;
}

static TranslateResult make(Thread *t, u32 pc, TransBlock **block)
{
    if (blocks_full())
        return TRANSLATE_FULL;
    TransBlock *b = blocks_new();
    TranslateResult result =
        image_has(pc) ? translate_glue(b, pc) : translate(t, b, pc);
    if (result != TRANSLATED)
        blocks_drop();
    *block = b;
    return result;
}

/* Sets *block to a block for `pc`.  An invalidated ahead-of-time function, then an
 * invalidated block, is used again if the guest's bytes are again those it was made of;
 * else a new block is made. */
static TranslateResult provide(Thread *t, u32 pc, TransBlock **block)
{
    TranslateResult result = TRANSLATED;

    *block = image_has(pc) || image_revive(pc) ? NULL : parked_take(pc);
    if (*block)
        stats_add(STATS_REUSED, 1);
    else
        result = make(t, pc, block);
    return result == TRANSLATED ? admit(*block) : result;
}

/* Returns the block at `pc`, with lock_code taken; or NULL, with the lock free, if
 * there is no executable code at `pc`. */
static TransBlock *find(Thread *t, u32 pc)
{
    for (;;) {
        TransBlock *b;
        TranslateResult result = TRANSLATED;
        lock_take(&lock_code);
        if (!cache_start(t)) {
            lock_drop(&lock_code);
            return NULL;
        }
        if (lock_code.abandoned) {
            forget_abandoned(t);
            continue;
        }
        b = look_up(pc);
        if (b && is_checked(b) && !translate_holds(b)) {
            park(b);
            b = NULL;
        }
        if (!b)
            result = provide(t, pc, &b);
        if (result == TRANSLATED)
            return b;
        u32 flushes = blocks_flushes;
        lock_drop(&lock_code);
        if (result == TRANSLATE_NOT_CODE)
            return NULL;
        flush(t, flushes);
    }
}

/* Enters the block into the thread's indirect-branch cache and returns its host
 * address.  lock_code must be held: a thread that invalidates the block later finds the
 * entry and removes it. */
static const void *remember(Thread *t, const TransBlock *b)
{
    if (!log_on(LOG_EXEC | LOG_CPU))
        *jump_entry(t, b->pc) = (JumpCacheEntry){b->pc, 0, (u64)b->entry};
    return b->entry;
}

/* Enters into the thread's indirect-branch cache that an ahead-of-time function is at
 * `pc`.  rt_enter_aot looks in the table each time, so nobody needs to remove the entry
 * when the function is invalidated. */
static const void *remember_function(Thread *t, u32 pc)
{
    *jump_entry(t, pc) = (JumpCacheEntry){pc, 0, (u64)rt_enter_aot};
    return rt_enter_here;
}

/* An ahead-of-time function needs no block, and so no executable memory, but for
 * chained exits and for the logs. */
const void *cache_find(Thread *t, u32 pc)
{
    if (image_has(pc) && !log_on(LOG_EXEC | LOG_CPU))
        return remember_function(t, pc);
    TransBlock *b = find(t, pc);

    if (!b)
        return NULL;
    const void *code = remember(t, b);
    lock_drop(&lock_code);
    if (log_on(LOG_EXEC | LOG_CPU))
        translate_show(t, b);
    return code;
}

static void chain(JitExit *exit, TransBlock *target)
{
    jit_patch(exit, code_writable(exit->patch), target->entry);
    stats_add(STATS_CHAINED, 1);
    exit->target = target;
    exit->next = target->incoming;
    target->incoming = exit;
}

/* Finding the target may flush all blocks, and then `exit` is gone, too: it is only
 * chained if no flush took place. */
const void *cache_chain(Thread *t, JitExit *exit, u32 pc)
{
    u32 flushes = __atomic_load_n(&blocks_flushes, __ATOMIC_RELAXED);
    TransBlock *target = find(t, pc);

    if (!target)
        return NULL;
    if (log_on(LOG_EXEC | LOG_CPU)) {
        lock_drop(&lock_code);
        return cache_find(t, pc);
    }
    if (flushes == blocks_flushes && !exit->target)
        chain(exit, target);
    const void *code = remember(t, target);
    lock_drop(&lock_code);
    return code;
}

/* Invalidates the blocks of a page that overlap [address, end).  Returns true if there
 * are any. */
static bool invalidate_page(u32 page, u32 address, u64 end)
{
    bool any = false;

    for (TransBlock *b = on_page[page], *next; b; b = next) {
        next = *next_on(b, page);
        if ((b->pc & ~(u32)1) >= end || b->end <= address)
            continue;
        park(b);
        any = true;
    }
    return any;
}

bool cache_invalidate(u32 address, u64 size)
{
    u64 end = address + size;
    bool any = false;

    lock_take(&lock_code);
    for (u64 page = address >> PAGE_SHIFT; page << PAGE_SHIFT < end; page++)
        if (on_page[page])
            any |= invalidate_page((u32)page, address, end);
    lock_drop(&lock_code);
    return any;
}

static void look_again(u32 page)
{
    if (!(page_flags[page] & PAGE_CHECKED) || !mixed_is_over(page))
        return;
    page_flags[page] &= (u8)~PAGE_CHECKED;
    cache_invalidate(page << PAGE_SHIFT, GUEST_PAGE);
}

void cache_look_again(Thread *t, u32 pc)
{
    t->head.checks_left = MIXED_CHECKS;
    lock_take(&lock_code);
    const TransBlock *b = look_up(pc);
    u32 first = pc >> PAGE_SHIFT, last = b ? (b->end - 1) >> PAGE_SHIFT : first;
    look_again(first);
    if (last != first)
        look_again(last);
    lock_drop(&lock_code);
}

void cache_invalidate_all(void)
{
    if (code_run)
        forget_all();
}

bool cache_guest_pc(u64 host, u32 *pc)
{
    if (!code_holds(host))
        return false;
    lock_take(&lock_code);
    const TransBlock *b = blocks_at(host);
    if (b)
        *pc = b->glue ? b->pc
                      : jit_guest_pc(b->code, b->table, (u32)(host - (u64)b->code));
    lock_drop(&lock_code);
    return b != NULL;
}
