/* thread_locks.c -- mutexes whose owner dies, and ones that lend their priority.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 4, ROUNDS = 1000 };

typedef struct {
    pthread_mutex_t robust, priority, robust_priority;
    pthread_cond_t condition;
    int ready;
} Shared;

static Shared *shared;
static int counter;

static void make(pthread_mutex_t *mutex, int robust, int protocol)
{
    pthread_mutexattr_t attributes;

    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attributes, robust);
    pthread_mutexattr_setprotocol(&attributes, protocol);
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK);
    printf("init %s\n", strerror(pthread_mutex_init(mutex, &attributes)));
}

static void *take_and_end(void *mutex)
{
    pthread_mutex_lock(mutex);
    return NULL;
}

static void owner_ends(const char *name, pthread_mutex_t *mutex)
{
    pthread_t thread;

    pthread_create(&thread, NULL, take_and_end, mutex);
    pthread_join(thread, NULL);
    printf("%s: %s", name, strerror(pthread_mutex_lock(mutex)));
    printf(", consistent: %s", strerror(pthread_mutex_consistent(mutex)));
    printf(", unlock: %s\n", strerror(pthread_mutex_unlock(mutex)));
}

/* The parent waits for the lock when the child ends with it. */
static void process_ends(const char *name, pthread_mutex_t *mutex, int by_signal)
{
    int ends[2];
    char byte;

    pipe(ends);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        pthread_mutex_lock(mutex);
        write(ends[1], "", 1);
        usleep(20000);
        if (by_signal)
            *(volatile int *)NULL = 1;
        _exit(0);
    }
    read(ends[0], &byte, 1);
    printf("%s: %s\n", name, strerror(pthread_mutex_lock(mutex)));
    pthread_mutex_consistent(mutex);
    pthread_mutex_unlock(mutex);
    waitpid(pid, NULL, 0);
}

static void *count(void *mutex)
{
    for (int i = 0; i < ROUNDS; i++) {
        pthread_mutex_lock(mutex);
        counter++;
        if (i % 100 == 0)
            sched_yield();
        pthread_mutex_unlock(mutex);
    }
    return NULL;
}

static void contend(const char *name, pthread_mutex_t *mutex)
{
    pthread_t thread[THREADS];

    counter = 0;
    for (int i = 0; i < THREADS; i++)
        pthread_create(&thread[i], NULL, count, mutex);
    for (int i = 0; i < THREADS; i++)
        pthread_join(thread[i], NULL);
    printf("%s: counted %d\n", name, counter);
}

static void *try(void *mutex)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += (until.tv_nsec + 10000000) / 1000000000;
    until.tv_nsec = (until.tv_nsec + 10000000) % 1000000000;
    printf("try: %s", strerror(pthread_mutex_trylock(mutex)));
    printf(", for a while: %s\n", strerror(pthread_mutex_timedlock(mutex, &until)));
    return NULL;
}

static void misuse(pthread_mutex_t *mutex)
{
    pthread_t thread;

    pthread_mutex_lock(mutex);
    printf("again: %s\n", strerror(pthread_mutex_lock(mutex)));
    pthread_create(&thread, NULL, try, mutex);
    pthread_join(thread, NULL);
    pthread_mutex_unlock(mutex);
    printf("not owned: %s\n", strerror(pthread_mutex_unlock(mutex)));
}

static void *wait_ready(void *unused)
{
    pthread_mutex_lock(&shared->priority);
    while (!shared->ready)
        pthread_cond_wait(&shared->condition, &shared->priority);
    pthread_mutex_unlock(&shared->priority);
    return NULL;
}

int main(void)
{
    pthread_t thread[THREADS];

    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    make(&shared->robust, PTHREAD_MUTEX_ROBUST, PTHREAD_PRIO_NONE);
    make(&shared->priority, PTHREAD_MUTEX_STALLED, PTHREAD_PRIO_INHERIT);
    make(&shared->robust_priority, PTHREAD_MUTEX_ROBUST, PTHREAD_PRIO_INHERIT);
    owner_ends("robust", &shared->robust);
    owner_ends("robust, priority", &shared->robust_priority);
    process_ends("process", &shared->robust, 0);
    process_ends("process, priority", &shared->robust_priority, 0);
    process_ends("signal", &shared->robust, 1);
    contend("robust", &shared->robust);
    contend("priority", &shared->priority);
    contend("robust, priority", &shared->robust_priority);
    misuse(&shared->priority);
    pthread_cond_init(&shared->condition, NULL);
    for (int i = 0; i < THREADS; i++)
        pthread_create(&thread[i], NULL, wait_ready, NULL);
    usleep(10000);
    pthread_mutex_lock(&shared->priority);
    shared->ready = 1;
    pthread_cond_broadcast(&shared->condition);
    pthread_mutex_unlock(&shared->priority);
    for (int i = 0; i < THREADS; i++)
        pthread_join(thread[i], NULL);
    printf("all ready\n");
    return 0;
}
