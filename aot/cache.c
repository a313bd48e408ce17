/* cache.c -- a folder of outputs, by what they are a function of.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The lines before the contents, always as long: version, key, size, sum. */
#define HEADER_FORMAT "dbt-aot cache 1\n%.64s\n%020llu\n%.64s\n"
enum { HEADER = 16 + 65 + 21 + 65, PIECE = 1 << 16 };

/* ---- the folder ---- */

static const char *refuse(Cache *c, const char *what, const char *why)
{
    snprintf(c->error, sizeof c->error, "%.4000s: %s", what, why);
    return c->error;
}

/* XDG Base Directory Specification 0.8: what is no absolute path is to be ignored. */
static bool usual_folder(char *folder, size_t room)
{
    const char *base = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

    if (base && *base == '/')
        return (size_t)snprintf(folder, room, "%s/dbt-aot", base) < room;
    return home && *home == '/' &&
           (size_t)snprintf(folder, room, "%s/.cache/dbt-aot", home) < room;
}

/* Makes a folder and those above it. */
static bool make_folders(char *path)
{
    if (mkdir(path, 0700) == 0 || errno == EEXIST)
        return true;
    char *slash = errno == ENOENT ? strrchr(path, '/') : NULL;
    if (!slash || slash == path)
        return false;
    *slash = 0;
    bool made = make_folders(path);
    *slash = '/';
    return made && (mkdir(path, 0700) == 0 || errno == EEXIST);
}

/* Outputs are programs, which others must not be able to put there. */
static const char *check_owner(Cache *c)
{
    struct stat st;
    uid_t self = geteuid();

    if (stat(c->folder, &st) < 0)
        return refuse(c, c->folder, strerror(errno));
    if (!S_ISDIR(st.st_mode))
        return refuse(c, c->folder, "not a folder");
    if (self != 0 && st.st_uid != self && st.st_uid != 0)
        return refuse(c, c->folder, "it belongs to another user");
    if (st.st_mode & S_IWOTH)
        return refuse(c, c->folder, "every user can write to it");
    return NULL;
}

const char *cache_open(Cache *c, const char *folder, u64 limit)
{
    *c = (Cache){.limit = limit};
    bool fits = folder ? (size_t)snprintf(c->folder, sizeof c->folder, "%s", folder) <
                             sizeof c->folder
                       : usual_folder(c->folder, sizeof c->folder);

    if (!fits || !*c->folder)
        return refuse(c, "--cache", "no folder; set XDG_CACHE_HOME or name one");
    if (!make_folders(c->folder))
        return refuse(c, c->folder, strerror(errno));
    return check_owner(c);
}

static void find_entry(Cache *c, const char *key)
{
    base_format(c->path, sizeof c->path, "%s/%.2s/%s", c->folder, key, key + 2);
}

/* ---- reading ---- */

static bool write_all(int fd, const u8 *bytes, size_t size)
{
    while (size) {
        ssize_t n = write(fd, bytes, size);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes += n;
        size -= (size_t)n;
    }
    return true;
}

/* Copies all that is left of a file.  Adds the bytes to *size and the sum. */
static bool copy(int from, int to, u64 *size, SHA2_CTX *sum)
{
    static u8 piece[PIECE];
    ssize_t n;

    while ((n = read(from, piece, sizeof piece)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 || !write_all(to, piece, (size_t)n))
            return false;
        SHA256Update(sum, piece, (size_t)n);
        *size += (u64)n;
    }
    return true;
}

/* The header is right for the contents, or else something is damaged. */
static CacheAnswer read_entry(int entry, int to, const char *key)
{
    char is[HEADER + 1], said[HEADER + 1] = "", hex[KEY_SHA256];
    SHA2_CTX sum;
    u64 size = 0;

    SHA256Init(&sum);
    if (read(entry, said, HEADER) != HEADER || !copy(entry, to, &size, &sum))
        return CACHE_DAMAGED;
    SHA256End(&sum, hex);
    base_format(is, sizeof is, HEADER_FORMAT, key, (unsigned long long)size, hex);
    return memcmp(is, said, HEADER) == 0 ? CACHE_HIT : CACHE_DAMAGED;
}

/* Reads an entry into a new file.  A file that cannot be written is a miss, and will be
 * told of by whoever makes it. */
static CacheAnswer get(int entry, const char *key, const char *to)
{
    int fd = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (fd < 0)
        return CACHE_MISS;
    CacheAnswer answer = read_entry(entry, fd, key);
    if (close(fd) < 0 && answer == CACHE_HIT)
        answer = CACHE_MISS;
    if (answer != CACHE_HIT)
        unlink(to);
    return answer;
}

CacheAnswer cache_get(Cache *c, const char key[KEY_SHA256], const char *to)
{
    find_entry(c, key);
    int entry = open(c->path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

    if (entry < 0)
        return CACHE_MISS;
    CacheAnswer answer = get(entry, key, to);
    if (answer == CACHE_HIT)
        futimens(entry, NULL);
    else if (answer == CACHE_DAMAGED)
        unlink(c->path);
    close(entry);
    return answer;
}

/* ---- writing ---- */

/* Writes the contents behind room for the header, then the header. */
static bool write_entry(int from, int entry, const char *key)
{
    char header[HEADER + 1] = "", hex[KEY_SHA256];
    SHA2_CTX sum;
    u64 size = 0;

    SHA256Init(&sum);
    if (!write_all(entry, (const u8 *)header, HEADER) ||
        !copy(from, entry, &size, &sum))
        return false;
    SHA256End(&sum, hex);
    base_format(header, sizeof header, HEADER_FORMAT, key, (unsigned long long)size,
                hex);
    return pwrite(entry, header, HEADER, 0) == HEADER;
}

/* Makes the entry under another name first. */
static const char *put(Cache *c, int from, const char *key)
{
    char unfinished[sizeof c->path];

    base_format(unfinished, sizeof unfinished, "%s/%.2s/" CACHE_UNFINISHED "XXXXXX",
                c->folder, key);
    int entry = mkostemp(unfinished, O_CLOEXEC);
    if (entry < 0)
        return refuse(c, c->path, strerror(errno));
    bool fine = write_entry(from, entry, key);
    int error = errno;
    if (close(entry) < 0 && fine) {
        fine = false;
        error = errno;
    }
    if (fine && rename(unfinished, c->path) == 0)
        return NULL;
    error = fine ? errno : error;
    unlink(unfinished);
    return refuse(c, c->path, strerror(error));
}

/* What is larger than all entries may be would only drive the others out. */
static const char *check_limit(Cache *c, int from)
{
    struct stat st;

    if (fstat(from, &st) < 0)
        return refuse(c, c->path, strerror(errno));
    return (u64)st.st_size + HEADER > c->limit
               ? refuse(c, c->folder, "the output is larger than --cache-size")
               : NULL;
}

/* Makes the folder of an entry, which the first characters of its key name. */
static const char *make_part(Cache *c)
{
    char *slash = strrchr(c->path, '/');

    *slash = 0;
    bool made = mkdir(c->path, 0700) == 0 || errno == EEXIST;
    *slash = '/';
    return made ? NULL : refuse(c, c->path, strerror(errno));
}

const char *cache_put(Cache *c, const char key[KEY_SHA256], const char *from)
{
    int fd = open(from, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return refuse(c, from, strerror(errno));
    find_entry(c, key);
    const char *wrong = check_limit(c, fd);
    if (!wrong)
        wrong = make_part(c);
    if (!wrong)
        wrong = put(c, fd, key);
    close(fd);
    if (!wrong)
        cache_trim(c);
    return wrong;
}
