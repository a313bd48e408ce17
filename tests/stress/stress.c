/* stress.c -- threads, processes and signals under load.
 *
 *      stress work SECONDS     16 threads with mutexes, conditions, atomics, signals
 *      stress spawn COUNT      fork, exec and wait
 *      stress timer SECONDS    a signal each 100 us in loops and in blocking reads
 *      stress create COUNT     threads made and ended
 *      stress code SECONDS     code that one thread writes and others run
 *
 * Ends with status 0 and a line of figures, or says what was wrong.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 16 };

static volatile int stop;
static const char *self;

static void fail(const char *what, long wanted, long got)
{
    printf("WRONG: %s: wanted %ld, got %ld\n", what, wanted, got);
    exit(1);
}

static long now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec;
}

/* Of this process, in pages. */
static long resident(void)
{
    long size = 0, pages = 0;
    FILE *f = fopen("/proc/self/statm", "r");

    if (!f || fscanf(f, "%ld %ld", &size, &pages) != 2)
        fail("statm", 2, 0);
    fclose(f);
    return pages;
}

static void same_size(long before)
{
    long grown = resident() - before;

    if (grown > 512)
        fail("pages grown", 0, grown);
}

/* ---- work ---- */

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_t thread[THREADS];
static uint32_t atomic_sum, signals_sent, signals_seen;
static long under_mutex, items, produced, consumed;
static __thread uint32_t own_sum;
static sigset_t signals;
static pthread_barrier_t end;

static void on_signal(int signal)
{
    int saved = errno;

    (void)signal;
    __atomic_add_fetch(&signals_seen, 1, __ATOMIC_RELAXED);
    errno = saved;
}

static void *work(void *number)
{
    long n = (long)number;
    long mine = 0, swaps = 0;
    uint32_t random = (uint32_t)n * 77777 + 1;

    pthread_mutex_lock(&mutex); /* all threads are there now */
    pthread_mutex_unlock(&mutex);
    pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
    while (!stop) {
        random = random * 1664525 + 1013904223;
        __atomic_add_fetch(&atomic_sum, 1, __ATOMIC_RELAXED);
        own_sum++;
        pthread_mutex_lock(&mutex);
        under_mutex++;
        mine++;
        if (n % 2) {
            items++;
            produced++;
            pthread_cond_signal(&changed);
        } else {
            while (!items && !stop)
                pthread_cond_wait(&changed, &mutex);
            if (items) {
                items--;
                consumed++;
            }
        }
        pthread_mutex_unlock(&mutex);
        if (random >> 28 == 0) {
            pthread_kill(thread[random >> 8 & (THREADS - 1)],
                         random >> 16 & 1 ? SIGUSR1 : SIGRTMIN + 2);
            __atomic_add_fetch(&signals_sent, 1, __ATOMIC_RELAXED);
        }
        swaps++;
    }
    pthread_barrier_wait(&end); /* no signal goes to a thread that was joined */
    if (own_sum != (uint32_t)swaps || mine != swaps)
        fail("thread-local count", swaps, own_sum);
    return (void *)mine;
}

static void run_work(int seconds)
{
    struct sigaction action = {.sa_handler = on_signal};
    long total = 0, before;
    sigaction(SIGUSR1, &action, NULL);
    action.sa_flags = SA_RESTART;
    sigaction(SIGRTMIN + 2, &action, NULL);
    sigemptyset(&signals);
    sigaddset(&signals, SIGUSR1);
    sigaddset(&signals, SIGRTMIN + 2);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    pthread_barrier_init(&end, NULL, THREADS);
    pthread_mutex_lock(&mutex);
    for (long i = 0; i < THREADS; i++)
        if (pthread_create(&thread[i], NULL, work, (void *)i))
            fail("create", 0, i);
    pthread_mutex_unlock(&mutex);
    sleep(1);
    before = resident();
    long until = now() + seconds - 1, seen = -1;
    while (now() < until) {
        sleep(1);
        pthread_mutex_lock(&mutex);
        if (under_mutex == seen)
            fail("progress", seen + 1, under_mutex);
        seen = under_mutex;
        pthread_mutex_unlock(&mutex);
    }
    same_size(before);
    stop = 1;
    pthread_mutex_lock(&mutex);
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
    for (int i = 0; i < THREADS; i++) {
        void *mine;
        pthread_join(thread[i], &mine);
        total += (long)mine;
    }
    if (total != under_mutex)
        fail("count under the mutex", total, under_mutex);
    if ((uint32_t)total != atomic_sum)
        fail("atomic count", total, atomic_sum);
    if (produced - consumed != items)
        fail("items", produced - consumed, items);
    if (signals_seen == 0)
        fail("signals seen", signals_sent, 0);
    printf("work %ld rounds, %u signals sent, %u seen\n", total, signals_sent,
           signals_seen);
}

/* ---- spawn ---- */

static void run_spawn(int count)
{
    long before = 0;

    for (int i = 0; i < count; i++) {
        int status;
        if (i == 100)
            before = resident();
        pid_t pid = fork();
        if (pid == 0) {
            char code[12];
            sprintf(code, "%d", i % 100);
            execl(self, self, "exit", code, NULL);
            _exit(127);
        }
        if (pid < 0 || waitpid(pid, &status, 0) != pid)
            fail("wait", i, errno);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != i % 100)
            fail("status", i % 100, status);
    }
    if (count > 100)
        same_size(before);
    printf("spawn %d processes\n", count);
}

