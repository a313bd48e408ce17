/* json.c -- an output as JSON; docs/inspect.schema.json.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/inspect/show.h"
#include "aot/report/escape.h"

enum { JSON_VERSION = 1 };

void show_tree(json_t *tree)
{
    json_dumpf(tree, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(tree);
}

static json_t *list_value(const NoteList *list)
{
    json_t *array = json_array();

    for (u32 i = 0; i < list->count; i++)
        json_array_append_new(array, escape_json(list->text[i]));
    return array;
}

static json_t *value(const Note *note, const NoteField *f)
{
    switch (f->kind) {
    case NOTE_TEXT:
    case NOTE_OPTIONAL:
        return note_text(note, f) ? escape_json(note_text(note, f)) : json_null();
    case NOTE_NUMBER: return json_integer((json_int_t)note_number(note, f));
    case NOTE_FLAG: return json_boolean(note_flag(note, f));
    case NOTE_LIST: return list_value(note_list(note, f));
    }
    return json_null();
}

static json_t *translation(const Note *note)
{
    json_t *tree = json_object();

    for (u32 i = 0; i < NOTE_FIELDS; i++)
        json_object_set_new(tree, note_field[i].key, value(note, &note_field[i]));
    return tree;
}

static json_t *file(const Output *o)
{
    return json_pack("{s:o, s:s, s:I}", "name", escape_json(o->name), "kind",
                     o->is_object ? "object" : "executable", "bytes",
                     (json_int_t)o->size);
}

static json_t *bytes(const Output *o)
{
    json_t *tree = json_object();

    for (u32 i = 0; i < OUTPUT_PARTS; i++)
        json_object_set_new(tree, output_part[i].key,
                            json_integer((json_int_t)o->part[i]));
    return tree;
}

static json_t *contents(const Output *o)
{
    json_t *array = json_array();

    for (u32 i = 0; i < NUM_PARTS; i++)
        if (part_is_in(o, i))
            json_array_append_new(
                array, json_pack("{s:s, s:s, s:s}", "name", part[i].name, "licence",
                                 part[i].licence, "comment", part[i].comment));
    return array;
}

static const char *const kinds[] = {
    [BUNDLED_FOLDER] = "folder", [BUNDLED_FILE] = "file", [BUNDLED_LINK] = "link"};

/* Lists the files of the bundle; null without one. */
static json_t *bundle(const Output *o)
{
    char room[BUNDLED_PATH];
    json_t *array = o->bundle.bytes ? json_array() : json_null();

    for (u32 i = 1; i < o->bundle.count; i++) {
        AotBundleEntry e = bundled_entry(&o->bundle, i);
        bool link = bundled_kind(&e) == BUNDLED_LINK;

        json_array_append_new(
            array,
            json_pack("{s:o, s:s, s:b, s:I, s:I, s:o}", "path",
                      escape_json(bundled_path(&o->bundle, i, room)), "kind",
                      kinds[bundled_kind(&e)], "executable", (e.mode & 0111) != 0,
                      "bytes", (json_int_t)e.size, "time", (json_int_t)e.time, "target",
                      link ? escape_json(bundled_bytes(&o->bundle, i)) : json_null()));
    }
    return array;
}

void show_json(const Output *o)
{
    show_tree(json_pack("{s:i, s:o, s:o, s:o, s:o, s:o}", "version", JSON_VERSION,
                        "file", file(o), "translation", translation(&o->note), "bytes",
                        bytes(o), "contents", contents(o), "bundle", bundle(o)));
}
