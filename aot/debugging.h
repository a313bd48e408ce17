/*
 * debugging.h -- what -g asks for: the lines that debug information names, and the
 * listing beside the output.
 *
 *      Lines lines;
 *      const char *wrong = debugging_begin(&lines, &options, &file, &program,
 * &workspace);
 *      ... compile and link ...
 *      if (!wrong) wrong = debugging_write(&lines, &workspace);
 *      ... workspace_finish: the listing appears with the output ...
 *      lines_end(&lines);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_DEBUGGING_H
#define AOT_DEBUGGING_H

#include "aot/debug/lines.h"
#include "aot/options.h"
#include "aot/workspace.h"

/* Sets up `lines` for a program, if -g or --record was given, and options->aot.lines.
 * `workspace` is open; NULL: nothing is written but a listing of --emit.  Returns NULL,
 * or what is wrong, as one line that lives as long as the workspace. */
const char *debugging_begin(Lines *lines, Options *options, const ElfFile *file,
                            const Program *program, Workspace *workspace);
/* Writes the listing, if the output's debug information names lines of it.  Returns
 * NULL or an error as above. */
const char *debugging_write(const Lines *lines, Workspace *workspace);

#endif
