/* cache.c -- the translation blocks: finding, chaining and forgetting them. */
#include "runtime/cache.h"

#include <linux/mman.h>

#include "runtime/blocks.h"
#include "runtime/code.h"
#include "runtime/dispatch.h"
#include "runtime/image.h"
#include "runtime/log.h"
#include "runtime/pages.h"
#include "runtime/sys.h"
#include "runtime/translate.h"

enum { HASH_SIZE = 1 << 16 };

static TransBlock *by_pc[HASH_SIZE];
static TransBlock *on_page[NUM_PAGES]; /* linked by on_next */
static Thread *only_thread;            /* whose jump cache there is */

static u32 hash_of(const Thread *t, u32 pc)
{
    return (pc / t->guest->code_align) % HASH_SIZE;
}

static JumpCacheEntry *jump_entry(const Thread *t, u32 pc)
{
    JumpCacheEntry *cache = (JumpCacheEntry *)t->head.jump_cache;

    return &cache[pc / t->guest->code_align % JUMP_CACHE_SIZE];
}

static void clear_jump_cache(const Thread *t)
{
    JumpCacheEntry *cache = (JumpCacheEntry *)t->head.jump_cache;

    for (u32 i = 0; i < JUMP_CACHE_SIZE; i++)
        cache[i] = (JumpCacheEntry){0, 0, (u64)rt_jit_lookup};
}

void cache_init_thread(Thread *t)
{
    JumpCacheEntry *cache =
        sys_map(sizeof(JumpCacheEntry) * JUMP_CACHE_SIZE, PROT_READ | PROT_WRITE);

    if (!cache)
        panic("no memory for a jump cache");
    t->head.jump_cache = (u64)cache;
    only_thread = t;
    clear_jump_cache(t);
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

static void start(Thread *t)
{
    code_init();
    translate_init(t->guest);
}

/* Only the dispatcher asks for blocks, and it runs with no block on the stack. */
static void forget_all(const Thread *t)
{
    for (u32 i = 0; i < HASH_SIZE; i++)
        by_pc[i] = NULL;
    for (TransBlock *b = blocks_first(); b < blocks_end(); b++)
        for (u32 k = 0; k < BLOCK_PAGES; k++)
            on_page[b->page[k]] = NULL;
    clear_jump_cache(t);
    blocks_forget_all();
    code_forget_all();
}

static TransBlock *look_up(const Thread *t, u32 pc)
{
    TransBlock *b = by_pc[hash_of(t, pc)];

    while (b && b->pc != pc)
        b = b->hash_next;
    return b;
}

static void insert(const Thread *t, TransBlock *b)
{
    TransBlock **head = &by_pc[hash_of(t, b->pc)];

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

static TransBlock *find(Thread *t, u32 pc)
{
    if (!code_run)
        start(t);
    TransBlock *b = look_up(t, pc);
    if (b)
        return b;
    if (blocks_full()) {
        forget_all(t);
        return find(t, pc);
    }
    b = blocks_new();
    switch (image_has(pc) ? translate_glue(b, pc) : translate(t, b, pc)) {
    case TRANSLATED: insert(t, b); return b;
    case TRANSLATE_NOT_CODE: blocks_drop(); return NULL;
    case TRANSLATE_FULL: break;
    }
    blocks_drop();
    forget_all(t);
    return find(t, pc);
}

const void *cache_find(Thread *t, u32 pc)
{
    TransBlock *b = find(t, pc);

    if (!b)
        return NULL;
    if (!log_on(LOG_EXEC | LOG_CPU))
        *jump_entry(t, pc) = (JumpCacheEntry){pc, 0, (u64)b->code};
    else
        translate_show(t, b);
    return b->code;
}

static void chain(JitExit *exit, TransBlock *target)
{
    jit_patch(exit, code_writable(exit->patch), target->code);
    exit->target = target;
    exit->next = target->incoming;
    target->incoming = exit;
}

static void unchain_all(TransBlock *b)
{
    JitExit *exit = b->incoming;

    b->incoming = NULL;
    while (exit) {
        JitExit *next = exit->next;
        jit_patch(exit, code_writable(exit->patch), exit->stub);
        exit->target = NULL;
        exit->next = NULL;
        exit = next;
    }
}

/* To find the target may flush all, the exit with it. */
const void *cache_chain(Thread *t, JitExit *exit, u32 pc)
{
    u32 flushes = blocks_flushes;
    TransBlock *target = find(t, pc);

    if (!target)
        return NULL;
    if (flushes == blocks_flushes && !exit->target && !log_on(LOG_EXEC | LOG_CPU))
        chain(exit, target);
    return cache_find(t, pc);
}

static void unlink_hash(const Thread *t, TransBlock *b)
{
    TransBlock **link = &by_pc[hash_of(t, b->pc)];

    while (*link && *link != b)
        link = &(*link)->hash_next;
    if (*link)
        *link = b->hash_next;
}

static void kill(const Thread *t, TransBlock *b)
{
    if (b->dead)
        return;
    b->dead = true;
    unlink_hash(t, b);
    unchain_all(b);
    JumpCacheEntry *entry = jump_entry(t, b->pc);
    if (entry->host == (u64)b->code)
        entry->host = (u64)rt_jit_lookup;
}

/* The blocks of a page that overlap the range, out of its list. */
static void invalidate_page(const Thread *t, u32 page, u32 address, u64 end)
{
    TransBlock **link = &on_page[page];

    while (*link) {
        TransBlock *b = *link;
        u32 which = b->page[0] == page ? 0 : 1;
        if (!b->dead && ((b->pc & ~(u32)1) >= end || b->end <= address)) {
            link = &b->on_next[which];
            continue;
        }
        *link = b->on_next[which];
        kill(t, b);
    }
}

void cache_invalidate(u32 address, u64 size)
{
    u64 end = address + size;

    if (!code_run)
        return;
    for (u64 page = address >> PAGE_SHIFT; page << PAGE_SHIFT < end; page++)
        if (on_page[page])
            invalidate_page(only_thread, (u32)page, address, end);
}

void cache_invalidate_all(Thread *t)
{
    if (code_run)
        forget_all(t);
}

bool cache_guest_pc(u64 host, u32 *pc)
{
    const TransBlock *b = code_holds(host) ? blocks_at(host) : NULL;

    if (!b)
        return false;
    *pc = b->glue ? b->pc : jit_guest_pc(b->code, b->table, (u32)(host - (u64)b->code));
    return true;
}
