/* stats_write.c -- where the statistics go, and when.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <string.h>

#include "runtime/base/log.h"
#include "runtime/base/text.h"
#include "runtime/code/block_record.h"
#include "runtime/code/code.h"
#include "runtime/code/image.h"
#include "runtime/end_file.h"
#include "runtime/stats_own.h"
#include "runtime/world.h"

/* What was asked for; NULL: a table. */
static const char *asked;

static void write_file(const Text *text)
{
    EndFile file = end_file_open(asked, "DBT_STATS");

    if (!file.error)
        file.error = text_write(file.fd, text->text, text->length);
    end_file_close(&file);
}

/* Functions are left by several jumps each: puts the function's guest entry in the
 * place of each host address, so that there is one count a function. */
void stats_merge_places(void)
{
    Tally merged = {0};

    for (u32 i = 0; i < stats_places.room; i++) {
        const TallyEntry *e = &stats_places.entry[i];
        u32 entry = STATS_UNKNOWN;
        bool by_host = e->key >> 32 && !(e->key & STATS_BY_CALL);
        if (by_host)
            image_function_at(e->key - 1, &entry);
        if (!e->count)
            continue;
        TallyEntry *to = tally_at(&merged, by_host ? entry : e->key, e->second);
        to->count += e->count;
        to->mark |= e->mark;
    }
    tally_free(&stats_places);
    stats_places = merged;
}

Stat stats_where(u32 pc, Stat where)
{
    bool may_be = where == STATS_IN_PROGRAM || where == STATS_IN_LIBRARIES;

    return may_be && image_made(pc) ? STATS_IN_FUNCTIONS : where;
}

/* Instructions that were executed by blocks which were flushed, by Stat. */
static u64 flushed[NUM_STATS];

static Stat kind_of(const TransBlock *b)
{
    static const Stat kinds[] = {
        [ORIGIN_FILE] = STATS_RUN_MISSED,
        [ORIGIN_GENERATED] = STATS_RUN_GENERATED,
        [ORIGIN_KERNEL] = STATS_RUN_KERNEL,
    };

    return kinds[block_record_of(b)->origin.kind];
}

static void keep_executed(const TransBlock *b)
{
    flushed[kind_of(b)] += block_record_executed(b);
}

static void add_counted(Thread *t, void *unused)
{
    (void)unused;
    stats_count[STATS_RUN_AHEAD] += t->head.counted;
}

static void complete_executed(void)
{
    for (u32 what = STATS_RUN_AHEAD; what <= STATS_RUN_KERNEL; what++)
        stats_count[what] = flushed[what];
    stats_count[STATS_RUN_AHEAD] = stats_ended;
    world_each(add_counted, NULL);
    for (const TransBlock *b = blocks_first(); b < blocks_end(); b++)
        if (!b->glue)
            stats_count[kind_of(b)] += block_record_executed(b);
}

static void clear_counted(Thread *t, void *unused)
{
    (void)unused;
    t->head.counted = 0;
}

static void after_fork(void)
{
    memset(flushed, 0, sizeof flushed);
    stats_ended = 0;
    world_each(clear_counted, NULL);
    block_record_reset();
    stats_after_fork();
}

/* Counts that are not kept, but found in the end. */
static void complete(void)
{
    stats_merge_places();
    complete_executed();
    for (u32 where = STATS_IN_FUNCTIONS; where <= STATS_IN_KERNEL; where++)
        stats_count[where] = 0;
    for (u32 i = 0; i < stats_blocks.room; i++) {
        const TallyEntry *e = &stats_blocks.entry[i];
        if (e->count)
            stats_count[stats_where((u32)e->key, (Stat)e->second)] += e->count;
    }
    stats_count[STATS_CACHE_BYTES] = code_used();
}

/* All of the text is written at once: processes may share a terminal. */
static void write(const ProcessEnd *ending)
{
    Text text = {0};
    Out out = text_out(&text);

    complete();
    if (asked) {
        stats_show_json(&out, ending);
        write_file(&text);
    } else {
        stats_show_table(&out, ending);
        log_error()->write(log_error(), text.text, text.length);
    }
    base_free(text.text);
}

bool stats_start(const char *to, const char *what, char *error, size_t room)
{
    static AtEnd at_end = {write, after_fork, NULL};

    stats_started = stats_time();
    asked = strcmp(to, "1") == 0 ? NULL : to;
    if (asked && !end_file_try(asked, what, error, room))
        return false;
    if (!asked)
        log_keep_stderr();
    if (!stats_on)
        at_end_add(&at_end);
    stats_on = true;
    block_record_start(keep_executed);
    block_record_want_origin();
    return true;
}
