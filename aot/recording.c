/* recording.c -- what --record asks for.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/recording.h"

#include <errno.h>
#include <string.h>

#include "aot/selection.h"

const char *recording_begin(Options *options, const Program *program, char *text,
                            size_t room)
{
    const char *path = options_value(options, OPTION_RECORD);
    const char *list = options_value(options, OPTION_RECORD_FUNCTIONS);

    if (!path)
        return NULL;
    bool *recorded = base_alloc(program->num_functions + 1);
    options->aot.recorded = recorded;
    if (list && selection_mark(program, list, recorded, text, room))
        return text;
    options->aot.record = fopen(path, "we");
    if (options->aot.record)
        return NULL;
    base_format(text, room, "%s: cannot write: %s", path, strerror(errno));
    return text;
}

const char *recording_end(Options *options, char *text, size_t room)
{
    FILE *file = options->aot.record;

    base_free((void *)options->aot.recorded);
    options->aot.recorded = NULL;
    options->aot.record = NULL;
    if (!file)
        return NULL;
    bool before = ferror(file) != 0;
    if (fclose(file) == 0 && !before)
        return NULL;
    base_format(text, room, "%s: cannot write: %s",
                options_value(options, OPTION_RECORD), strerror(errno));
    return text;
}
