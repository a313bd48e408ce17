/* robust_killed.c -- robust mutexes in shared memory whose owner gets SIGKILL: before
 * somebody waits, and meanwhile.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef struct {
    pthread_mutex_t mutex;
    int held;
} Shared;

static Shared *shared;

static void make(void)
{
    pthread_mutexattr_t attributes;

    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&shared->mutex, &attributes);
    shared->held = 0;
}

static void *hold(void *unused)
{
    pthread_mutex_lock(&shared->mutex);
    __atomic_store_n(&shared->held, 1, __ATOMIC_RELEASE);
    for (;;)
        pause();
    return unused;
}

/* A process whose first thread, or another, holds the mutex. */
static pid_t owner(int other_thread)
{
    pid_t pid = fork();
    pthread_t thread;

    if (pid == 0) {
        if (other_thread)
            pthread_create(&thread, NULL, hold, NULL);
        else
            hold(NULL);
        for (;;)
            pause();
    }
    while (!__atomic_load_n(&shared->held, __ATOMIC_ACQUIRE))
        usleep(1000);
    return pid;
}

static void lock(const char *when)
{
    int error = pthread_mutex_lock(&shared->mutex);

    printf("%s: %s", when, strerror(error));
    if (error == EOWNERDEAD)
        printf(", consistent %d", pthread_mutex_consistent(&shared->mutex));
    printf(", unlock %d", pthread_mutex_unlock(&shared->mutex));
    printf(", again %d\n", pthread_mutex_lock(&shared->mutex));
    pthread_mutex_unlock(&shared->mutex);
}

static void before(int other_thread)
{
    make();
    pid_t pid = owner(other_thread);
    kill(pid, SIGKILL);
    usleep(20000);
    lock("before"); /* a first thread is a zombie still */
    waitpid(pid, NULL, 0);
}

static void meanwhile(int other_thread)
{
    make();
    pid_t pid = owner(other_thread), killer = fork();
    if (killer == 0) {
        usleep(100000);
        kill(pid, SIGKILL);
        _exit(0);
    }
    lock("meanwhile");
    waitpid(pid, NULL, 0);
    waitpid(killer, NULL, 0);
}

static void in_time(void)
{
    struct timespec until;

    make();
    pid_t pid = owner(0);
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += 250000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    int error = pthread_mutex_timedlock(&shared->mutex, &until);
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    long late =
        (now.tv_sec - until.tv_sec) * 1000 + (now.tv_nsec - until.tv_nsec) / 1000000;
    printf("alive: %s, in time %d\n", strerror(error), late >= 0 && late < 5000);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    until.tv_sec += 10;
    error = pthread_mutex_timedlock(&shared->mutex, &until);
    printf("dead: %s\n", strerror(error));
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    shared =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (int other = 0; other < 2; other++) {
        before(other);
        meanwhile(other);
    }
    in_time();
    return 0;
}
