/*
 * guest.c -- what needs memory and executable memory of the host.
 *
 *      guest hello | threads N | deep N | fork | code | signals N
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* Not a tail call, so that each level has a frame. */
__attribute__((noinline)) unsigned deep(unsigned level)
{
    if (!level)
        return 1;
    unsigned below = deep(level - 1);
    return below ^ level;
}

static unsigned expected(unsigned level)
{
    unsigned sum = 1;

    for (unsigned i = 1; i <= level; i++)
        sum ^= i;
    return sum;
}

enum { THREAD_DEPTH = 5000, MOST_THREADS = 1000 };

static pthread_barrier_t all_there;

void *thread(void *unused)
{
    (void)unused;
    pthread_barrier_wait(&all_there);
    return (void *)(unsigned long)deep(THREAD_DEPTH);
}

static int threads(unsigned count)
{
    static pthread_t id[MOST_THREADS];
    pthread_attr_t attributes;
    unsigned right = 0;

    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 1 << 20);
    pthread_barrier_init(&all_there, NULL, count);
    for (unsigned i = 0; i < count; i++)
        if (pthread_create(&id[i], &attributes, thread, NULL)) {
            printf("thread %u cannot be made\n", i);
            return 1;
        }
    for (unsigned i = 0; i < count; i++) {
        void *result;
        pthread_join(id[i], &result);
        right += (unsigned)(unsigned long)result == expected(THREAD_DEPTH);
    }
    printf("%u threads\n", right);
    return 0;
}

static int process(void)
{
    int status = 1;
    pid_t child = fork();

    if (!child)
        _exit(deep(100) == expected(100) ? 7 : 8);
    waitpid(child, &status, 0);
    printf("child %d\n", WEXITSTATUS(status));
    return 0;
}

#ifdef __powerpc__
static const unsigned return_one[] = {0x38600001, 0x4e800020}; /* li 3,1; blr */
#else
static const unsigned return_one[] = {0xe3a00001, 0xe12fff1e}; /* mov r0,#1; bx lr */
#endif

static int call(unsigned *code, unsigned value)
{
    memcpy(code, return_one, sizeof return_one);
    code[0] += value; /* the immediate operand */
    __builtin___clear_cache((char *)code, (char *)(code + 2));
    return ((int (*)(void))code)();
}

/* Overwrites a function of this program. */
__attribute__((noinline, aligned(4096))) int patched(void)
{
    return 3;
}

static int (*volatile pointer)(void) = patched;

static int code(void)
{
    unsigned *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int sum = call(page, 0) + call(page, 1), before = pointer();

    mprotect((void *)patched, 4096, PROT_READ | PROT_WRITE | PROT_EXEC);
    int after = call((unsigned *)(void *)patched, 4);
    printf("sum %d, patched %d %d %d\n", sum, before, after, pointer());
    return 0;
}

static volatile sig_atomic_t handled;

static void on_signal(int signal)
{
    (void)signal;
    handled++;
}

static int signals(unsigned count)
{
    signal(SIGUSR1, on_signal);
    for (unsigned i = 0; i < count; i++)
        raise(SIGUSR1);
    printf("handled %d\n", (int)handled);
    return 0;
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "hello";
    unsigned count = argc > 2 ? (unsigned)atoi(argv[2]) : 0;

    if (!strcmp(what, "threads") && count <= MOST_THREADS)
        return threads(count);
    if (!strcmp(what, "fork"))
        return process();
    if (!strcmp(what, "code"))
        return code();
    if (!strcmp(what, "signals"))
        return signals(count);
    if (!strcmp(what, "deep"))
        printf("%s\n", deep(count) == expected(count) ? "right" : "wrong");
    else
        puts("hello");
    return 0;
}
