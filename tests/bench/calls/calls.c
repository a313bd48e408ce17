/* calls.c -- what system calls and signals cost: a line of name and nanoseconds each,
 * the shortest of many rounds.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* Buffers lie alike for all: how the kernel copies depends on it. */
enum { ROUNDS = 1000, CALLS = 200, SIZE = 4096 };
static _Alignas(SIZE) char buffer[SIZE];
static int file, zero, null;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void must(int done)
{
    if (!done)
        abort();
}

static void call_getppid(void)
{
    syscall(SYS_getppid);
}

/* One block after the other; `rewind_file` goes before each round. */
static void call_read(void)
{
    must(read(file, buffer, SIZE) == SIZE);
}

static void call_pread(void)
{
    must(pread(file, buffer, SIZE, 0) == SIZE);
}

static void call_read_zero(void)
{
    must(read(zero, buffer, SIZE) == SIZE);
}

static void call_write(void)
{
    must(write(file, buffer, SIZE) == SIZE);
}

static void call_write_null(void)
{
    must(write(null, buffer, SIZE) == SIZE);
}

static void call_lseek(void)
{
    must(lseek(file, SIZE, SEEK_SET) == SIZE);
}

static void call_fstat(void)
{
    struct stat status;
    must(fstat(file, &status) == 0);
}

static void call_clock_gettime(void)
{
    struct timespec t;
    must(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
}

static void call_gettimeofday(void)
{
    struct timeval t;
    must(gettimeofday(&t, NULL) == 0);
}

static void call_time(void)
{
    must(time(NULL) != 0);
}

static volatile sig_atomic_t handled;

static void on_signal(int number)
{
    handled += number == SIGUSR1;
}

static void call_signal(void)
{
    int before = handled;
    kill(getpid(), SIGUSR1);
    must(handled == before + 1);
}

static sem_t there, back;

static void *answer(void *unused)
{
    for (;;) {
        sem_wait(&there);
        sem_post(&back);
    }
    return unused;
}

static void call_ping_pong(void)
{
    sem_post(&there);
    sem_wait(&back);
}

static const struct {
    const char *name;
    void (*call)(void);
    int calls; /* in a round */
} kinds[] = {
    {"getppid", call_getppid, CALLS},
    {"read", call_read, CALLS},
    {"pread", call_pread, CALLS},
    {"read_zero", call_read_zero, CALLS},
    {"write", call_write, CALLS},
    {"write_null", call_write_null, CALLS},
    {"lseek", call_lseek, CALLS},
    {"fstat", call_fstat, CALLS},
    {"clock_gettime", call_clock_gettime, CALLS},
    {"gettimeofday", call_gettimeofday, CALLS},
    {"time", call_time, CALLS},
    {"signal", call_signal, CALLS / 10},
    {"ping_pong", call_ping_pong, CALLS / 10},
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

static double one_round(int kind)
{
    lseek(file, 0, SEEK_SET);
    double start = now();
    for (int i = 0; i < kinds[kind].calls; i++)
        kinds[kind].call();
    return (now() - start) / kinds[kind].calls;
}

static const char *only; /* the one to measure, or NULL for all */

static int is_wanted(int kind)
{
    return !only || strcmp(only, kinds[kind].name) == 0;
}

/* In turns, so that a busy moment of the machine meets all. */
static void measure(int first, int end, int rounds)
{
    double best[KINDS];

    for (int round = 0; round < rounds; round++)
        for (int kind = first; kind < end; kind++) {
            double took = is_wanted(kind) ? one_round(kind) : 0;
            best[kind] = round && best[kind] < took ? best[kind] : took;
        }
    for (int kind = first; kind < end; kind++)
        if (is_wanted(kind))
            printf("%s %.1f\n", kinds[kind].name, best[kind]);
}

/* calls [ROUNDS [NAME]].  With a second thread, the last of all: calls may cost more
 * from then on. */
int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : ROUNDS;
    pthread_t thread;

    only = argc > 2 ? argv[2] : NULL;
    file = open("/tmp", O_TMPFILE | O_RDWR, 0600);
    zero = open("/dev/zero", O_RDONLY);
    null = open("/dev/null", O_WRONLY);
    must(file >= 0 && zero >= 0 && null >= 0);
    memset(buffer, 1, SIZE);
    for (int i = 0; i < CALLS; i++)
        must(write(file, buffer, SIZE) == SIZE);
    signal(SIGUSR1, on_signal);
    measure(0, KINDS - 1, rounds);
    sem_init(&there, 0, 0);
    sem_init(&back, 0, 0);
    must(pthread_create(&thread, NULL, answer, NULL) == 0);
    measure(KINDS - 1, KINDS, rounds / 10 + 1);
    return 0;
}
