/* shard.c -- the file that holds one shard of a translation.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/shard.h"

#include <ar.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "aot/files.h"

#define FIRST_LINE "dbt-aot shard 1\n"
#define TEXT_MEMBER "dbt-aot-shard"

/* Where the sum stands in the text: in its last line. */
enum { SUM = KEY_SHA256 - 1, SUM_FROM_END = SUM + 1 };

/* ---- writing ---- */

/* Returns the text, from malloc, with zeros for the sum. */
static char *make_text(const Key *key, const AotOptions *options,
                       const AotResult *result, size_t *size)
{
    char *text = NULL;
    FILE *to = open_memstream(&text, size);

    if (!to)
        return NULL;
    fprintf(to, FIRST_LINE "shard %u of %u\ntool %s\nguest %s\noptions %s\ninsns %u\n",
            options->shard, options->shards, key->tool, key->guest, key->options,
            result->insns);
    for (u32 i = 0; i < result->num_left; i++) {
        const LeftPart *left = &result->left[i];
        const char *why = left->why ? left->why : "";

        fprintf(to, "left %08x %u %u %u %u %.*s\n", left->function->entry, left->part,
                left->num_parts, left->insns, (unsigned)left->reason,
                (int)strcspn(why, "\n"), why);
    }
    fprintf(to, "sum %0*d\n", SUM, 0);
    if (fclose(to) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

static bool add_object(ArchiveWriter *w, const char *path)
{
    size_t size;
    char *bytes = files_read(path, &size);

    if (bytes)
        archive_add(w, files_name(path), bytes, size);
    base_free(bytes);
    return bytes != NULL;
}

/* The objects' names are the last parts of their paths. */
static bool add_members(ArchiveWriter *w, const char *text, size_t size,
                        const AotResult *result)
{
    bool fine = true;

    archive_begin(w);
    archive_add(w, TEXT_MEMBER, text, size);
    for (u32 i = 0; i < result->num_objects && fine; i++)
        fine = add_object(w, result->object[i]);
    return fine;
}

/* The text is the first member. */
static bool write_sum(FILE *to, SHA2_CTX *sum, size_t text_size)
{
    char hex[KEY_SHA256];
    size_t at = SARMAG + sizeof(struct ar_hdr) + text_size - SUM_FROM_END;

    SHA256End(sum, hex);
    return fseek(to, (long)at, SEEK_SET) == 0 && fwrite(hex, 1, SUM, to) == SUM;
}

static bool write_file(FILE *to, const char *text, size_t size, const AotResult *result)
{
    SHA2_CTX sum;
    ArchiveWriter w = {to, &sum, false};

    SHA256Init(&sum);
    return add_members(&w, text, size, result) && !w.failed &&
           write_sum(to, &sum, size);
}

const char *shard_write(const char *path, const Key *key, const AotOptions *options,
                        const AotResult *result)
{
    size_t size;
    char *text = make_text(key, options, result, &size);
    FILE *to = text ? fopen(path, "we") : NULL;
    bool fine = to && write_file(to, text, size, result);
    int error = errno;

    free(text);
    if (to && fclose(to) != 0 && fine) {
        fine = false;
        error = errno;
    }
    return fine ? NULL : strerror(error);
}

/* ---- reading ---- */

static const char *refuse(Shard *s, const char *why)
{
    snprintf(s->error, sizeof s->error, "%s", why);
    return s->error;
}

/* Returns what follows `word` and a space in a line, or NULL if it begins otherwise. */
static char *after(char *line, const char *word)
{
    size_t length = strlen(word);

    return strncmp(line, word, length) == 0 && line[length] == ' ' ? line + length + 1
                                                                   : NULL;
}

/* Reads a number and the space behind it, if there is one. */
static u32 take_number(char **at, int base)
{
    u32 number = (u32)strtoul(*at, at, base);

    *at += **at == ' ';
    return number;
}

static void read_left(Shard *s, char *at)
{
    ShardLeft *left;

    s->left = base_resize(s->left, (s->num_left + 1) * sizeof *s->left);
    left = &s->left[s->num_left++];
    left->entry = take_number(&at, 16);
    left->part = take_number(&at, 10);
    left->num_parts = take_number(&at, 10);
    left->insns = take_number(&at, 10);
    left->reason = (LeftReason)take_number(&at, 10);
    left->why = at;
}

static void read_line(Shard *s, char *line)
{
    char *value;

    if ((value = after(line, "shard"))) {
        s->shard = take_number(&value, 10);
        value = after(value, "of");
        s->shards = value ? take_number(&value, 10) : 0;
    } else if ((value = after(line, "tool"))) {
        s->tool = value;
    } else if ((value = after(line, "guest"))) {
        s->guest = value;
    } else if ((value = after(line, "options"))) {
        s->options = value;
    } else if ((value = after(line, "insns"))) {
        s->insns = take_number(&value, 10);
    } else if ((value = after(line, "left"))) {
        read_left(s, value);
    }
}

static void read_lines(Shard *s)
{
    for (char *line = s->text, *end; *line; line = end) {
        end = line + strcspn(line, "\n");
        if (*end)
            *end++ = 0;
        read_line(s, line);
    }
}

/* Replaces the sum in the file by zeros.  Returns whether it was that of the file. */
static bool check_sum(Shard *s, const ArchiveReader *text)
{
    char is[KEY_SHA256], said[KEY_SHA256];
    u8 *at = s->bytes + (text->member - s->bytes) + text->member_size - SUM_FROM_END;

    base_format(said, sizeof said, "%.*s", SUM, (const char *)at);
    memset(at, '0', SUM);
    SHA256Data(s->bytes, s->size, is);
    return strcmp(is, said) == 0;
}

static bool is_shard(const ArchiveReader *r)
{
    size_t length = strlen(FIRST_LINE);

    return strcmp(r->name, TEXT_MEMBER) == 0 &&
           r->member_size > length + SUM_FROM_END &&
           memcmp(r->member, FIRST_LINE, length) == 0;
}

/* A file that is cut within the text is not told from others. */
static const char *parse(Shard *s)
{
    ArchiveReader r = {.bytes = s->bytes, .size = s->size};

    if (!archive_next(&r) || !is_shard(&r))
        return refuse(s, "not a shard that this dbt-aot makes");
    if (!check_sum(s, &r))
        return refuse(s, "a damaged shard; make it again");
    s->text = base_alloc(r.member_size + 1);
    memcpy(s->text, r.member, r.member_size);
    read_lines(s);
    if (!s->shards || !s->shard || s->shard > s->shards || !s->tool || !s->guest ||
        !s->options)
        return refuse(s, "a shard that does not say what it is of");
    return NULL;
}

const char *shard_read(Shard *s, const char *path)
{
    *s = (Shard){.path = path};
    s->bytes = (u8 *)files_read(path, &s->size);
    if (!s->bytes) {
        snprintf(s->error, sizeof s->error, "cannot read: %s", strerror(errno));
        return s->error;
    }
    return parse(s);
}

void shard_free(Shard *s)
{
    base_free(s->bytes);
    base_free(s->text);
    base_free(s->left);
    *s = (Shard){0};
}

ArchiveReader shard_objects(const Shard *s)
{
    ArchiveReader r = {.bytes = s->bytes, .size = s->size};

    archive_next(&r);
    return r;
}

bool shard_is_single(const char *member)
{
    return strncmp(member, "single", 6) == 0;
}
