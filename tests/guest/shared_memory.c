/* shared_memory.c -- processes that share all memory, as LinuxThreads made its threads.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STACK = 65536, THREADS = 6, ROUNDS = 20000 };
enum {
    LINUX_THREADS = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | SIGCHLD,
    PLAIN = CLONE_VM | SIGCHLD
};

static volatile int counter, ready, handled;
static int ends[2];

/* The C library is not for processes that share what it keeps of a thread. */
static pid_t start(int (*run)(void *), int flags, void *argument)
{
    char *stack =
        mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return clone(run, stack + STACK, flags, argument);
}

static void report(const char *what, pid_t pid)
{
    int status = 0;
    pid_t got = waitpid(pid, &status, 0);
    printf("%s: waited %d, signal %d, exit %d\n", what, got == pid,
           WIFSIGNALED(status) ? WTERMSIG(status) : 0,
           WIFEXITED(status) ? WEXITSTATUS(status) : 0);
}

static int count(void *own)
{
    for (int i = 0; i < ROUNDS; i++)
        __atomic_add_fetch(&counter, 1, __ATOMIC_SEQ_CST);
    return (int)(long)own + (syscall(SYS_getpid) == syscall(SYS_gettid));
}

static int spin(void *unused)
{
    (void)unused;
    ready = 1;
    for (;;)
        counter++;
}

static int fault(void *unused)
{
    (void)unused;
    *(volatile int *)NULL = 1;
    return 0;
}

static int execute(void *name)
{
    char *arguments[] = {"sh", "-c", "exit 9", NULL}, *none[] = {NULL};
    (void)name;
    execve("/bin/sh", arguments, none);
    return 1;
}

static void handler(int number)
{
    (void)number;
    handled++;
}

static int set_handler(void *unused)
{
    struct sigaction action = {.sa_handler = handler};
    (void)unused;
    return sigaction(SIGUSR1, &action, NULL);
}

static int raise_it(void *unused)
{
    (void)unused;
    syscall(SYS_kill, syscall(SYS_getpid), SIGUSR1);
    return handled;
}

/* Its own process's handlers, which a child shares for a while. */
static int parent(void *unused)
{
    int status;
    set_handler(unused);
    for (int i = 0; i < 3; i++)
        syscall(SYS_wait4, start(raise_it, LINUX_THREADS, NULL), &status, 0, NULL);
    return raise_it(unused);
}

/* A translator may have to stop all others for this: those that are there. */
static void stop_others(void)
{
    for (int i = 0; i < 20; i++)
        signal(SIGSEGV, i % 2 ? SIG_DFL : handler);
}

static int outlive(void *unused)
{
    char byte;
    (void)unused;
    while (syscall(SYS_getppid) == *(volatile int *)&ready)
        syscall(SYS_sched_yield);
    for (int i = 0; i < ROUNDS; i++)
        counter++;
    byte = counter == ROUNDS ? 'y' : 'n';
    write(ends[1], &byte, 1);
    syscall(SYS_exit_group, 0);
    return 0;
}

/* The child of a child goes on when that has ended. */
static void outliving(void)
{
    char byte = '?';
    pipe(ends);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        counter = 0;
        ready = getpid();
        start(outlive, LINUX_THREADS, NULL);
        _exit(0);
    }
    close(ends[1]);
    report("parent", pid);
    printf("outlived: %d", (int)read(ends[0], &byte, 1));
    printf(" %c\n", byte);
}

int main(void)
{
    pid_t pid[THREADS];

    for (int i = 0; i < THREADS; i++)
        pid[i] = start(count, i % 2 ? PLAIN : LINUX_THREADS, (void *)(long)i);
    for (int i = 0; i < THREADS; i++)
        report("count", pid[i]);
    printf("counted %d\n", counter);
    report("fault", start(fault, LINUX_THREADS, NULL));
    pid[0] = start(spin, LINUX_THREADS, NULL);
    while (!ready)
        sched_yield();
    stop_others();
    kill(pid[0], SIGKILL);
    report("killed", pid[0]);
    stop_others();
    report("execute", start(execute, PLAIN, NULL));
    report("handler", start(set_handler, LINUX_THREADS, NULL));
    report("shared handler", start(raise_it, PLAIN, NULL));
    signal(SIGUSR1, SIG_DFL);
    report("other handler", start(set_handler, PLAIN, NULL));
    report("no handler", start(raise_it, LINUX_THREADS, NULL));
    handled = 0;
    report("parent of three", start(parent, PLAIN, NULL));
    report("not its handlers", start(raise_it, LINUX_THREADS, NULL));
    outliving();
    stop_others();
    return 0;
}
