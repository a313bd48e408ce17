/* report.c -- what -v tells, on stderr. */
#include "aot/report.h"

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

void report_made(const Program *p, const AotResult *result, const char *output,
                 double compile_seconds, double link_seconds)
{
    struct stat st;

    fprintf(stderr,
            "translated %u functions, %u instructions, %.2f s; %u functions left\n",
            result->functions, result->insns, compile_seconds,
            p->num_functions - result->functions);
    if (stat(output, &st) == 0)
        fprintf(stderr, "linked     %s, %lld bytes, %.2f s\n", output,
                (long long)st.st_size, link_seconds);
}
