/* sizes.c -- what the bytes of an output are for.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <fcntl.h>
#include <unistd.h>

#include "aot/report/report.h"

void report_sizes(Report *report, const char *path)
{
    u64 bytes[OUTPUT_PARTS] = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    Elf *elf = fd < 0 ? NULL : elf_begin(fd, ELF_C_READ, NULL);

    if (elf) {
        output_parts_measure(elf, report->output_bytes, bytes);
        elf_end(elf);
    }
    if (fd >= 0)
        close(fd);
    for (u32 i = 0; i < OUTPUT_PARTS; i++)
        report->size[i] = (SizeReport){output_part[i].what, bytes[i]};
}
