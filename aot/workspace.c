/* workspace.c -- the directory where an output is put together.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/workspace.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "aot/ending.h"

/* The paths of the directories that exist now, for the handler of signals: those of the
 * output, the report, the rule for make and a library. */
enum { MOST_OPEN = 4 };
static char open_path[MOST_OPEN][4400];
static volatile sig_atomic_t is_open[MOST_OPEN];

/* What getdents64 writes for each entry of a directory; getdents(2). */
typedef struct {
    u64 inode;
    i64 offset;
    u16 size; /* of this record, with its name */
    u8 type;
    char name[];
} DirEntry;

static void remove_files(int folder, const char *path);

/* Removes the files listed in the `count` bytes of entries at `at`; of a workspace
 * within this one, all of it. */
static void remove_entries(int dir, const char *at, long count)
{
    const char *end = at + count;

    while (at < end) {
        const DirEntry *entry = (const DirEntry *)at;

        bool is_own = strcmp(entry->name, ".") == 0 || strcmp(entry->name, "..") == 0;
        if (!is_own && unlinkat(dir, entry->name, 0) < 0 && errno == EISDIR) {
            remove_files(dir, entry->name);
            unlinkat(dir, entry->name, AT_REMOVEDIR);
        }
        at += entry->size;
    }
}

/* Removes the directory's files.  It calls only what a handler of signals may call,
 * which opendir and readdir are not: they allocate memory. */
