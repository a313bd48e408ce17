/* cpuinfo.c -- /proc/cpuinfo: the guest's processor, once for each that the host shows.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/abi.h"
#include "runtime/linux/file/proc_text.h"

#include <string.h>

/* Reads the number in a line "processor\t: 3"; returns false for any other line. */
static bool processor_number(const char *line, u32 *number)
{
    static const char begin[] = "processor\t: ";

    if (strncmp(line, begin, sizeof begin - 1) != 0)
        return false;
    *number = 0;
    for (line += sizeof begin - 1; *line >= '0' && *line <= '9'; line++)
        *number = 10 * *number + (u32)(*line - '0');
    return true;
}

void proc_print_cpuinfo(Out *out)
{
    const Processor *processor = linux_abi->processor;
    LineReader lines;
    const char *line;
    u32 number;

    if (!lines_open(&lines, "/proc/cpuinfo"))
        return;
    while ((line = lines_next(&lines)))
        if (processor_number(line, &number))
            processor->print_one(out, number);
    processor->print_system(out);
}
