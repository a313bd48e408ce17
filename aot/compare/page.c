/* page.c -- the page's HTML around its data.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/compare/page.h"

#include <string.h>

#include "aot/files.h"
#include "ir/base.h"

extern const char embedded_page_head[], embedded_page_head_end[];
extern const char embedded_page_tail[], embedded_page_tail_end[];

static bool write_all(FILE *to, const char *text, size_t length)
{
    return fwrite(text, 1, length, to) == length;
}

/* Writes JSON as an HTML script element may have it; in JSON, `<` is only in strings.
 */
static int write_json(const char *text, size_t length, void *arg)
{
    FILE *to = arg;
    static const char escaped[] = "\\u003c";

    for (const char *end = text + length, *less; text < end; text = less + 1) {
        less = memchr(text, '<', (size_t)(end - text));
        if (!less)
            return write_all(to, text, (size_t)(end - text)) ? 0 : -1;
        if (!write_all(to, text, (size_t)(less - text)) ||
            !write_all(to, escaped, sizeof escaped - 1))
            return -1;
    }
    return 0;
}

bool page_write(FILE *to, const json_t *data)
{
    const char *head = embedded_page_head, *tail = embedded_page_tail;
    size_t flags = JSON_COMPACT | JSON_REAL_PRECISION(10);

    return write_all(to, head, (size_t)(embedded_page_head_end - head)) &&
           json_dump_callback(data, write_json, to, flags) == 0 &&
           write_all(to, tail, (size_t)(embedded_page_tail_end - tail));
}

/* What the page cannot do without.  A value that may be null is not here. */
static const struct {
    const char *key;
    json_type type;
} parts[] = {
    {"tool", JSON_OBJECT},        {"program", JSON_OBJECT}, {"host", JSON_OBJECT},
    {"runs", JSON_OBJECT},        {"space", JSON_ARRAY},    {"functions", JSON_ARRAY},
    {"translation", JSON_OBJECT}, {"blocks", JSON_ARRAY},   {"details", JSON_ARRAY},
    {"left", JSON_OBJECT},        {"dynamic", JSON_ARRAY},
};

static void check_parts(const json_t *data, const char *path, char *error, size_t room)
{
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        const json_t *part = json_object_get(data, parts[i].key);

        if (!part || json_typeof(part) != parts[i].type) {
            snprintf(error, room, "%.900s: its \"%s\" is missing or wrong", path,
                     parts[i].key);
            return;
        }
    }
}

static void check(const json_t *data, const char *path, char *error, size_t room)
{
    const json_t *version = json_object_get(data, "dbt_compare");

    if (!json_is_integer(version))
        snprintf(error, room, "%.900s: not what dbt-compare --json wrote", path);
    else if (json_integer_value(version) != PAGE_VERSION)
        snprintf(error, room,
                 "%.900s: of version %lld; this dbt-compare reads version %d", path,
                 (long long)json_integer_value(version), PAGE_VERSION);
    else
        check_parts(data, path, error, room);
}

json_t *page_read(const char *path, char *error, size_t room)
{
    json_error_t wrong;
    json_t *data =
        json_load_file(path, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &wrong);

    *error = 0;
    if (data)
        check(data, path, error, room);
    else if (wrong.line > 0)
        snprintf(error, room, "%.900s: not JSON: line %d: %s", path, wrong.line,
                 wrong.text);
    else /* jansson's text names the file */
        snprintf(error, room, "%.900s: %s", path, wrong.text);
    if (*error) {
        json_decref(data);
        return NULL;
    }
    return data;
}

/* A report and the name of its file, without its code: a comparison of two does not
 * show it. */
static json_t *one_of_pair(json_t *data, const char *path, const char *letter)
{
    json_t *name = json_string(files_name(path));

    json_object_set_new(data, "details", json_array());
    json_object_set_new(data, "space", json_array());
    json_object_set_new(data, "dynamic", json_array());
    /* A name that is not UTF-8 has no string in JSON. */
    return json_pack("{s:o, s:o}", "file", name ? name : json_string(letter), "data",
                     data);
}

json_t *page_pair(json_t *old, const char *old_path, json_t *new, const char *new_path)
{
    return json_pack("{s:i, s:o, s:o}", "dbt_compare_diff", PAGE_VERSION, "a",
                     one_of_pair(old, old_path, "A"), "b",
                     one_of_pair(new, new_path, "B"));
}