static void remove_files(int folder, const char *path)
{
    _Alignas(DirEntry) char entries[2048];
    long count;
    int dir = openat(folder, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

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
        remove_files(AT_FDCWD, path);
    while (rmdir(path) < 0 && (errno == ENOTEMPTY || errno == EEXIST) && --tries);
}

static void remove_open_dirs(void)
{
    for (int i = 0; i < MOST_OPEN; i++)
        if (is_open[i])
            remove_dir(open_path[i]);
}

const char *workspace_refuse(Workspace *w, const char *why)
{
    snprintf(w->error, sizeof w->error, "%.250s: cannot write: %s", w->output, why);
    return w->error;
}

static const char *const prefix = ".dbt-aot-";

/* Removes the workspaces in a folder that no process holds the lock of: those of
 * processes that were killed. */
static void remove_stale(const char *folder)
{
    DIR *d = opendir(folder);

    for (struct dirent *e; d && (e = readdir(d));) {
        char path[4400];

        if (strncmp(e->d_name, prefix, strlen(prefix)) != 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        int dir = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (dir >= 0 && flock(dir, LOCK_EX | LOCK_NB) == 0)
            remove_dir(path);
        if (dir >= 0)
            close(dir);
    }
    if (d)
        closedir(d);
}

/* Locks the new directory for as long as the process lives.  Returns false if another
 * process took it for one that was left, and removed it. */
static bool lock_dir(Workspace *w, const char *dir)
{
    struct stat st;

    w->lock = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (w->lock < 0)
        return errno != ENOENT;
    if ((flock(w->lock, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) &&
        fstat(w->lock, &st) == 0 && st.st_nlink)
        return true;
    close(w->lock);
    return false;
}

static const char *make_dir(Workspace *w, const char *folder)
{
    size_t room = strlen(folder) + strlen(prefix) + 8;
    char *dir = base_alloc(room);

    remove_stale(folder);
    do {
        base_format(dir, room, "%s/%sXXXXXX", folder, prefix);
        if (!mkdtemp(dir)) {
            const char *wrong = workspace_refuse(w, strerror(errno));
            base_free(dir);
            return wrong;
        }
    } while (!lock_dir(w, dir));
    w->dir = dir;
    return NULL;
}

/* Is the path one of a process's descriptors, or a link to one, as /dev/stdout is? */
static bool is_descriptor(const char *path)
{
    char link[64];
    ssize_t n = readlink(path, link, sizeof link - 1);

    link[n < 0 ? 0 : n] = 0;
    return strncmp(path, "/dev/fd/", 8) == 0 || strncmp(path, "/proc/", 6) == 0 ||
           strncmp(link, "/proc/", 6) == 0;
}

/* Opens what can only be written to: the standard output, a device, a pipe. */
static const char *open_stream(Workspace *w, int fd)
{
    const char *folder = getenv("TMPDIR");

    w->stream = fd;
    return fd < 0 ? workspace_refuse(w, strerror(errno))
                  : make_dir(w, folder && *folder ? folder : "/tmp");
}

/* Finds the file that a rename will replace: behind links, which stay. */
static const char *find_target(Workspace *w)
{
    struct stat st;

    if (lstat(w->output, &st) == 0 && S_ISLNK(st.st_mode)) {
        w->target = realpath(w->output, NULL);
        return w->target ? NULL : workspace_refuse(w, "it is a link to nothing");
    }
    w->target = strdup(w->output);
    return w->target ? NULL : workspace_refuse(w, strerror(ENOMEM));
}

static const char *open_beside(Workspace *w)
{
    char folder[4096];
    const char *wrong = find_target(w);

    if (wrong)
        return wrong;
    const char *slash = strrchr(w->target, '/');
    size_t length = slash ? (size_t)(slash - w->target) : 0;
    if (length > 4000)
        return workspace_refuse(w, strerror(ENAMETOOLONG));
    base_format(folder, sizeof folder, "%.*s", (int)length, w->target);
    if (!length)
        base_format(folder, sizeof folder, "%s", slash ? "/" : ".");
    return make_dir(w, folder);
}

static const char *open_any(Workspace *w)
{
    struct stat st;

    if (strcmp(w->output, "-") == 0)
        return open_stream(w, fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3));
    if (stat(w->output, &st) == 0) {
        if (S_ISDIR(st.st_mode))
            return workspace_refuse(w, "it is a directory");
        if (!S_ISREG(st.st_mode) || is_descriptor(w->output))
            return open_stream(w, open(w->output, O_WRONLY | O_TRUNC | O_CLOEXEC));
        if (access(w->output, W_OK) < 0)
            return workspace_refuse(w, strerror(errno));
    }
    return open_beside(w);
}

/* Has the directory removed if the process ends. */
static void note_open(Workspace *w)
{
    w->slot = 0;
    while (w->slot < MOST_OPEN - 1 && is_open[w->slot])
        w->slot++;
    base_format(open_path[w->slot], sizeof open_path[w->slot], "%s", w->dir);
    is_open[w->slot] = 1;
    ending_add(remove_open_dirs);
    ending_handle_signals();
}

const char *workspace_open(Workspace *w, const char *output)
{
    *w = (Workspace){.output = output, .stream = -1, .lock = -1, .slot = -1};
    const char *wrong = open_any(w);

    if (wrong)
        return wrong;
    note_open(w);
    return NULL;
}

const char *workspace_path(Workspace *w, const char *name)
{
    snprintf(w->path, sizeof w->path, "%s/%s", w->dir, name);
    return w->path;
}

static bool write_all(int fd, const char *bytes, size_t size)
{
    while (size) {
        ssize_t n = write(fd, bytes, size);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        bytes += n;
        size -= (size_t)n;
    }
    return true;
}

/* Copies a finished file to the stream. */
static bool copy_to_stream(int stream, const char *path)
{
    static char bytes[1 << 16];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool fine = fd >= 0;
    ssize_t n;

    while (fine && (n = read(fd, bytes, sizeof bytes)) != 0)
        fine = n > 0 && write_all(stream, bytes, (size_t)n);
    if (fd >= 0)
        close(fd);
    return fine;
}

const char *workspace_add(Workspace *w, const char *name, const char *suffix)
{
    if (!w->target)
        return workspace_refuse(w, "there is no place beside it for a listing");
    w->added = name;
    w->suffix = suffix;
    return NULL;
}

static bool move(const char *path, const char *target, mode_t mode)
{
    return chmod(path, mode) == 0 && rename(path, target) == 0;
}

/* Moves the added file first: the output is the last to appear. */
static bool move_added(Workspace *w, char *target, size_t room, mode_t mode)
{
    *target = 0;
    if (!w->added)
        return true;
    base_format(target, room, "%s%s", w->target, w->suffix);
    return move(workspace_path(w, w->added), target, mode);
}

static const char *move_all(Workspace *w, const char *name, unsigned mode)
{
    enum { NOT_RUN = 0666 };
    char added[4400];
    mode_t mask = umask(0);

    umask(mask);
    if (!move_added(w, added, sizeof added, NOT_RUN & ~mask))
        return workspace_refuse(w, strerror(errno));
    w->finished = move(workspace_path(w, name), w->target, mode & ~mask);
    if (w->finished)
        return NULL;
    int error = errno;
    if (*added)
        unlink(added);
    return workspace_refuse(w, strerror(error));
}

void workspace_undo(Workspace *w)
{
    if (w->finished)
        unlink(w->target);
    w->finished = false;
}

const char *workspace_finish(Workspace *w, const char *name, unsigned mode)
{
    if (w->stream < 0)
        return move_all(w, name, mode);
    if (!copy_to_stream(w->stream, workspace_path(w, name)) || close(w->stream) < 0)
        return workspace_refuse(w, strerror(errno));
    w->stream = -1;
    return NULL;
}

void workspace_close(Workspace *w)
{
    if (w->dir) {
        remove_dir(w->dir);
        if (w->slot >= 0)
            is_open[w->slot] = 0;
    }
    base_free(w->dir);
    w->dir = NULL;
    free(w->target);
    w->target = NULL;
}
