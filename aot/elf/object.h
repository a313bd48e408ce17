/*
 * object.h -- writing an x86-64 relocatable object.
 *
 *      Object *o = object_new();
 *      u32 data = object_section(o, ".data", SHF_ALLOC | SHF_WRITE, 4);
 *      u64 at = object_append(o, data, bytes, size);
 *      u32 f = object_symbol(o, "f", 0, 0, 0);           -- undefined
 *      object_relative(o, data, at, f, 0);               -- i32: f - here
 *      const char *wrong = object_write(o, "o.o");
 *      object_free(o);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_ELF_OBJECT_H
#define AOT_ELF_OBJECT_H

#include <elf.h>

#include "ir/base.h"

typedef struct Object Object;

Object *object_new(void);
void object_free(Object *o);

/* Adds a section with `flags` SHF_... and an alignment in bytes.  Returns its number,
 * from 1. */
u32 object_section(Object *o, const char *name, u32 flags, u32 align);
/* Adds a section of notes that is loaded with the program (SHT_NOTE), with `flags`
 * besides. */
u32 object_note(Object *o, const char *name, u32 align, u32 flags);
/* Appends `size` bytes (NULL: zeros).  Returns their offset in the section. */
u64 object_append(Object *o, u32 section, const void *bytes, u64 size);
u64 object_size(const Object *o, u32 section);
/* The contents of a section, for changing them; valid until the next append. */
u8 *object_bytes(Object *o, u32 section);

/* Adds a hidden global symbol; section 0: another object defines it.  Returns its
 * number. */
u32 object_symbol(Object *o, const char *name, u32 section, u64 value, u64 size);
/* Adds a relocation: the i32 at offset `at` becomes symbol + addend - its own address.
 */
void object_relative(Object *o, u32 section, u64 at, u32 symbol, i64 addend);

/* Writes the object file.  Returns NULL, or why that failed. */
const char *object_write(Object *o, const char *path);

#endif
