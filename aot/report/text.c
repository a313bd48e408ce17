/* text.c -- the lines of -v.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/report/report.h"

static double mib(u64 bytes)
{
    return (double)bytes / (1 << 20);
}

/* Ends a line with what a stage took: "0.32 s, 45 MiB". */
static void print_cost(const Report *report, ReportStage stage, const char *workers)
{
    const AotCost *cost = &report->stage[stage].cost;

    if (report->stage[stage].reached)
        fprintf(stderr, ", %.2f s, %.0f MiB", cost->seconds, mib(cost->peak));
    if (workers && cost->workers_peak)
        fprintf(stderr, ", %s %.0f MiB", workers, mib(cost->workers_peak));
    fputc('\n', stderr);
}

void report_print_found(const Report *r)
{
    const ElfFile *file = r->file;

    fprintf(stderr, "guest      %s, entry 0x%08x, %u segments, %u bytes of code",
            file->guest->name, file->image.entry, file->image.num_segments,
            r->code_bytes);
    print_cost(r, STAGE_READ, NULL);
    fprintf(stderr, "known      %u symbols, %u functions of .eh_frame%s%s\n",
            file->image.num_symbols, file->hints.num_functions,
            file->section_note ? "; " : "",
            file->section_note ? file->section_note : "");
    fprintf(stderr, "found      %u functions (%u by guess), %u instructions", r->found,
            r->guessed, r->insns);
    print_cost(r, STAGE_DISCOVER, NULL);
    fprintf(stderr, "jumps      %u indirect, %u with a table (%.1f %%)\n", r->indirect,
            r->tables, report_percent(r->tables, r->indirect));
}

static void print_left(const Report *r)
{
    bool any = false;

    for (int i = 0; i < NUM_LEAVES; i++) {
        LeaveWords w = report_leave_words(r, (Leave)i);

        if (!r->left[i])
            continue;
        any = true;
        fputs("left       ", stderr);
        if (w.what)
            fprintf(stderr, "%u %s: ", r->left[i], r->left[i] > 1 ? w.whats : w.what);
        fprintf(stderr, "%s; %s\n", w.why, w.action);
    }
    if (!any)
        fputs("left       nothing that was found\n", stderr);
}

static void print_jumps(const Report *r)
{
    for (u32 i = 0; i < r->num_jumps; i++)
        fprintf(stderr, "  jump     0x%08x in %s: to %s\n", r->jump[i].at,
                r->jump[i].function->name, r->jump[i].why);
}

static void print_largest(const Report *r)
{
    bool host = r->num_largest && r->largest[0].host_bytes;

    if (!r->num_largest)
        return;
    fprintf(stderr, "largest    functions, in bytes of %s:\n",
            host ? "host code, guest code" : "guest code");
    for (u32 i = 0; i < r->num_largest; i++) {
        const FunctionReport *f = &r->largest[i];

        fputs("  ", stderr);
        if (host)
            fprintf(stderr, "%-8llu ", (unsigned long long)f->host_bytes);
        fprintf(stderr, "%-8u 0x%08x %s\n", f->guest_bytes, f->function->entry,
                f->function->name);
    }
}

static void print_output(const Report *r)
{
    fprintf(stderr, "linked     %s, %llu bytes",
            options_value(r->options, OPTION_OUTPUT),
            (unsigned long long)r->output_bytes);
    print_cost(r, STAGE_LINK, "linker");
    for (u32 i = 0; i < REPORT_SIZES; i++)
        fprintf(stderr, "  %-8llu %5.1f %% %s\n", (unsigned long long)r->size[i].bytes,
                report_percent(r->size[i].bytes, r->output_bytes), r->size[i].what);
}

void report_print_result(const Report *r, unsigned verbose)
{
    const AotResult *result = r->result;

    if (r->stage[STAGE_LIFT].reached) {
        fprintf(stderr, "lifted     %u functions (%.1f %%)", result->lifted,
                report_percent(result->lifted, r->found));
        print_cost(r, STAGE_LIFT, NULL);
    }
    fprintf(stderr, "translated %u functions (%.1f %%), %u instructions",
            result->functions, report_percent(result->functions, r->found),
            result->insns);
    print_cost(r, STAGE_COMPILE, "code generators");
    fprintf(stderr, "text       %.1f %% translated: %u of %u bytes of executable %s\n",
            report_percent(r->translated_bytes, r->code_bytes), r->translated_bytes,
            r->code_bytes, r->file->hints.num_code ? "sections" : "segments");
    if (r->output_bytes)
        print_output(r);
    print_largest(r);
    print_left(r);
    if (verbose > 1)
        print_jumps(r);
}
