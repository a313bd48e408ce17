/* ld_conf.c -- folders of libraries that files of the root name.  ldconfig(8); musl's
 * manual, "Library search path".
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/modules/ld_conf.h"

#include <glob.h>
#include <string.h>

#include "aot/files.h"
#include "aot/modules/guest_root.h"

enum { MAX_DEPTH = 8 }; /* of files that include one another */

typedef struct {
    const char *root;
    Texts *folders;
    unsigned depth;
} Conf;

static void read_conf(Conf *conf, const char *file);

static char *read_guest(const char *root, const char *file)
{
    char host[GUEST_ROOT_ROOM];
    size_t size;

    return guest_root_find(root, file, host) ? files_read(host, &size) : NULL;
}

/* Reads all files of a guest's folder whose names match a pattern. */
static void include_matching(Conf *conf, const char *folder, const char *pattern)
{
    char host[GUEST_ROOT_ROOM], all[GUEST_ROOT_ROOM], guest[GUEST_ROOT_ROOM];
    glob_t found;

    if (!guest_root_find(conf->root, folder, host) ||
        base_format(all, sizeof all, "%s/%s", host, pattern) >= (int)sizeof all ||
        glob(all, 0, NULL, &found) != 0)
        return;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        const char *name = strrchr(found.gl_pathv[i], '/') + 1;
        if (base_format(guest, sizeof guest, "%s/%s", folder, name) < (int)sizeof guest)
            read_conf(conf, guest);
    }
    globfree(&found);
}

/* Reads the files of an "include", whose names are relative to the folder of `file`. */
static void include(Conf *conf, const char *file, const char *pattern)
{
    char path[GUEST_ROOT_ROOM];
    int folder = *pattern == '/' ? 0 : (int)(strrchr(file, '/') - file + 1);

    if (conf->depth >= MAX_DEPTH || base_format(path, sizeof path, "%.*s%s", folder,
                                                file, pattern) >= (int)sizeof path)
        return;
    char *slash = strrchr(path, '/');
    *slash = 0;
    conf->depth++;
    include_matching(conf, path, slash + 1);
    conf->depth--;
}

/* Takes a line of folders, or an include.  "folder=KIND" says what is in there; lines
 * of "hwcap" were for old processors. */
static void take_line(Conf *conf, const char *file, char *line)
{
    static const char blank[] = " \t\r,:";
    char *rest;

    line[strcspn(line, "#")] = 0;
    char *part = strtok_r(line, blank, &rest);
    if (!part || strcmp(part, "hwcap") == 0)
        return;
    bool includes = strcmp(part, "include") == 0;
    if (includes)
        part = strtok_r(NULL, blank, &rest);
    for (; part; part = strtok_r(NULL, blank, &rest)) {
        if (includes)
            include(conf, file, part);
        else if (*part == '/')
            texts_add(conf->folders, "%.*s", (int)strcspn(part, "="), part);
    }
}

static void read_conf(Conf *conf, const char *file)
{
    char *text = read_guest(conf->root, file), *rest = NULL;

    for (char *line = text ? strtok_r(text, "\n", &rest) : NULL; line;
         line = strtok_r(NULL, "\n", &rest))
        take_line(conf, file, line);
    base_free(text);
}

void ld_conf_folders(const char *root, const char *file, Texts *folders)
{
    Conf conf = {root, folders, 0};

    read_conf(&conf, file);
}

bool ld_conf_musl(const char *root, const char *file, Texts *folders)
{
    char *text = read_guest(root, file), *rest = NULL;

    for (char *part = text ? strtok_r(text, "\n:", &rest) : NULL; part;
         part = strtok_r(NULL, "\n:", &rest))
        texts_add(folders, "%s", part);
    bool found = text;
    base_free(text);
    return found;
}
