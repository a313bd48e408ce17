/* helper.c -- dbt-disasm as a process beside this one.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/base/helper.h"

#include <asm/fcntl.h>
#include <linux/socket.h>
#include <linux/wait.h>
#include <string.h>

#include "runtime/base/sys.h"

enum {
    MAX_PATH = 4096,
    LOCAL = 1,               /* AF_UNIX */
    STREAM = 1,              /* SOCK_STREAM */
    NO_SIGNAL = 0x4000,      /* MSG_NOSIGNAL */
    CLOSE_ON_EXEC = 02000000 /* SOCK_CLOEXEC */
};

/* 0: not asked for yet; -1: it could not be had, or failed. */
static i64 the_socket;

static _Noreturn void end(void)
{
    for (;;)
        sys_call1(__NR_exit, 0);
}

/* Sets `path` to that of dbt-disasm in the folder of this program. */
static bool find_program(char path[MAX_PATH])
{
    static const char name[] = "dbt-disasm";
    u64 length = sys_own_folder(path, MAX_PATH - sizeof name);

    memcpy(path + length, name, sizeof name);
    return length;
}

/* A child without an exit signal: no handler of the guest and no call that waits for
 * any child sees it end. */
static i64 fork_quietly(void)
{
    return sys_call4(__NR_clone, 0, 0, 0, 0);
}

/* A pipe of the guest that the helper held open would never end. */
static void close_others(void)
{
    i64 nothing = sys_call3(__NR_open, (u64) "/dev/null", O_RDWR, 0);

    sys_call2(__NR_dup2, (u64)nothing, 2);
    if (sys_call3(__NR_close_range, 3, ~0u, 0) == 0)
        return;
    for (u64 fd = 3; fd < 2 * SYS_HIGH_FD; fd++)
        sys_call1(__NR_close, fd);
}

/* In a session of its own, a terminal's signals do not reach it. */
static _Noreturn void become_helper(const char *path, u64 socket)
{
    const char *arguments[] = {path, NULL}, *environment[] = {NULL};
    u64 no_signals = 0;

    sys_call0(__NR_setsid);
    sys_call4(__NR_rt_sigprocmask, 2, (u64)&no_signals, 0, 8);
    sys_call2(__NR_dup2, socket, 0);
    sys_call2(__NR_dup2, socket, 1);
    close_others();
    sys_call3(__NR_execve, (u64)path, (u64)arguments, (u64)environment);
    end();
}

/* It is a child of a child that ends at once, and so of init. */
static void start_helper(const char *path, u64 socket)
{
    i64 child = fork_quietly();

    if (!child && !fork_quietly())
        become_helper(path, socket);
    if (!child)
        end();
    if (child > 0)
        sys_call4(__NR_wait4, (u64)child, 0, __WALL, 0);
}

static i64 connect(void)
{
    char path[MAX_PATH];
    int pair[2];

    if (!find_program(path) ||
        sys_call4(__NR_socketpair, LOCAL, STREAM | CLOSE_ON_EXEC, 0, (u64)pair))
        return -1;
    start_helper(path, (u64)pair[1]);
    i64 high = sys_high_copy(pair[0]);
    sys_call1(__NR_close, (u64)pair[0]);
    sys_call1(__NR_close, (u64)pair[1]);
    return sys_failed(high) ? -1 : high;
}

static bool send_all(const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        i64 done = sys_call6(__NR_sendto, (u64)the_socket, (u64)(text + at),
                             length - at, NO_SIGNAL, 0, 0);
        if (done == -EINTR)
            continue;
        if (done <= 0)
            return false;
        at += (size_t)done;
    }
    return true;
}

/* Copies up to and with the first empty line, which ends what was sent.  If the helper
 * ends in between, the rest is missing: *any says that something was written. */
static bool copy_answer(Out *out, bool *any)
{
    char piece[4096], last = 0;
    bool over = false;

    while (!over) {
        i64 got = sys_call6(__NR_recvfrom, (u64)the_socket, (u64)piece, sizeof piece, 0,
                            0, 0);
        if (got == -EINTR)
            continue;
        if (got <= 0)
            return false;
        char before = got > 1 ? piece[got - 2] : last;
        last = piece[got - 1];
        over = last == '\n' && before == '\n';
        out->write(out, piece, (size_t)got);
        *any = true;
    }
    return true;
}

bool helper_filter(const char *text, size_t length, Out *out)
{
    bool any = false;

    if (!the_socket)
        the_socket = connect();
    if (the_socket < 0)
        return false;
    if (send_all(text, length) && copy_answer(out, &any))
        return true;
    sys_call1(__NR_close, (u64)the_socket);
    the_socket = -1;
    return any;
}

void helper_after_fork(void)
{
    if (the_socket > 0)
        sys_call1(__NR_close, (u64)the_socket);
    the_socket = 0;
}
