/* spawn.c -- posix_spawn, vfork, system, popen: children that share memory.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void handler(int signal)
{
    (void)signal;
}

static void spawn(const char *path, char **arguments)
{
    pid_t child;
    int status = -1;
    int error = posix_spawn(&child, path, NULL, NULL, arguments, environ);

    if (!error)
        waitpid(child, &status, 0);
    printf("%s: %s, status %x\n", path, strerror(error), status);
    fflush(stdout);
}

static void share(void)
{
    volatile int shared = 1;
    int status;
    pid_t child = vfork();

    if (child == 0) {
        shared = 42;
        _exit(3);
    }
    waitpid(child, &status, 0);
    printf("vfork: %d, status %x\n", shared, status);
}

int main(void)
{
    char *shell[] = {"sh", "-c", "echo from the child; exit 5", NULL};
    char *killed[] = {"sh", "-c", "kill -9 $$", NULL};
    struct sigaction action;
    char line[32] = "";

    signal(SIGUSR1, handler);
    spawn("/nonexistent/program", shell);
    spawn("/etc/passwd", shell);
    for (int i = 0; i < 3; i++)
        spawn("/bin/sh", shell);
    spawn("/bin/sh", killed);
    printf("system %d\n", WEXITSTATUS(system("exit 9")));
    FILE *pipe = popen("echo piped", "r");
    fgets(line, sizeof line, pipe);
    printf("%sclosed %d\n", line, pclose(pipe));
    share();
    sigaction(SIGUSR1, NULL, &action);
    printf("handler kept: %d\n", action.sa_handler == handler);
    return 0;
}
