/* command.c -- dbt-timed as a child process.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/compare/command.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "aot/tools.h"

enum { PATH_ROOM = 4400 };

void command_find(char *path, size_t room, const char *name)
{
    static const char *const folders[] = {"", "../lib/dbt-aot/"};

    for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
        char beside[64];

        snprintf(beside, sizeof beside, "%s%s", folders[i], name);
        if (tools_beside(path, room, beside, X_OK))
            return;
    }
    snprintf(path, room, "%s", name);
}

static bool redirect(const char *path, int flags, int to)
{
    int fd = open(path ? path : "/dev/null", flags | O_CLOEXEC, 0666);

    return fd >= 0 && dup2(fd, to) == to;
}

/* In the child: dbt-timed with the command as its arguments. */
static _Noreturn void execute(const Command *c, const char *timed, const char **argv,
                              int tell)
{
    const int create = O_WRONLY | O_CREAT | O_TRUNC;

    if (c->set)
        putenv((char *)c->set);
    if (c->set_too)
        putenv((char *)c->set_too);
    /* dup2 of a descriptor to itself would leave it to be closed. */
    if (tell == TIMED_FD)
        fcntl(tell, F_SETFD, 0);
    else
        dup2(tell, TIMED_FD);
    if (redirect(c->input, O_RDONLY, 0) && redirect(c->output, create, 1) &&
        (!c->errors || redirect(c->errors, create, 2)))
        execvp(timed, (char *const *)argv);
    _exit(127);
}

static const char **arguments_of(const Command *c, const char *timed)
{
    size_t count = 0;

    while (c->argv[count])
        count++;
    const char **argv = base_alloc((count + 2) * sizeof *argv);
    argv[0] = timed;
    for (size_t i = 0; i < count; i++)
        argv[i + 1] = c->argv[i];
    return argv;
}

/* Returns true if dbt-timed ended well and `measured` is what it wrote. */
static bool take(int from, pid_t child, Measured *measured)
{
    ssize_t got = read(from, measured, sizeof *measured);
    int status = 0;

    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return got == (ssize_t)sizeof *measured && status == 0;
}

bool command_run(const Command *command, Measured *measured)
{
    char timed[PATH_ROOM];
    int tell[2];

    command_find(timed, sizeof timed, "dbt-timed");
    if (pipe2(tell, O_CLOEXEC) < 0)
        return false;
    const char **argv = arguments_of(command, timed);
    pid_t child = fork();
    if (!child)
        execute(command, timed, argv, tell[1]);
    close(tell[1]);
    bool fine = child > 0 && take(tell[0], child, measured);
    close(tell[0]);
    base_free(argv);
    errno = fine ? measured->error : ENOENT;
    return fine && !measured->error;
}
