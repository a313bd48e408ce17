/* proc_status.c -- /proc/self/status and stat: the host's, but for what tells of memory
 * and signals.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <string.h>

#include "runtime/linux/host.h"
#include "runtime/linux/linux.h"
#include "runtime/linux/process.h"
#include "runtime/linux/file/proc_text.h"
#include "runtime/memory/memory.h"
#include "runtime/memory/pages.h"
#include "runtime/base/sys.h"
#include "runtime/program.h"

MappedSizes proc_mapped_sizes(void)
{
    MappedSizes sizes = {0, 0, 0};
    MemoryRange range;

    for (u64 at = 0; memory_next_range(at, &range); at = range.end) {
        u64 size = range.end - range.start;
        sizes.all += size;
        if (range.protection & PROT_EXEC)
            sizes.code += size;
        else if (range.protection & PROT_WRITE)
            sizes.writable += size;
    }
    return sizes;
}

/* The signals whose handler is as asked. */
static u64 signals_with(bool caught)
{
    u64 set = 0;

    for (int signal = 1; signal <= NUM_SIGNALS; signal++) {
        u32 handler = guest_actions[signal].handler;
        bool ignored = handler == (u32)(u64)SIG_IGN,
             plain = handler == (u32)(u64)SIG_DFL;
        if (caught ? !ignored && !plain : ignored)
            set |= 1ull << (signal - 1);
    }
    return set;
}

/* The value of a line that is the guest's; false: the host's is right. */
static bool own_value(const char *name, u64 *value)
{
    const GuestProgram *p = &guest_program;
    MappedSizes sizes = proc_mapped_sizes();
    const struct {
        const char *name;
        u64 value;
    } rows[] = {
        {"VmPeak:", sizes.all / 1024},
        {"VmSize:", sizes.all / 1024},
        {"VmData:", (sizes.writable - (p->stack_top - p->stack_low)) / 1024},
        {"VmStk:", (p->stack_top - p->stack_low) / 1024},
        {"VmExe:", sizes.code / 1024},
        {"VmLib:", 0},
        {"SigBlk:", linux_thread(thread_self())->held | thread_self()->signal_mask},
        {"SigIgn:", signals_with(false)},
        {"SigCgt:", signals_with(true)},
    };

    for (u32 i = 0; i < ARRAY_LEN(rows); i++)
        if (!strncmp(name, rows[i].name, strlen(rows[i].name))) {
            *value = rows[i].value;
            return true;
        }
    return false;
}

void proc_print_status(Out *out)
{
    LineReader lines;
    const char *line;
    u64 value;

    if (!lines_open(&lines, "/proc/self/status"))
        return;
    while ((line = lines_next(&lines))) {
        int name = 0;
        while (line[name] && line[name] != ':')
            name++;
        if (!own_value(line, &value))
            out_printf(out, "%s\n", line);
        else if (line[0] == 'S')
            out_printf(out, "%.*s:\t%016llx\n", name, line, (unsigned long long)value);
        else
            out_printf(out, "%.*s:\t%8llu kB\n", name, line, (unsigned long long)value);
    }
}

/* The fields of stat, from 1, that lie in guest memory or measure it. */
static bool own_field(int field, u64 *value)
{
    const GuestProgram *p = &guest_program;
    const struct {
        int field;
        u64 value;
    } rows[] = {
        {23, proc_mapped_sizes().all},
        {26, 1},
        {27, 1},
        {28, p->stack_top},
        {29, 0},
        {30, 0},
        {45, 0},
        {46, p->image_end},
        {47, pages_break_start},
        {48, p->arguments},
        {49, p->arguments_end},
        {50, p->arguments_end},
        {51, p->environment_end},
    };

    for (u32 i = 0; i < ARRAY_LEN(rows); i++)
        if (rows[i].field == field) {
            *value = rows[i].value;
            return true;
        }
    return false;
}

/* "pid (name) state ..."; the name may have anything in it but the last parenthesis. */
void proc_print_stat(Out *out)
{
    LineReader lines;
    char *line = lines_open(&lines, "/proc/self/stat") ? lines_next(&lines) : NULL;
    int field = 2;
    u64 value;

    if (!line)
        return;
    sys_call1(__NR_close, (u64)lines.fd);
    char *rest = line;
    for (char *at = line; *at; at++)
        if (*at == ')')
            rest = at + 1;
    out_printf(out, "%.*s", (int)(rest - line), line);
    while (*rest == ' ') {
        int length = 1;
        while (rest[length] && rest[length] != ' ')
            length++;
        if (own_field(++field, &value))
            out_printf(out, " %llu", (unsigned long long)value);
        else
            out_printf(out, "%.*s", length, rest);
        rest += length;
    }
    out_printf(out, "\n");
}
