/* proc.c -- files of /proc that must show the guest, not us.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/file/proc.h"

#include <string.h>

#include "runtime/linux/host.h"
#include "runtime/linux/linux.h"
#include "runtime/linux/file/own_file.h"
#include "runtime/linux/file/proc_text.h"
#include "runtime/linux/process/title.h"
#include "runtime/linux/file/memory_file.h"
#include "runtime/memory/memory.h"
#include "runtime/base/sys.h"
#include "runtime/base/text.h"
#include "runtime/program.h"

#ifndef MFD_CLOEXEC
#define MFD_CLOEXEC 1u
#endif

/* A text being written to a descriptor: printed in small pieces, written in large
 * ones. */
typedef struct {
    i64 fd;
    u32 used;
    char text[4096];
} Buffer;

static void flush(Buffer *buffer)
{
    text_write(buffer->fd, buffer->text, buffer->used);
    buffer->used = 0;
}

/* Out.write; `to` is the Buffer. */
static void add_text(Out *out, const char *text, size_t length)
{
    Buffer *buffer = out->to;

    if (length > sizeof buffer->text - buffer->used)
        flush(buffer);
    if (length > sizeof buffer->text) {
        text_write(buffer->fd, text, length);
        return;
    }
    memcpy(buffer->text + buffer->used, text, length);
    buffer->used += (u32)length;
}

/* Prints the present bytes of a range of guest memory. */
static void print_memory(Out *out, u32 start, u32 end)
{
    if (memory_ok(start, end - start, PROT_READ))
        out->write(out, (const char *)memory_at(start), end - start);
}

static void print_cmdline(Out *out)
{
    print_memory(out, guest_program.arguments, guest_program.arguments_end);
}

static void print_environ(Out *out)
{
    print_memory(out, guest_program.arguments_end, guest_program.environment_end);
}

static void print_auxv(Out *out)
{
    print_memory(out, guest_program.auxv, guest_program.auxv_end);
}

static const struct {
    const char *name;
    void (*print)(Out *out);
} views[] = {
    {"maps", proc_print_maps},          {"cmdline", print_cmdline},
    {"environ", print_environ},         {"auxv", print_auxv},
    {"stat", proc_print_stat},          {"status", proc_print_status},
    {PROC_CPUINFO, proc_print_cpuinfo},
};

/* Writes the file of descriptor `fd`, and sets its position to the beginning. */
static void print_to(i64 fd, void (*print)(Out *out))
{
    Buffer buffer;
    Out out = {add_text, &buffer};

    buffer.fd = fd;
    buffer.used = 0;
    print(&out);
    flush(&buffer);
    sys_call3(__NR_lseek, (u64)fd, 0, 0);
}

i64 proc_open(const char *name, u64 flags)
{
    u64 close_on_exec = flags & O_CLOEXEC;

    if (!strcmp(name, "exe")) {
        i64 fd =
            sys_call4(__NR_openat, (u64)AT_FDCWD, (u64)guest_program.file, flags, 0);
        return own_file_opened(fd, flags);
    }
    if (!strcmp(name, "mem"))
        return memory_file_open(flags);
    if (title_is_shown() && (!strcmp(name, "cmdline") || !strcmp(name, "environ")))
        return PROC_AS_HOST;
    for (u32 i = 0; i < ARRAY_LEN(views); i++) {
        if (strcmp(name, views[i].name) != 0)
            continue;
        if ((flags & O_ACCMODE) != O_RDONLY)
            return -EACCES;
        i64 fd =
            sys_call2(__NR_memfd_create, (u64)name, close_on_exec ? MFD_CLOEXEC : 0);
        if (fd < 0)
            return fd;
        print_to(fd, views[i].print);
        return fd;
    }
    return PROC_AS_HOST;
}
