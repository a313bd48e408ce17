/* proc_status.c -- /proc/self/status and stat: the host's, except for fields about
 * memory and signals.
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

/* Returns the signals that the guest catches, or those that it ignores. */
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

/* A line of status that is the guest's own. */
typedef struct {
    const char *name;
    u64 value;
} OwnLine;

/* Returns the row whose name the line begins with; NULL: the host's line is right. */
static const OwnLine *own_line(const OwnLine *rows, u32 count, const char *line)
{
    for (u32 i = 0; i < count; i++)
        if (!strncmp(line, rows[i].name, strlen(rows[i].name)))
            return &rows[i];
    return NULL;
}

static void print_line(Out *out, const char *line, const OwnLine *own)
{
    if (!own)
        out_printf(out, "%s\n", line);
    else if (own->name[0] == 'S')
        out_printf(out, "%s\t%016llx\n", own->name, (unsigned long long)own->value);
    else
        out_printf(out, "%s\t%8llu kB\n", own->name, (unsigned long long)own->value);
}

void proc_print_status(Out *out)
{
    const GuestProgram *p = &guest_program;
    Thread *t = thread_self();
    const MappedSizes sizes = proc_mapped_sizes();
    const OwnLine rows[] = {
        {"VmPeak:", sizes.all / 1024},
        {"VmSize:", sizes.all / 1024},
        {"VmData:", (sizes.writable - (p->stack_top - p->stack_low)) / 1024},
        {"VmStk:", (p->stack_top - p->stack_low) / 1024},
        {"VmExe:", sizes.code / 1024},
        {"VmLib:", 0},
        {"SigBlk:", linux_thread(t)->held | t->signal_mask},
        {"SigIgn:", signals_with(false)},
        {"SigCgt:", signals_with(true)},
    };
    LineReader lines;
    const char *line;

    if (!lines_open(&lines, "/proc/self/status"))
        return;
    while ((line = lines_next(&lines)))
        print_line(out, line, own_line(rows, ARRAY_LEN(rows), line));
}

/* A field of stat, counted from 1, that lies in guest memory or measures it. */
typedef struct {
    int field;
    u64 value;
} OwnField;

/* Returns the row of a field; NULL: the host's field is right. */
static const OwnField *own_field(const OwnField *rows, u32 count, int field)
{
    for (u32 i = 0; i < count; i++)
        if (rows[i].field == field)
            return &rows[i];
    return NULL;
}

/* Prints the host's fields after the name, with the rows' in place of some. */
static void print_fields(Out *out, const char *rest, const OwnField *rows, u32 count)
{
    for (int field = 3; *rest == ' '; field++) {
        const OwnField *own = own_field(rows, count, field);
        int length = 1;
        while (rest[length] && rest[length] != ' ')
            length++;
        if (own)
            out_printf(out, " %llu", (unsigned long long)own->value);
        else
            out_printf(out, "%.*s", length, rest);
        rest += length;
    }
    out_printf(out, "\n");
}

/* "pid (name) state ..."; the name may have anything in it but the last parenthesis. */
void proc_print_stat(Out *out)
{
    const GuestProgram *p = &guest_program;
    const OwnField rows[] = {
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
    LineReader lines;
    char *line = lines_open(&lines, "/proc/self/stat") ? lines_next(&lines) : NULL;

    if (!line)
        return;
    sys_call1(__NR_close, (u64)lines.fd);
    const char *rest = line;
    for (const char *at = line; *at; at++)
        if (*at == ')')
            rest = at + 1;
    out_printf(out, "%.*s", (int)(rest - line), line);
    print_fields(out, rest, rows, ARRAY_LEN(rows));
}
