/* exec_check.c -- checks a guest program as execve does while the caller can still get
 * an error. Linux 6.1, fs/binfmt_elf.c.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/process/exec_check.h"

#include "lifter/elf_load.h"
#include "runtime/linux/host.h"
#include "runtime/memory/bundle.h"
#include "runtime/base/sys.h"

/* Opens the dynamic linker; returns a descriptor or an error. A file that is not
 * regular or not executable is -EACCES, and so is an empty name, which means the
 * current folder. */
static i64 open_linker(const char *path)
{
    enum { EXECUTE = 1, KIND_OF_FILE = 0170000, REGULAR_FILE = 0100000 };
    struct stat st;
    const char *name = *path ? path : ".";

    if (sys_call2(__NR_stat, (u64)name, (u64)&st) == 0 &&
        ((st.st_mode & KIND_OF_FILE) != REGULAR_FILE ||
         sys_call4(__NR_faccessat, (u64)AT_FDCWD, (u64)name, EXECUTE, 0)))
        return -EACCES;
    return sys_call4(__NR_openat, (u64)AT_FDCWD, (u64)name, O_CLOEXEC, 0);
}

/* Checks the dynamic linker that a guest program names, as Linux does. */
static i64 check_linker(Call *c, const LoadHeader *header, i64 fd)
{
    u8 *name = call_room(c, LOAD_NAME_ROOM), start[LOAD_HEADER_BYTES];
    LoadFile file;

    if (header->file_size > LOAD_NAME_ROOM)
        return -ENOEXEC;
    if (sys_call4(__NR_pread64, (u64)fd, (u64)name, header->file_size,
                  header->offset) != header->file_size)
        return -EIO;
    if (load_check_interpreter(header, name))
        return -ENOEXEC;
    BundleWalk w;
    if (bundle_is_there() &&
        bundle_walk(&w, "/", (const char *)name, true) == BUNDLE_HAS)
        return 0;
    i64 linker =
        open_linker(root_name((const char *)name, true, call_room(c, ROOT_ROOM)));
    if (linker < 0)
        return linker;
    i64 size = sys_call4(__NR_pread64, (u64)linker, (u64)start, sizeof(start), 0);
    sys_call1(__NR_close, (u64)linker);
    return load_check(start, size < 0 ? 0 : (u64)size, &file) ? -ELIBBAD : 0;
}

i64 exec_check(Call *c, i64 fd, const u8 *start, i64 size)
{
    LoadFile file;

    if (load_check(start, size < 0 ? 0 : (u64)size, &file))
        return -ENOEXEC;
    u64 bytes = (u64)file.num_headers * LOAD_ENTRY_BYTES;
    u8 *raw = call_room(c, bytes);
    LoadHeader *header = call_room(c, file.num_headers * sizeof(*header));
    if (sys_call4(__NR_pread64, (u64)fd, (u64)raw, bytes, file.headers_at) !=
        (i64)bytes)
        return -ENOEXEC;
    load_headers(&file, raw, header);
    const LoadHeader *linker = load_interpreter(&file, header);
    return linker ? check_linker(c, linker, fd) : 0;
}
