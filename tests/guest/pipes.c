/* pipes.c -- a pipe to a child, poll, select, dup2, end of file.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <unistd.h>

static void child(int from, int to)
{
    char byte;
    while (read(from, &byte, 1) == 1) {
        byte = (char)(byte >= 'a' && byte <= 'z' ? byte - 32 : byte);
        if (write(to, &byte, 1) != 1)
            _exit(2);
    }
    _exit(5);
}

int main(void)
{
    int there[2], back[2], status;
    if (pipe(there) || pipe2(back, O_CLOEXEC))
        return 1;
    struct pollfd wait_for = {.fd = back[0], .events = POLLIN};
    printf("nothing yet %d\n", poll(&wait_for, 1, 0));
    pid_t pid = fork();
    if (pid == 0) {
        close(there[1]);
        child(there[0], back[1]);
    }
    close(back[1]);
    close(there[0]);
    char text[32] = {0};
    if (write(there[1], "hello pipe", 10) != 10)
        return 1;
    for (size_t have = 0; have < 10;)
        have += (size_t)read(back[0], text + have, sizeof text - have);
    puts(text);
    fd_set set;
    FD_ZERO(&set);
    FD_SET(back[0], &set);
    struct timeval zero = {0, 1000};
    printf("select %d\n", select(back[0] + 1, &set, NULL, NULL, &zero));
    close(there[1]);
    printf("end %d\n", (int)read(back[0], text, 1));
    printf("poll %d", poll(&wait_for, 1, 1000));
    printf(" hang-up %d\n", (wait_for.revents & POLLHUP) != 0);
    waitpid(pid, &status, 0);
    printf("child %d\n", WEXITSTATUS(status));

    signal(SIGPIPE, SIG_IGN);
    if (pipe(there))
        return 1;
    close(there[0]);
    printf("broken %d\n", (int)write(there[1], "x", 1) == -1 && errno == EPIPE);
    fflush(stdout);
    int saved = dup(1);
    if (pipe(there))
        return 1;
    dup2(there[1], 1);
    puts("captured");
    fflush(stdout);
    dup2(saved, 1);
    memset(text, 0, sizeof text);
    printf("%d ", (int)read(there[0], text, sizeof text));
    printf("%s%d\n", text, fcntl(saved, F_GETFD));
    return 0;
}
