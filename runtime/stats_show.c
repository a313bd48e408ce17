/* stats_show.c -- the statistics as a table for people, and as JSON (RFC 8259).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <string.h>

#include "runtime/base/json.h"
#include "runtime/base/sys.h"
#include "runtime/code/image.h"
#include "runtime/code/symbols.h"
#include "runtime/end_file.h"
#include "runtime/program.h"
#include "runtime/stats_own.h"
#include "runtime/thread.h"

typedef unsigned long long Big;

enum { TOP = 10 };

static const struct {
    const char *group, *key, *text;
} rows[] = {
#define STAT(group, name, key, text) {group, key, text},
#include "runtime/stats.def"
};

const char *stats_key(Stat what)
{
    return rows[what].key;
}

static const char *const ends[] = {"exit", "signal", "exec"};

static const char *guest_name(void)
{
    const Thread *t = thread_self();

    return t->guest->name;
}

static bool begins_group(u32 row)
{
    return !row || strcmp(rows[row].group, rows[row - 1].group) != 0;
}

/* Counts that were not taken are no zeros. */
static bool is_known(u32 row)
{
    if (row == STATS_RUN_AHEAD)
        return image_counts();
    return (row != STATS_LEFT_CALLS && row != STATS_LEFT_JUMPS) || stats_has_left;
}

/* Returns the share of executed guest instructions that ahead-of-time code executed, in
 * hundredths of a percent, rounded down; -1 if it is not known, or there are none. */
static int coverage(void)
{
    u64 ahead = stats_count[STATS_RUN_AHEAD], all = stats_count[STATS_STEPS];

    for (u32 row = STATS_RUN_AHEAD; row <= STATS_RUN_KERNEL; row++)
        all += stats_count[row];
    if (!image_counts() || !all)
        return -1;
    for (; all >> 50; all /= 2) /* the product below has room */
        ahead /= 2;
    return (int)(ahead * 10000 / all);
}

static void put_coverage(Out *out)
{
    int share = coverage();

    if (share < 0)
        out_printf(out, ",\n  \"coverage\": null");
    else
        out_printf(out, ",\n  \"coverage\": %d.%02d", share / 100, share % 100);
}

/* The guest address of a place of stats_places; 0: it is not known. */
static u32 place_of(const TallyEntry *e)
{
    return e->key == STATS_UNKNOWN ? 0 : (u32)e->key;
}

/* "KEY": "0x1000", "KEY_name": "main", "KEY_offset": 4; no name: null, 0. */
static void put_address(Out *out, const char *key, u32 pc)
{
    u32 offset = 0;
    const char *name = symbol_at(pc, &offset);

    out_printf(out, "\"%s\": \"0x%x\", \"%s_name\": ", key, pc, key);
    json_string_or_null(out, name);
    out_printf(out, ", \"%s_offset\": %u", key, name ? offset : 0);
}

static void put_groups(Out *out)
{
    for (u32 row = 0; row < NUM_STATS; row++) {
        if (begins_group(row))
            out_printf(out, "%s,\n  \"%s\": {", row ? "}" : "", rows[row].group);
        else
            out_printf(out, ", ");
        out_printf(out, "\"%s\": ", rows[row].key);
        if (is_known(row))
            out_printf(out, "%llu", (Big)stats_count[row]);
        else
            out_printf(out, "null");
    }
    out_printf(out, "}");
}

static void put_place(Out *out, const TallyEntry *e)
{
    out_printf(out, "{\"count\": %llu, \"by\": \"%s\", ", (Big)e->count,
               e->key & STATS_BY_CALL ? "call" : "jump");
    put_address(out, "from", place_of(e));
    out_printf(out, ", ");
    put_address(out, "to", e->second);
    out_printf(out, "}");
}

static void put_again(Out *out, const TallyEntry *e)
{
    out_printf(out, "{\"count\": %llu, ", (Big)e->count);
    put_address(out, "at", (u32)e->key);
    out_printf(out, "}");
}

/* Stores the entries with the highest counts above `least`. */
static u32 top_above(const Tally *tally, u64 least, const TallyEntry **top)
{
    u32 count = tally_top(tally, top, TOP);

    while (count && top[count - 1]->count <= least)
        count--;
    return count;
}

