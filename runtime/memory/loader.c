/* loader.c -- loads guest ELF files into guest memory. System V ABI, chapter 5.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/memory/loader.h"

#include <asm/stat.h>
#include <linux/fcntl.h>
#include <string.h>

#include "lifter/elf_load.h"
#include "runtime/memory/bundle_file.h"
#include "runtime/memory/memory.h"
#include "runtime/memory/pages.h"
#include "runtime/memory/root.h"
#include "runtime/code/symbols.h"
#include "runtime/program.h"
#include "runtime/base/errors.h"
#include "runtime/base/sys.h"

enum { SEEK_TO_END = 2 };

typedef struct {
    const char *path;
    u64 fd;
    u32 bundled; /* the bundle's entry that it is, or BUNDLE_NONE */
    LoadFile load;
    LoadHeader header[LOAD_MAX_HEADERS];
    Loading loading;
} File;

static u64 size_of(const File *f)
{
    i64 size = sys_call3(__NR_lseek, f->fd, 0, SEEK_TO_END);

    return size > 0 ? (u64)size : 0;
}

static void read_header(File *f)
{
    u8 bytes[LOAD_PAGE];
    u64 fd = f->fd;
    i64 got = sys_call4(__NR_pread64, fd, (u64)bytes, LOAD_HEADER_BYTES, 0);
    const char *wrong = load_check(bytes, got < 0 ? 0 : (u64)got, &f->load);

    if (wrong)
        program_refuse("%s: %s", f->path, wrong);
    u64 size = (u64)f->load.num_headers * LOAD_ENTRY_BYTES;
    if (f->bundled != BUNDLE_NONE && f->load.headers_at + size > BUNDLE_BEGIN)
        bundle_fill((i64)fd, f->bundled);
    if (sys_call4(__NR_pread64, fd, (u64)bytes, size, f->load.headers_at) != (i64)size)
        program_refuse("%s: the file is cut short", f->path);
    load_headers(&f->load, bytes, f->header);
}

static int protection_of(u32 flags)
{
    return (flags & LOAD_READ ? PROT_READ : 0) | (flags & LOAD_WRITE ? PROT_WRITE : 0) |
           (flags & LOAD_EXECUTE ? PROT_EXEC : 0);
}

/* Maps a part of the bundle's file, of which the descriptor has the beginning only. */
static bool map_bundled(const File *f, const LoadStep *step)
{
    const int flags = MAP_PRIVATE | MAP_FIXED, protection = protection_of(step->flags);
    bool taken = false;
    u64 there;
    const void *pages = bundle_pages(f->bundled, step->offset, &there);

    if (pages && memory_map_pages(step->address, step->size, protection, flags,
                                  (int)f->fd, step->offset, pages, there, &taken) < 0)
        return false;
    if (taken)
        return true;
    bundle_fill((i64)f->fd, f->bundled);
    return memory_map(step->address, step->size, protection, flags, (int)f->fd,
                      step->offset) >= 0;
}

static bool take_step(const File *f, const LoadStep *step)
{
    int flags = MAP_PRIVATE | MAP_FIXED, fd = (int)f->fd;

    if (step->kind == LOAD_CLEAR) {
        memset(memory_at(step->address), 0, step->size);
        return true;
    }
    if (step->kind != LOAD_ZERO && f->bundled != BUNDLE_NONE)
        return map_bundled(f, step);
    if (step->kind == LOAD_ZERO)
        flags |= MAP_ANONYMOUS, fd = -1;
    return memory_map(step->address, step->size, protection_of(step->flags), flags, fd,
                      step->offset) >= 0;
}

static bool is_named(const File *f, const char *name)
{
    struct stat by_name, open;

    return sys_call2(__NR_stat, (u64)name, (u64)&by_name) == 0 &&
           sys_call2(__NR_fstat, f->fd, (u64)&open) == 0 &&
           by_name.st_dev == open.st_dev && by_name.st_ino == open.st_ino;
}

/* A file that has no name, or none any more, stays open under a high descriptor, where
 * the guest does not meet it. */
static const char *keep_open(const File *f)
{
    static char name[32];
    i64 fd = sys_high_copy((i64)f->fd);

    if (fd < 0)
        return guest_program.path;
    base_format(name, sizeof name, "/proc/self/fd/%lld", (long long)fd);
    return name;
}

static void note_names(const File *f)
{
    static char path[4096];
    char link[32];

    base_format(link, sizeof link, "/proc/self/fd/%u", (unsigned)f->fd);
    i64 length = sys_call3(__NR_readlink, (u64)link, (u64)path, sizeof path - 1);
    guest_program.path = length > 0 ? path : f->path;
    guest_program.file =
        is_named(f, guest_program.path) ? guest_program.path : keep_open(f);
}

/* Plans the addresses of a position-independent file's segments: the first begins at
 * `base`. */
