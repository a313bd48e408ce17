/*
 * note.h -- the note by which an output says what it is: an ELF note of the name
 * "dbt-aot" in section NOTE_SECTION.
 *
 *      u64 size;
 *      u8 *bytes = note_pack(&note, &size);      -- the section's contents
 *      ...
 *      Note read;
 *      const char *wrong = note_unpack(&read, bytes, size);
 *      if (!wrong) puts(read.guest);
 *      note_free(&read);
 *
 * The note's type is NOTE_VERSION, its descriptor a line of text for each value of a
 * Note: key, '=', value, and a 0 instead of a newline.  `readelf -p .note.dbt-aot`
 * shows it.  elf(5), "Notes".
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_ELF_NOTE_H
#define AOT_ELF_NOTE_H

#include "ir/base.h"

#define NOTE_SECTION ".note.dbt-aot"
/* A module's, which the linker leaves out of programs. */
#define NOTE_MODULE_SECTION ".note.dbt-aot.module"

enum { NOTE_VERSION = 1, NOTE_ALIGN = 4, NOTE_SHA256 = 64 /* characters */ };

typedef struct {
    const char **text;
    u32 count;
} NoteList;

/* The kinds of value, and their types in C. */
typedef enum { NOTE_TEXT, NOTE_OPTIONAL, NOTE_NUMBER, NOTE_FLAG, NOTE_LIST } NoteKind;
typedef const char *NoteAsTEXT, *NoteAsOPTIONAL;
typedef u64 NoteAsNUMBER;
typedef bool NoteAsFLAG;
typedef NoteList NoteAsLIST;

/* All that the note says; the members are explained in note.def. */
typedef struct {
#define FIELD(name, kind, words) NoteAs##kind name;
#include "aot/elf/note.def"
} Note;

/* A member of a Note. */
typedef struct {
    const char *key;
    NoteKind kind;
    size_t offset; /* in the Note */
} NoteField;

enum {
#define FIELD(...) +1
    NOTE_FIELDS = 0
#include "aot/elf/note.def"
};
extern const NoteField note_field[NOTE_FIELDS];

/* Return the value of a member of that kind. */
static inline const char *note_text(const Note *note, const NoteField *f)
{
    return *(const char *const *)((const char *)note + f->offset);
}

static inline u64 note_number(const Note *note, const NoteField *f)
{
    return *(const u64 *)((const char *)note + f->offset);
}

static inline bool note_flag(const Note *note, const NoteField *f)
{
    return *(const bool *)((const char *)note + f->offset);
}

static inline const NoteList *note_list(const Note *note, const NoteField *f)
{
    return (const NoteList *)((const char *)note + f->offset);
}

/* Appends `text`, which must live as long as the list. */
void note_list_add(NoteList *list, const char *text);

/* Returns the section's contents, from base_alloc, and their size in bytes. */
u8 *note_pack(const Note *note, u64 *size);

/* Reads a section's contents, to which the Note's strings point.  Returns NULL, or what
 * is wrong with them, as a part of a sentence: "its note has no guest". */
const char *note_unpack(Note *note, const u8 *bytes, u64 size);

/* Frees the lists of a Note, also after an error of note_unpack. */
void note_free(Note *note);

#endif
