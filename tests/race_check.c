/*
 * race_check.c -- what threads share of translations, by many threads under
 * ThreadSanitizer: finding, chaining and forgetting blocks, flushes, stopping the
 * world, threads that come and go, memory, statistics.
 *
 * The runtime's own sources (race.cmake); the C library's threads.  A block is no code
 * here but tells of what it was made: the pc, and the bytes of the guest that were
 * there.  These come in versions, every other one the same, so that blocks are of use
 * again.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/code/cache.h"
#include "runtime/code/code.h"
#include "runtime/dispatch.h"
#include "runtime/fallback.h"
#include "runtime/code/image.h"
#include "runtime/code/invalidate.h"
#include "runtime/base/log.h"
#include "runtime/memory/pages.h"
#include "runtime/base/sys.h"
#include "runtime/code/translate.h"
#include "runtime/program.h"
#include "runtime/code/block_record.h"
#include "runtime/profile/profile.h"
#include "runtime/code/mapped_file.h"
#include "runtime/stats.h"
#include "runtime/world.h"

enum { THREADS = 6, LIVES = 12, TURNS = 3000, PLACES = 96, APART = 1024, MOST = 150 };

typedef struct FakeCode {
    u32 pc, bytes;
    const struct FakeCode *checks; /* the block that this one is the check of */
    _Alignas(8) const u8 *next;    /* code of the block its exit is chained to */
    JitExit *exit;
} FakeCode;

_Thread_local Thread *hosted_thread;
u32 log_flags, dispatch_pc_shift;
const u8 rt_fault[1], rt_jit_lookup[1], rt_enter_aot[1], rt_enter_here[1];
u8 page_flags[NUM_PAGES];
static const u32 link_slot;
static const Guest guest = {.code_align = 4, .argument_slots = &link_slot};
GuestProgram guest_program;

/* Of the code at each place: what it is, and the last for which all older blocks are
 * said to be forgotten. */
static u32 version[PLACES], forgotten[PLACES];
static u32 num_made, num_flushes, num_chained, num_revived, num_checked;

void panic_at(const char *file, int line, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fprintf(stderr, "%s:%d: ", file, line);
    vfprintf(stderr, format, args);
    va_end(args);
    abort();
}

Fallback fallback;

void fallback_refused(i64 error)
{
    panic("no executable memory: error %d", (int)-error);
}

void program_no_memory(const char *purpose, u64 size, i64 error)
{
    panic("no memory for %s: %llu bytes, error %d", purpose, (unsigned long long)size,
          (int)-error);
}

void program_refused(const char *call, const char *purpose, i64 error)
{
    panic("%s for %s: error %d", call, purpose, (int)-error);
}

bool image_has(u32 pc)
{
    (void)pc;
    return false;
}

bool image_revive(u32 pc)
{
    (void)pc;
    return false;
}

bool image_invalidate(u32 address, u64 size)
{
    (void)address, (void)size;
    return false;
}

i64 pages_apply(u32 first, u32 end)
{
    (void)first, (void)end;
    return 0;
}

bool pages_have_none(u32 first, u32 end, u8 flags)
{
    for (; first < end; first++)
        if (page_flags[first] & flags)
            return false;
    return true;
}

bool block_record_on;
bool profile_on;

void profile_forget(u32 address, u64 size)
{
    (void)address, (void)size;
}

const u8 *block_record_entry(const TransBlock *b)
{
    return b->code;
}

void block_record_forget_all(void)
{
}

void mapped_file_changed(void)
{
}

void translate_init(const Guest *of)
{
    (void)of;
}

TranslateResult translate_glue(TransBlock *b, u32 pc)
{
    (void)b, (void)pc;
    return TRANSLATE_NOT_CODE;
}

void translate_show(Thread *t, const TransBlock *b)
{
    (void)t, (void)b;
}

static bool is_chained(const FakeCode *code, const u8 **to)
{
    *to = __atomic_load_n(&code->next, __ATOMIC_ACQUIRE);
    return *to != NULL;
}

void jit_patch(const JitExit *exit, u8 *rw, const u8 *host)
{
    __atomic_store_n((const u8 **)(void *)rw, host == exit->stub ? NULL : host,
                     __ATOMIC_RELEASE);
}

u32 jit_guest_pc(const u8 *code, u32 table, u32 offset)
{
    (void)table, (void)offset;
    return ((const FakeCode *)(const void *)code)->pc;
}

static u32 place_of(u32 pc)
{
    return pc / APART;
}

static u32 bytes_of(u32 of_version)
{
    return of_version % 2 ? of_version : 0;
}

static u32 bytes_at(u32 pc)
{
    return bytes_of(__atomic_load_n(&version[place_of(pc)], __ATOMIC_SEQ_CST));
}

