/* proc_maps.c -- what guest memory is mapped from, by the host's lines about it:
 * /proc/self/maps with the guest's addresses and rights.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <string.h>

#include "runtime/linux/host.h"
#include "runtime/linux/linux.h"
#include "runtime/linux/file/own_file.h"
#include "runtime/linux/file/proc_text.h"
#include "runtime/memory/bundle_file.h"
#include "runtime/memory/memory.h"
#include "runtime/memory/pages.h"
#include "runtime/base/sys.h"
#include "runtime/program.h"

/* A line of it. */
typedef struct {
    u64 start, end, offset, inode;
    u32 major, minor;
    int protection;
    bool shared;
    const char *name;
    char path[4096];
} Mapping;

static u64 number(const char **at, unsigned base)
{
    u64 value = 0;

    for (;; ++*at) {
        char c = **at;
        unsigned digit = 16;
        if (c >= '0' && c <= '9')
            digit = (unsigned)(c - '0');
        else if (c >= 'a' && c <= 'f')
            digit = (unsigned)(c - 'a') + 10;
        if (digit >= base)
            return value;
        value = value * base + digit;
    }
}

/* "start-end rwxp offset major:minor inode   path" */
static void parse(const char *line, Mapping *m)
{
    m->start = number(&line, 16), line++;
    m->end = number(&line, 16), line++;
    m->shared = line[3] == 's';
    line += 5;
    m->offset = number(&line, 16), line++;
    m->major = (u32)number(&line, 16), line++;
    m->minor = (u32)number(&line, 16), line++;
    m->inode = number(&line, 10);
    while (*line == ' ')
        line++;
    m->path[0] = 0;
    if (m->inode)
        base_format(m->path, sizeof(m->path), "%s", line);
}

/* Returns the kernel's name for memory without a file, such as [stack]. */
static const char *name_of(u64 start)
{
    const GuestProgram *p = &guest_program;

    if (start >= GUEST_HIGHEST)
        return "[vectors]";
    if (start == p->vdso)
        return "[vdso]";
    if (start >= p->stack_low && start < p->stack_top)
        return "[stack]";
    if (start >= pages_break_start && start < memory_brk(0))
        return "[heap]";
    return start < pages_break_start ? p->path : "";
}

/* Returns the end of the part of a range that has the same name. */
static u64 name_end(u64 start, u64 end)
{
    const u64 vdso = guest_program.vdso;
    const u64 ends[] = {pages_break_start, vdso, vdso + GUEST_PAGE,
                        guest_program.stack_low, GUEST_HIGHEST};

    for (u32 i = 0; i < ARRAY_LEN(ends); i++)
        if (start < ends[i] && end > ends[i])
            end = ends[i];
    return end;
}

static void print(void *to, const Mapping *m)
{
    Out *out = to;
    char line[128];
    int p = m->protection, length;

    length = base_format(
        line, sizeof(line), "%08llx-%08llx %c%c%c%c %08llx %02x:%02x %llu",
        (unsigned long long)m->start, (unsigned long long)m->end,
        p & PROT_READ ? 'r' : '-', p & PROT_WRITE ? 'w' : '-',
        p & PROT_EXEC ? 'x' : '-', m->shared ? 's' : 'p', (unsigned long long)m->offset,
        m->major, m->minor, (unsigned long long)m->inode);
    out->write(out, line, (size_t)length);
    const char *name = m->inode ? m->path : m->name;
    if (*name)
        out_printf(out, "%*s%s", 73 - length > 1 ? 73 - length : 1, "", name);
    out_printf(out, "\n");
}

/* Calls visit(to, mapping) for each mapping; `before` is the one that may go on. */
typedef struct {
    void (*visit)(void *to, const Mapping *m);
    void *to;
    Mapping before;
} Walk;

static void visit_last(const Walk *walk)
{
    if (walk->before.start != walk->before.end)
        walk->visit(walk->to, &walk->before);
}

/* A mapping of the guest may be several of the host's, which the write protection of
 * code has split. Such neighbours are shown as one. */
static bool joins(const Mapping *before, const Mapping *m)
{
    return before->end == m->start && before->protection == m->protection &&
           before->shared == m->shared && before->inode == m->inode &&
           before->major == m->major && before->minor == m->minor &&
           (m->inode ? before->offset + (m->start - before->start) == m->offset
                     : !strcmp(before->name, m->name));
}

static void add(Walk *walk, const Mapping *m)
{
    Mapping *before = &walk->before;

    if (joins(before, m)) {
        before->end = m->end;
        return;
    }
    visit_last(walk);
    memcpy(before, m, sizeof(*m));
}

/* Shows a mapping of a file of the bundle as that: of its memfd, whose name has the
 * entry's number, or of the pages of it in this program's own file. */
static void show_bundled(Mapping *piece, const Mapping *host, u64 base)
{
    u64 offset = piece->offset;
    u32 entry;

    if (!bundle_is_there() || !host->inode)
        return;
    entry = bundle_of_name(host->path);
    if (entry == BUNDLE_NONE)
        entry = own_file_bundled(
            host->inode, host->offset + (base + piece->start - host->start), &offset);
    if (entry == BUNDLE_NONE)
        return;
    piece->offset = offset;
    piece->inode = entry + 1ull;
    piece->major = 0, piece->minor = BUNDLE_DEVICE_MINOR;
    bundle_path(entry, piece->path);
}

/* Adds the parts of a host mapping that the guest has mapped. */
static void add_pieces(Walk *walk, const Mapping *host)
{
    u64 base = (u64)memory_base, at = host->start < base ? 0 : host->start - base;
    u64 end = host->end - base;
    Mapping piece;
    MemoryRange range;

    while (at < end && memory_next_range(at, &range) && range.start < end) {
        memcpy(&piece, host, sizeof(piece));
        piece.start = range.start > at ? range.start : at;
        piece.end = name_end(piece.start, range.end < end ? range.end : end);
        piece.protection = range.protection;
        piece.offset =
            host->inode ? host->offset + (base + piece.start - host->start) : 0;
        piece.offset = own_file_offset(host->inode, piece.offset);
        show_bundled(&piece, host, base);
        piece.name = host->inode ? "" : name_of(piece.start);
        add(walk, &piece);
        at = piece.end;
    }
}

static void walk_mappings(Walk *walk)
{
    u64 first = (u64)memory_base, last = first + (1ull << 32);
    Mapping host;
    LineReader lines;
    const char *line;

    walk->before.start = walk->before.end = 0;
    if (!lines_open(&lines, "/proc/self/maps"))
        return;
    while ((line = lines_next(&lines))) {
        parse(line, &host);
        if (host.end > first && host.start < last)
            add_pieces(walk, &host);
    }
    visit_last(walk);
}

void proc_print_maps(Out *out)
{
    Walk walk = {.visit = print, .to = out};

    walk_mappings(&walk);
}

typedef struct {
    OsFileVisit *visit;
    void *to;
} Files;

static void visit_file(void *to, const Mapping *m)
{
    const Files *files = to;

    if (m->inode)
        files->visit(files->to, (u32)m->start, m->end, m->offset, m->path);
}

void proc_mapped_files(OsFileVisit *visit, void *to)
{
    Files files = {visit, to};
    Walk walk = {.visit = visit_file, .to = &files};

    walk_mappings(&walk);
}
