/* load_image.c -- maps the guest program that an output contains into guest memory.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <string.h>
#include "runtime/memory/loader.h"
#include "runtime/memory/memory.h"
#include "runtime/memory/pages.h"
#include "runtime/base/sys.h"
#include "runtime/program.h"

static void map(const AotSegment *row, int flags, int fd)
{
    i64 got = memory_map(row->address, row->size, (int)row->protection,
                         MAP_PRIVATE | MAP_FIXED | flags, fd, 0);

    if (got < 0)
        program_no_memory("the program's segments", row->size, got);
}

static void set_pages(const AotSegment *row)
{
    u32 first = row->address >> PAGE_SHIFT, end = first + (row->size >> PAGE_SHIFT);

    pages_set(first, end,
              (u8)((row->protection & PAGE_PROT) | PAGE_MAPPED | PAGE_FILE));
    i64 error = pages_apply(first, end);
    if (error == -ENOMEM)
        program_no_memory("the program's segments", row->size, error);
    if (error)
        program_refused("mprotect", "the program's segments", error);
}

static void copy(const AotImage *image, const AotSegment *row)
{
    map(row, MAP_ANONYMOUS, -1);
    u64 at = (u64)memory_at(row->address);
    sys_call3(__NR_mprotect, at, row->size, PROT_READ | PROT_WRITE);
    memcpy((void *)at, image_at_offset(image, row->bytes), row->size);
    set_pages(row);
}

/* Moves the pages of a row that no other row uses to their guest address, if the kernel
 * permits mremap; else copies them. */
static void move(const AotImage *image, const AotSegment *row)
{
    u64 bytes = (u64)image_at_offset(image, row->bytes);

    if (sys_failed(sys_call6(__NR_mremap, bytes, row->size, row->size,
                             MREMAP_MAYMOVE | MREMAP_FIXED,
                             (u64)memory_at(row->address), 0)))
        copy(image, row);
    else
        set_pages(row);
}

/* Maps an empty file, so that accesses raise SIGBUS as behind a file's end. */
static void map_nothing(const AotSegment *row)
{
    i64 fd = sys_call2(__NR_memfd_create, (u64) "nothing", 0);

    map(row, 0, (int)fd);
    sys_call1(__NR_close, (u64)fd);
}

static void load_row(const AotImage *image, const AotSegment *row)
{
    switch ((AotContents)row->contents) {
    case AOT_MOVE: move(image, row); break;
    case AOT_COPY: break; /* was the first that was done */
    case AOT_ZEROS: map(row, MAP_ANONYMOUS, -1); break;
    case AOT_NOTHING: map_nothing(row); break;
    }
    memset(memory_at(row->address + row->clear), 0, row->clear_size);
}

static void load_segments(const AotImage *image)
{
    const AotSegment *row = image_at_offset(image, image->segment);

    for (u32 i = 0; i < image->num_segments; i++)
        if (row[i].contents == AOT_COPY)
            copy(image, &row[i]);
    guest_program.image_start = row->address;
    for (u32 i = 0; i < image->num_segments; i++) {
        load_row(image, &row[i]);
        if (row[i].address < guest_program.image_start)
            guest_program.image_start = row[i].address;
    }
}

/* Sets the names of this program's file.  Where there is no /proc, they come from the
 * path that was executed. */
static void note_names(const char *executed)
{
    enum { LENGTH_OF_ROOT = 2 }; /* with its 0 */
    static char path[4096];
    char folder[4096];
    i64 length =
        sys_call3(__NR_readlink, (u64) "/proc/self/exe", (u64)path, sizeof path - 1);

    guest_program.path = path;
    guest_program.file = length > 0 ? "/proc/self/exe" : path;
    if (length > 0 || !executed)
        return;
    if (executed[0] == '.' && executed[1] == '/')
        executed += 2;
    if (executed[0] != '/' &&
        sys_call2(__NR_getcwd, (u64)folder, sizeof folder) > LENGTH_OF_ROOT)
        base_format(path, sizeof path, "%s/%s", folder, executed);
    else
        base_format(path, sizeof path, "/%s", executed + (executed[0] == '/'));
}

Loaded load_image(const AotImage *image, const char *executed)
{
    Loaded loaded = {.guest = guest_by_machine(image->elf_machine),
                     .execfn = executed,
                     .entry = image->entry,
                     .start = image->entry,
                     .phdr = image->phdr,
                     .phent = image->phent,
                     .phnum = image->phnum,
                     .break_start = image->break_start,
                     .executable_stack = image->stack_flags & 1};

    if (image->magic != AOT_MAGIC || image->version != AOT_VERSION || !loaded.guest)
        program_stop("the program in this file is not for this runtime; make it again "
                     "by dbt-aot and the runtime that came with it");
    load_segments(image);
    memory_read_implies_exec = image->flags & AOT_READ_EXEC;
    note_names(executed);
    guest_program.guest_file = image_at_offset(image, image->guest_file);
    guest_program.guest_size = image->guest_size;
    if (image->interpreter)
        load_interpreter_file(&loaded, image_at_offset(image, image->interpreter));
    return loaded;
}
