/* report.c -- what -v tells, on stderr.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/report.h"

#include <fcntl.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aot/left.h"

static u32 code_bytes(const ElfFile *file)
{
    u32 total = 0;

    for (u32 i = 0; i < file->hints.num_code; i++)
        total += file->hints.code[i].end - file->hints.code[i].start;
    for (u32 i = 0; !file->hints.num_code && i < file->image.num_segments; i++)
        if (file->image.segment[i].executable)
            total += file->image.segment[i].file_size;
    return total;
}

static u32 count_speculative(const Program *p)
{
    u32 count = 0;

    for (u32 i = 0; i < p->num_functions; i++)
        count += p->function[i].speculative;
    return count;
}

void report_cut(const ElfFile *file, const char *path)
{
    for (u32 i = 0; i < file->num_mapped; i++) {
        const MappedRange *m = &file->mapped[i];

        if (m->kind != MAPPED_NOTHING)
            continue;
        fprintf(
            stderr,
            "dbt-aot: warning: %s: cut short; what belongs to 0x%08x is not there\n",
            path, m->address);
        return;
    }
}

void report_found(const ElfFile *file, const Program *p, double seconds)
{
    fprintf(stderr, "guest      %s, entry 0x%08x, %u segments, %u bytes of code\n",
            file->guest->name, file->image.entry, file->image.num_segments,
            code_bytes(file));
    fprintf(stderr, "known      %u symbols, %u functions of .eh_frame%s%s\n",
            file->image.num_symbols, file->hints.num_functions,
            file->section_note ? "; " : "",
            file->section_note ? file->section_note : "");
    fprintf(stderr, "found      %u functions (%u by guess), %u instructions, %.2f s\n",
            p->num_functions, count_speculative(p), p->num_insns, seconds);
    fprintf(stderr, "jumps      %u indirect, %u with a table\n", p->num_indirect,
            p->num_tables);
}

static int compare_ranges(const void *a, const void *b)
{
    const CodeRange *x = a, *y = b;

    return x->start < y->start ? -1 : x->start > y->start;
}

/* Returns all blocks, sorted by address. */
static CodeRange *all_blocks(const Guest *guest, const Program *p, u32 *count)
{
    CodeRange *all = NULL;

    *count = 0;
    for (u32 i = 0; i < p->num_functions; i++) {
        const Function *f = &p->function[i];

        all = base_resize(all, (*count + f->num_blocks + 1) * sizeof *all);
        for (u32 k = 0; k < f->num_blocks; k++)
            all[(*count)++] = (CodeRange){guest_code_at(guest, f->block[k].start),
                                          guest_code_at(guest, f->block[k].end)};
    }
    if (*count)
        qsort(all, *count, sizeof *all, compare_ranges);
    return all;
}

/* Returns the number of bytes that are in some function's code, each counted once. */
static u32 translated_bytes(const Guest *guest, const Program *p)
{
    u32 count, total = 0, end = 0;
    CodeRange *block = all_blocks(guest, p, &count);

    for (u32 i = 0; i < count; i++) {
        u32 start = block[i].start > end ? block[i].start : end;

        if (block[i].end > start)
            total += block[i].end - start;
        if (block[i].end > end)
            end = block[i].end;
    }
    base_free(block);
    return total;
}

/* Returns the program without the functions that were left to the runtime; `function`
 * has room for all. */
static Program without_left(const Program *p, const AotResult *result,
                            Function *function)
{
    Program rest = {.function = function};
    bool *left = base_alloc(p->num_functions + 1);

    for (u32 i = 0; i < result->num_left; i++)
        left[result->left[i].function - p->function] = true;
    for (u32 i = 0; i < p->num_functions; i++)
        if (!left[i])
            rest.function[rest.num_functions++] = p->function[i];
    base_free(left);
    return rest;
}

static void report_share(const ElfFile *file, const Program *whole,
                         const AotResult *result)
{
    Function *function = base_alloc((whole->num_functions + 1) * sizeof *function);
    Program p = without_left(whole, result, function);
    u32 all = code_bytes(file), translated = translated_bytes(file->guest, &p);

    fprintf(stderr, "text       %.1f %% translated: %u of %u bytes of executable %s\n",
            all ? 100.0 * translated / all : 0, translated, all,
            file->hints.num_code ? "sections" : "segments");
    base_free(function);
}

static u32 function_bytes(const Function *f)
{
    u32 bytes = 0;

    for (u32 i = 0; i < f->num_blocks; i++)
        bytes += f->block[i].end - f->block[i].start;
    return bytes;
}

static int larger_first(const void *a, const void *b)
{
    u32 x = function_bytes(*(const Function *const *)a);
    u32 y = function_bytes(*(const Function *const *)b);

    return x > y ? -1 : x < y;
}

