/* log.c -- log flags, and where the text goes.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/base/log.h"

#include <asm/fcntl.h>
#include <asm/signal.h>
#include <string.h>

#include "runtime/base/sys.h"

u32 log_flags;

static const struct {
    const char *name;
    u32 flag;
} name_of[] = {
#define ROW(id, name) {name, LOG_##id},
    LOG_FLAGS(ROW)
#undef ROW
};

static void write_fd(Out *out, const char *text, size_t length)
{
    u64 fd = (u64)out->to;

    while (length) {
        i64 done = sys_call3(__NR_write, fd, (u64)text, length);
        if (done == -EINTR)
            continue;
        if (done <= 0)
            return;
        text += done;
        length -= (size_t)done;
    }
}

static Out to_log = {write_fd, (void *)2};
static Out to_error = {write_fd, (void *)2};

Out *log_out(void)
{
    return &to_log;
}

Out *log_error(void)
{
    return &to_error;
}

/* The guest must not meet the log among its low file numbers. */
static void log_to_file(const char *path)
{
    enum { LOG_FD = 1000, FILE_MODE = 0666, GET_FD_CLOEXEC = 1030 };
    i64 fd = sys_call3(__NR_open, (u64)path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                       FILE_MODE);
    if (sys_failed(fd))
        return;
    i64 high = sys_call3(__NR_fcntl, (u64)fd, GET_FD_CLOEXEC, LOG_FD);
    if (!sys_failed(high)) {
        sys_call1(__NR_close, (u64)fd);
        fd = high;
    }
    to_log.to = (void *)fd;
}

static u32 flag_named(const char *name, size_t length)
{
    for (unsigned i = 0; i < ARRAY_LEN(name_of); i++)
        if (strlen(name_of[i].name) == length &&
            strncmp(name_of[i].name, name, length) == 0)
            return name_of[i].flag;
    return 0;
}

bool log_set(const char *flags)
{
    while (*flags) {
        size_t length = 0;
        while (flags[length] && flags[length] != ',' && flags[length] != ':')
            length++;
        u32 flag = flag_named(flags, length);
        if (!flag)
            return false;
        log_flags |= flag;
        flags += length;
        if (*flags == ':') {
            log_to_file(flags + 1);
            return true;
        }
        if (*flags == ',')
            flags++;
    }
    return true;
}

void log_names(Out *out)
{
    for (unsigned i = 0; i < ARRAY_LEN(name_of); i++)
        out_printf(out, "%s%s", i ? "," : "", name_of[i].name);
}

void log_abort(void)
{
    u64 set = ~0ull;
    u64 action[4] = {0};

    sys_call4(__NR_rt_sigaction, SIGABRT, (u64)action, 0, 8);
    sys_call4(__NR_rt_sigprocmask, SIG_UNBLOCK, (u64)&set, 0, 8);
    sys_call2(__NR_tkill, (u64)sys_call0(__NR_gettid), SIGABRT);
    for (;;)
        sys_call1(__NR_exit_group, 127);
}