static void watch(u32 pc)
{
    u8 *flags = &page_flags[pc >> PAGE_SHIFT];

    if (!(*flags & PAGE_CHECKED))
        *flags |= PAGE_CODE;
}

bool translate_holds(const TransBlock *b)
{
    watch(b->pc);
    bool holds = bytes_at(b->pc) == ((const FakeCode *)(const void *)b->code)->bytes;
    if (holds)
        __atomic_add_fetch(&num_revived, 1, __ATOMIC_RELAXED);
    return holds;
}

bool translate_check(TransBlock *b)
{
    size_t room;
    u8 *rx = code_next(&room);
    FakeCode *code = (FakeCode *)(void *)code_writable(rx);

    *code = *(const FakeCode *)(const void *)b->code;
    code->checks = (const FakeCode *)(const void *)b->code;
    code_take(sizeof *code);
    *blocks_new() = (TransBlock){.pc = b->pc, .code = rx, .code_size = sizeof *code};
    b->check = rx;
    return true;
}

/* Blocks of some 100 bytes; there is room for few. */
TranslateResult translate(Thread *t, TransBlock *b, u32 pc)
{
    size_t room;
    u32 exits;
    u8 *rx = code_next(&room);
    FakeCode *code = (FakeCode *)(void *)code_writable(rx);

    (void)t;
    if (b - blocks_first() >= MOST)
        return TRANSLATE_FULL;
    JitExit *exit = blocks_exits(&exits);
    *exit = (JitExit){.patch = rx + offsetof(FakeCode, next)};
    watch(pc);
    code->pc = pc;
    code->bytes = bytes_at(pc);
    code->checks = NULL;
    code->exit = exit;
    __atomic_store_n(&code->next, NULL, __ATOMIC_RELEASE);
    blocks_take_exits(1);
    code_take(sizeof *code);
    b->pc = pc;
    b->end = pc + 100;
    b->code = rx;
    b->code_size = sizeof *code;
    b->exits = exit;
    b->num_exits = 1;
    __atomic_add_fetch(&num_made, 1, __ATOMIC_RELAXED);
    stats_block(&(StatsBlock){.pc = pc + GUEST_PAGE, .flushes = blocks_flushes});
    stats_left_by_call(pc, pc);
    return TRANSLATED;
}

void thread_poll_on(Thread *t, u32 why)
{
    __atomic_or_fetch(&t->head.pending, why, __ATOMIC_SEQ_CST);
}

void thread_free(Thread *t)
{
    free((void *)t->head.jump_cache);
    free(t);
}

static const u8 *look_in_jump_cache(const Thread *t, u32 pc)
{
    JumpCacheEntry *cache = (JumpCacheEntry *)t->head.jump_cache;
    JumpCacheEntry *entry = &cache[(pc >> dispatch_pc_shift) % JUMP_CACHE_SIZE];
    u64 host = __atomic_load_n(&entry->host, __ATOMIC_RELAXED);

    return entry->pc == pc && host && host != (u64)rt_jit_lookup ? (const u8 *)host
                                                                 : NULL;
}

/* Are these bytes of a version from `least` to the present one? */
static bool are_recent(u32 bytes, u32 pc, u32 least)
{
    u32 now = __atomic_load_n(&version[place_of(pc)], __ATOMIC_SEQ_CST);

    for (u32 v = least; (i32)(v - now) <= 0; v++)
        if (bytes_of(v) == bytes)
            return true;
    return false;
}

/* "Run" a block that was found after all before `least` were said to be forgotten. */
static const FakeCode *run(Thread *t, const u8 *host, u32 pc, u32 least)
{
    const FakeCode *code = (const FakeCode *)(const void *)host;

    while (code->checks) {
        __atomic_add_fetch(&num_checked, 1, __ATOMIC_RELAXED);
        if ((i32)--t->head.checks_left < 0)
            cache_look_again(t, pc);
        bool same = code->pc == pc && code->bytes == bytes_at(pc);
        code = same ? code->checks : (const FakeCode *)cache_find(t, pc);
    }
    if (code->pc != pc || !are_recent(code->bytes, pc, least)) {
        fprintf(stderr, "at %#x: block of %#x, bytes %u, but %u is forgotten\n", pc,
                code->pc, code->bytes, least);
        abort();
    }
    return code;
}

/* By another mapping, so that it must be announced. */
static u32 write_announced(u32 place)
{
    u32 is = __atomic_add_fetch(&version[place], 1, __ATOMIC_SEQ_CST);

    invalidate_announced(place * APART, APART);
    return is;
}

