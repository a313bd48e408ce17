/* die.c -- ways to end: an exit status, or a signal's default action.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static void at_end(void)
{
    puts("at exit");
}

int main(int argc, char **argv)
{
    const char *how = argc > 1 ? argv[1] : "";
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    atexit(at_end);
    puts(how);
    if (!strcmp(how, "exit"))
        exit(argc > 2 ? atoi(argv[2]) : 0);
    if (!strcmp(how, "_exit"))
        _exit(3);
    fflush(stdout);
    if (!strcmp(how, "abort"))
        abort();
    if (!strcmp(how, "segv"))
        *(volatile int *)0 = 1;
    if (!strcmp(how, "jump"))
        ((void (*)(void))4)();
    if (!strcmp(how, "trap"))
        __builtin_trap();
    if (!strcmp(how, "illegal"))
        raise(SIGILL);
    if (!strcmp(how, "signal"))
        raise(atoi(argv[2]));
    if (!strcmp(how, "blocked")) {
        sigset_t set;
        sigfillset(&set);
        sigprocmask(SIG_SETMASK, &set, NULL);
        *(volatile int *)0 = 1;
    }
    if (!strcmp(how, "overflow")) {
        struct sigaction action = {.sa_handler = SIG_DFL};
        sigaction(SIGSEGV, &action, NULL);
        volatile char *down = __builtin_frame_address(0);
        for (;;)
            *(down -= 4096) = 1;
    }
    return 1;
}