/* ---- timer ---- */

static volatile long ticks;
static int ends[2];

static void on_tick(int signal)
{
    (void)signal;
    ticks++;
}

static void *write_bytes(void *unused)
{
    sigset_t set;
    unsigned char byte = 0;

    sigemptyset(&set);
    sigaddset(&set, SIGALRM);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    while (!stop) {
        if (write(ends[1], &byte, 1) == 1)
            byte++;
        usleep(300);
    }
    close(ends[1]);
    return unused;
}

static uint32_t hot_loop(uint32_t x)
{
    for (int i = 0; i < 200000; i++)
        x = x * 1664525 + 1013904223 + (x >> 7);
    return x;
}

static void run_timer(int seconds)
{
    struct sigaction action = {.sa_handler = on_tick};
    struct itimerval each = {{0, 100}, {0, 100}};
    pthread_t writer;
    unsigned char byte, wanted = 0;
    long bytes = 0, interrupted = 0, loops = 0, until = now() + seconds;
    uint32_t first = hot_loop(1);

    pipe(ends);
    pthread_create(&writer, NULL, write_bytes, NULL);
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &each, NULL);
    while (now() < until) {
        ssize_t got = read(ends[0], &byte, 1);
        if (got < 0 && errno == EINTR) {
            interrupted++;
        } else if (got == 1) {
            if (byte != wanted++)
                fail("byte", wanted - 1, byte);
            bytes++;
        } else {
            fail("read", 1, got);
        }
        if (bytes % 16 == 0) {
            if (hot_loop(1) != first)
                fail("loop", 0, 1);
            loops++;
        }
    }
    each.it_value.tv_usec = each.it_interval.tv_usec = 0;
    setitimer(ITIMER_REAL, &each, NULL);
    stop = 1;
    pthread_join(writer, NULL);
    if (ticks < seconds * 100l)
        fail("ticks", seconds * 10000l, ticks);
    printf("timer %ld ticks, %ld bytes, %ld interrupted, %ld loops\n", ticks, bytes,
           interrupted, loops);
}

/* ---- create ---- */

static void *nothing(void *value)
{
    return (void *)((long)value + 1);
}

static void run_create(int count)
{
    long before = 0;

    for (long i = 0; i < count; i++) {
        pthread_t one;
        void *result;
        if (i == 100)
            before = resident();
        if (pthread_create(&one, NULL, nothing, (void *)i))
            fail("create", 0, i);
        pthread_join(one, &result);
        if ((long)result != i + 1)
            fail("result", i + 1, (long)result);
    }
    if (count > 100)
        same_size(before);
    printf("create %d threads\n", count);
}

/* ---- code: a function that returns a number, written again and again ---- */

typedef int Code(void);
static uint32_t *page;
static volatile int version;

static void write_code(int number)
{
#if defined __powerpc__
    page[0] = 0x38600000u | (number & 0x7fff); /* li r3, number; blr */
    page[1] = 0x4e800020;
#elif defined __arm__
    page[0] = 0xe3000000u | (number & 0xf000) << 4 | (number & 0xfff); /* movw r0 */
    page[1] = 0xe12fff1e;                                              /* bx lr */
#else
    unsigned char *at = (unsigned char *)page;
    at[0] = 0xb8; /* mov eax, number; ret */
    memcpy(at + 1, &number, 4);
    at[5] = 0xc3;
#endif
    __builtin___clear_cache((char *)page, (char *)page + 8);
}

static void *run_it(void *unused)
{
    long calls = 0;

    while (!stop) {
        int before = version;
        __atomic_thread_fence(__ATOMIC_SEQ_CST);
#ifdef __powerpc__
        __asm__ volatile("isync" ::: "memory");
#endif
        int got = ((Code *)page)();
        __atomic_thread_fence(__ATOMIC_SEQ_CST);
        int after = version;
        /* What was announced before the call is seen by it. */
        if (got < before || got > after + 1)
            fail("version", before, got);
        calls++;
    }
    return (void *)calls;
}

static void run_code(int seconds)
{
    pthread_t runner[4];
    long until = now() + seconds, calls = 0;

    page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    write_code(0);
    for (int i = 0; i < 4; i++)
        pthread_create(&runner[i], NULL, run_it, NULL);
    while (now() < until && version < 0x7ff0) {
        write_code(version + 1);
        __atomic_store_n(&version, version + 1, __ATOMIC_SEQ_CST);
        usleep(200);
    }
    stop = 1;
    for (int i = 0; i < 4; i++) {
        void *mine;
        pthread_join(runner[i], &mine);
        calls += (long)mine;
    }
    printf("code %d versions, %ld calls\n", version, calls);
}

int main(int argc, char **argv)
{
    int number = argc > 2 ? atoi(argv[2]) : 1;

    self = "/proc/self/exe";
    if (argc > 1 && !strcmp(argv[1], "exit"))
        return number;
    if (argc > 1 && !strcmp(argv[1], "work"))
        run_work(number);
    else if (argc > 1 && !strcmp(argv[1], "spawn"))
        run_spawn(number);
    else if (argc > 1 && !strcmp(argv[1], "timer"))
        run_timer(number);
    else if (argc > 1 && !strcmp(argv[1], "create"))
        run_create(number);
    else if (argc > 1 && !strcmp(argv[1], "code"))
        run_code(number);
    else
        return 2;
    return 0;
}
