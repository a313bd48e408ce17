/* bug.c -- the file for a bug report, written by a handler of signals.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/bug.h"

#include <execinfo.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "aot/ending.h"
#include "aot/options.h"

enum { DEEPEST = 100 };

static int num_arguments;
static char **arguments;
static const char *doing = "starting", *with = "";
static char path[4200];

/* What cannot be written is lost: nothing can be done about it here. */
static void put(int fd, const char *text)
{
    ssize_t n = write(fd, text, strlen(text));

    (void)n;
}

static void put_line(int fd, const char *what, const char *text)
{
    put(fd, what);
    put(fd, text);
    put(fd, "\n");
}

/* As a shell reads it. */
static void put_quoted(int fd, const char *text)
{
    put(fd, " '");
    for (; *text; text++) {
        char one[] = {*text, 0};

        put(fd, *text == '\'' ? "'\\''" : one);
    }
    put(fd, "'");
}

static void write_report(int fd, int number)
{
    static void *frame[DEEPEST];
    const char *message = base_last_panic(), *name = sigdescr_np(number);

    put_line(fd, "dbt-aot: bug report", "");
    put_line(fd, "version:   ", options_version());
    put_line(fd, "message:   ", *message ? message : "none");
    put_line(fd, "signal:    ", name ? name : "unknown");
    put_line(fd, "it was:    ", doing);
    put_line(fd, "program:   ", with);
    put(fd, "command:  ");
    for (int i = 0; i < num_arguments; i++)
        put_quoted(fd, arguments[i]);
    put(fd, "\nframes:\n");
    /* NOLINTNEXTLINE(bugprone-signal-handler,cert-sig30-c): it was loaded before. */
    backtrace_symbols_fd(frame, backtrace(frame, DEEPEST), fd);
}

static void end_with_report(int number)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd >= 0)
        write_report(fd, number);
    put(2, "dbt-aot: internal error while ");
    put(2, doing);
    put(2, fd >= 0 ? "; please report it, with the file "
                   : "; no report can be written: ");
    put_line(2, path, "");
    _exit(BUG_STATUS);
}

void bug_begin(int argc, char **argv)
{
    const char *folder = getenv("TMPDIR");
    void *frame[1];

    num_arguments = argc;
    arguments = argv;
    base_format(path, sizeof path, "%.4000s/dbt-aot-bug-%d.txt",
                folder && *folder ? folder : "/tmp", (int)getpid());
    backtrace(frame, 1); /* loads what it needs, which a handler must not */
    ending_on_crash(end_with_report);
    ending_handle_signals();
}

void bug_now(const char *what, const char *program)
{
    doing = what;
    with = program;
}
