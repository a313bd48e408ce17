/* jobserver.c -- tokens of make.  GNU make's manual, 13.1.1.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/jobserver.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aot/ending.h"

enum { MOST_TOKENS = 1024 };

static int from = -1, to = -1;
static char token[MOST_TOKENS]; /* what is given back are the bytes that were taken */
static volatile sig_atomic_t held;

static void give_back(void)
{
    int saved = errno;

    held--;
    while (write(to, &token[held], 1) < 0 && errno == EINTR)
        ;
    errno = saved;
}

static void give_all_back(void)
{
    while (held)
        give_back();
}

/* Returns what the last --jobserver-auth of MAKEFLAGS says, which is the one in force;
 * NULL if there is none.  Before make 4.2 it was --jobserver-fds. */
static const char *find_auth(void)
{
    static const char *const names[] = {"--jobserver-auth=", "--jobserver-fds="};
    const char *flags = getenv("MAKEFLAGS"), *last = NULL;

    for (size_t i = 0; flags && !last && i < ARRAY_LEN(names); i++)
        for (const char *at = flags; (at = strstr(at, names[i]));)
            last = at += strlen(names[i]);
    return last;
}

static bool open_fifo(const char *path)
{
    char name[4096];

    base_format(name, sizeof name, "%.*s", (int)strcspn(path, " "), path);
    from = to = open(name, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    return from >= 0;
}

static bool is_pipe(int fd)
{
    struct stat st;

    return fd >= 0 && fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode);
}

/* The pipe is opened once more: whether reading waits must not change for the other
 * processes that share it. */
static bool open_pipe(const char *auth)
{
    char name[32], *end;
    long reads = strtol(auth, &end, 10);
    long writes = *end == ',' ? strtol(end + 1, NULL, 10) : -1;

    if (!is_pipe((int)reads) || !is_pipe((int)writes))
        return false;
    base_format(name, sizeof name, "/proc/self/fd/%d", (int)reads);
    from = open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    to = (int)writes;
    return from >= 0;
}

Jobserver jobserver_open(void)
{
    static const char fifo[] = "fifo:";
    const char *auth = find_auth();

    if (!auth)
        return JOBSERVER_NONE;
    bool is_fifo = strncmp(auth, fifo, strlen(fifo)) == 0;
    if (is_fifo ? !open_fifo(auth + strlen(fifo)) : !open_pipe(auth)) {
        from = -1;
        return JOBSERVER_LOST;
    }
    ending_add(give_all_back);
    ending_handle_signals();
    return JOBSERVER_FOUND;
}

static bool take(void)
{
    char byte;

    if (held == MOST_TOKENS || read(from, &byte, 1) != 1)
        return false;
    token[held] = byte;
    held++;
    return true;
}

bool jobserver_allows(u32 busy)
{
    return from < 0 || busy <= (u32)held || take();
}

void jobserver_keep(u32 busy)
{
    while (held && (u32)held >= (busy ? busy : 1))
        give_back();
}

int jobserver_descriptor(void)
{
    return from;
}
