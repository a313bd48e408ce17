/* fault_order.c -- what a fault's handler sees of the work before it, and the work
 * after it of the handler; handlers installed at awkward moments.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 65536, PAGES = 8 };

static char *pages;
static volatile int work[4];
static int seen[4];
static volatile int caught;
static sigjmp_buf back;

static void open_page(int number, siginfo_t *info, void *context)
{
    char *page = (char *)((unsigned long)info->si_addr & -(unsigned long)PAGE);

    (void)number, (void)context;
    for (int i = 0; i < 4; i++)
        seen[i] = work[i];
    caught++;
    mprotect(page, PAGE, PROT_READ | PROT_WRITE);
}

static void jump_back(int number)
{
    (void)number;
    caught++;
    siglongjmp(back, 1);
}

static void close_pages(void)
{
    mprotect(pages, PAGES * PAGE, PROT_NONE);
    caught = 0;
}

static void install(int number, void (*handler)(int, siginfo_t *, void *))
{
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    sigaction(number, &action, NULL);
}

/* Five levels down, so that all of them are left and come back. */
__attribute__((noinline, noclone)) static int install_deep(int depth)
{
    int below;

    if (depth == 0) {
        install(SIGSEGV, open_page);
        return 1;
    }
    below = install_deep(depth - 1);
    return 3 * below + depth;
}

__attribute__((noinline, noclone)) static int stores_around(char *at)
{
    work[0] = 1;
    work[1] = 2;
    *at = 7;
    work[0] = 3;
    work[1] = 4;
    return work[0] + work[1];
}

__attribute__((noinline, noclone)) static int load_then_look(const char *at)
{
    int before = caught, value = *(const volatile char *)at;
    return 100 * before + 10 * caught + value;
}

__attribute__((noinline, noclone)) static long walk(const char *from, long step,
                                                    double *scale)
{
    long sum = 0;
    double product = 1;

    for (long i = 0; i < 64; i++) {
        sum = 5 * sum + from[i * step] + i;
        product = product * 1.5 + (double)from[i * step];
        sum %= 100003;
    }
    *scale = product;
    return sum;
}

static void walk_pages(void)
{
    double scale, again_scale;

    close_pages();
    long sum = walk(pages, PAGES * PAGE / 64, &scale);
    int faults = caught;
    long again = walk(pages, PAGES * PAGE / 64, &again_scale);
    printf("walk %ld %d %d %d\n", sum, faults, sum == again, scale == again_scale);
}

static void install_in_handler(int number)
{
    (void)number;
    signal(SIGBUS, jump_back);
    signal(SIGSEGV, jump_back);
    if (!sigsetjmp(back, 1))
        printf("not reached %d\n", *(volatile char *)pages);
    printf("in a handler %d\n", caught);
}

static void by_default_again(void)
{
    int status;

    if (fork() == 0) {
        signal(SIGSEGV, SIG_DFL);
        *(volatile char *)pages = 1;
        _exit(1);
    }
    wait(&status);
    printf("child: signal %d\n", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    pages =
        mmap(NULL, (PAGES + 1) * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    pages = (char *)(((unsigned long)pages + PAGE - 1) & -(unsigned long)PAGE);
    if (vfork() == 0) {
        install(SIGSEGV, open_page);
        _exit(0);
    }
    wait(NULL);
    printf("deep %d\n", install_deep(5));
    printf("stores %d\n", stores_around(pages + 5));
    printf("seen %d %d, caught %d\n", seen[0], seen[1], caught);
    close_pages();
    printf("load %d\n", load_then_look(pages + 5));
    walk_pages();
    close_pages();
    signal(SIGUSR1, install_in_handler);
    raise(SIGUSR1);
    by_default_again();
    return 0;
}
