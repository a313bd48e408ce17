/* identity.c -- what an output says of the translation that made it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/identity.h"

#include <errno.h>
#include <llvm-c/Core.h>
#include <sha2.h>
#include <string.h>

#include "aot/spelling.h"

/* A limit that was not reached decides nothing. */
static char *spell(const Report *r, OptionId id)
{
    bool limited = r->program->cut_short || r->result->num_left;

    if (!limited && (id == OPTION_TIME_LIMIT || id == OPTION_MEMORY_LIMIT))
        return NULL;
    return spelling_of(r->options, id);
}

static void fill_options(Identity *i, const Report *r)
{
    const Options *o = r->options;

    for (int id = 0; id < NUM_OPTIONS; id++) {
        i->option[id] = spell(r, (OptionId)id);
        if (i->option[id])
            note_list_add(&i->note.options, i->option[id]);
    }
    base_format(i->cpu, sizeof i->cpu, "x86-64-v%u", options_cpu_level(o));
    i->note.cpu = i->cpu;
    i->note.precise = o->aot.exact == EXACT_ALL;
    i->note.resumes = o->aot.exact != EXACT_NONE;
    i->note.handles_faults = r->program->handles_faults;
    i->note.fallback = o->aot.fallback ? options_value(o, OPTION_FALLBACK) : "jit";
    i->note.root = options_value(o, OPTION_ROOT);
}

static void fill_tool(Identity *i)
{
    unsigned major, minor, patch;

    LLVMGetVersion(&major, &minor, &patch);
    base_format(i->llvm, sizeof i->llvm, "%u.%u.%u", major, minor, patch);
    base_format(i->tool, sizeof i->tool, "%s", options_version());
    i->note.llvm = i->llvm;
    i->note.tool = i->tool;
}

/* A file of more than 1 GiB, of which only what is loaded is in the output, is not read
 * whole: it may be a hole for the most part. */
static void fill_guest(Identity *i, const Report *r)
{
    enum { MOST_HASHED = 1 << 30 };
    const ElfFile *file = r->file;

    if (file->size <= MOST_HASHED) {
        SHA256Data(file->bytes, file->size, i->guest_sha256);
        i->note.guest_sha256 = i->guest_sha256;
    }
    i->note.guest = file->guest->name;
    i->note.guest_size = file->size;
    i->note.guest_file = !options_times(r->options, OPTION_NO_GUEST_FILE);
}

static void fill_coverage(Note *note, const Report *r)
{
    note->functions = r->found;
    note->functions_translated = r->result->functions;
    note->instructions = r->insns;
    note->instructions_translated = r->result->insns;
    note->code_bytes = r->code_bytes;
    note->code_bytes_translated = r->translated_bytes;
}

static void fill_libraries(Identity *i, const Report *r, const Modules *modules)
{
    if (options_times(r->options, OPTION_LIBRARY))
        i->note.library = r->options->called;
    i->num_libraries = modules->count;
    i->library = base_alloc((modules->count + 1) * sizeof(char *));
    for (u32 k = 0; k < modules->count; k++) {
        const ModuleFile *m = &modules->item[k];

        i->library[k] = spelling_new("%s 0x%08x %s", m->soname, m->image.module_start,
                                     m->note.guest_sha256 ? m->note.guest_sha256 : "");
        note_list_add(&i->note.libraries, i->library[k]);
        if (m->shared)
            note_list_add(&i->note.shared_libs, m->shared);
    }
}

const char *identity_fill(Identity *i, const Report *r, const char *runtime,
                          const Modules *modules)
{
    *i = (Identity){0};
    fill_options(i, r);
    fill_tool(i);
    fill_guest(i, r);
    fill_coverage(&i->note, r);
    fill_libraries(i, r, modules);
    if (!runtime)
        return NULL;
    if (!SHA256File(runtime, i->runtime_sha256))
        return strerror(errno);
    i->note.runtime_sha256 = i->runtime_sha256;
    return NULL;
}

void identity_free(Identity *i)
{
    for (int id = 0; id < NUM_OPTIONS; id++)
        base_free(i->option[id]);
    for (u32 k = 0; k < i->num_libraries; k++)
        base_free(i->library[k]);
    base_free(i->library);
    note_free(&i->note);
}
