/* thread_atomics.c -- atomic operations of each width, on several threads at once.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>

enum { THREADS = 4, ROUNDS = 5000 };

/* Neighbours of the counted cells must stay as they are. */
static struct {
    uint8_t before8, cell8, after8;
    uint16_t before16, cell16, after16;
    uint32_t before32, cell32, after32;
    _Alignas(8) uint64_t cell64;
} cells = {1, 0, 2, 3, 0, 4, 5, 0, 6, 0};

static uint32_t turns[2], swapped, spin, guarded, bits, claimed;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void add64(void)
{
#if __GCC_ATOMIC_LLONG_LOCK_FREE == 2
    __atomic_add_fetch(&cells.cell64, 0x100000001ull, __ATOMIC_RELAXED);
#else
    pthread_mutex_lock(&mutex);
    cells.cell64 += 0x100000001ull;
    pthread_mutex_unlock(&mutex);
#endif
}

static void under_spin_lock(void)
{
    while (__atomic_exchange_n(&spin, 1, __ATOMIC_ACQUIRE))
        while (__atomic_load_n(&spin, __ATOMIC_RELAXED))
            ;
    guarded = guarded + 1;
    __atomic_store_n(&spin, 0, __ATOMIC_RELEASE);
}

static void compare_and_swap(void)
{
    uint32_t old = __atomic_load_n(&swapped, __ATOMIC_RELAXED);

    while (!__atomic_compare_exchange_n(&swapped, &old, old * 5 + 1, 1,
                                        __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
        ;
}

static void *work(void *number)
{
    long n = (long)number;

    for (int i = 0; i < ROUNDS; i++) {
        __atomic_add_fetch(&cells.cell8, 1, __ATOMIC_RELAXED);
        __atomic_add_fetch(&cells.cell16, 3, __ATOMIC_ACQ_REL);
        __atomic_add_fetch(&cells.cell32, 7, __ATOMIC_SEQ_CST);
        add64();
        compare_and_swap();
        under_spin_lock();
        __atomic_xor_fetch(&bits, 1u << n, __ATOMIC_RELAXED);
        if (!(__atomic_fetch_or(&claimed, 1u << i % 32, __ATOMIC_RELAXED) >> i % 32 &
              1))
            __atomic_add_fetch(&turns[0], 1, __ATOMIC_RELAXED);
    }
    return NULL;
}

/* Each waits by looking: what the other stores must be seen. */
static uint32_t ball;

static void *play(void *number)
{
    uint32_t mine = (uint32_t)(long)number;

    for (uint32_t i = 0; i < 300; i++) {
        while (__atomic_load_n(&ball, __ATOMIC_RELAXED) % 2 != mine)
            if (i % 3 == 0)
                sched_yield();
        __atomic_store_n(&ball, ball + 1, __ATOMIC_RELEASE);
    }
    return NULL;
}

/* Dekker: of two threads that store and then look, one sees the other. */
static volatile uint32_t flag[2];
static uint32_t both;
static pthread_barrier_t barrier;

static void *store_and_look(void *number)
{
    long n = (long)number;
    static uint32_t seen[2];

    for (int i = 0; i < 200; i++) {
        flag[n] = 0;
        pthread_barrier_wait(&barrier);
        flag[n] = 1;
        __atomic_thread_fence(__ATOMIC_SEQ_CST);
        seen[n] = flag[!n];
        pthread_barrier_wait(&barrier);
        if (n == 0 && !seen[0] && !seen[1])
            both++;
        pthread_barrier_wait(&barrier);
    }
    return NULL;
}

static void run(int threads, void *(*body)(void *))
{
    pthread_t thread[THREADS];

    for (long i = 0; i < threads; i++)
        pthread_create(&thread[i], NULL, body, (void *)i);
    for (int i = 0; i < threads; i++)
        pthread_join(thread[i], NULL);
}

int main(void)
{
    uint32_t wanted = 0;

    run(THREADS, work);
    for (int i = 0; i < THREADS * ROUNDS; i++)
        wanted = wanted * 5 + 1;
    printf("%u %u %u %llx\n", cells.cell8, cells.cell16, cells.cell32,
           (unsigned long long)cells.cell64);
    printf("%u %u %u %u %u %u\n", cells.before8, cells.after8, cells.before16,
           cells.after16, cells.before32, cells.after32);
    printf("swapped %d, guarded %u, bits %x, claimed %x by %u\n", swapped == wanted,
           guarded, bits, claimed, turns[0]);
    run(2, play);
    printf("ball %u\n", ball);
    pthread_barrier_init(&barrier, NULL, 2);
    run(2, store_and_look);
    printf("nobody saw the other %u times\n", both);
    return 0;
}
