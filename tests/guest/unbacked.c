/* unbacked.c -- the kernel and memory that cannot be accessed: pages behind a file's
 * end, pages that go while a call is under way.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 65536, ROUNDS = 3000 };

static char *behind; /* the end of a file that is mapped further */

static void map(void)
{
    int fd = memfd_create("file", 0);
    ftruncate(fd, PAGE);
    char *page = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    behind = page + PAGE;
}

static void check(const char *what, long result)
{
    printf("%s: %s\n", what, result < 0 ? strerror(errno) : "done");
}

static void calls(void)
{
    int ends[2];
    pipe(ends);
    check("uname", syscall(SYS_uname, behind));
    check("uname, crossing the end", syscall(SYS_uname, behind - 100));
    check("pipe", syscall(SYS_pipe2, behind, 0));
    check("sysinfo", syscall(SYS_sysinfo, behind));
    check("old mask", syscall(SYS_rt_sigprocmask, SIG_BLOCK, NULL, behind, 8));
    check("new mask", syscall(SYS_rt_sigprocmask, SIG_BLOCK, behind, NULL, 8));
    check("event",
          syscall(SYS_epoll_ctl, epoll_create1(0), EPOLL_CTL_ADD, ends[0], behind));
    check("buffers", syscall(SYS_writev, ends[1], behind, 1));
    check("path", syscall(SYS_chdir, behind));
    check("after that", syscall(SYS_uname, behind - 1000));
}

static void handler(int number)
{
    (void)number;
    printf("handled\n");
    fflush(stdout);
    _exit(3);
}

/* The alternate stack cannot be used: SIGSEGV, whose handler needs it too or not. */
static void stack(int segv_flags)
{
    int status;
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        stack_t bad = {.ss_sp = behind, .ss_size = PAGE};
        struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK};
        sigaltstack(&bad, NULL);
        sigaction(SIGUSR1, &action, NULL);
        action.sa_flags = segv_flags;
        if (segv_flags >= 0)
            sigaction(SIGSEGV, &action, NULL);
        raise(SIGUSR1);
        _exit(0);
    }
    waitpid(pid, &status, 0);
    printf("signal %d, exit %d\n", WIFSIGNALED(status) ? WTERMSIG(status) : 0,
           WIFEXITED(status) ? WEXITSTATUS(status) : 0);
}

static char *volatile going;
static volatile int done;

static void *come_and_go(void *unused)
{
    while (!done) {
        mmap(going, PAGE, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        mprotect(going, PAGE, PROT_NONE);
    }
    return unused;
}

static void threads(void)
{
    pthread_t thread;
    int other = 0;
    going = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    pthread_create(&thread, NULL, come_and_go, NULL);
    for (int i = 0; i < ROUNDS; i++)
        other += syscall(SYS_uname, going) < 0 && errno != EFAULT;
    done = 1;
    pthread_join(thread, NULL);
    printf("other errors %d\n", other);
}

int main(void)
{
    map();
    calls();
    stack(-1);
    stack(SA_ONSTACK);
    stack(0);
    threads();
    return 0;
}
