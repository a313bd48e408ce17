/* mca.c -- llvm-mca as a process.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/compare/mca.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "aot/compare/command.h"

enum { PASSES = 10, PATH_ROOM = 4300 };

struct Mca {
    FILE *file;
    char tool[200], path[PATH_ROOM];
    u32 regions;
};

static bool find_tool(char *path, size_t room)
{
    static const char *const folders[] = {"/usr/bin/llvm-mca-19",
                                          "/usr/lib/llvm-19/bin/llvm-mca"};

    for (size_t i = 0; i < ARRAY_LEN(folders); i++)
        if (access(folders[i], X_OK) == 0) {
            base_format(path, room, "%s", folders[i]);
            return true;
        }
    return false;
}

Mca *mca_begin(const char *path)
{
    Mca *mca = base_alloc(sizeof *mca);

    base_format(mca->path, sizeof mca->path, "%s", path);
    mca->file = find_tool(mca->tool, sizeof mca->tool) ? fopen(path, "we") : NULL;
    if (mca->file)
        return mca;
    base_free(mca);
    return NULL;
}

static void end_region(Mca *mca)
{
    if (mca->regions)
        fprintf(mca->file, "# LLVM-MCA-END r%u\n", mca->regions - 1);
}

u32 mca_region(Mca *mca)
{
    end_region(mca);
    fprintf(mca->file, "# LLVM-MCA-BEGIN r%u\n", mca->regions);
    return mca->regions++;
}

void mca_add(Mca *mca, const char *text)
{
    fprintf(mca->file, "\t%s\n", text);
}

/* A region of its report; one whose instructions it could not read has no summary. */
static void take_region(const json_t *region, double *cycles, u32 count)
{
    const char *name = json_string_value(json_object_get(region, "Name"));
    const json_t *summary = json_object_get(region, "SummaryView");
    unsigned long number = name ? strtoul(name + 1, NULL, 10) : count;

    if (number < count)
        cycles[number] =
            json_number_value(json_object_get(summary, "TotalCycles")) / PASSES;
}

static double *take_report(const char *path, u32 count)
{
    /* It names units of some processors with a character 0. */
    json_t *report = json_load_file(path, JSON_ALLOW_NUL, NULL);
    const json_t *regions = json_object_get(report, "CodeRegions");
    double *cycles = regions ? base_alloc((count + 1) * sizeof *cycles) : NULL;

    for (size_t i = 0; i < json_array_size(regions); i++)
        take_region(json_array_get(regions, i), cycles, count);
    json_decref(report);
    return cycles;
}

double *mca_end(Mca *mca)
{
    char passes[32], report[PATH_ROOM + 8], messages[PATH_ROOM + 8];
    Measured m;
    double *cycles = NULL;

    if (!mca)
        return NULL;
    end_region(mca);
    bool written = fclose(mca->file) == 0;
    base_format(passes, sizeof passes, "-iterations=%d", PASSES);
    base_format(report, sizeof report, "%s.json", mca->path);
    base_format(messages, sizeof messages, "%s.err", mca->path);
    const char *const argv[] = {mca->tool,
                                "-mcpu=native",
                                passes,
                                "-call-latency=1",
                                "-json",
                                "-skip-unsupported-instructions=any",
                                "-instruction-info=false",
                                "-resource-pressure=false",
                                mca->path,
                                NULL};
    const Command command = {.argv = argv, .output = report, .errors = messages};
    if (written && mca->regions && command_run(&command, &m) && m.status == 0)
        cycles = take_report(report, mca->regions);
    base_free(mca);
    return cycles;
}
