/* thread_cancel.c -- cancelling threads, and their clean-up handlers.  Some are unwound
 * through the frame of the C library's signal handler.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int cleaned, ends[2], asked;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t never = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t ready;

static void clean(void *what)
{
    __atomic_add_fetch(&cleaned, (int)(long)what, __ATOMIC_RELAXED);
}

static void *in_read(void *unused)
{
    char byte;

    pthread_cleanup_push(clean, (void *)1);
    pthread_barrier_wait(&ready);
    read(ends[0], &byte, 1);
    pthread_cleanup_pop(0);
    return NULL;
}

static void *in_wait(void *unused)
{
    pthread_mutex_lock(&mutex);
    pthread_cleanup_push((void (*)(void *))pthread_mutex_unlock, &mutex);
    pthread_cleanup_push(clean, (void *)10);
    pthread_barrier_wait(&ready);
    for (;;)
        pthread_cond_wait(&never, &mutex);
    pthread_cleanup_pop(0);
    pthread_cleanup_pop(0);
}

static void *in_loop(void *unused)
{
    int old;

    pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old);
    pthread_cleanup_push(clean, (void *)100);
    pthread_barrier_wait(&ready);
    for (volatile unsigned long i = 0;; i++)
        ;
    pthread_cleanup_pop(0);
}

static void *not_now(void *unused)
{
    int old;

    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
    pthread_cleanup_push(clean, (void *)1000);
    pthread_barrier_wait(&ready);
    while (!__atomic_load_n(&asked, __ATOMIC_ACQUIRE))
        usleep(1000);
    clean((void *)10000);
    pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &old);
    pthread_testcancel();
    clean((void *)100000);
    pthread_cleanup_pop(0);
    return NULL;
}

static void cancel(const char *name, void *(*body)(void *))
{
    pthread_t thread;
    void *result;

    pthread_create(&thread, NULL, body, NULL);
    pthread_barrier_wait(&ready);
    usleep(5000);
    int error = pthread_cancel(thread);
    __atomic_store_n(&asked, 1, __ATOMIC_RELEASE);
    pthread_join(thread, &result);
    printf("%s: %s, cancelled %d, cleaned %d\n", name, strerror(error),
           result == PTHREAD_CANCELED, cleaned);
}

static void *in_test(void *unused)
{
    pthread_cleanup_push(clean, (void *)1000000);
    pthread_barrier_wait(&ready);
    for (;;)
        pthread_testcancel();
    pthread_cleanup_pop(0);
}

int main(void)
{
    pipe(ends);
    pthread_barrier_init(&ready, NULL, 2);
    cancel("not now", not_now);
    cancel("test", in_test);
    cancel("read", in_read);
    cancel("wait", in_wait);
    printf("mutex %s\n", strerror(pthread_mutex_trylock(&mutex)));
    cancel("loop", in_loop);
    return 0;
}
