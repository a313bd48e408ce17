/* find.c -- which libraries are translated with a program, and where they are put.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/modules/find.h"

#include <elf.h>
#include <sha2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "aot/modules/place.h"
#include "aot/spelling.h"

enum { TEXT = 1200 };

static void warn(const Job *job, const char *file, const char *remedy, const char *text)
{
    diagnostics_say(job->diagnostics, &(Diagnostic){.kind = DIAGNOSTIC_LIBRARIES,
                                                    .file = file,
                                                    .message = text,
                                                    .remedy = remedy});
}

void libraries_warn_missing(const Job *job, const Closure *c, u32 first)
{
    char text[TEXT];

    for (u32 i = first; i < c->num_missing; i++) {
        const MissingLibrary *m = &c->missing[i];
        const char *loader =
            m->loader == &c->program ? job->options.input : m->loader->host;

        base_format(text, sizeof text, "%.200s: not found in --root; %.600s needs it",
                    m->name, loader);
        warn(job, loader, NULL, text);
    }
}

static void warn_unplaced(const Job *job)
{
    char text[TEXT];

    for (u32 i = 0; i < job->closure->count; i++) {
        const LibraryFile *file = job->closure->file[i];

        if (!file->why_not || file->is_elsewhere)
            continue;
        base_format(text, sizeof text, "%.600s: not translated: %s", file->host,
                    file->why_not);
        warn(job, file->host, NULL, text);
    }
}

/* Adds what --with names, but for files that are translated already. */
static void add_with(Job *job)
{
    const Options *o = &job->options;
    char text[TEXT];

    for (u32 i = 0; i < o->num_with; i++) {
        if (options_is_module(o->with[i]) || closure_add(job->closure, o->with[i]))
            continue;
        base_format(text, sizeof text, "--with=%.600s: no such library in --root",
                    o->with[i]);
        warn(job, NULL, "it is a path of the guest: a file, a folder or a pattern",
             text);
    }
}

/* Adds what programs had loaded, where it is in the root: plugins, which nothing names.
 */
static void add_seen(Job *job)
{
    for (u32 i = 0; job->seen && i < job->seen->num_modules; i++) {
        const ProfileModule *m = &job->seen->module[i];

        if (!m->is_program && m->path[0] == '/' && !strpbrk(m->path, "*?[\\"))
            closure_add(job->closure, m->path);
    }
}

/* Leaves out files that a .dbto of --with was made of. */
static void drop_given(Job *job)
{
    const Modules *modules = &job->modules;
    char sum[SHA256_DIGEST_STRING_LENGTH];

    for (u32 i = 0; i < job->closure->count && modules->count; i++) {
        LibraryFile *file = job->closure->file[i];

        SHA256Data(file->bytes, file->size, sum);
        library_file_forget(file);
        for (u32 k = 0; k < modules->count; k++) {
            const char *of = modules->item[k].note.guest_sha256;
            if (of && strcmp(of, sum) == 0) {
                file->why_not = "a .dbto of it is linked";
                file->is_elsewhere = true;
            }
        }
    }
}

/* Places the libraries beside the program and the .dbto files. */
static void place_all(Job *job)
{
    u32 num_modules = job->modules.count, count = 0;
    PlaceRange *taken =
        base_alloc((num_modules + job->file.num_mapped + 2) * sizeof *taken);

    for (u32 i = 0; i < num_modules; i++) {
        const AotImage *image = &job->modules.item[i].image;
        taken[count++] = (PlaceRange){image->module_start, image->module_end};
    }
    for (u32 i = 0; i < job->file.num_mapped; i++) {
        const MappedRange *m = &job->file.mapped[i];
        taken[count++] = (PlaceRange){m->address, m->address + m->size};
    }
    taken[count++] = (PlaceRange){GUEST_STACK_TOP - GUEST_STACK_SIZE, GUEST_STACK_TOP};
    place_modules(job->closure->file, job->closure->count, taken, count);
    base_free(taken);
}

/* Relocations in code of PowerPC reach other libraries only if those are near, as glibc
 * would have put them: then none is placed anywhere else. */
static void keep_together(Job *job)
{
    const Closure *c = job->closure;
    bool any = false;

    for (u32 i = 0; i < c->count; i++)
        any |= c->file[i]->needs.text_relocations;
    for (u32 i = 0; any && i < c->count; i++) {
        LibraryFile *file = c->file[i];

        if (file->base)
            file->why_not = "a library of the program has " ELF_TEXT_RELOCATIONS;
        file->base = 0;
    }
}

/* Only a root that is there says what is in it; it may be one of another machine. */
static bool wants_closure(const Job *job)
{
    const char *root = job_value(job, OPTION_ROOT);
    struct stat st;

    return root && !job_times(job, OPTION_NO_LIBRARIES) &&
           !job_times(job, OPTION_NO_AOT) && !job_times(job, OPTION_LIBRARY) &&
           !job->options.aot.shards && !options_list(&job->options) &&
           (job->file.interpreter || job->options.num_with) && stat(root, &st) == 0 &&
           S_ISDIR(st.st_mode);
}

const char *libraries_find(Job *job)
{
    const char *wrong = modules_read(&job->modules, &job->options, &job->file);

    if (wrong || !wants_closure(job))
        return wrong;
    job->closure = closure_new(job_value(job, OPTION_ROOT), job->options.input);
    if (!job->closure)
        return NULL;
    add_with(job);
    add_seen(job);
    drop_given(job);
    place_all(job);
    if (job->file.guest->elf_machine == EM_PPC)
        keep_together(job);
    libraries_warn_missing(job, job->closure, 0);
    warn_unplaced(job);
    return NULL;
}

/* Appends a line to a text from base_alloc. */
static void append(char **text, const char *what, const char *sum, u32 base)
{
    char *longer = spelling_new("%s%s %s 0x%08x\n", *text, what, sum, base);

    base_free(*text);
    *text = longer;
}

char *libraries_describe(const Job *job)
{
    char *text = spelling_new("%s", "");
    char sum[SHA256_DIGEST_STRING_LENGTH];

    for (u32 i = 0; i < job->modules.count; i++) {
        const ModuleFile *m = &job->modules.item[i];

        if (!SHA256File(m->path, sum)) {
            base_free(text);
            return NULL;
        }
        append(&text, "module", sum, m->image.module_start);
    }
    for (u32 i = 0; job->closure && i < job->closure->count; i++) {
        const LibraryFile *file = job->closure->file[i];

        if (!file->base)
            continue;
        SHA256Data(file->bytes, file->size, sum);
        library_file_forget(file);
        append(&text, file->called, sum, file->base);
    }
    return text;
}
