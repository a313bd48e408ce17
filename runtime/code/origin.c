/* origin.c -- where guest code comes from. System V ABI, chapter 5: program headers.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/origin.h"

#include <asm/fcntl.h>
#include <asm/stat.h>
#include <string.h>

#include "runtime/base/sys.h"
#include "runtime/base/xxh3.h"
#include "runtime/code/mapped_file.h"
#include "runtime/memory/pages.h"
#include "runtime/memory/root.h"
#include "runtime/os.h"
#include "runtime/program.h"

enum { PT_LOAD = 1 };

/* By the host's path: also of files that are no ELF file, to read them once. */
typedef struct Seen {
    struct Seen *next;
    const char *path; /* of mapped_file_at, which keeps it; NULL: the program */
    OriginFile *file; /* NULL: no ELF file, or not readable */
} Seen;

static Seen *seen;
static OriginFile *first_file, **last_file = &first_file;

/* Maps `*size` bytes of a file for reading, all of them if that is 0, and sets *size.
 * Returns NULL if it cannot. */
static const u8 *map_file(const char *path, u64 offset, u64 *size)
{
    struct stat st;
    i64 fd = sys_call3(__NR_open, (u64)path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);

    if (sys_failed(fd))
        return NULL;
    if (!*size && sys_call2(__NR_fstat, (u64)fd, (u64)&st) == 0)
        *size = (u64)st.st_size;
    i64 at = sys_call6(__NR_mmap, 0, *size, PROT_READ, MAP_PRIVATE, (u64)fd, offset);
    sys_call1(__NR_close, (u64)fd);
    return sys_failed(at) ? NULL : (const u8 *)at;
}

/* Reads the program headers.  Returns false if the bytes are no ELF file of a guest. */
static bool read_headers(OriginFile *f)
{
    if (f->size < LOAD_HEADER_BYTES || load_check(f->bytes, f->size, &f->load))
        return false;
    f->header = base_alloc(f->load.num_headers * sizeof *f->header);
    if (load_headers_in(&f->load, f->bytes, f->size, f->header))
        return true;
    base_free(f->header);
    return false;
}

/* Returns the path that the guest knows a file of the root by. */
static const char *guest_path(const char *path)
{
    static char folder[ROOT_ROOM];
    static i64 length;
    char link[32];

    if (root_folder() && !length) {
        i64 fd = sys_call3(__NR_open, (u64)root_folder(), O_PATH | O_CLOEXEC, 0);
        base_format(link, sizeof link, "/proc/self/fd/%d", (int)fd);
        length = sys_call3(__NR_readlink, (u64)link, (u64)folder, sizeof folder - 1);
        sys_call1(__NR_close, (u64)fd);
    }
    bool inside =
        length > 1 && strncmp(path, folder, (size_t)length) == 0 && path[length] == '/';
    return inside ? path + length : path;
}

static OriginFile *add_file(const OriginFile *like)
{
    OriginFile *f = base_alloc(sizeof *f);

    *f = *like;
    f->number =
        first_file
            ? ((OriginFile *)((u8 *)last_file - offsetof(OriginFile, next)))->number + 1
            : 0;
    *last_file = f;
    last_file = &f->next;
    return f;
}

static OriginFile *read_file(const char *path)
{
    OriginFile f = {.path = guest_path(path)};

    f.bytes = map_file(path, 0, &f.size);
    if (!f.bytes)
        return NULL;
    if (!read_headers(&f)) {
        sys_call2(__NR_munmap, (u64)f.bytes, f.size);
        return NULL;
    }
    f.hash = xxh3(f.bytes, f.size);
    return add_file(&f);
}

/* The lowest page of the file's segments, as the file counts. */
static u32 first_page(const OriginFile *f)
{
    for (u32 i = 0; i < f->load.num_headers; i++)
        if (f->header[i].type == PT_LOAD)
            return f->header[i].address & ~(u32)(GUEST_PAGE - 1);
    return 0;
}

