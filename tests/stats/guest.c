/*
 * guest.c -- does things that the statistics of a run and the records of its blocks
 * count, as often as it is told.
 *
 *      guest calls N | returns N | changes N | many N | threads N | signals N | faults
 * N | ticks N | shared N | mixed N | fork | vfork | exit N | race N | die SIGNAL | wait
 * | exec [PROGRAM]
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../guest/machine_code.h"

typedef int Function(int, int);

/* Through a pointer, to a function that was not translated ahead of time. */
__attribute__((noinline, noclone)) int callee(int n, int unused)
{
    return n * 3 + unused;
}

static Function *volatile pointer = callee;

__attribute__((noinline, noclone)) int calls(int n)
{
    int sum = 0;

    for (int i = 0; i < n; i++)
        sum ^= pointer(i, 0);
    return sum;
}

/* Returns to another function than its caller: `landing`, which goes back there. */
void elsewhere(void);
void landing(void);
#ifdef __arm__
__asm__(".text\n.arm\n.type elsewhere, %function\nelsewhere: mov ip, lr\n"
        "ldr lr, =landing\nbx lr\n.size elsewhere, . - elsewhere\n.ltorg\n"
        ".type landing, %function\nlanding: bx ip\n.size landing, . - landing\n");
#else
__asm__(".text\n.type elsewhere, @function\nelsewhere: mflr 0\nmtctr 0\n"
        "lis 9, landing@ha\naddi 9, 9, landing@l\nmtlr 9\nblr\n"
        ".size elsewhere, . - elsewhere\n"
        ".type landing, @function\nlanding: bctr\n.size landing, . - landing\n");
#endif

__attribute__((noinline, noclone)) int returns(int n)
{
    for (int i = 0; i < n; i++)
        elsewhere();
    return 0;
}

static uint32_t *code_pages(size_t size)
{
    return mmap(NULL, size, PROT_READ | PROT_WRITE | PROT_EXEC,
                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

/* One function, made again n times. */
static int changes(int n)
{
    uint32_t *page = code_pages(4096);
    int sum = 0;

    for (int i = 0; i < n; i++) {
        uint32_t *end = put_return(put_add(page, i));
        announce(page, (unsigned)(4 * (end - page)));
        sum ^= ((Function *)page)(sum, 0);
    }
    return sum & 0;
}

/* n functions, then the first again: the code cache may be too small for all. */
static int many(int n)
{
    enum { WORDS = ADD_WORDS + 1 };
    uint32_t *page = code_pages(4ul * WORDS * (unsigned)n), *at = page;
    int sum = 0;

    for (int i = 0; i < n; i++)
        at = put_return(put_add(at, 1));
    announce(page, (unsigned)(4 * (at - page)));
    for (int i = 0; i < n; i++)
        sum = ((Function *)(page + WORDS * i))(sum, 0);
    return ((Function *)page)(sum, 0) != n + 1;
}

static void *nothing(void *unused)
{
    return unused;
}

static int threads(int n)
{
    for (int i = 0; i < n; i++) {
        pthread_t id;
        pthread_create(&id, NULL, nothing, NULL);
        pthread_join(id, NULL);
    }
    return 0;
}

static volatile int handled;

static void on_signal(int unused)
{
    (void)unused;
    handled++;
}

static int signals(int n)
{
    signal(SIGUSR1, on_signal);
    for (int i = 0; i < n; i++)
        raise(SIGUSR1);
    return handled != n;
}

/* Has another file under the number of stderr, as a daemon may. */
static int redirects(int n)
{
    close(STDERR_FILENO);
    int fd = open("redirected", O_WRONLY | O_CREAT | O_TRUNC, 0666);
    return fd != STDERR_FILENO || n;
}

/* As division by zero does where an instruction for it traps, or a library's does. */
static int divisions(int n)
{
    signal(SIGFPE, on_signal);
    for (int i = 0; i < n; i++)
        raise(SIGFPE);
    return handled != n;
}

static sigjmp_buf before;

static void on_fault(int unused)
{
    (void)unused;
    siglongjmp(before, 1);
}

static int faults(int n)
{
    volatile int done = 0;

    signal(SIGSEGV, on_fault);
    if (sigsetjmp(before, 1))
        done++;
    while (done < n)
        *(volatile int *)16;
    return 0;
}

__attribute__((noinline, noclone)) int step(int n)
{
    __asm__ volatile("");
    return n + 1;
}

/* n steps, in the middle of which signals arrive. */
static int ticks(int n)
{
    struct itimerval often = {{0, 100}, {0, 100}};
    int sum = 0;

    signal(SIGALRM, on_signal);
    setitimer(ITIMER_REAL, &often, NULL);
    while (sum < n)
        sum = step(sum);
    signal(SIGALRM, SIG_IGN);
    return !handled;
}

static void *steps(void *end)
{
    int sum = 0;

    while (sum < *(int *)end)
        sum = step(sum);
    return NULL;
}

/* n steps in each of four threads at once. */
static int shared(int n)
{
    pthread_t id[4];

    for (int i = 0; i < 4; i++)
        pthread_create(&id[i], NULL, steps, &n);
    for (int i = 0; i < 4; i++)
        pthread_join(id[i], NULL);
    return 0;
}

/* A function is called n times, and before each call data in its page is written. */
static int mixed(int n)
{
    enum { DATA = 512 };
    uint32_t *page = code_pages(4096);
    uint32_t *end = put_return(put_add(page, 1));
    int sum = 0;

    announce(page, (unsigned)(4 * (end - page)));
    while (sum < n) {
        page[DATA] = (uint32_t)sum;
        sum = ((Function *)page)(sum, 0);
    }
    return sum != n;
}

static int child_of(pid_t child)
{
    int status = -1;

    if (!child)
        _exit(9);
    waitpid(child, &status, 0);
    return WEXITSTATUS(status) != 9;
}

static void *ends(void *status)
{
    exit((int)(long)status);
}

/* Several threads end the process at once. */
static int race(int n)
{
    for (int i = 0; i < 4; i++) {
        pthread_t id;
        pthread_create(&id, NULL, ends, (void *)(long)n);
    }
    pause();
    return 1;
}

static int wait_for_signal(void)
{
    puts("waiting");
    fflush(stdout);
    pause();
    return 1;
}

static int exec(char **argv)
{
    char *self[] = {argv[0], "exit", "4", NULL};

    execlp("no-such-program", "no-such-program", NULL);
    if (argv[2])
        execv(argv[2], argv + 2);
    else
        execv("/proc/self/exe", self);
    return 1;
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    int n = argc > 2 ? atoi(argv[2]) : 0;

#define DO(name, expression)                                                           \
    if (!strcmp(what, name))                                                           \
    return expression
    DO("calls", calls(n) & 0);
    DO("returns", returns(n));
    DO("changes", changes(n));
    DO("many", many(n));
    DO("threads", threads(n));
    DO("signals", signals(n));
    DO("divisions", divisions(n));
    DO("faults", faults(n));
    DO("redirects", redirects(n));
    DO("ticks", ticks(n));
    DO("shared", shared(n));
    DO("mixed", mixed(n));
    DO("fork", child_of(fork()));
    DO("vfork", child_of(vfork()));
    DO("exit", n);
    DO("race", race(n));
    DO("die", raise(n));
    DO("wait", wait_for_signal());
    DO("exec", exec(argv));
    return 2;
}
