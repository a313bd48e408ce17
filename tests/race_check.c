/*
 * race_check.c -- what threads share of translations, by many threads under
 * ThreadSanitizer: finding, chaining and forgetting blocks, flushes, stopping the
 * world, threads that come and go, memory.
 *
 * The runtime's own cache.c, blocks.c, code.c, world.c, lock.c, alloc.c; the C
 * library's threads.  A block is no code here but tells of what it was made: the pc,
 * and the version of the guest's code that was there.
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
#include "runtime/code/image.h"
#include "runtime/base/log.h"
#include "runtime/base/sys.h"
#include "runtime/code/translate.h"
#include "runtime/world.h"

enum { THREADS = 6, LIVES = 12, TURNS = 3000, PLACES = 96, APART = 1024, MOST = 150 };

typedef struct {
    u32 pc, version;
    _Alignas(8) const u8 *next; /* code of the block its exit is chained to */
    JitExit *exit;
} FakeCode;

_Thread_local Thread *hosted_thread;
u32 log_flags, dispatch_pc_shift;
const u8 rt_fault[1], rt_jit_lookup[1];
static const Guest guest = {.code_align = 4};

/* Of the code at each place: what it is, and the last for which all older blocks are
 * said to be forgotten. */
static u32 version[PLACES], forgotten[PLACES];
static u32 num_made, num_flushes, num_chained;

void panic_at(const char *file, int line, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fprintf(stderr, "%s:%d: ", file, line);
    vfprintf(stderr, format, args);
    va_end(args);
    abort();
}

bool image_has(u32 pc)
{
    (void)pc;
    return false;
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
    code->pc = pc;
    code->version = __atomic_load_n(&version[place_of(pc)], __ATOMIC_ACQUIRE);
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

/* "Run" a block that was found after `least` was said to be forgotten. */
static const FakeCode *run(const u8 *host, u32 pc, u32 least)
{
    const FakeCode *code = (const FakeCode *)(const void *)host;

    if (code->pc != pc || (i32)(code->version - least) < 0) {
        fprintf(stderr, "at %#x: block of %#x, version %u, but %u is forgotten\n", pc,
                code->pc, code->version, least);
        abort();
    }
    return code;
}

static void forget(u32 place)
{
    u32 is = __atomic_add_fetch(&version[place], 1, __ATOMIC_SEQ_CST), was;

    cache_invalidate(place * APART, APART);
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
    const FakeCode *code = run(host ? host : cache_find(t, pc), pc, least);

    /* On through its exit, to wherever that leads: always the same pc. */
    u32 to = (pc + APART) % (PLACES * APART);
    least = __atomic_load_n(&forgotten[place_of(to)], __ATOMIC_SEQ_CST);
    if (is_chained(code, &next)) {
        run(next, to, least);
        __atomic_add_fetch(&num_chained, 1, __ATOMIC_RELAXED);
    } else {
        next = cache_chain(t, code->exit, to);
        run(next, to, least);
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
    case 3: base_free(base_alloc((size_t)(rand_r(seed) % 5000) + 1)); break;
    default:
        if (rand_r(seed) % 8 == 0)
            forget((u32)rand_r(seed) % PLACES);
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
    begin_thread();
    lock_begin();
    world_leave(hosted_thread);
    for (u64 life = 0; life < LIVES; life++) {
        for (u64 i = 0; i < THREADS; i++)
            if (pthread_create(&thread[i], NULL, live,
                               (void *)(life * THREADS + i + 1)))
                return 1;
        for (u64 i = 0; i < THREADS; i++)
            pthread_join(thread[i], NULL);
    }
    printf("%u blocks made, %u flushes seen, %u exits taken chained\n", num_made,
           num_flushes, num_chained);
    return num_flushes && num_chained && world_count() == 1 ? 0 : 1;
}
