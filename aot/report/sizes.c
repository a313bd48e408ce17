/* sizes.c -- what the bytes of an output are for, by its sections.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <fcntl.h>
#include <libelf.h>
#include <string.h>
#include <unistd.h>

#include "aot/report/report.h"

/* The last one is for all else: headers, padding, small sections. */
static const struct {
    const char *what, *section[4];
} purposes[REPORT_SIZES] = {
    {"code", {".text"}},
    {"tables", {".rodata", ".data", ".data.rel.ro", ".relr.dyn"}},
    {"the guest's file", {".guest"}},
    {"symbols", {".symtab", ".strtab"}},
    {"all else", {NULL}},
};
enum { ELSE = REPORT_SIZES - 1 };

/* Adds a section's bytes to those of its purpose, if it has one. */
static void add_section(Report *report, const char *name, const Elf64_Shdr *s)
{
    for (size_t i = 0; i < REPORT_SIZES; i++)
        for (size_t k = 0; k < ARRAY_LEN(purposes[i].section); k++)
            if (purposes[i].section[k] && strcmp(purposes[i].section[k], name) == 0)
                report->size[i].bytes += s->sh_size;
}

static void add_sections(Report *report, Elf *elf)
{
    size_t names;

    if (elf_getshdrstrndx(elf, &names) < 0)
        return;
    for (Elf_Scn *scn = NULL; (scn = elf_nextscn(elf, scn));) {
        const Elf64_Shdr *s = elf64_getshdr(scn);
        const char *name = s ? elf_strptr(elf, names, s->sh_name) : NULL;

        if (name && s->sh_type != SHT_NOBITS)
            add_section(report, name, s);
    }
}

void report_sizes(Report *report, const char *path)
{
    u64 sum = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    Elf *elf = fd < 0 ? NULL : elf_begin(fd, ELF_C_READ, NULL);

    for (size_t i = 0; i < REPORT_SIZES; i++)
        report->size[i] = (SizeReport){purposes[i].what, 0};
    if (elf) {
        add_sections(report, elf);
        elf_end(elf);
    }
    if (fd >= 0)
        close(fd);
    for (size_t i = 0; i < ELSE; i++)
        sum += report->size[i].bytes;
    report->size[ELSE].bytes =
        report->output_bytes > sum ? report->output_bytes - sum : 0;
}
