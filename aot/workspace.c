/* workspace.c -- the directory where an output is put together.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/workspace.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void remove_dir(const char *dir)
{
    char path[4400];
    DIR *d = opendir(dir);

    for (struct dirent *e; d && (e = readdir(d));) {
        if (e->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
        unlink(path);
    }
    if (d)
        closedir(d);
    rmdir(dir);
}

/* Waits for a signal that ends the process, and then does so without a trace.  The
 * signals are blocked in all threads. */
static void *guard(void *dir)
{
    sigset_t set;
    int number;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    sigwait(&set, &number);
    remove_dir(dir);
    signal(number, SIG_DFL);
    raise(number);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    return NULL;
}

/* LLVM ends the process by itself when it finds a bug in what it is given. */
static char *open_dir;

static void remove_open_dir(void)
{
    if (open_dir)
        remove_dir(open_dir);
}

static void remove_on_abort(int number)
{
    remove_open_dir();
    signal(number, SIG_DFL);
}

static void start_guard(char *dir)
{
    sigset_t set;
    pthread_t thread;

    open_dir = dir;
    atexit(remove_open_dir);
    signal(SIGABRT, remove_on_abort);

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    if (pthread_create(&thread, NULL, guard, dir) == 0)
        pthread_detach(thread);
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
    start_guard(dir);
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
    /* The guard may still look at the name, so it is not freed. */
    if (w->dir)
        remove_dir(w->dir);
    w->dir = NULL;
    open_dir = NULL;
}