/* The program may be a part of this file, or have been left out of it. */
static OriginFile *read_program(void)
{
    OriginFile f = {.path = guest_program.path, .is_program = true};

    const void *part = guest_program.guest_file;
    f.size = part ? guest_program.guest_size : 0;
    if (part || !program_image())
        f.bytes =
            map_file(guest_program.file, part ? program_file_offset(part) : 0, &f.size);
    if (f.bytes && read_headers(&f)) {
        f.hash = xxh3(f.bytes, f.size);
        f.bias = guest_program.image_start - first_page(&f);
    } else {
        f.bytes = NULL;
    }
    return add_file(&f);
}

static OriginFile *file_of(const char *path)
{
    for (const Seen *s = seen; s; s = s->next)
        if (s->path == path)
            return s->file;
    Seen *s = base_alloc(sizeof *s);
    *s = (Seen){seen, path, path ? read_file(path) : read_program()};
    seen = s;
    return s->file;
}

/* Finds the segment that has the byte at `offset` of the file; an executable one is
 * preferred, as the last page of one may be mapped for the next, too. */
static const LoadHeader *segment_at(const OriginFile *f, u64 offset)
{
    const LoadHeader *found = NULL;

    for (u32 i = 0; i < f->load.num_headers; i++) {
        const LoadHeader *h = &f->header[i];
        if (h->type == PT_LOAD && offset >= h->offset &&
            offset - h->offset < h->file_size && (!found || h->flags & LOAD_EXECUTE))
            found = h;
    }
    return found;
}

static const LoadHeader *segment_of(const OriginFile *f, u32 address)
{
    for (u32 i = 0; i < f->load.num_headers; i++) {
        const LoadHeader *h = &f->header[i];
        if (h->type == PT_LOAD && address - h->address < h->file_size)
            return h;
    }
    return NULL;
}

/* Returns true if the file does not have these bytes at the address. */
static bool differs(const Origin *o, const u8 *bytes, u32 size)
{
    const OriginFile *f = o->file;
    u32 address = o->address & ~(u32)1;
    const LoadHeader *h = f->bytes ? segment_of(f, address) : NULL;

    if (!f->bytes || !bytes)
        return false;
    if (!h)
        return true;
    u64 at = (u64)h->offset + (address - h->address);
    u64 whole = at > f->size ? 0 : f->size - at;
    return memcmp(f->bytes + at, bytes, whole < size ? whole : size) != 0;
}

/* Fills in file and address.  Returns false if `pc` is in no ELF file. */
static bool find(u32 pc, Origin *o)
{
    u64 offset;
    const char *path;

    if (program_has(pc)) {
        o->file = file_of(NULL);
        o->address = pc - o->file->bias;
        return true;
    }
    path = mapped_file_at(pc & ~(u32)1, &offset);
    o->file = path ? file_of(path) : NULL;
    const LoadHeader *h = o->file ? segment_at(o->file, offset) : NULL;
    if (!h)
        return false;
    o->address = h->address + (u32)(offset - h->offset) + (pc & 1);
    return true;
}

Origin origin_of(u32 pc, const u8 *bytes, u32 size)
{
    Origin o = {.kind = ORIGIN_FILE};

    if (pc >= GUEST_HIGHEST || program_may_ask(pc))
        return (Origin){.kind = ORIGIN_KERNEL};
    if (page_flags[pc >> PAGE_SHIFT] & PAGE_FILE && find(pc, &o) &&
        !differs(&o, bytes, size))
        return o;
    return (Origin){.kind = ORIGIN_GENERATED};
}

void origin_note(u32 address)
{
    Origin o;

    find(address, &o);
}

static void note(void *unused, u32 start, u64 end, u64 offset, const char *path)
{
    (void)unused, (void)end, (void)offset, (void)path;
    if (page_flags[start >> PAGE_SHIFT] & PROT_EXEC)
        origin_note(start);
}

void origin_note_all(void)
{
    file_of(NULL);
    os->mapped_files(note, NULL);
}

const OriginFile *origin_files(void)
{
    return first_file;
}
