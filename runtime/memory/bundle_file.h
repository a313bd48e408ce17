/*
 * bundle_file.h -- descriptors of the bundle's files and folders.
 *
 *      i64 fd = bundle_open(entry, O_RDONLY | O_CLOEXEC);
 *      bundle_of_descriptor(fd)                            -- entry
 *
 * A descriptor must be a file, since the kernel alone reads, maps, duplicates, inherits
 * and sends descriptors: it is a memfd with the file's bytes, of size, rights and time
 * as in the bundle.  What it is of, its time tells: to the time of modification, which
 * the bundle has in seconds, the entry's number is added in nanoseconds.  That holds
 * for descriptors that were duplicated, inherited or sent, too.
 *
 * A large file is copied late.  Its memfd has the first page only, until a call that
 * needs more asks bundle_fill for the rest; mapped, its pages are those of the output
 * (bundle_pages).  So a library that is loaded is not copied at all.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_MEMORY_BUNDLE_FILE_H
#define RUNTIME_MEMORY_BUNDLE_FILE_H

#include "runtime/memory/bundle.h"

struct stat;

/* Bytes of a file that are in its memfd from the start. */
enum { BUNDLE_BEGIN = 4096 };

/* Opens a file or folder of the bundle for reading, with the host's `flags` of open(2).
 * Returns a descriptor or a negated error number.  The descriptor of a folder has no
 * bytes.  bundle_open_late leaves out all but BUNDLE_BEGIN bytes of a file; what is
 * written to its descriptor after bundle_fill fails with EPERM instead of EBADF, as
 * with those that are opened where there is no /proc. */
i64 bundle_open(u32 entry, u64 flags);
i64 bundle_open_late(u32 entry, u64 flags);
/* Puts the missing bytes into the file of a descriptor of bundle_open_late. */
i64 bundle_fill(i64 fd, u32 entry);

/* Return the entry that a file is of, or BUNDLE_NONE: by its size, its links, and its
 * time of modification; or by its descriptor. */
u32 bundle_of(u64 size, u64 links, i64 seconds, u64 nanoseconds);
u32 bundle_of_descriptor(i64 fd);

/* The device of the bundle's files, which no file system of the host has: the kernel
 * numbers those without a device from 0:1 on. */
enum { BUNDLE_DEVICE_MINOR = 0xdbdb };

/* Returns the entry that a memfd is of, by the kernel's name for it ("/memfd:..."), or
 * BUNDLE_NONE. */
u32 bundle_of_name(const char *name);
/* Returns the entry that has the byte `at` of the bundle in one of its pages, or
 * BUNDLE_NONE.  Sets *offset, of the byte in its file. */
u32 bundle_of_byte(u64 at, u64 *offset);

/* Returns the bytes of an entry's file from `offset`, a multiple of the page size, up
 * to its end, and sets *size: whole pages.  NULL: it has no pages of its own, or none
 * there. */
const void *bundle_pages(u32 entry, u64 offset, u64 *size);

#endif
