/* killed_sharing.c -- processes that share all memory, killed wherever they are.
 *
 * A translator keeps its own locks in that memory, and must get them back.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STACK = 65536, KILLS = 8, PAGE = 4096 };

static volatile int turns;
static char *stack;

static void handler(int number)
{
    (void)number;
}

static long map(void)
{
    return syscall(
#ifdef SYS_mmap2
        SYS_mmap2,
#else
        SYS_mmap,
#endif
        NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

/* Changes the memory map all the time. */
static int maps(void *unused)
{
    (void)unused;
    for (;; turns++)
        syscall(SYS_munmap, map(), PAGE);
}

/* Pages that are executable come and go: what was made of their code is to be
 * forgotten. */
static int protects(void *page)
{
    for (;; turns++) {
        syscall(SYS_mprotect, page, PAGE, PROT_READ | PROT_EXEC);
        syscall(SYS_mprotect, page, PAGE, PROT_READ | PROT_WRITE);
    }
}

/* Handlers of faults come and go. */
static int handles(void *unused)
{
    (void)unused;
    for (;; turns++)
        signal(SIGSEGV, turns % 2 ? SIG_DFL : handler);
}

static void kill_some(const char *name, int (*run)(void *), void *argument)
{
    int killed = 0, good = 0;

    for (int i = 0; i < KILLS; i++) {
        int status = 0, before = turns;
        pid_t pid = clone(run, stack + STACK, CLONE_VM | SIGCHLD, argument);
        while (turns < before + 10 + i % 7)
            sched_yield();
        kill(pid, SIGKILL);
        killed += waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) &&
                  WTERMSIG(status) == SIGKILL;
        char *mapped = (char *)map();
        signal(SIGSEGV, i % 2 ? SIG_DFL : handler);
        good += mapped[i] == 0 && munmap(mapped, PAGE) == 0;
    }
    printf("%s: %d killed, %d times all well after it\n", name, killed, good);
}

int main(void)
{
    void *page = (void *)map();

    stack = (char *)mmap(NULL, STACK, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    kill_some("maps", maps, NULL);
    kill_some("protects", protects, page);
    kill_some("handles", handles, NULL);
    return 0;
}
