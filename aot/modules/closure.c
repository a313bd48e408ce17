/* closure.c -- all shared objects that a program brings along.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/modules/closure.h"

#include <dirent.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "aot/files.h"
#include "aot/modules/guest_root.h"

static LibraryFile *find_file(const Closure *c, const LibraryFile *file)
{
    for (u32 i = 0; i < c->count; i++)
        if (library_file_is(c->file[i], file))
            return c->file[i];
    return NULL;
}

/* Takes over an open file, unless it is there already by another name. */
static void add_file(Closure *c, LibraryFile *file, const char *called,
                     const LibraryFile *loader)
{
    if (find_file(c, file) || library_file_is(&c->program, file)) {
        library_file_close(file);
        return;
    }
    LibraryFile *kept = base_alloc(sizeof *kept);
    *kept = *file;
    kept->called = kept->needs.soname ? kept->needs.soname : files_name(called);
    kept->loader = loader;
    c->file = base_resize(c->file, (c->count + 1) * sizeof *c->file);
    c->file[c->count++] = kept;
}

static void add_missing(Closure *c, const char *name, const LibraryFile *loader)
{
    for (u32 i = 0; i < c->num_missing; i++)
        if (strcmp(c->missing[i].name, name) == 0)
            return;
    c->missing = base_resize(c->missing, (c->num_missing + 1) * sizeof *c->missing);
    c->missing[c->num_missing++] = (MissingLibrary){name, loader};
}

/* Is something loaded, or given, that goes by this name? */
static bool has_name(const Closure *c, const char *name, bool given)
{
    for (u32 i = 0; i < c->count; i++)
        if (c->file[i]->is_given == given && strcmp(c->file[i]->called, name) == 0)
            return true;
    return false;
}

/* musl's dynamic linker is all of these libraries. */
static bool is_musl_itself(const Closure *c, const char *name)
{
    static const char *const parts[] = {"c",  "pthread", "rt",  "m",
                                        "dl", "util",    "xnet"};

    if (!c->search.is_musl || strncmp(name, "lib", 3) != 0)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        size_t length = strlen(parts[i]);
        if (strncmp(name + 3, parts[i], length) == 0 && name[3 + length] == '.')
            return true;
    }
    return false;
}

static void load_needed(Closure *c, const char *name, const LibraryFile *loader)
{
    LibraryFile file;

    if (has_name(c, name, false) || is_musl_itself(c, name))
        return;
    if (search_find(&c->search, name, loader, &file))
        add_file(c, &file, name, loader);
    else if (!has_name(c, name, true)) /* whether it finds that one is not looked at */
        add_missing(c, name, loader);
}

static void load_all_needed(Closure *c, const LibraryFile *loader)
{
    for (u32 i = 0; i < loader->needs.num_needed; i++)
        load_needed(c, loader->needs.needed[i], loader);
}

/* Loads what is needed, breadth first as the dynamic linker does. */
void closure_settle(Closure *c)
{
    while (c->done < c->count)
        load_all_needed(c, c->file[c->done++]);
}

/* ---- the program ---- */

/* A program in the root has the guest's path there; one outside that of the host. */
static void name_program(Closure *c)
{
    char *root = realpath(c->search.root, NULL);
    size_t length = root && strcmp(root, "/") != 0 ? strlen(root) : 0;
    bool inside = root && strncmp(c->program_host, root, length) == 0 &&
                  c->program_host[length] == '/';

    c->program.outside = !inside;
    c->program.guest = c->program_host + (inside ? length : 0);
    free(root);
}

static void load_interpreter_of_program(Closure *c)
{
    const char *name = c->program.needs.interpreter;
    LibraryFile file;

    if (!name)
        return;
    if (*name == '/' && search_try(&c->search, name, c->program.outside, &file))
        add_file(c, &file, name, &c->program);
    else
        add_missing(c, name, &c->program);
}

Closure *closure_new(const char *root, const char *program)
{
    Closure *c = base_alloc(sizeof *c);

    if (!realpath(program, c->program_host) ||
        library_file_open(&c->program, c->program_host) != 0 ||
        !c->program.needs.load.guest) {
        library_file_close(&c->program);
        base_free(c);
        return NULL;
    }
    c->search.root = root;
    name_program(c);
    search_open(&c->search, root, &c->program);
    load_interpreter_of_program(c);
    load_all_needed(c, &c->program);
    closure_settle(c);
    return c;
}