static void plan(File *f, u32 base)
{
    const LoadSpace space = {base, GUEST_LOWEST, GUEST_STACK_TOP};
    const Loading *l = &f->loading;

    load_plan(&f->load, f->header, &space, size_of(f), &f->loading);
    if (l->wrong)
        program_refuse("%s: the segment at 0x%x %s", f->path, l->wrong_at, l->wrong);
}

static Loaded load_segments(const File *f)
{
    const Loading *l = &f->loading;

    for (u32 i = 0; i < l->num_steps; i++)
        if (!take_step(f, &l->step[i]))
            program_refuse("%s: no room for the segment at 0x%x", f->path,
                           l->step[i].address);
    return (Loaded){.guest = f->load.guest,
                    .execfn = f->path,
                    .entry = l->entry,
                    .start = l->entry,
                    .phdr = l->phdr,
                    .phent = LOAD_ENTRY_BYTES,
                    .phnum = f->load.num_headers,
                    .break_start = l->break_start,
                    .executable_stack = l->executable_stack};
}

static void read_file(File *f, const char *path, i64 fd, u32 bundled)
{
    if (sys_failed(fd))
        program_refuse("%s: cannot be opened: %s", path, error_text((int)-fd));
    f->path = path;
    f->fd = (u64)fd;
    f->bundled = bundled;
    read_header(f);
}

static void open_file(File *f, const char *path, i64 fd)
{
    if (fd < 0)
        fd = sys_call3(__NR_open, (u64)path, O_RDONLY | O_CLOEXEC, 0);
    read_file(f, path, fd, BUNDLE_NONE);
}

/* Opens the dynamic linker if the bundle has it. */
static bool open_bundled(File *f, const char *path)
{
    BundleWalk w;

    if (!bundle_is_there() || bundle_walk(&w, "/", path, true) != BUNDLE_HAS ||
        !bundle_is(w.entry, BUNDLE_FILE))
        return false;
    read_file(f, path, bundle_open_late(w.entry, O_CLOEXEC), w.entry);
    return true;
}

/* Returns an address with room for all segments of a position-independent file, at
 * their alignment. */
static u32 free_address(const File *f)
{
    u64 extent = (load_extent(&f->load, f->header) + LOAD_PAGE - 1) & -(u64)LOAD_PAGE;
    u64 size = extent + load_alignment(&f->load, f->header);
    u32 own = memory_placing ? memory_placing(extent, PROT_READ, (int)f->fd) : 0;

    if (own)
        return own;
    i64 at = memory_map(0, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                        -1, 0);

    if (sys_failed(at))
        program_refuse("%s: no room for it", f->path);
    memory_unmap((u32)at, size);
    return (u32)at;
}

static void open_interpreter(File *f, const char *name, char *room)
{
    const char *path = root_name(name, true, room);

    if (open_bundled(f, name))
        return;
    if (sys_failed(sys_call3(__NR_access, (u64)path, 0, 0)))
        program_refuse(
            "%s: dynamically linked, and %s is not there; name the folder that "
            "has the guest's libraries by %s",
            guest_program.path, name,
            program_image() ? "DBT_ROOT, or by --root when it is translated"
                            : "-L or DBT_ROOT");
    open_file(f, path, -1);
}

void load_interpreter_file(Loaded *loaded, const char *name)
{
    static File f;
    char room[ROOT_ROOM];

    open_interpreter(&f, name, room);
    if (f.load.guest != loaded->guest)
        program_refuse("%s: not for %s, as the program is", f.path,
                       loaded->guest->name);
    plan(&f, f.load.movable ? free_address(&f) : 0);
    Loaded interpreter = load_segments(&f);
    sys_call1(__NR_close, f.fd);
    loaded->start = interpreter.entry;
    loaded->base = f.loading.bias;
}

/* Returns the path in PT_INTERP; NULL if there is none. */
static const char *interpreter_of(const File *f)
{
    static char name[LOAD_NAME_ROOM];
    const LoadHeader *h = load_interpreter(&f->load, f->header);

    if (!h)
        return NULL;
    u64 size = h->file_size < sizeof name ? h->file_size : sizeof name;
    if (sys_call4(__NR_pread64, f->fd, (u64)name, size, h->offset) != (i64)size)
        program_refuse("%s: the file is cut short", f->path);
    const char *wrong = load_check_interpreter(h, (const u8 *)name);
    if (wrong)
        program_refuse("%s: %s", f->path, wrong);
    return name;
}

Loaded load_file(const char *path, i64 fd)
{
    static File f;

    open_file(&f, path, fd);
    const char *interpreter = interpreter_of(&f);
    plan(&f, GUEST_PIE_BASE);
    memory_read_implies_exec = f.loading.read_implies_exec;
    Loaded loaded = load_segments(&f);
    note_names(&f);
    guest_program.image_start = f.loading.step[0].address;
    symbols_of_file(f.fd, loaded.guest, f.loading.bias);
    sys_call1(__NR_close, f.fd);
    if (interpreter)
        load_interpreter_file(&loaded, interpreter);
    return loaded;
}
