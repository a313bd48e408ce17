/*
 * discover_real.c -- code discovery on a real program, without what strip removes.
 *
 *      discover_real [-f ONE_IN] [-m ONE_IN] [-s SHOW] [-q] PROGRAM [TRACE]
 *
 * Says which of the functions that PROGRAM's symbols name are found without them and,
 * of a TRACE of qemu (`-d in_asm,exec,nochain`; a fifo will do), how many of the
 * executed instructions are in no function.  Fails if more than one function in ONE_IN
 * of -f (20), or one executed instruction in ONE_IN of -m (1000), is missed; -q says
 * one line for each way of looking, and does not look at what no file lacks (section
 * headers, unwind tables).
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "aot/elf/elf.h"
#include "tests/discover_score.h"

typedef struct {
    const char *name;
    bool symbols, hints, sections;
} Way;

static const Way ways[] = {
    {"as it is", true, true, true},
    {"stripped", false, true, true},
    {"stripped, no unwind tables", false, false, true},
    {"stripped, no unwind tables, no sections", false, false, false},
};

typedef struct {
    const char *program, *trace;
    u32 functions_in, missed_in; /* of which one may be missed */
    u32 show;
    bool quick;
} Options;

/* Discovery in one way, and how it fares. */
typedef struct {
    const Way *way;
    Image image;
    Hints hints;
    Program program;
    Score score;
} View;

static void view_open(View *v, u32 index, const ElfFile *file, const Way *way)
{
    *v = (View){.way = way, .image = file->image, .hints = file->hints};
    if (!way->symbols)
        v->image.num_symbols = 0;
    if (!way->hints)
        v->hints.num_functions = 0;
    if (!way->sections)
        v->hints.num_code = 0;
    v->program = discover(file->guest, &v->image, &v->hints);
    score_open(&v->score, index, file->guest, &v->program, &v->image);
}

static void view_close(View *v)
{
    score_close(&v->score);
    program_free(&v->program);
}

/* The functions that symbols name; returns how many of them were found. */
static u32 count_functions(const Image *image, const Program *p, u32 *all)
{
    u32 previous = 0, found = 0;

    *all = 0;
    for (u32 i = 0; i < image->num_symbols; i++) {
        const Symbol *s = &image->symbol[i];

        if (!s->is_function || s->address == previous)
            continue;
        previous = s->address;
        ++*all;
        found += program_function(p, s->address) != NULL;
    }
    return found;
}

static bool check_functions(const View *v, const ElfFile *file, u32 one_in)
{
    u32 all, found = count_functions(&file->image, &v->program, &all);
    u32 allowed = v->way->hints ? all / one_in : all / 2;
    bool fine = all - found <= allowed;

    printf("  %-32s %u of %u%s\n", "functions that have a symbol", found, all,
           fine ? "" : "  TOO FEW");
    return fine;
}

static double per_cent(u64 part, u64 whole)
{
    return whole ? 100.0 * (double)part / (double)whole : 0;
}

static bool check_trace(View *v, const Trace *trace, const Options *o)
{
    Score *s = &v->score;

    score_distinct(s, trace, o->show);
    bool fine = s->executed && s->missed * o->missed_in <= s->executed &&
                s->distinct_missed * (u64)o->missed_in / 10 <= s->distinct;
    printf(
        "  %-24s executed %llu, missed %.4f %%, outside %.4f %%; distinct %u, missed "
        "%.4f %%%s\n",
        v->way->name, (unsigned long long)s->executed, per_cent(s->missed, s->executed),
        per_cent(s->left, s->executed), s->distinct,
        per_cent(s->distinct_missed, s->distinct), fine ? "" : "  TOO MANY MISSED");
    return fine;
}

static bool read_trace(View *view, u32 num_views, const ElfFile *file, const Options *o)
{
    Trace trace = {.guest = file->guest, .file = fopen(o->trace, "r")};
    bool fine = true;

    if (!trace.file) {
        perror(o->trace);
        return false;
    }
    for (TraceBlock *b; (b = trace_next(&trace));)
        for (u32 i = 0; i < num_views; i++)
            score_block(&view[i].score, b);
    for (u32 i = 0; i < num_views; i++)
        fine &= check_trace(&view[i], &trace, o);
    trace_close(&trace);
    fclose(trace.file);
    return fine;
}

static bool check(const ElfFile *file, const Options *o)
{
    View view[ARRAY_LEN(ways)];
    u32 num_views = o->quick ? 2 : ARRAY_LEN(ways);
    bool fine = true;

    for (u32 i = 0; i < num_views; i++) {
        View *v = &view[i];

        view_open(v, i, file, &ways[i]);
        printf("%s: %u functions, %u instructions, %u of %u jumps with a table\n",
               v->way->name, v->program.num_functions, v->program.num_insns,
               v->program.num_tables, v->program.num_indirect);
        if (!v->way->symbols && !o->quick)
            fine &= check_functions(v, file, o->functions_in);
    }
    if (o->trace)
        fine &= read_trace(view, num_views, file, o);
    for (u32 i = 0; i < num_views; i++)
        view_close(&view[i]);
    return fine;
}

int main(int argc, char **argv)
{
    Options o = {.functions_in = 20, .missed_in = 1000, .show = 3};
    ElfFile file;

    for (int c; (c = getopt(argc, argv, "f:m:s:q")) != -1;) {
        if (c == 'f')
            o.functions_in = (u32)atoi(optarg);
        else if (c == 'm')
            o.missed_in = (u32)atoi(optarg);
        else if (c == 's')
            o.show = (u32)atoi(optarg);
        else if (c == 'q')
            o.quick = true;
        else
            return 1;
    }
    o.program = argv[optind];
    o.trace = o.program ? argv[optind + 1] : NULL;
    const char *wrong = o.program ? elf_open(&file, o.program) : "no program given";
    if (wrong) {
        fprintf(stderr, "%s\n", wrong);
        return 1;
    }
    bool fine = check(&file, &o);
    elf_close(&file);
    return !fine;
}