static void put_list(Out *out, const char *key, const Tally *tally, u64 least,
                     void (*put)(Out *out, const TallyEntry *e))
{
    const TallyEntry *top[TOP];
    u32 count = top_above(tally, least, top);

    out_printf(out, ",\n  \"%s\": [", key);
    for (u32 i = 0; i < count; i++) {
        out_printf(out, i ? ",\n    " : "\n    ");
        put(out, top[i]);
    }
    out_printf(out, "]");
}

void stats_show_json(Out *out, const ProcessEnd *ending)
{
    const AotImage *image = program_image();

    out_printf(out, "{\"dbt_stats\": %u,\n  \"program\": ", STATS_VERSION);
    json_string(out, guest_program.path);
    out_printf(out, ",\n  \"guest\": \"%s\", \"pid\": %d, \"forked\": %s,\n",
               guest_name(), (int)sys_call0(__NR_getpid),
               end_file_forked ? "true" : "false");
    out_printf(out, "  \"began\": %llu, \"nanoseconds\": %llu, \"functions\": %u,\n",
               (Big)stats_began, (Big)(stats_time() - stats_started),
               image ? image->num_functions : 0);
    out_printf(out, "  \"end\": {\"by\": \"%s\", \"value\": %d, \"program\": ",
               ends[ending->end], ending->value);
    json_string_or_null(out, ending->program);
    out_printf(out, "}");
    put_groups(out);
    put_coverage(out);
    put_list(out, "left_most", &stats_places, 0, put_place);
    put_list(out, "translated_most", &stats_blocks, 1, put_again);
    out_printf(out, "\n}\n");
}

static void show_address(Out *out, u32 pc)
{
    u32 offset = 0;
    const char *name = symbol_at(pc, &offset);

    out_printf(out, "0x%08x", pc);
    if (name)
        out_printf(out, offset ? " <%s+0x%x>" : " <%s>", name, offset);
}

static void show_places(Out *out)
{
    const TallyEntry *top[TOP];
    u32 count = top_above(&stats_places, 0, top);

    if (count)
        out_printf(out, "ahead-of-time code left most often\n");
    for (u32 i = 0; i < count; i++) {
        bool call = top[i]->key & STATS_BY_CALL;
        out_printf(out, "%15llu  %s ", (Big)top[i]->count,
                   call ? "call, returning to" : "jump in");
        show_address(out, place_of(top[i]));
        out_printf(out, ", to ");
        show_address(out, top[i]->second);
        out_printf(out, "\n");
    }
}

static void show_again(Out *out)
{
    const TallyEntry *top[TOP];
    u32 count = top_above(&stats_blocks, 1, top);

    if (count)
        out_printf(out, "blocks translated most often\n");
    for (u32 i = 0; i < count; i++) {
        out_printf(out, "%15llu  ", (Big)top[i]->count);
        show_address(out, (u32)top[i]->key);
        out_printf(out, "\n");
    }
}

static void show_coverage(Out *out)
{
    int share = coverage();

    if (!image_counts())
        out_printf(out, "    not counted  %s (see dbt-aot --count)\n",
                   rows[STATS_RUN_AHEAD].text);
    else if (share >= 0)
        out_printf(out, "%12d.%02d  %% coverage: of all executed, ahead of time\n",
                   share / 100, share % 100);
}

void stats_show_table(Out *out, const ProcessEnd *ending)
{
    out_printf(out, "%s: statistics of process %d (%s), until ", program_name,
               (int)sys_call0(__NR_getpid), guest_program.path);
    if (ending->end == END_EXEC)
        out_printf(out, "it executed %s:\n", ending->program);
    else
        out_printf(out, "%s %d:\n", ends[ending->end], ending->value);
    for (u32 row = 0; row < NUM_STATS; row++)
        if (stats_count[row] || row == STATS_BLOCKS)
            out_printf(out, "%15llu  %s\n", (Big)stats_count[row], rows[row].text);
    show_coverage(out);
    if (program_image() && !stats_has_left)
        out_printf(out, "    not counted  how often ahead-of-time code left\n");
    show_places(out);
    show_again(out);
}
