/* join.c -- the shards of a program become what compiling it at once would have given.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/join.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "aot/files.h"
#include "aot/spelling.h"

static const char *refuse(Join *join, const char *path, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static const char *refuse(Join *join, const char *path, const char *format, ...)
{
    va_list list;
    int length = snprintf(join->error, sizeof join->error, "%.300s: ", path);

    va_start(list, format);
    vsnprintf(join->error + length, sizeof join->error - (size_t)length, format, list);
    va_end(list);
    return join->error;
}

/* ---- do they belong together? ---- */

static const char *check_key(Join *join, const Shard *s)
{
    const Key *key = join->key;

    if (strcmp(s->tool, key->tool) != 0)
        return refuse(join, s->path, "made by another dbt-aot: %.300s; this is %.300s",
                      s->tool, key->tool);
    if (strcmp(s->guest, key->guest) != 0)
        return refuse(join, s->path, "a shard of another program than %.300s",
                      join->input);
    if (strcmp(s->options, key->options) != 0)
        return refuse(join, s->path,
                      "made with other options: %.300s; they are %.300s here",
                      s->options, key->options);
    return NULL;
}

static const char *check_number(Join *join, const Shard *s, const Shard *first)
{
    return s->shards == first->shards
               ? NULL
               : refuse(join, s->path, "shard %u of %u, but %.300s is one of %u",
                        s->shard, s->shards, first->path, first->shards);
}

static int by_number(const void *a, const void *b)
{
    const Shard *x = a, *y = b;

    return x->shard < y->shard ? -1 : x->shard > y->shard;
}

/* All shards from 1 on must be there once; they are sorted by number. */
static const char *check_complete(Join *join, const Shard *shard, u32 count)
{
    u32 all = shard->shards;

    for (u32 i = 1; i < count; i++)
        if (shard[i].shard == shard[i - 1].shard)
            return refuse(join, shard[i].path, "shard %u, and so is %.300s",
                          shard[i].shard, shard[i - 1].path);
    for (u32 i = 0; i < all; i++)
        if (i >= count || shard[i].shard != i + 1)
            return refuse(join, join->input, "shard %u of %u is missing", i + 1, all);
    return NULL;
}

static const char *read_shards(Join *join, const char *const *path, u32 count,
                               Shard *shard)
{
    const char *wrong = NULL;

    for (u32 i = 0; i < count && !wrong; i++) {
        wrong = shard_read(&shard[i], path[i]);
        wrong = wrong ? refuse(join, path[i], "%s", wrong) : check_key(join, &shard[i]);
        if (!wrong)
            wrong = check_number(join, &shard[i], shard);
    }
    if (wrong)
        return wrong;
    qsort(shard, count, sizeof *shard, by_number);
    return check_complete(join, shard, count);
}

/* ---- their contents ---- */

static u32 count_members(const Shard *s)
{
    ArchiveReader r = shard_objects(s);
    u32 count = 0;

    while (archive_next(&r))
        count++;
    return count;
}

/* Makes room for the objects, and for as many stubs as parts are left. */
static void begin_result(AotResult *result, const Shard *shard, u32 count)
{
    u32 objects = 0, left = 0;

    for (u32 i = 0; i < count; i++) {
        objects += count_members(&shard[i]);
        left += shard[i].num_left;
        result->insns += shard[i].insns;
    }
    result->object = base_alloc(((size_t)objects + left + 1) * sizeof(char *));
    result->left = base_alloc(((size_t)left + 1) * sizeof *result->left);
}

static const char *unpack_object(Join *join, const ArchiveReader *r, AotResult *result)
{
    size_t room = strlen(join->dir) + 32;
    char *path = base_alloc(room);

    base_format(path, room, "%s/joined%05u.o", join->dir, result->num_objects);
    result->object[result->num_objects++] = path;
    return files_write(path, r->member, r->member_size)
               ? NULL
               : refuse(join, path, "cannot write: %s", strerror(errno));
}

/* Unpacks the objects of whole chunks, or of parts that were compiled alone. */
static const char *unpack(Join *join, const Shard *s, bool singles, AotResult *result)
{
    ArchiveReader r = shard_objects(s);
    const char *wrong = NULL;

    while (!wrong && archive_next(&r))
        if (shard_is_single(r.name) == singles)
            wrong = unpack_object(join, &r, result);
    return wrong ? wrong : r.damaged ? refuse(join, s->path, "a damaged shard") : NULL;
}

static const char *unpack_all(Join *join, const Shard *shard, u32 count,
                              AotResult *result)
{
    const char *wrong = NULL;

    for (u32 i = 0; i < 2 * count && !wrong; i++)
        wrong = unpack(join, &shard[i % count], i >= count, result);
    return wrong;
}

static const char *add_left(Join *join, const Shard *s, AotResult *result)
{
    for (u32 i = 0; i < s->num_left; i++) {
        const ShardLeft *from = &s->left[i];
        LeftPart *to = &result->left[result->num_left++];

        to->function = program_function(join->program, from->entry);
        if (!to->function)
            return refuse(join, s->path, "a shard of another program: no function %08x",
                          from->entry);
        to->part = from->part;
        to->num_parts = from->num_parts;
        to->insns = from->insns;
        to->reason = from->reason <= LEFT_SLOW ? from->reason : LEFT_FAILED;
        to->why = *from->why ? spelling_new("%s", from->why) : NULL;
    }
    return NULL;
}

/* A function counts as translated that has all its parts. */
static void count_functions(const Program *program, AotResult *result)
{
    const Function *last = NULL;

    result->functions = program->num_functions;
    for (u32 i = 0; i < result->num_left; i++) {
        result->functions -= result->left[i].function != last;
        last = result->left[i].function;
    }
}

static const char *join_contents(Join *join, const Shard *shard, u32 count,
                                 AotResult *result)
{
    begin_result(result, shard, count);
    const char *wrong = unpack_all(join, shard, count, result);

    for (u32 i = 0; i < count && !wrong; i++)
        wrong = add_left(join, &shard[i], result);
    count_functions(join->program, result);
    return wrong;
}

const char *join_shards(Join *join, const char *const *path, u32 count,
                        AotResult *result)
{
    Shard *shard = base_alloc(count * sizeof *shard);
    const char *wrong = read_shards(join, path, count, shard);

    if (!wrong)
        wrong = join_contents(join, shard, count, result);
    for (u32 i = 0; i < count; i++)
        shard_free(&shard[i]);
    base_free(shard);
    return wrong;
}
