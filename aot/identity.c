/* identity.c -- what an output says of the translation that made it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/identity.h"

#include <errno.h>
#include <llvm-c/Core.h>
#include <sha2.h>
#include <stdarg.h>
#include <string.h>

/* Returns a new string. */
static char *spelling(const char *format, ...) __attribute__((format(printf, 1, 2)));
static char *spelling(const char *format, ...)
{
    va_list list;

    va_start(list, format);
    int length = base_vformat(NULL, 0, format, list);
    va_end(list);
    char *text = base_alloc((size_t)length + 1);
    va_start(list, format);
    base_vformat(text, (size_t)length + 1, format, list);
    va_end(list);
    return text;
}

static char *number(const char *word, unsigned value)
{
    return value ? spelling("%s=%u", word, value) : NULL;
}

static char *word(const Options *o, OptionId id, const char *text)
{
    return options_times(o, id) ? spelling("%s", text) : NULL;
}

/* Returns the one spelling of an option that decides what the output is; NULL if it
 * does not, or says what is so anyway.  Paths of the machine that builds are left out.
 * A limit that was not reached decides nothing. */
static char *spell(const Report *r, OptionId id)
{
    const Options *o = r->options;
    bool limited = r->program->cut_short || r->result->num_left;

    switch (id) {
    case OPTION_OPTIMISE: return spelling("-O%u", o->aot.level);
    case OPTION_MARCH: return spelling("-march=x86-64-v%u", options_cpu_level(o));
    case OPTION_ROOT:
        return options_value(o, id) ? spelling("--root=%s", options_value(o, id))
                                    : NULL;
    case OPTION_PRECISE: return word(o, id, "--precise");
    case OPTION_FALLBACK:
        return o->aot.fallback ? spelling("--fallback=%s", options_value(o, id)) : NULL;
    case OPTION_FUNCTIONS: return word(o, id, "--functions");
    case OPTION_NO_AOT: return word(o, id, "--no-aot");
    case OPTION_NO_GUEST_FILE: return word(o, id, "--no-guest-file");
    case OPTION_EMIT:
        return options_value(o, id) ? spelling("--emit=%s", options_value(o, id))
                                    : NULL;
    case OPTION_TIME_LIMIT:
        return limited ? number("--time-limit", o->aot.seconds) : NULL;
    case OPTION_MEMORY_LIMIT:
        return limited ? number("--memory-limit", o->aot.memory) : NULL;
    case OPTION_SPLIT: return number("--split", o->aot.split);
    case OPTION_DEBUG_INFO: /* what is loaded is the same with and without */
    case OPTION_OUTPUT:
    case OPTION_JOBS:
    case OPTION_VERBOSE:
    case OPTION_REPORT:
    case OPTION_RECORD:
    case OPTION_RECORD_FUNCTIONS:
    case OPTION_QUIET:
    case OPTION_COMPILE: /* as --emit=obj */
    case OPTION_WARN:
    case OPTION_FAIL_IF:
    case OPTION_FORMAT:
    case OPTION_DEPENDS:
    case OPTION_DEPENDS_FILE:
    case OPTION_DEPENDS_TARGET:
    case OPTION_DEPENDS_PHONY:
    case OPTION_DRY_RUN:
    case OPTION_COMMANDS:
    case OPTION_SAVE_TEMPS:
    case OPTION_DEBUG:
    case OPTION_RUNTIME:
    case OPTION_LINKER:
    case OPTION_HELP:
    case OPTION_VERSION:
    case NUM_OPTIONS: break;
    }
    return NULL;
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
    i->note.precise = o->aot.precise;
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

const char *identity_fill(Identity *i, const Report *r, const char *runtime)
{
    *i = (Identity){0};
    fill_options(i, r);
    fill_tool(i);
    fill_guest(i, r);
    fill_coverage(&i->note, r);
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
    note_free(&i->note);
}
