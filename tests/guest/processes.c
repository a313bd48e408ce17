/* processes.c -- fork, exec of itself, wait, statuses, a shell.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int shared = 1;

static int status_of(pid_t pid)
{
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static int run_self(const char *mode, const char *argument)
{
    pid_t pid = fork();
    if (pid == 0) {
        char *args[] = {"self", "processes", (char *)mode, (char *)argument, NULL};
        char *environment[] = {"GUEST_CHILD=yes", NULL};
        execve("/proc/self/exe", args, environment);
        _exit(99);
    }
    return status_of(pid);
}

static int child(int argc, char **argv)
{
    const char *env = getenv("GUEST_CHILD");
    printf("child %s %s %d %s\n", argv[1], argv[2], argc, env ? env : "none");
    fflush(stdout);
    if (!strcmp(argv[1], "die"))
        raise(atoi(argv[2]));
    return atoi(argv[2]);
}

int main(int argc, char **argv)
{
    if (argc > 2)
        return child(argc, argv);
    setvbuf(stdout, NULL, _IONBF, 0);
    pid_t pid = fork();
    if (pid == 0) {
        shared = 2;
        _exit(getppid() > 0 ? 33 : 34);
    }
    printf("fork %d shared %d\n", status_of(pid), shared);
    printf("exec %d\n", run_self("exit", "7"));
    printf("killed %d\n", run_self("die", "15"));
    printf("killed %d\n", run_self("die", "11"));
    char *none[] = {"none", NULL};
    int got = execve("/nonexistent/program", none, none);
    printf("missing %d %d\n", got, errno == ENOENT);
    printf("shell %d\n", WEXITSTATUS(system("exit 3")));
    FILE *from = popen("echo from the shell", "r");
    char line[64];
    printf("%s", fgets(line, sizeof line, from));
    printf("closed %d\n", pclose(from));
    pid = vfork();
    if (pid == 0)
        _exit(12);
    printf("vfork %d\n", status_of(pid));
    got = (int)wait(NULL);
    printf("none left %d %d\n", got, errno == ECHILD);
    return 0;
}