/* A store, which a write-protected page does not let through. */
static u32 write_here(u32 place)
{
    for (u32 is = 0;;) {
        lock_take(&lock_code);
        bool is_code = page_flags[place * APART >> PAGE_SHIFT] & PAGE_CODE;
        if (!is_code)
            is = __atomic_add_fetch(&version[place], 1, __ATOMIC_SEQ_CST);
        lock_drop(&lock_code);
        if (!is_code)
            return is;
        invalidate_fault(place * APART);
    }
}

static void change(u32 place, bool announced)
{
    u32 is = announced ? write_announced(place) : write_here(place), was;

    was = __atomic_load_n(&forgotten[place], __ATOMIC_SEQ_CST);
    while ((i32)(is - was) > 0 &&
           !__atomic_compare_exchange_n(&forgotten[place], &was, is, false,
                                        __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
        ;
}

static void turn(Thread *t, unsigned *seed)
{
    u32 pc = (u32)(rand_r(seed) % PLACES) * APART;
    u32 least = __atomic_load_n(&forgotten[place_of(pc)], __ATOMIC_SEQ_CST);
    u32 flushes = __atomic_load_n(&blocks_flushes, __ATOMIC_RELAXED);
    const u8 *host = look_in_jump_cache(t, pc), *next;
    const FakeCode *code = run(t, host ? host : cache_find(t, pc), pc, least);

    /* On through its exit, to wherever that leads: always the same pc. */
    u32 to = (pc + APART) % (PLACES * APART);
    least = __atomic_load_n(&forgotten[place_of(to)], __ATOMIC_SEQ_CST);
    if (is_chained(code, &next)) {
        run(t, next, to, least);
        __atomic_add_fetch(&num_chained, 1, __ATOMIC_RELAXED);
    } else {
        next = cache_chain(t, code->exit, to);
        run(t, next, to, least);
    }
    if (flushes != __atomic_load_n(&blocks_flushes, __ATOMIC_RELAXED))
        __atomic_add_fetch(&num_flushes, 1, __ATOMIC_RELAXED);
}

static void do_something_else(Thread *t, unsigned *seed)
{
    switch (rand_r(seed) % 256) {
    case 0: world_change(); break;
    case 1:
        world_leave(t);
        sched_yield();
        world_enter(t);
        break;
    case 2:
        world_stop(t);
        cache_invalidate_all();
        world_start(t);
        break;
    case 3: t->head.checks_left = (u32)rand_r(seed) % 64; break;
    case 4: base_free(base_alloc((size_t)(rand_r(seed) % 5000) + 1)); break;
    default:
        if (rand_r(seed) % 8 == 0)
            change((u32)rand_r(seed) % PLACES, rand_r(seed) % 2);
    }
}

static void begin_thread(void)
{
    Thread *t = aligned_alloc(64, (sizeof(Thread) + 63) / 64 * 64);

    memset(t, 0, sizeof *t);
    t->guest = &guest;
    t->life = LIFE_IS;
    cache_init_thread(t, (u64)calloc(1, JUMP_CACHE_BYTES));
    hosted_thread = t;
    world_add(t);
    world_enter(t);
}

static void end_thread(void)
{
    world_leave(hosted_thread);
    world_remove(hosted_thread);
    thread_free(hosted_thread);
}

static void *live(void *data)
{
    unsigned seed = (unsigned)(u64)data;

    begin_thread();
    for (u32 i = 0; i < TURNS; i++) {
        turn(hosted_thread, &seed);
        do_something_else(hosted_thread, &seed);
        world_wait(hosted_thread);
    }
    end_thread();
    return NULL;
}

int main(void)
{
    pthread_t thread[THREADS];

    code_reserve();
    memset(page_flags, PROT_WRITE, sizeof page_flags);
    begin_thread();
    lock_begin();
    stats_on = true;
    world_leave(hosted_thread);
    for (u64 life = 0; life < LIVES; life++) {
        for (u64 i = 0; i < THREADS; i++)
            if (pthread_create(&thread[i], NULL, live,
                               (void *)(life * THREADS + i + 1)))
                return 1;
        for (u64 i = 0; i < THREADS; i++)
            pthread_join(thread[i], NULL);
    }
    printf("%u blocks made, %u flushes seen, %u exits taken chained, %u blocks found "
           "again, %u checked\n",
           num_made, num_flushes, num_chained, num_revived, num_checked);
    bool counted = stats_count[STATS_BLOCKS] == num_made &&
                   stats_count[STATS_LEFT_CALLS] == num_made &&
                   stats_count[STATS_FIRST] + stats_count[STATS_AFTER_FLUSH] +
                           stats_count[STATS_AFTER_CHANGE] ==
                       num_made;
    return num_flushes && num_chained && num_revived && num_checked && counted &&
                   world_count() == 1
               ? 0
               : 1;
}