/* ---- what it loads when it runs ---- */

/* Adds an open file of a folder or pattern; others than shared objects are left out. */
static bool add_if_library(Closure *c, LibraryFile *file)
{
    if (!file->damage && file->needs.load.movable && !file->needs.interpreter) {
        add_file(c, file, file->guest, &c->program);
        return true;
    }
    library_file_close(file);
    return false;
}

static bool add_path(Closure *c, const char *guest, unsigned depth);

/* Links within a folder are followed, but not for ever. */
static bool add_folder(Closure *c, const char *guest, const char *host, unsigned depth)
{
    enum { MAX_DEPTH = 16 };
    struct dirent **entry;
    int count = depth < MAX_DEPTH ? scandir(host, &entry, NULL, alphasort) : 0;
    bool any = false;

    for (int i = 0; i < count; i++) {
        char path[GUEST_ROOT_ROOM];

        if (strcmp(entry[i]->d_name, ".") != 0 && strcmp(entry[i]->d_name, "..") != 0 &&
            (size_t)base_format(path, sizeof path, "%s/%s", guest, entry[i]->d_name) <
                sizeof path)
            any |= add_path(c, path, depth + 1);
        free(entry[i]);
    }
    if (count > 0)
        free(entry);
    return any;
}

static bool add_path(Closure *c, const char *guest, unsigned depth)
{
    char host[GUEST_ROOT_ROOM];
    struct stat st;
    LibraryFile file;

    if (!guest_root_find(c->search.root, guest, host) || stat(host, &st) < 0)
        return false;
    if (S_ISDIR(st.st_mode))
        return add_folder(c, guest, host, depth);
    return S_ISREG(st.st_mode) && search_try(&c->search, guest, false, &file) &&
           add_if_library(c, &file);
}

/* Adds what matches a pattern below a guest's folder. */
static bool add_matching(Closure *c, const char *folder, const char *pattern)
{
    char host[GUEST_ROOT_ROOM], all[GUEST_ROOT_ROOM], guest[GUEST_ROOT_ROOM];
    glob_t found;
    bool any = false;

    if (!guest_root_find(c->search.root, folder, host) ||
        (size_t)base_format(all, sizeof all, "%s/%s", host, pattern) >= sizeof all ||
        glob(all, 0, NULL, &found) != 0)
        return false;
    for (size_t i = 0; i < found.gl_pathc; i++)
        if ((size_t)base_format(guest, sizeof guest, "%s%s", folder,
                                found.gl_pathv[i] + strlen(host)) < sizeof guest)
            any |= add_path(c, guest, 0);
    globfree(&found);
    return any;
}

/* The folder before the first part with a wildcard is the root's; the rest is matched
 * as it is. */
static bool add_pattern(Closure *c, const char *pattern)
{
    char folder[GUEST_ROOT_ROOM];
    size_t plain = strcspn(pattern, "*?[");

    if (!pattern[plain])
        return add_path(c, pattern, 0);
    while (plain && pattern[plain - 1] != '/')
        plain--;
    if (!plain || plain >= sizeof folder)
        return false;
    base_format(folder, sizeof folder, "%.*s", (int)(plain - 1), pattern);
    return add_matching(c, *folder ? folder : "/", pattern + plain);
}

bool closure_add(Closure *c, const char *pattern)
{
    bool any = add_pattern(c, pattern);

    closure_settle(c);
    return any;
}

void closure_give(Closure *c, const char *guest, const char *host)
{
    LibraryFile file;

    if (!search_take(&c->search, guest, host, &file))
        return;
    file.is_given = true;
    add_if_library(c, &file);
}

void closure_free(Closure *c)
{
    if (!c)
        return;
    for (u32 i = 0; i < c->count; i++) {
        library_file_close(c->file[i]);
        base_free(c->file[i]);
    }
    base_free(c->file);
    base_free(c->missing);
    library_file_close(&c->program);
    search_close(&c->search);
    base_free(c);
}
