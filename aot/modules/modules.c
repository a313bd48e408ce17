/* modules.c -- the modules that are linked to a program.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/modules/modules.h"

#include <stdio.h>

static const char *fail(Modules *modules, const char *path, const char *why)
{
    snprintf(modules->error, sizeof modules->error, "%.350s: %s", path, why);
    return modules->error;
}

static bool overlaps_program(const ElfFile *program, const AotImage *image)
{
    for (u32 i = 0; i < program->num_mapped; i++) {
        const MappedRange *m = &program->mapped[i];

        if (m->address < image->module_end &&
            (u64)m->address + m->size > image->module_start)
            return true;
    }
    return false;
}

static const AotImage *find_overlapping(const Modules *modules, const AotImage *image)
{
    for (u32 i = 0; i < modules->count; i++) {
        const AotImage *other = &modules->item[i].image;

        if (other != image && other->module_start < image->module_end &&
            other->module_end > image->module_start)
            return other;
    }
    return NULL;
}

static const char *check(Modules *modules, const Options *options,
                         const ElfFile *program, const ModuleFile *m)
{
    if (m->image.elf_machine != program->guest->elf_machine)
        return fail(modules, m->path, "a library for another processor");
    if (m->image.cpu_level > options_cpu_level(options))
        return fail(modules, m->path, "it needs a newer processor than -march says");
    if (options->aot.exact == EXACT_ALL && !(m->image.flags & AOT_PRECISE))
        return fail(modules, m->path, "it was not made with --precise");
    if (options->aot.exact && !(m->image.flags & AOT_RESUMES))
        return fail(modules, m->path, "it was not made with --resume");
    if (overlaps_program(program, &m->image))
        return fail(modules, m->path,
                    "it has the address of the program; give its --library another "
                    "--base");
    if (find_overlapping(modules, &m->image))
        return fail(modules, m->path,
                    "it has the address of another library; give its --library "
                    "another --base");
    return NULL;
}

const char *modules_add(Modules *modules, const char *path)
{
    modules->item =
        base_resize(modules->item, (modules->count + 1) * sizeof *modules->item);
    ModuleFile *m = &modules->item[modules->count++];
    const char *wrong = module_file_read(m, path);
    if (!wrong)
        return NULL;
    fail(modules, path, wrong);
    module_file_free(&modules->item[--modules->count]);
    return modules->error;
}

const char *modules_read(Modules *modules, const Options *options,
                         const ElfFile *program)
{
    *modules = (Modules){0};
    for (u32 i = 0; i < options->num_with; i++) {
        if (!options_is_module(options->with[i]))
            continue;
        const char *wrong = modules_add(modules, options->with[i]);
        if (!wrong)
            wrong =
                check(modules, options, program, &modules->item[modules->count - 1]);
        if (wrong)
            return wrong;
    }
    return NULL;
}

u32 *modules_linked(const Modules *modules, u32 *count)
{
    u32 *address = base_alloc((modules->count + 1) * sizeof *address);

    *count = 0;
    for (u32 i = 0; i < modules->count; i++)
        if (!modules->item[i].shared)
            address[(*count)++] = modules->item[i].image.module_start;
    return address;
}

void modules_drop(Modules *modules, u32 count)
{
    while (modules->count > count)
        module_file_free(&modules->item[--modules->count]);
}

void modules_free(Modules *modules)
{
    modules_drop(modules, 0);
    base_free(modules->item);
    *modules = (Modules){0};
}
