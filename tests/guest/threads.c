/* threads.c -- mutexes, conditions, barriers, thread-local storage, detached threads.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 8, ROUNDS = 1000 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER;
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER;
static int counter;

static void run(int threads, void *(*body)(void *))
{
    pthread_t thread[THREADS];

    for (long i = 0; i < threads; i++)
        if (pthread_create(&thread[i], NULL, body, (void *)i))
            printf("no thread\n");
    for (int i = 0; i < threads; i++)
        pthread_join(thread[i], NULL);
}

static void *count(void *unused)
{
    for (int i = 0; i < ROUNDS; i++) {
        pthread_mutex_lock(&mutex);
        counter++;
        pthread_mutex_unlock(&mutex);
    }
    return unused;
}

static int queue[4], filled, taken_sum, left = THREADS / 2 * ROUNDS;

static void produce(int first)
{
    for (int i = 0; i < ROUNDS; i++) {
        pthread_mutex_lock(&mutex);
        while (filled == 4)
            pthread_cond_wait(&not_full, &mutex);
        queue[filled++] = first + i;
        pthread_cond_signal(&not_empty);
        pthread_mutex_unlock(&mutex);
    }
}

static void consume(void)
{
    pthread_mutex_lock(&mutex);
    while (left) {
        if (!filled) {
            pthread_cond_wait(&not_empty, &mutex);
            continue;
        }
        taken_sum += queue[--filled];
        if (--left == 0)
            pthread_cond_broadcast(&not_empty);
        pthread_cond_signal(&not_full);
    }
    pthread_mutex_unlock(&mutex);
}

static void *exchange(void *number)
{
    long n = (long)number;

    if (n % 2)
        produce(n);
    else
        consume();
    return NULL;
}

static pthread_barrier_t barrier;
static int phase_of[THREADS], early, serial;

static void *phases(void *number)
{
    long n = (long)number;

    for (int phase = 1; phase <= 50; phase++) {
        __atomic_store_n(&phase_of[n], phase, __ATOMIC_RELEASE);
        int got = pthread_barrier_wait(&barrier);
        for (int i = 0; i < THREADS; i++)
            if (__atomic_load_n(&phase_of[i], __ATOMIC_ACQUIRE) < phase)
                __atomic_add_fetch(&early, 1, __ATOMIC_RELAXED);
        if (got == PTHREAD_BARRIER_SERIAL_THREAD)
            __atomic_add_fetch(&serial, 1, __ATOMIC_RELAXED);
        pthread_barrier_wait(&barrier);
    }
    return NULL;
}

static __thread int own = 42;
static __thread char text[100] = "first";
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int made, destroyed;

static void make(void)
{
    made++;
}

static void destroy(void *value)
{
    __atomic_add_fetch(&destroyed, (int)(long)value, __ATOMIC_RELAXED);
}

static void *locals(void *number)
{
    long n = (long)number;
    int bad = own != 42 || strcmp(text, "first");

    pthread_once(&once, make);
    own += n;
    sprintf(text, "thread %ld", n);
    pthread_setspecific(key, (void *)(n + 1));
    usleep(1000);
    char want[100];
    sprintf(want, "thread %ld", n);
    if (bad || own != 42 + n || strcmp(text, want))
        __atomic_add_fetch(&early, 1, __ATOMIC_RELAXED);
    return NULL;
}

static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static int pair[2], torn;

static void *read_or_write(void *number)
{
    for (int i = 0; i < 500; i++) {
        if ((long)number == 0) {
            pthread_rwlock_wrlock(&rwlock);
            pair[0]++;
            pair[1]++;
        } else {
            pthread_rwlock_rdlock(&rwlock);
            if (pair[0] != pair[1])
                __atomic_add_fetch(&torn, 1, __ATOMIC_RELAXED);
        }
        pthread_rwlock_unlock(&rwlock);
    }
    return NULL;
}

static sem_t done;

static void *detached(void *unused)
{
    sem_post(&done);
    return unused;
}

static void detach(void)
{
    pthread_attr_t attributes;
    pthread_t thread;

    sem_init(&done, 0, 0);
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, 65536);
    for (int i = 0; i < 20; i++)
        pthread_create(&thread, &attributes, detached, NULL);
    for (int i = 0; i < 20; i++)
        while (sem_wait(&done))
            ;
    printf("detached\n");
}

static void time_out(void)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += 20000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&mutex);
    printf("condition %s\n",
           strerror(pthread_cond_timedwait(&not_full, &mutex, &until)));
    printf("mutex %s\n", strerror(pthread_mutex_timedlock(&mutex, &until)));
    pthread_mutex_unlock(&mutex);
}

static void *value(void *number)
{
    pthread_exit((void *)((long)number * 3));
}

int main(void)
{
    pthread_t thread;
    void *result;

    run(THREADS, count);
    printf("counted %d\n", counter);
    run(THREADS, exchange);
    printf("exchanged %d\n", taken_sum);
    pthread_barrier_init(&barrier, NULL, THREADS);
    run(THREADS, phases);
    printf("early %d, serial %d\n", early, serial);
    pthread_key_create(&key, destroy);
    run(THREADS, locals);
    printf("made %d, destroyed %d, wrong %d, own %d %s\n", made, destroyed, early, own,
           text);
    run(4, read_or_write);
    printf("torn %d of %d\n", torn, pair[0]);
    detach();
    time_out();
    pthread_create(&thread, NULL, value, (void *)14);
    pthread_join(thread, &result);
    printf("result %ld\n", (long)result);
    return 0;
}
