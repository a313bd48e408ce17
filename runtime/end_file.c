/* end_file.c -- files that are written when the process ends.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/end_file.h"

#include <asm/fcntl.h>
#include <string.h>

#include "runtime/base/errors.h"
#include "runtime/base/log.h"
#include "runtime/base/sys.h"
#include "runtime/base/text.h"
#include "runtime/program.h"

enum { FILE_MODE = 0666 };

bool end_file_forked;

/* The folder that the process started in, with a "/" at its end; "": it has no name. */
static char folder[END_FILE_PATH];

static size_t put_piece(char *path, size_t at, const char *piece, size_t length)
{
    if (at + length >= END_FILE_PATH)
        length = END_FILE_PATH - 1 - at;
    memcpy(path + at, piece, length);
    return at + length;
}

/* The file's name as this process is to write it.  `own`: a forked child has a file of
 * its own. */
static void make_name(char path[END_FILE_PATH], const char *name, bool own)
{
    char pid[16];
    size_t at = 0, length;
    bool has_pid = false;

    base_format(pid, sizeof pid, "%d", (int)sys_call0(__NR_getpid));
    if (name[0] != '/')
        at = put_piece(path, at, folder, strlen(folder));
    for (const char *c = name; *c; c += length) {
        bool is_pid = c[0] == '%' && c[1] == 'p';
        length = is_pid ? 2 : 1;
        at = is_pid ? put_piece(path, at, pid, strlen(pid)) : put_piece(path, at, c, 1);
        has_pid |= is_pid;
    }
    if (own && end_file_forked && !has_pid) {
        at = put_piece(path, at, ".", 1);
        at = put_piece(path, at, pid, strlen(pid));
    }
    path[at] = 0;
}

static void find_folder(void)
{
    i64 length = sys_call2(__NR_getcwd, (u64)folder, sizeof folder - 1);

    if (length > 0 && folder[0] == '/')
        memcpy(folder + length - 1, "/", 2);
    else
        folder[0] = 0;
}

static i64 open_file(const char *path, int more)
{
    return sys_call3(__NR_open, (u64)path, (u64)(O_WRONLY | O_CREAT | O_CLOEXEC | more),
                     FILE_MODE);
}

bool end_file_try(const char *name, const char *what, char *error, size_t room)
{
    char path[END_FILE_PATH];

    find_folder();
    make_name(path, name, true);
    i64 fd = open_file(path, 0);
    if (sys_failed(fd)) {
        base_format(error, room, "%s: cannot write %.150s: %s", what, path,
                    error_text((int)-fd));
        return false;
    }
    sys_call1(__NR_close, (u64)fd);
    return true;
}

EndFile end_file_open(const char *name, const char *variable)
{
    EndFile file = {.variable = variable};

    make_name(file.path, name, true);
    file.fd = open_file(file.path, O_TRUNC);
    file.error = sys_failed(file.fd) ? file.fd : 0;
    return file;
}

void end_file_append(const char *name, const char *variable, const char *text,
                     size_t length)
{
    enum { TO_END = 2 };
    EndFile file = {.variable = variable};

    make_name(file.path, name, false);
    file.fd = open_file(file.path, O_APPEND);
    file.error = sys_failed(file.fd) ? file.fd : 0;
    if (!file.error) {
        sys_call2(__NR_flock, (u64)file.fd, LOCK_EX); /* closing the file drops it */
        i64 size = sys_call3(__NR_lseek, (u64)file.fd, 0, TO_END);
        file.error = text_write(file.fd, text, length);
        if (file.error && size >= 0)
            sys_call2(__NR_ftruncate, (u64)file.fd, (u64)size);
    }
    end_file_close(&file);
}

void end_file_close(EndFile *file)
{
    if (!sys_failed(file->fd))
        sys_call1(__NR_close, (u64)file->fd);
    if (file->error)
        out_printf(log_error(), "%s: %s: cannot write %.150s: %s\n", program_name,
                   file->variable, file->path, error_text((int)-file->error));
}
