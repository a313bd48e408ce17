/* note.c -- the note by which an output says what it is.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/elf/note.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

static const char owner[8] = "dbt-aot";

const NoteField note_field[NOTE_FIELDS] = {
#define FIELD(name, kind, words) {#name, NOTE_##kind, offsetof(Note, name)},
#include "aot/elf/note.def"
};

void note_list_add(NoteList *list, const char *text)
{
    list->text = base_resize(list->text, (list->count + 1) * sizeof *list->text);
    list->text[list->count++] = text;
}

void note_free(Note *note)
{
    for (u32 i = 0; i < NOTE_FIELDS; i++)
        if (note_field[i].kind == NOTE_LIST)
            base_free(note_list(note, &note_field[i])->text);
    *note = (Note){0};
}

typedef struct {
    u8 *bytes;
    u64 size;
} Packed;

static void append(Packed *p, const void *bytes, u64 size)
{
    p->bytes = base_resize(p->bytes, p->size + size);
    memcpy(p->bytes + p->size, bytes, size);
    p->size += size;
}

static void append_line(Packed *p, const char *key, const char *value)
{
    append(p, key, strlen(key));
    append(p, "=", 1);
    append(p, value, strlen(value) + 1);
}

static void append_field(Packed *p, const Note *note, const NoteField *f)
{
    char number[24];

    switch (f->kind) {
    case NOTE_TEXT: append_line(p, f->key, note_text(note, f)); break;
    case NOTE_OPTIONAL:
        if (note_text(note, f))
            append_line(p, f->key, note_text(note, f));
        break;
    case NOTE_NUMBER:
        base_format(number, sizeof number, "%llu",
                    (unsigned long long)note_number(note, f));
        append_line(p, f->key, number);
        break;
    case NOTE_FLAG: append_line(p, f->key, note_flag(note, f) ? "1" : "0"); break;
    case NOTE_LIST:
        for (u32 i = 0; i < note_list(note, f)->count; i++)
            append_line(p, f->key, note_list(note, f)->text[i]);
        break;
    }
}

u8 *note_pack(const Note *note, u64 *size)
{
    Packed p = {0};
    Elf64_Nhdr header = {.n_namesz = sizeof owner, .n_type = NOTE_VERSION};

    append(&p, &header, sizeof header);
    append(&p, owner, sizeof owner);
    u64 start = p.size;
    for (u32 i = 0; i < NOTE_FIELDS; i++)
        append_field(&p, note, &note_field[i]);
    header.n_descsz = (Elf64_Word)(p.size - start);
    memcpy(p.bytes, &header, sizeof header);
    while (p.size % NOTE_ALIGN)
        append(&p, "", 1);
    *size = p.size;
    return p.bytes;
}

/* Returns the value of a line with this key, or NULL. */
static const char *value_of(const char *line, const char *key)
{
    size_t length = strlen(key);

    return strncmp(line, key, length) == 0 && line[length] == '=' ? line + length + 1
                                                                  : NULL;
}

static bool take_number(u64 *number, const char *text)
{
    char *end;

    *number = strtoull(text, &end, 10);
    return *text >= '0' && *text <= '9' && !*end;
}

/* Sets a member of the Note.  Returns false if the text is no value of its kind. */
static bool take_value(Note *note, const NoteField *f, const char *text)
{
    void *member = (char *)note + f->offset;

    switch (f->kind) {
    case NOTE_TEXT:
    case NOTE_OPTIONAL: *(const char **)member = text; break;
    case NOTE_NUMBER: return take_number(member, text);
    case NOTE_FLAG: *(bool *)member = *text == '1'; break;
    case NOTE_LIST: note_list_add(member, text); break;
    }
    return true;
}

/* Reads the lines from `text` to `end`, the last of which is ended by a 0.  Sets `seen`
 * by field. */
static const char *read_lines(Note *note, bool *seen, const char *text, const char *end)
{
    for (; text < end; text += strlen(text) + 1)
        for (u32 i = 0; i < NOTE_FIELDS; i++) {
            const char *value = value_of(text, note_field[i].key);

            if (!value)
                continue;
            seen[i] = true;
            if (!take_value(note, &note_field[i], value))
                return "a value of its note is no number";
        }
    return NULL;
}

/* The key of a list without members is not there. */
static bool is_needed(NoteKind kind)
{
    return kind != NOTE_OPTIONAL && kind != NOTE_LIST;
}

const char *note_unpack(Note *note, const u8 *bytes, u64 size)
{
    const u64 start = sizeof(Elf64_Nhdr) + sizeof owner;
    bool seen[NOTE_FIELDS] = {false};
    Elf64_Nhdr header;

    *note = (Note){0};
    if (size < start)
        return "its note is too short";
    memcpy(&header, bytes, sizeof header);
    if (header.n_namesz != sizeof owner ||
        memcmp(bytes + sizeof header, owner, sizeof owner) != 0)
        return "its note is not of dbt-aot";
    if (header.n_type != NOTE_VERSION)
        return "its note has a form that this version does not know";
    if (header.n_descsz > size - start || !header.n_descsz ||
        bytes[start + header.n_descsz - 1] != 0)
        return "its note is cut off";
    const char *text = (const char *)bytes + start;
    const char *wrong = read_lines(note, seen, text, text + header.n_descsz);
    for (u32 i = 0; i < NOTE_FIELDS && !wrong; i++)
        if (!seen[i] && is_needed(note_field[i].kind))
            wrong = "its note is not complete";
    return wrong;
}
