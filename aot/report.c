/* report.c -- what -v tells, on stderr.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/report.h"

#include <stdlib.h>
#include <sys/stat.h>

static u32 code_bytes(const ElfFile *file)
{
    u32 total = 0;

    for (u32 i = 0; i < file->hints.num_code; i++)
        total += file->hints.code[i].end - file->hints.code[i].start;
    for (u32 i = 0; !file->hints.num_code && i < file->image.num_segments; i++)
        if (file->image.segment[i].executable)
            total += file->image.segment[i].file_size;
    return total;
}

static u32 count_speculative(const Program *p)
{
    u32 count = 0;

    for (u32 i = 0; i < p->num_functions; i++)
        count += p->function[i].speculative;
    return count;
}

void report_cut(const ElfFile *file, const char *path)
{
    for (u32 i = 0; i < file->num_mapped; i++) {
        const MappedRange *m = &file->mapped[i];

        if (m->kind != MAPPED_NOTHING)
            continue;
        fprintf(
            stderr,
            "dbt-aot: warning: %s: cut short; what belongs to 0x%08x is not there\n",
            path, m->address);
        return;
    }
}

void report_found(const ElfFile *file, const Program *p, double seconds)
{
    fprintf(stderr, "guest      %s, entry 0x%08x, %u segments, %u bytes of code\n",
            file->guest->name, file->image.entry, file->image.num_segments,
            code_bytes(file));
    fprintf(stderr, "known      %u symbols, %u functions of .eh_frame%s%s\n",
            file->image.num_symbols, file->hints.num_functions,
            file->section_note ? "; " : "",
            file->section_note ? file->section_note : "");
    fprintf(stderr, "found      %u functions (%u by guess), %u instructions, %.2f s\n",
            p->num_functions, count_speculative(p), p->num_insns, seconds);
    fprintf(stderr, "jumps      %u indirect, %u with a table, %u left to the runtime\n",
            p->num_indirect, p->num_tables, p->num_indirect - p->num_tables);
}

static int compare_ranges(const void *a, const void *b)
{
    const CodeRange *x = a, *y = b;

    return x->start < y->start ? -1 : x->start > y->start;
}

/* Returns all blocks, sorted by address. */
static CodeRange *all_blocks(const Guest *guest, const Program *p, u32 *count)
{
    CodeRange *all = NULL;

    *count = 0;
    for (u32 i = 0; i < p->num_functions; i++) {
        const Function *f = &p->function[i];

        all = base_resize(all, (*count + f->num_blocks + 1) * sizeof *all);
        for (u32 k = 0; k < f->num_blocks; k++)
            all[(*count)++] = (CodeRange){guest_code_at(guest, f->block[k].start),
                                          guest_code_at(guest, f->block[k].end)};
    }
    if (*count)
        qsort(all, *count, sizeof *all, compare_ranges);
    return all;
}

/* Returns the number of bytes that are in some function's code, each counted once. */
static u32 translated_bytes(const Guest *guest, const Program *p)
{
    u32 count, total = 0, end = 0;
    CodeRange *block = all_blocks(guest, p, &count);

    for (u32 i = 0; i < count; i++) {
        u32 start = block[i].start > end ? block[i].start : end;

        if (block[i].end > start)
            total += block[i].end - start;
        if (block[i].end > end)
            end = block[i].end;
    }
    base_free(block);
    return total;
}

static void report_share(const ElfFile *file, const Program *p)
{
    u32 all = code_bytes(file), translated = translated_bytes(file->guest, p);

    fprintf(stderr, "text       %.1f %% translated: %u of %u bytes of executable %s\n",
            all ? 100.0 * translated / all : 0, translated, all,
            file->hints.num_code ? "sections" : "segments");
}

void report_made(const ElfFile *file, const Program *p, const AotResult *result,
                 const char *output, double compile_seconds, double link_seconds)
{
    struct stat st;

    fprintf(stderr,
            "translated %u functions, %u instructions, %.2f s; %u functions left\n",
            result->functions, result->insns, compile_seconds,
            p->num_functions - result->functions);
    report_share(file, p);
    if (stat(output, &st) == 0)
        fprintf(stderr, "linked     %s, %lld bytes, %.2f s\n", output,
                (long long)st.st_size, link_seconds);
}