static void report_largest(const Program *p)
{
    enum { SHOWN = 10 };
    const Function **all = base_alloc((p->num_functions + 1) * sizeof *all);

    for (u32 i = 0; i < p->num_functions; i++)
        all[i] = &p->function[i];
    qsort(all, p->num_functions, sizeof *all, larger_first);
    fprintf(stderr, "largest    functions, in bytes of guest code:\n");
    for (u32 i = 0; i < p->num_functions && i < SHOWN; i++)
        fprintf(stderr, "  %-8u 0x%08x %s\n", function_bytes(all[i]), all[i]->entry,
                all[i]->name);
    base_free(all);
}

void report_left(const ElfFile *file, const Program *p, const Found *found,
                 unsigned verbose)
{
    u32 tables = 0;

    for (u32 i = 0; i < p->num_functions; i++)
        tables += p->function[i].num_tables;
    if (p->num_functions < found->functions)
        fprintf(stderr, "left       %u functions to the runtime, by option\n",
                found->functions - p->num_functions);
    else
        fprintf(stderr, "left       %u indirect jumps to the runtime\n",
                found->indirect - tables);
    if (verbose < 2)
        return;
    left_jumps(file->guest, &file->image, p, stderr);
    report_largest(p);
}

void report_given_up(const AotResult *result, unsigned verbose)
{
    if (result->without_lines)
        fprintf(
            stderr,
            "dbt-aot: warning: %u functions have no debug information, since the code "
            "generator would make other code with it\n",
            result->without_lines);
    if (!result->num_left)
        return;
    fprintf(stderr, "dbt-aot: warning: %u function%s left to the runtime: %s: %s%s\n",
            result->num_left, result->num_left > 1 ? "s are" : " is",
            result->left[0].function->name, result->left[0].why,
            verbose ? "" : " (-v lists them)");
    for (u32 i = 0; i < result->num_left && verbose; i++) {
        const LeftPart *left = &result->left[i];

        fprintf(stderr, "given up   0x%08x %s", left->function->entry,
                left->function->name);
        if (left->num_parts > 1)
            fprintf(stderr, ", part %u of %u", left->part + 1, left->num_parts);
        fprintf(stderr, ": %s\n", left->why);
    }
}

/* What the output's sections are for. */
static const struct {
    const char *what, *section[4];
} purposes[] = {
    {"code", {".text"}},
    {"tables", {".rodata", ".data", ".data.rel.ro", ".relr.dyn"}},
    {"the guest's file", {".guest"}},
    {"symbols", {".symtab", ".strtab"}},
};
enum { PURPOSES = ARRAY_LEN(purposes) };

/* Adds a section's bytes to those of its purpose, if it has one. */
static void add_section(u64 *bytes, const char *name, const Elf64_Shdr *s)
{
    for (size_t i = 0; i < PURPOSES; i++)
        for (size_t k = 0; k < ARRAY_LEN(purposes[i].section); k++)
            if (purposes[i].section[k] && strcmp(purposes[i].section[k], name) == 0)
                bytes[i] += s->sh_size;
}

static void add_sections(u64 *bytes, Elf *elf)
{
    size_t names;

    if (elf_getshdrstrndx(elf, &names) < 0)
        return;
    for (Elf_Scn *scn = NULL; (scn = elf_nextscn(elf, scn));) {
        const Elf64_Shdr *s = elf64_getshdr(scn);
        const char *name = s ? elf_strptr(elf, names, s->sh_name) : NULL;

        if (name && s->sh_type != SHT_NOBITS)
            add_section(bytes, name, s);
    }
}

static void report_bytes(const char *output)
{
    u64 bytes[PURPOSES] = {0};
    int fd = open(output, O_RDONLY | O_CLOEXEC);
    Elf *elf = fd < 0 ? NULL : elf_begin(fd, ELF_C_READ, NULL);

    if (elf) {
        add_sections(bytes, elf);
        for (size_t i = 0; i < PURPOSES; i++)
            fprintf(stderr, "  %-8llu %s\n", (unsigned long long)bytes[i],
                    purposes[i].what);
        elf_end(elf);
    }
    if (fd >= 0)
        close(fd);
}

void report_made(const ElfFile *file, const Program *p, const AotResult *result,
                 const char *name, const char *output, double compile_seconds,
                 double link_seconds, unsigned verbose)
{
    struct stat st;

    fprintf(stderr, "translated %u functions, %u instructions, %.2f s\n",
            result->functions, result->insns, compile_seconds);
    report_share(file, p, result);
    if (stat(output, &st) == 0 && S_ISREG(st.st_mode)) {
        fprintf(stderr, "linked     %s, %lld bytes, %.2f s\n", name,
                (long long)st.st_size, link_seconds);
        if (verbose >= 2)
            report_bytes(output);
    }
}
