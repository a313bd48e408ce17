/* cache_trim.c -- keeps a cache below its limit: the least recently used entries go.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/cache.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* A file that is still unfinished after so many seconds was left by a process that was
 * killed: it only takes as long as copying an output. */
enum { UNFINISHED_SECONDS = 3600 };

typedef struct {
    char name[70]; /* in the cache's folder, as "01/23..." */
    u64 size;
    struct timespec used;
} Entry;

typedef struct {
    int folder;
    Entry *entry;
    u32 count, room;
    u64 total; /* bytes of all entries */
    time_t now;
} Trim;

static bool is_hex(const char *name, size_t length)
{
    return strlen(name) == length && strspn(name, "0123456789abcdef") == length;
}

static void add_entry(Trim *t, const char *name, const struct stat *st)
{
    if (t->count == t->room) {
        t->room = t->room ? 2 * t->room : 256;
        t->entry = base_resize(t->entry, t->room * sizeof *t->entry);
    }
    Entry *e = &t->entry[t->count++];
    base_format(e->name, sizeof e->name, "%s", name);
    e->size = (u64)st->st_size;
    e->used = st->st_mtim;
    t->total += e->size;
}

static void look_at_file(Trim *t, const char *part, const char *file)
{
    enum { REST_OF_KEY = KEY_SHA256 - 3 };
    char name[70];
    struct stat st;

    if (strlen(file) > REST_OF_KEY)
        return;
    base_format(name, sizeof name, "%s/%s", part, file);
    if (fstatat(t->folder, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
        return;
    if (is_hex(file, REST_OF_KEY))
        add_entry(t, name, &st);
    else if (strncmp(file, CACHE_UNFINISHED, strlen(CACHE_UNFINISHED)) == 0 &&
             st.st_mtime < t->now - UNFINISHED_SECONDS)
        unlinkat(t->folder, name, 0);
}

static DIR *open_part(int folder, const char *name)
{
    int fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);

    if (!d && fd >= 0)
        close(fd);
    return d;
}

static void look_at_part(Trim *t, const char *part)
{
    DIR *d = open_part(t->folder, part);

    for (struct dirent *e; d && (e = readdir(d));)
        look_at_file(t, part, e->d_name);
    if (d)
        closedir(d);
}

static void look_at_all(Trim *t)
{
    DIR *d = open_part(t->folder, ".");

    for (struct dirent *e; d && (e = readdir(d));)
        if (is_hex(e->d_name, 2))
            look_at_part(t, e->d_name);
    if (d)
        closedir(d);
}

static int by_use(const void *a, const void *b)
{
    const Entry *x = a, *y = b;

    if (x->used.tv_sec != y->used.tv_sec)
        return x->used.tv_sec < y->used.tv_sec ? -1 : 1;
    return x->used.tv_nsec < y->used.tv_nsec ? -1 : x->used.tv_nsec > y->used.tv_nsec;
}

static void remove_oldest(Trim *t, u64 limit)
{
    if (t->total <= limit)
        return;
    qsort(t->entry, t->count, sizeof *t->entry, by_use);
    for (u32 i = 0; i < t->count && t->total > limit; i++) {
        unlinkat(t->folder, t->entry[i].name, 0);
        t->total -= t->entry[i].size;
    }
}

/* One process does that at a time, so that no two remove more than has to go. */
void cache_trim(const Cache *cache)
{
    Trim t = {.now = time(NULL)};

    t.folder = open(cache->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (t.folder < 0)
        return;
    if (flock(t.folder, LOCK_EX) == 0) {
        look_at_all(&t);
        remove_oldest(&t, cache->limit);
    }
    base_free(t.entry);
    close(t.folder);
}
