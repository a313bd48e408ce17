/*
 * discover_real.c -- code discovery on a real program, without what strip removes.
 *
 *      discover_real PROGRAM [ONE_IN [TRACE]]
 *
 * Says which of the functions that PROGRAM's symbols name are found without them,
 * and, of a TRACE of qemu's `-d in_asm`, which executed instructions are in no block.
 * Fails if more than one function in ONE_IN (20), or a hundredth of those, is missed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aot/elf/elf.h"

typedef struct {
    u32 all, found;
} Score;

/* Addresses in any block of the program, a byte for each two of the code. */
static u8 *covered_halves(const Program *p, u32 low, u32 high)
{
    u8 *covered = base_alloc((high - low) / 2 + 1);

    for (u32 i = 0; i < p->num_functions; i++)
        for (u32 k = 0; k < p->function[i].num_blocks; k++) {
            const CodeRange *b = &p->function[i].block[k];

            for (u32 at = b->start; at < b->end && at >= low && at < high; at += 2)
                covered[(at - low) / 2] = 1;
        }
    return covered;
}

static Score score_symbols(const Image *image, const Program *p)
{
    Score score = {0};
    u32 previous = 0;

    for (u32 i = 0; i < image->num_symbols; i++) {
        const Symbol *s = &image->symbol[i];

        if (!s->is_function || s->address == previous)
            continue;
        previous = s->address;
        score.all++;
        score.found += program_function(p, s->address) != NULL;
    }
    return score;
}

/* Lines of a trace that show an instruction start with its address: "0x10000400:". */
static Score score_trace(FILE *trace, const u8 *covered, u32 low, u32 high)
{
    char line[256];
    Score score = {0};

    while (fgets(line, sizeof line, trace)) {
        unsigned at;

        if (sscanf(line, "0x%8x:", &at) != 1 || at < low || at >= high)
            continue;
        score.all++;
        if (covered[(at - low) / 2])
            score.found++;
        else
            printf("    0x%08x is executed and in no block\n", at);
    }
    return score;
}

static bool report(const char *what, Score score, u32 one_in)
{
    u32 missed = score.all - score.found;
    bool fine = score.all && missed * one_in <= score.all;

    printf("  %-44s %u of %u%s\n", what, score.found, score.all,
           fine ? "" : "  TOO FEW");
    return fine;
}

typedef struct {
    const char *name;
    bool hints, sections;
    u32 one_in; /* functions that may be missed */
} Way;

static bool check_way(const ElfFile *file, const Way *way, const char *trace_path)
{
    Image image = file->image;
    Hints hints = file->hints;
    u32 low = ~0u, high = 0;
    bool fine;

    image.num_symbols = 0;
    if (!way->hints)
        hints.num_functions = 0;
    if (!way->sections)
        hints.num_code = 0;
    for (u32 i = 0; i < image.num_segments; i++) {
        const Segment *s = &image.segment[i];

        if (s->executable && s->address < low)
            low = s->address;
        if (s->executable && s->address + s->file_size > high)
            high = s->address + s->file_size;
    }
    Program p = discover(file->guest, &image, &hints);
    printf("%s: %u functions, %u instructions, %u of %u jumps with a table\n",
           way->name, p.num_functions, p.num_insns, p.num_tables, p.num_indirect);
    fine = report("functions that have a symbol", score_symbols(&file->image, &p),
                  way->one_in);
    FILE *trace = trace_path ? fopen(trace_path, "r") : NULL;
    if (trace) {
        u8 *covered = covered_halves(&p, low, high);

        fine &= report("executed instructions", score_trace(trace, covered, low, high),
                       100);
        base_free(covered);
        fclose(trace);
    }
    program_free(&p);
    return fine;
}

int main(int argc, char **argv)
{
    u32 one_in = argc > 2 ? (u32)atoi(argv[2]) : 20;
    const Way ways[] = {
        {"stripped", true, true, one_in},
        {"stripped, no unwind tables", false, true, 2},
        {"stripped, no unwind tables, no sections", false, false, 2},
    };
    ElfFile file;
    bool fine = true;
    const char *wrong = argc > 1 ? elf_open(&file, argv[1]) : "no program given";

    if (wrong) {
        fprintf(stderr, "%s\n", wrong);
        return 1;
    }
    for (size_t i = 0; i < ARRAY_LEN(ways); i++)
        fine &= check_way(&file, &ways[i], argc > 3 ? argv[3] : NULL);
    elf_close(&file);
    return !fine;
}
