/* program.c -- the guest program that runs, and the messages that end it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/program.h"

#include <linux/elf.h>

#include <linux/resource.h>

#include "runtime/base/log.h"
#include "runtime/base/sys.h"

extern const Elf64_Ehdr __ehdr_start __attribute__((visibility("hidden")));

GuestProgram guest_program;
const char *program_name = "dbt-run";

static _Noreturn void end(u64 status, const char *format, va_list ap)
{
    char text[1024];

    base_vformat(text, sizeof text, format, ap);
    out_printf(log_error(), "%s: %s\n", program_name, text);
    for (;;)
        sys_call1(__NR_exit_group, status);
}

void program_refuse(const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    end(1, format, ap);
}

void program_stop(const char *format, ...)
{
    va_list ap;

    va_start(ap, format);
    end(STATUS_STOPPED, format, ap);
}

/* Limits by which mmap and mprotect fail with ENOMEM. */
static const struct {
    int resource;
    const char *option;
} limits[] = {{RLIMIT_AS, "-v"}, {RLIMIT_DATA, "-d"}};

/* Appends what to do about each limit that is set; an empty text if none is. */
static void describe_limits(char *text, size_t room)
{
    size_t at = 0;

    text[0] = 0;
    for (unsigned i = 0; i < ARRAY_LEN(limits); i++) {
        struct rlimit64 limit = {RLIM64_INFINITY, RLIM64_INFINITY};

        sys_call4(__NR_prlimit64, 0, (u64)limits[i].resource, 0, (u64)&limit);
        if (limit.rlim_cur != RLIM64_INFINITY && at < room)
            at += (size_t)base_format(text + at, room - at,
                                      "; raise ulimit %s (now %llu)", limits[i].option,
                                      (unsigned long long)limit.rlim_cur / 1024);
    }
}

void program_no_memory(const char *purpose, u64 size, i64 error)
{
    char advice[128];

    if (error != -ENOMEM)
        program_refused("memory", purpose, error);
    describe_limits(advice, sizeof advice);
    program_stop("no memory for %s (%llu KiB)%s", purpose,
                 (unsigned long long)(size + 1023) / 1024,
                 advice[0] ? advice : "; the system has no more");
}

void program_refused(const char *call, const char *purpose, i64 error)
{
    program_stop(
        "the system refuses %s, needed for %s (error %d); a seccomp filter or a "
        "security policy may have to allow it",
        call, purpose, (int)-error);
}

u64 program_file_offset(const void *at)
{
    const u8 *start = (const u8 *)&__ehdr_start;
    const Elf64_Phdr *ph = (const Elf64_Phdr *)(start + __ehdr_start.e_phoff);
    u64 address = (u64)((const u8 *)at - start);

    for (unsigned i = 0; i < __ehdr_start.e_phnum; i++)
        if (ph[i].p_type == PT_LOAD && address - ph[i].p_vaddr < ph[i].p_filesz)
            return address - ph[i].p_vaddr + ph[i].p_offset;
    panic("an address is in no segment of this program");
}
