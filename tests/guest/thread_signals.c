/* thread_signals.c -- signals to threads: masks, pending ones, stacks, faults, waits.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { THREADS = 4 };

static __thread int received, on_own_stack;
static __thread char *own_stack;
static pthread_t thread[THREADS];
static pthread_barrier_t barrier;
static int wrong, total;

static void handler(int signal, siginfo_t *info, void *context)
{
    char here;

    received++;
    on_own_stack = own_stack && &here >= own_stack && &here < own_stack + 65536;
    if (info->si_signo != signal)
        __atomic_add_fetch(&wrong, 1, __ATOMIC_RELAXED);
    __atomic_add_fetch(&total, 1, __ATOMIC_RELAXED);
}

static void catch (int signal, int flags)
{
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | flags};

    sigaction(signal, &action, NULL);
}

static void *receive(void *number)
{
    long n = (long)number;
    sigset_t set, old, waiting;

    own_stack =
        mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    stack_t stack = {.ss_sp = own_stack, .ss_size = 65536};
    sigaltstack(&stack, NULL);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    pthread_sigmask(SIG_BLOCK, &set, &old);
    pthread_barrier_wait(&barrier);
    /* The first thread sends: n + 1 of SIGUSR1, and a SIGUSR2 that waits. */
    while (received < n + 1)
        usleep(100);
    pthread_barrier_wait(&barrier);
    sigpending(&waiting);
    if (!sigismember(&waiting, SIGUSR2) || sigismember(&waiting, SIGUSR1) ||
        !on_own_stack)
        __atomic_add_fetch(&wrong, 1, __ATOMIC_RELAXED);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (received != n + 2)
        __atomic_add_fetch(&wrong, 1, __ATOMIC_RELAXED);
    pthread_barrier_wait(&barrier);
    return NULL;
}

/* SIGUSR1 is sent one at a time, as a second one would be lost. */
static void send(void)
{
    int sent = 0;

    for (long i = 0; i < THREADS; i++) {
        pthread_kill(thread[i], SIGUSR2);
        for (int k = 0; k <= i; k++) {
            pthread_kill(thread[i], SIGUSR1);
            for (sent++; __atomic_load_n(&total, __ATOMIC_ACQUIRE) < sent;)
                usleep(50);
        }
    }
}

static void *wait_for_signal(void *unused)
{
    sigset_t set;
    siginfo_t info;

    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN + 3);
    int got = sigwaitinfo(&set, &info);
    printf("waited for %d, value %d\n", got - SIGRTMIN, info.si_value.sival_int);
    return NULL;
}

/* Blocked by all but one thread: that one gets it. */
static void *take_processes(void *unused)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGALRM);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    while (!received)
        usleep(100);
    return NULL;
}

static int ends[2];

static void *blocked_in_read(void *unused)
{
    char byte;

    pthread_barrier_wait(&barrier);
    ssize_t got = read(ends[0], &byte, 1);
    printf("read %d %s, received %d\n", (int)got, strerror(errno), received);
    return NULL;
}

static void *spin_till_signal(void *unused)
{
    volatile unsigned long turns = 0;

    pthread_barrier_wait(&barrier);
    while (!*(volatile int *)&received)
        turns++;
    printf("spun till %d\n", received);
    return NULL;
}

static void to_one(void *(*body)(void *), int signal)
{
    pthread_t other;

    pthread_barrier_init(&barrier, NULL, 2);
    pthread_create(&other, NULL, body, NULL);
    pthread_barrier_wait(&barrier);
    usleep(20000);
    pthread_kill(other, signal);
    pthread_join(other, NULL);
}

/* Each thread's own fault, at its own address. */
static __thread char *page;
static int faults;

static void on_fault(int signal, siginfo_t *info, void *context)
{
    if (info->si_addr != page)
        __atomic_add_fetch(&wrong, 1, __ATOMIC_RELAXED);
    mprotect(page, 4096, PROT_READ | PROT_WRITE);
    __atomic_add_fetch(&faults, 1, __ATOMIC_RELAXED);
}

static void *fault(void *unused)
{
    page = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < 50; i++) {
        *(volatile char *)page = (char)i;
        mprotect(page, 4096, PROT_NONE);
    }
    return NULL;
}

static void run(int threads, void *(*body)(void *))
{
    for (long i = 0; i < threads; i++)
        pthread_create(&thread[i], NULL, body, (void *)i);
}

static void join(int threads)
{
    for (int i = 0; i < threads; i++)
        pthread_join(thread[i], NULL);
}

int main(void)
{
    pthread_t other;
    sigset_t set;

    setvbuf(stdout, NULL, _IOLBF, 0);
    catch (SIGUSR1, SA_ONSTACK);
    catch (SIGUSR2, SA_RESTART);
    pthread_barrier_init(&barrier, NULL, THREADS + 1);
    run(THREADS, receive);
    pthread_barrier_wait(&barrier);
    send();
    pthread_barrier_wait(&barrier);
    pthread_barrier_wait(&barrier);
    join(THREADS);
    printf("all %d, wrong %d, main %d\n", total, wrong, received);

    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN + 3);
    sigaddset(&set, SIGALRM);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    pthread_create(&other, NULL, wait_for_signal, NULL);
    usleep(10000);
    pthread_sigqueue(other, SIGRTMIN + 3, (union sigval){.sival_int = 77});
    pthread_join(other, NULL);
    catch (SIGALRM, 0);
    pthread_create(&other, NULL, take_processes, NULL);
    usleep(10000);
    kill(getpid(), SIGALRM);
    pthread_join(other, NULL);
    printf("main still %d\n", received);

    pipe(ends);
    to_one(blocked_in_read, SIGUSR1);
    to_one(spin_till_signal, SIGUSR1);
    to_one(spin_till_signal, SIGUSR2);

    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &action, NULL);
    run(THREADS, fault);
    join(THREADS);
    printf("faults %d, wrong %d\n", faults, wrong);
    printf("no such thread %s\n",
           syscall(SYS_tgkill, getpid(), 0x3ffffff, 0) ? strerror(errno) : "");
    return 0;
}
