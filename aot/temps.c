/* temps.c -- the objects of a translation, kept.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/temps.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aot/files.h"

static bool is_object(const char *name)
{
    size_t length = strlen(name);

    return length > 2 && strcmp(name + length - 2, ".o") == 0;
}

/* The folder may be on another file system. */
static bool copy_file(const char *from, const char *to)
{
    int in = open(from, O_RDONLY | O_CLOEXEC);
    int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    ssize_t n = in >= 0 && out >= 0 ? 1 : -1;

    while (n > 0)
        n = sendfile(out, in, NULL, 1 << 20);
    if (in >= 0)
        close(in);
    return out >= 0 && close(out) == 0 && n == 0;
}

static bool move_file(const char *from, const char *to)
{
    if (rename(from, to) == 0)
        return true;
    return errno == EXDEV && copy_file(from, to);
}

/* Returns false if the path is too long. */
static bool name_kept(const Job *job, const char *name, char *path, size_t room)
{
    const char *folder = job_value(job, OPTION_SAVE_TEMPS);
    const char *output = job->workspace.target ? job->workspace.target : "output";

    if (!folder)
        return (size_t)snprintf(path, room, "%s-%s", output, name) < room;
    return (size_t)snprintf(path, room, "%s/%s-%s", folder, files_name(output), name) <
           room;
}

const char *temps_save(Job *job)
{
    Workspace *w = &job->workspace;
    const char *wrong = NULL;
    char path[4400];

    if (!job_times(job, OPTION_SAVE_TEMPS) || !w->dir)
        return NULL;
    DIR *dir = opendir(w->dir);
    for (struct dirent *e; dir && !wrong && (e = readdir(dir));) {
        if (!is_object(e->d_name))
            continue;
        if (!name_kept(job, e->d_name, path, sizeof path))
            wrong = strerror(ENAMETOOLONG);
        else if (!move_file(workspace_path(w, e->d_name), path))
            wrong = strerror(errno);
    }
    if (dir)
        closedir(dir);
    return job_about(job, path, wrong);
}
