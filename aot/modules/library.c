/* library.c -- the input of --library.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/modules/library.h"

#include <elf.h>
#include <errno.h>
#include <string.h>

#include "aot/files.h"
#include "aot/modules/base.h"

/* Returns the address of a library that none was named for.  What is no library gets
 * one, too: opening it tells what it is. */
static u32 choose_base(const char *bytes, size_t size)
{
    ModuleSpace space;
    u32 base = 0;

    if (!module_space(&space, (const u8 *)bytes, size))
        base = module_base(&space, 0);
    return base ? base : MODULES_START;
}

/* What the guest's dynamic linker calls it, or its file's name. */
static const char *name_of(const ElfFile *file, const char *path)
{
    u32 strings, offset;

    if (elf_tagged(file, DT_SONAME, &offset) && elf_tagged(file, DT_STRTAB, &strings)) {
        u32 at = strings + file->bias + offset;
        const u8 *text = image_at(&file->image, at, 1);
        if (text && *text && memchr(text, 0, image_bytes_from(&file->image, at)))
            return (const char *)text;
    }
    return files_name(path);
}

const char *library_open(Job *job)
{
    Options *o = &job->options;

    if (!o->base) {
        size_t size;
        char *bytes = files_read(o->input, &size);
        if (!bytes)
            return job_about(job, o->input, strerror(errno));
        o->base = choose_base(bytes, size);
        base_free(bytes);
    }
    const char *wrong = elf_open_library(&job->file, o->input, o->base);
    if (!wrong && !o->called)
        o->called = name_of(&job->file, o->input);
    return wrong;
}
