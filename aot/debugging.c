/* debugging.c -- what -g asks for.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/debugging.h"

#include <errno.h>
#include <string.h>

#include "aot/files.h"
#include "aot/streams.h"

static const char suffix[] = ".lst";

/* Writes the name of the listing without its folder: the output must not depend on
 * where it was made. */
static void listing_name(const Workspace *w, char *name, size_t room)
{
    const char *target = w && w->target ? w->target : "guest";

    base_format(name, room, "%s%s", files_name(target), suffix);
}

const char *debugging_begin(Lines *lines, Options *options, const ElfFile *file,
                            const Program *program, Workspace *workspace)
{
    char name[512];

    if (!options->aot.debug && !options->aot.recorded)
        return NULL;
    listing_name(workspace, name, sizeof name);
    lines_begin(lines, file->guest, &file->image, program, name);
    if (options->aot.debug == DEBUG_SOURCE)
        lines_add_sources(lines, file);
    options->aot.lines = lines;
    if (!options->aot.debug || !workspace || !lines_need_listing(lines))
        return NULL;
    return workspace_add(workspace, "listing", suffix);
}

const char *debugging_write(const Lines *lines, Workspace *workspace)
{
    if (!workspace->added)
        return NULL;
    FILE *to = fopen(workspace_path(workspace, workspace->added), "we");
    if (!to)
        return workspace_refuse(workspace, strerror(errno));
    lines_write(lines, to);
    const char *bad = streams_close(to);
    return bad ? workspace_refuse(workspace, bad) : NULL;
}
