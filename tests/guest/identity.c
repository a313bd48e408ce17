/* identity.c -- who and where the process is; limits; random numbers.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

int main(void)
{
    struct utsname name;
    uname(&name);
    printf("system %s machine %d\n", name.sysname, name.machine[0] != 0);
    printf("ids %d %d %d\n", getpid() > 0, getppid() > 0, gettid() == getpid());
    printf("groups %d session %d\n", getpgrp() > 0, getsid(0) >= 0);
    unsigned char random[64] = {0};
    unsigned bits = 0;
    printf("random %d", (int)getrandom(random, sizeof random, 0));
    for (int i = 0; i < 64; i++)
        bits |= random[i];
    printf(" %d\n", bits != 0);
    struct rlimit limit;
    printf("limits %d", getrlimit(RLIMIT_NOFILE, &limit));
    printf(" %d\n", limit.rlim_cur > 2);
    limit = (struct rlimit){64, 64};
    printf("set %d", setrlimit(RLIMIT_NOFILE, &limit));
    getrlimit(RLIMIT_NOFILE, &limit);
    printf(" %d\n", (int)limit.rlim_cur);
    char text[32] = {0};
    prctl(PR_SET_NAME, "guest-name");
    prctl(PR_GET_NAME, text);
    puts(text);
    long got = syscall(9999);
    printf("unknown call %ld %d\n", got, errno == ENOSYS);
    struct winsize size;
    int pipes[2];
    if (pipe(pipes))
        return 1;
    got = ioctl(pipes[0], TIOCGWINSZ, &size);
    printf("no terminal %ld %d %d\n", got, errno == ENOTTY, isatty(pipes[0]));
    int ready = -1;
    if (write(pipes[1], "abc", 3) != 3)
        return 1;
    ioctl(pipes[0], FIONREAD, &ready);
    printf("ready %d page %ld\n", ready, sysconf(_SC_PAGESIZE));
    got = readlink("/proc/self/exe", text, sizeof text - 1);
    printf("exe %d\n", got > 0);
    return 0;
}
