/* collect.c -- what is told of a translation, as its stages find it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "aot/report/report.h"
#include "aot/workers.h"

void report_open(Report *report, const Options *options, int argc, char **argv)
{
    *report = (Report){.options = options};
    report->argument = base_alloc((size_t)argc * sizeof(char *));
    for (int i = 1; i < argc; i++) {
        size_t room = strlen(argv[i]) + 1;
        char *copy = base_alloc(room);

        memcpy(copy, argv[i], room);
        report->argument[report->num_arguments++] = copy;
    }
}

void report_close(Report *report)
{
    for (u32 i = 0; i < report->num_arguments; i++)
        base_free(report->argument[i]);
    base_free(report->argument);
    base_free(report->jump);
    *report = (Report){0};
}

void report_begin(Report *report, ReportStage stage)
{
    report->stage[stage].reached = true;
    report->stage[stage].start = workers_now();
}

void report_end(Report *report, ReportStage stage)
{
    StageReport *s = &report->stage[stage];

    s->done = true;
    s->cost.seconds = workers_now() - s->start;
    s->cost.peak = workers_peak();
}

void report_failed(Report *report, const char *error)
{
    report->error = error;
    for (int i = 0; i < NUM_STAGES; i++) {
        StageReport *s = &report->stage[i];

        if (s->reached && !s->done && s->start > 0) {
            report_end(report, (ReportStage)i);
            s->done = false;
        }
    }
}

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

void report_read(Report *report, const ElfFile *file)
{
    report->file = file;
    report->code_bytes = code_bytes(file);
}

void report_libraries(Report *r, const ModuleFile *library, u32 count)
{
    r->library = library;
    r->num_libraries = count;
}

void report_found(Report *report, const Program *p, Limit reached)
{
    report->program = p;
    report->found = p->num_functions;
    report->insns = p->num_insns;
    report->indirect = p->num_indirect;
    report->tables = p->num_tables;
    for (u32 i = 0; i < p->num_functions; i++)
        report->guessed += p->function[i].speculative;
    if (p->cut_short)
        report->left[reached == LIMIT_MEMORY ? LEAVE_UNFOUND_MEMORY
                                             : LEAVE_UNFOUND_TIME] = 1;
}

static void add_jump(void *to, const LeftJump *jump)
{
    Report *report = to;
    u32 n = report->num_jumps;

    if ((n & (n - 1)) == 0)
        report->jump = base_resize(report->jump, (n ? 2 * n : 1) * sizeof *jump);
    report->jump[report->num_jumps++] = *jump;
}

void report_chosen(Report *report)
{
    const Program *p = report->program;
    u32 tables = 0;

    for (u32 i = 0; i < p->num_functions; i++)
        tables += p->function[i].num_tables;
    report->left[LEAVE_OPTION] = report->found - p->num_functions;
    /* Jumps of functions that are left out are not counted apart from these. */
    if (report->left[LEAVE_OPTION])
        return;
    report->left[LEAVE_JUMPS] = report->indirect - tables;
    if (options_value(report->options, OPTION_REPORT) ||
        options_times(report->options, OPTION_VERBOSE) > 1)
        left_jumps(report->file->guest, &report->file->image, p, add_jump, report);
}

static int compare_ranges(const void *a, const void *b)
{
    const CodeRange *x = a, *y = b;

    return x->start < y->start ? -1 : x->start > y->start;
}

/* Returns, by function, which are left to the runtime, in whole or in part. */
static bool *find_left(const Report *report)
{
    bool *left = base_alloc(report->program->num_functions + 1);

    for (u32 i = 0; i < report->result->num_left; i++)
        left[report->result->left[i].function - report->program->function] = true;
    return left;
}

/* Returns the blocks of all functions that are translated, sorted by address. */
static CodeRange *translated_blocks(const Report *report, u32 *count)
{
    const Program *p = report->program;
    const Guest *guest = report->file->guest;
    bool *left = find_left(report);
    CodeRange *all = NULL;
    u32 n = 0;

    for (u32 i = 0; i < p->num_functions; i++)
        n += left[i] ? 0 : p->function[i].num_blocks;
    all = base_alloc((n + 1) * sizeof *all);
    *count = 0;
    for (u32 i = 0; i < p->num_functions; i++)
        for (u32 k = 0; !left[i] && k < p->function[i].num_blocks; k++) {
            const CodeRange *b = &p->function[i].block[k];
            all[(*count)++] = (CodeRange){guest_code_at(guest, b->start),
                                          guest_code_at(guest, b->end)};
        }
    base_free(left);
    qsort(all, *count, sizeof *all, compare_ranges);
    return all;
}

/* Returns the number of bytes that are in some function's code, each counted once. */
static u32 translated_bytes(const Report *report)
{
    u32 count, total = 0, end = 0;
    CodeRange *block = translated_blocks(report, &count);

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

static void count_left(Report *report)
{
    const Function *last = NULL;

    for (u32 i = 0; i < report->result->num_left; i++) {
        const LeftPart *part = &report->result->left[i];

        report->left[report_leave_of(part)] += part->function != last;
        last = part->function;
    }
}

void report_compiled(Report *report, const AotResult *result)
{
    StageReport *lift = &report->stage[STAGE_LIFT];
    StageReport *compile = &report->stage[STAGE_COMPILE];

    lift->reached = result->lift.peak != 0;
    lift->done = compile->reached = result->compile.peak != 0;
    lift->cost = result->lift;
    compile->cost = result->compile;
    compile->done = result->done;
    if (!result->done)
        return;
    report->result = result;
    count_left(report);
    report->translated_bytes = translated_bytes(report);
}

static u32 guest_bytes(const Function *f)
{
    u32 bytes = 0;

    for (u32 i = 0; i < f->num_blocks; i++)
        bytes += f->block[i].end - f->block[i].start;
    return bytes;
}

static bool is_larger(const FunctionReport *a, const FunctionReport *b)
{
    if (a->host_bytes != b->host_bytes)
        return a->host_bytes > b->host_bytes;
    return a->guest_bytes > b->guest_bytes;
}

/* Puts a function where it belongs among the largest, if it does. */
static void rank(Report *report, const FunctionReport *f)
{
    u32 at = report->num_largest;

    while (at && is_larger(f, &report->largest[at - 1]))
        at--;
    if (at == REPORT_LARGEST)
        return;
    if (report->num_largest < REPORT_LARGEST)
        report->num_largest++;
    for (u32 i = report->num_largest - 1; i > at; i--)
        report->largest[i] = report->largest[i - 1];
    report->largest[at] = *f;
}

static void rank_all(Report *report, const BodySizes *sizes)
{
    bool *left = find_left(report);

    for (u32 i = 0; i < report->program->num_functions; i++) {
        const Function *f = &report->program->function[i];
        FunctionReport entry = {f, guest_bytes(f), 0};

        if (left[i])
            continue;
        if (sizes)
            entry.host_bytes = body_sizes_whole(sizes, f);
        rank(report, &entry);
    }
    base_free(left);
}

void report_linked(Report *report, const BodySizes *sizes, u64 linker_peak,
                   const char *path)
{
    struct stat st;

    report->stage[STAGE_LINK].cost.workers_peak = linker_peak;
    rank_all(report, sizes);
    if (!sizes || stat(path, &st) < 0 || !S_ISREG(st.st_mode))
        return;
    report->output_bytes = (u64)st.st_size;
    report_sizes(report, path);
}
