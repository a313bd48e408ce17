/* stats_write.c -- where the statistics go, and when.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <asm/fcntl.h>
#include <string.h>

#include "runtime/base/errors.h"
#include "runtime/base/log.h"
#include "runtime/base/sys.h"
#include "runtime/base/text.h"
#include "runtime/code/code.h"
#include "runtime/code/image.h"
#include "runtime/lock.h"
#include "runtime/program.h"
#include "runtime/stats_own.h"

enum { MAX_PATH = 4096, FILE_MODE = 0666 };

/* What was asked for; NULL: a table.  The folder of the process then, with a "/" at its
 * end: the guest may go elsewhere. */
static const char *asked;
static char folder[MAX_PATH];

static size_t put_piece(char *path, size_t at, const char *piece, size_t length)
{
    if (at + length >= MAX_PATH)
        length = MAX_PATH - 1 - at;
    memcpy(path + at, piece, length);
    return at + length;
}

/* The file's name as this process is to write it. */
static void make_name(char path[MAX_PATH])
{
    char pid[16];
    size_t at = 0, length;
    bool has_pid = false;

    base_format(pid, sizeof pid, "%d", (int)sys_call0(__NR_getpid));
    if (asked[0] != '/')
        at = put_piece(path, at, folder, strlen(folder));
    for (const char *c = asked; *c; c += length) {
        bool is_pid = c[0] == '%' && c[1] == 'p';
        length = is_pid ? 2 : 1;
        at = is_pid ? put_piece(path, at, pid, strlen(pid)) : put_piece(path, at, c, 1);
        has_pid |= is_pid;
    }
    if (stats_forked && !has_pid) {
        at = put_piece(path, at, ".", 1);
        at = put_piece(path, at, pid, strlen(pid));
    }
    path[at] = 0;
}

static i64 open_file(const char *path, int more)
{
    return sys_call3(__NR_open, (u64)path, (u64)(O_WRONLY | O_CREAT | O_CLOEXEC | more),
                     FILE_MODE);
}

bool stats_start(const char *to, const char *what, char *error, size_t room)
{
    char path[MAX_PATH];

    stats_started = stats_time();
    stats_on = true;
    asked = strcmp(to, "1") == 0 ? NULL : to;
    if (!asked)
        return true;
    i64 length = sys_call2(__NR_getcwd, (u64)folder, sizeof folder - 1);
    if (length > 0 && folder[0] == '/')
        memcpy(folder + length - 1, "/", 2);
    else
        folder[0] = 0;
    make_name(path);
    i64 fd = open_file(path, 0);
    if (sys_failed(fd)) {
        base_format(error, room, "%s: cannot write %.150s: %s", what, path,
                    error_text((int)-fd));
        stats_on = false;
        return false;
    }
    sys_call1(__NR_close, (u64)fd);
    return true;
}

static void write_file(const Text *text)
{
    char path[MAX_PATH];

    make_name(path);
    i64 fd = open_file(path, O_TRUNC);
    i64 error = sys_failed(fd) ? fd : text_write(fd, text->text, text->length);
    if (!sys_failed(fd))
        sys_call1(__NR_close, (u64)fd);
    if (error)
        out_printf(log_error(), "%s: DBT_STATS: cannot write %.150s: %s\n",
                   program_name, path, error_text((int)-error));
}

/* Functions are left by several jumps each: puts the function's guest entry in the
 * place of each host address, so that there is one count a function. */
static void merge_places(void)
{
    Tally merged = {0};

    for (u32 i = 0; i < stats_places.room; i++) {
        const TallyEntry *e = &stats_places.entry[i];
        u32 entry = STATS_UNKNOWN;
        bool by_host = e->key >> 32 && !(e->key & STATS_BY_CALL);
        if (by_host)
            image_function_at(e->key - 1, &entry);
        if (e->count)
            tally_at(&merged, by_host ? entry : e->key, e->second)->count += e->count;
    }
    tally_free(&stats_places);
    stats_places = merged;
}

/* Counts that are not kept, but found in the end. */
static void complete(void)
{
    merge_places();
    for (u32 where = STATS_IN_FUNCTIONS; where <= STATS_IN_KERNEL; where++)
        stats_count[where] = 0;
    for (u32 i = 0; i < stats_blocks.room; i++) {
        const TallyEntry *e = &stats_blocks.entry[i];
        bool left =
            e->count && e->second == STATS_IN_PROGRAM && image_made((u32)e->key);
        if (e->count)
            stats_count[left ? STATS_IN_FUNCTIONS : e->second] += e->count;
    }
    stats_count[STATS_CACHE_BYTES] = code_used();
}

/* All of the text is written at once: processes may share a terminal. */
static void write_now(const StatsEnding *ending)
{
    Text text = {0};
    Out out = text_out(&text);

    complete();
    if (asked) {
        stats_show_json(&out, ending);
        write_file(&text);
    } else {
        stats_show_table(&out, ending);
        text_write(2, text.text, text.length);
    }
    base_free(text.text);
}

/* Another thread that ends the process meanwhile waits until all is written. */
void stats_write(StatsEnd end, int value, const char *program)
{
    static bool written;
    StatsEnding ending = {end, value, program};

    if (!stats_on)
        return;
    lock_take(&lock_code);
    if (!written)
        write_now(&ending);
    written |= end != STATS_EXEC;
    lock_drop(&lock_code);
}
