/* log.c -- log flags, and where the text goes.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/base/log.h"

#include <asm/fcntl.h>
#include <asm/signal.h>

#include "runtime/base/errors.h"
#include "runtime/base/text.h"
#include "runtime/base/sys.h"

u32 log_flags;

OptionWhere log_where;

static const OptionName name_of[] = {
#define ROW(id, name, help) {name, LOG_##id, help},
    LOG_FLAGS(ROW)
#undef ROW
};

static void write_fd(Out *out, const char *text, size_t length)
{
    text_write((i64)out->to, text, length);
}

enum { STDERR = 2 };

static Out to_log = {write_fd, (void *)STDERR};
static Out to_error = {write_fd, (void *)STDERR};

Out *log_out(void)
{
    return &to_log;
}

Out *log_error(void)
{
    return &to_error;
}

void log_keep_stderr(void)
{
    i64 high = to_error.to == (void *)STDERR ? sys_high_copy(STDERR) : -1;

    if (sys_failed(high))
        return;
    if (to_log.to == to_error.to)
        to_log.to = (void *)high;
    to_error.to = (void *)high;
}

/* Sends the logs to a file. Returns false if it cannot be opened. */
static bool log_to_file(const char *path, const char *what, char *error, size_t room)
{
    enum { FILE_MODE = 0666 };
    i64 fd = sys_call3(__NR_open, (u64)path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                       FILE_MODE);

    if (sys_failed(fd)) {
        base_format(error, room, "%s: cannot write %.150s: %s", what, path,
                    error_text((int)-fd));
        return false;
    }
    i64 high = sys_high_copy(fd);
    if (!sys_failed(high)) {
        sys_call1(__NR_close, (u64)fd);
        fd = high;
    }
    to_log.to = (void *)fd;
    return true;
}

bool log_set(const char *text, const char *what, char *error, size_t room)
{
    static OptionRequest request;

    if (!option_request(name_of, ARRAY_LEN(name_of), text, what, &request, error, room))
        return false;
    log_flags |= request.bits;
    log_where = request.where;
    if (request.path)
        return log_to_file(request.path, what, error, room);
    log_keep_stderr();
    return true;
}

void log_help(Out *out)
{
    option_names_help(name_of, ARRAY_LEN(name_of), out);
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
