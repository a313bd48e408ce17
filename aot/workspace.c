/* workspace.c -- the directory where an output is put together.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/workspace.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The directory that exists now, or NULL; the handler of signals reads it. */
static char *volatile open_dir;

/* What getdents64 writes for each entry of a directory; getdents(2). */
typedef struct {
    u64 inode;
    i64 offset;
    u16 size; /* of this record, with its name */
    u8 type;
    char name[];
} DirEntry;

/* Removes the files listed in the `count` bytes of entries at `at`. */
static void remove_entries(int dir, const char *at, long count)
{
    const char *end = at + count;

    while (at < end) {
        const DirEntry *entry = (const DirEntry *)at;

        unlinkat(dir, entry->name, 0); /* fails for "." and "..", which is fine */
        at += entry->size;
    }
}

/* Removes the directory's files.  It calls only what a handler of signals may call,
 * which opendir and readdir are not: they allocate memory. */
static void remove_files(const char *path)
{
    _Alignas(DirEntry) char entries[2048];
    long count;
    int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (dir < 0)
        return;
    /* NOLINTNEXTLINE(bugprone-signal-handler,cert-sig30-c): syscall keeps no state. */
    while ((count = syscall(SYS_getdents64, dir, entries, sizeof entries)) > 0)
        remove_entries(dir, entries, count);
    close(dir);
}

/* Other threads and the linker may make a file in the directory after its files were
 * removed: that is tried again, though not for ever. */
static void remove_dir(const char *path)
{
    int tries = 100;

    do
        remove_files(path);
    while (rmdir(path) < 0 && (errno == ENOTEMPTY || errno == EEXIST) && --tries);
}

static void remove_open_dir(void)
{
    const char *dir = open_dir;

    if (dir)
        remove_dir(dir);
}

/* The signals that end a process: sent by users and by the kernel for a limit or a
 * broken pipe, and raised by LLVM where it finds a bug. */
static const int ending_signals[] = {
    SIGINT,  SIGTERM, SIGHUP,  SIGQUIT, SIGXCPU, SIGXFSZ,
    SIGPIPE, SIGABRT, SIGSEGV, SIGBUS,  SIGILL,  SIGFPE,
};

/* Handles an ending signal.  Its default action is in force again by now (SA_RESETHAND)
 * and ends the process when this function returns. */
static void remove_and_end(int number)
{
    remove_open_dir();
    raise(number);
}

/* Installs the handler, but leaves alone signals that whoever started the process had
 * it ignore, as nohup does. */
static void handle_ending_signals(void)
{
    struct sigaction old, action = {.sa_flags = (int)SA_RESETHAND};

    action.sa_handler = remove_and_end;
    sigfillset(&action.sa_mask);
    for (size_t i = 0; i < ARRAY_LEN(ending_signals); i++)
        if (sigaction(ending_signals[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL)
            sigaction(ending_signals[i], &action, NULL);
}

static const char *refuse(Workspace *w, const char *why)
{
    snprintf(w->error, sizeof w->error, "%.250s: cannot write: %s", w->output, why);
    return w->error;
}

/* Replacing anything but a plain file is surely not meant. */
static const char *check_output(Workspace *w)
{
    struct stat st;

    if (stat(w->output, &st) == 0) {
        if (S_ISDIR(st.st_mode))
            return refuse(w, "it is a directory");
        if (!S_ISREG(st.st_mode))
            return refuse(w, "it is not a regular file");
        if (access(w->output, W_OK) < 0)
            return refuse(w, strerror(errno));
    }
    return NULL;
}

const char *workspace_open(Workspace *w, const char *output)
{
    *w = (Workspace){.output = output};
    const char *slash = strrchr(output, '/');
    size_t length = slash ? (size_t)(slash - output) + 1 : 0;
    static const char pattern[] = ".dbt-aot-XXXXXX";
    const char *wrong = check_output(w);

    if (wrong)
        return wrong;
    if (length > 4000)
        return refuse(w, strerror(ENAMETOOLONG));
    char *dir = base_alloc(length + sizeof pattern);
    memcpy(dir, output, length);
    memcpy(dir + length, pattern, sizeof pattern);
    if (!mkdtemp(dir)) {
        wrong = refuse(w, strerror(errno));
        base_free(dir);
        return wrong;
    }
    w->dir = dir;
    open_dir = dir;
    atexit(remove_open_dir); /* LLVM ends the process by exit, too */
    handle_ending_signals();
    return NULL;
}

const char *workspace_path(Workspace *w, const char *name)
{
    snprintf(w->path, sizeof w->path, "%s/%s", w->dir, name);
    return w->path;
}

const char *workspace_finish(Workspace *w, const char *name, unsigned mode)
{
    const char *path = workspace_path(w, name);
    mode_t mask = umask(0);

    umask(mask);
    if (chmod(path, mode & ~mask) < 0 || rename(path, w->output) < 0)
        return refuse(w, strerror(errno));
    return NULL;
}

void workspace_close(Workspace *w)
{
    /* A handler may be reading the name, so it is not freed. */
    if (w->dir)
        remove_dir(w->dir);
    w->dir = NULL;
    open_dir = NULL;
}
