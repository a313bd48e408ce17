/*
 * timed.c -- dbt-timed: runs a command and writes its time and memory to descriptor 3.
 *
 * It is a program of its own, and a small one: Linux counts the memory that a process
 * had before it executed a program to that program's peak (getrusage(2)), so a child of
 * dbt-compare itself would have all of that one's.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "aot/compare/timed.h"

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static void wait_for(pid_t child, Measured *m)
{
    struct rusage usage;
    int status = 0;

    while (wait4(child, &status, 0, &usage) < 0 && errno == EINTR)
        ;
    m->wall = now() - m->started;
    m->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    m->user = seconds(usage.ru_utime);
    m->system = seconds(usage.ru_stime);
    m->peak_kib = (u64)usage.ru_maxrss;
}

/* In the child.  What goes wrong is told through the pipe, which an execution closes.
 */
static _Noreturn void execute(char **argv, int tell)
{
    execvp(argv[0], argv);
    int error = errno;
    if (write(tell, &error, sizeof error) < 0)
        error = 0; /* the status says it, too */
    _exit(127);
}

static void run(char **argv, Measured *m)
{
    int tell[2];

    if (fcntl(TIMED_FD, F_SETFD, FD_CLOEXEC) < 0 || pipe2(tell, O_CLOEXEC) < 0) {
        m->error = errno;
        return;
    }
    m->started = now();
    pid_t child = fork();
    if (!child)
        execute(argv, tell[1]);
    close(tell[1]);
    if (child < 0) {
        m->error = errno;
        return;
    }
    if (read(tell[0], &m->error, sizeof m->error) <= 0)
        m->error = 0;
    wait_for(child, m);
}

int main(int argc, char **argv)
{
    Measured m = {0};

    if (argc < 2) {
        fputs("usage: dbt-timed COMMAND [ARGUMENT...] 3>FILE\n"
              "Run a command for dbt-compare, and write its time and memory.\n",
              stderr);
        return 2;
    }
    run(argv + 1, &m);
    return write(TIMED_FD, &m, sizeof m) == sizeof m ? 0 : 1;
}
