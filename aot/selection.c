/* selection.c -- which functions a file lists: --functions, --record-functions.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/selection.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static u32 select_line(const Program *p, const char *line, bool *chosen)
{
    char *end;
    unsigned long address = strtoul(line, &end, 16);
    bool is_address = *line && !*end;
    u32 found = 0;

    for (u32 i = 0; i < p->num_functions; i++) {
        const Function *f = &p->function[i];

        if (strcmp(f->name, line) == 0 || (is_address && f->entry == address)) {
            chosen[i] = true;
            found++;
        }
    }
    return found;
}

static const char *read_lines(const Program *p, FILE *f, const char *path, bool *chosen,
                              char *text, size_t room)
{
    char line[512];

    while (fgets(line, sizeof line, f)) {
        line[strcspn(line, " \t\r\n#")] = 0;
        if (line[0] && !select_line(p, line, chosen)) {
            snprintf(text, room, "%s: the program has no function %s", path, line);
            return text;
        }
    }
    return NULL;
}

static void keep(Program *p, const bool *chosen)
{
    u32 kept = 0;

    for (u32 i = 0; i < p->num_functions; i++) {
        if (!chosen[i])
            continue;
        p->function[kept++] = p->function[i];
    }
    p->num_functions = kept;
}

const char *selection_mark(const Program *p, const char *path, bool *chosen, char *text,
                           size_t room)
{
    FILE *f = fopen(path, "r");

    if (!f) {
        snprintf(text, room, "%s: cannot read: %s", path, strerror(errno));
        return text;
    }
    const char *wrong = read_lines(p, f, path, chosen, text, room);
    fclose(f);
    return wrong;
}

const char *selection_apply(Program *p, const char *path, char *text, size_t room)
{
    bool *chosen = base_alloc(p->num_functions + 1);
    const char *wrong = selection_mark(p, path, chosen, text, room);

    if (!wrong)
        keep(p, chosen);
    base_free(chosen);
    return wrong;
}
