/* title.c -- lets other processes see the guest's arguments and environment as this
 * process's own. Programs overwrite them to show what they are doing.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/process/title.h"

#include <string.h>

#include "runtime/linux/host.h"
#include "runtime/linux/linux.h"
#include "runtime/linux/file/proc_text.h"
#include "runtime/memory/memory.h"
#include "runtime/base/sys.h"
#include "runtime/program.h"

static bool shown;

/* The fields of /proc/self/stat, from 1: proc(5). */
enum {
    START_CODE = 26,
    END_CODE = 27,
    START_STACK = 28,
    START_DATA = 45,
    END_DATA = 46,
    START_BRK = 47,
    NUM_FIELDS = 48,
};

/* Reads /proc/self/stat; returns false if there is none. Fields that are not numbers
 * become 0; the second, the name, may contain anything. */
static bool read_stat(u64 field[NUM_FIELDS])
{
    LineReader lines;
    const char *line =
        lines_open(&lines, "/proc/self/stat") ? lines_next(&lines) : NULL;
    int i = 1;

    if (!line)
        return false;
    for (; *line; line++) {
        if (*line == ')') {
            memset(field, 0, NUM_FIELDS * sizeof *field);
            i = 2;
        } else if (*line == ' ')
            i++;
        else if (*line >= '0' && *line <= '9' && i < NUM_FIELDS)
            field[i] = field[i] * 10 + (u64)(*line - '0');
    }
    lines_next(&lines);
    return true;
}

/* The kernel takes the fields of prctl(PR_SET_MM_MAP) only together, so most are set to
 * what they were. On kernels without it other processes see the arguments of our own
 * start. */
void title_show(void)
{
    const GuestProgram *p = &guest_program;
    u64 field[NUM_FIELDS];

    if (!read_stat(field))
        return;
    struct prctl_mm_map map = {
        .start_code = field[START_CODE],
        .end_code = field[END_CODE],
        .start_data = field[START_DATA],
        .end_data = field[END_DATA],
        .start_brk = field[START_BRK],
        .brk = (u64)sys_call1(__NR_brk, 0),
        .start_stack = field[START_STACK],
        .arg_start = (u64)memory_at(p->arguments),
        .arg_end = (u64)memory_at(p->arguments_end),
        .env_start = (u64)memory_at(p->arguments_end),
        .env_end = (u64)memory_at(p->environment_end),
        .exe_fd = ~0u,
    };
    shown = !sys_failed(
        sys_call6(__NR_prctl, PR_SET_MM, PR_SET_MM_MAP, (u64)&map, sizeof map, 0, 0));
}

bool title_is_shown(void)
{
    return shown;
}
