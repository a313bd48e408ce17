/* proc.c -- files of /proc/self that must show the guest, not us. */
#include "runtime/linux/proc.h"

#include <string.h>

#include "runtime/linux/host.h"
#include "runtime/linux/linux.h"
#include "runtime/memory.h"
#include "runtime/sys.h"

#ifndef MFD_CLOEXEC
#define MFD_CLOEXEC 1u
#endif

/* An Out that writes a descriptor; `to` is that one. */
static void write_all(Out *out, const char *text, size_t length)
{
    while (length) {
        i64 done = sys_call3(__NR_write, (u64)out->to, (u64)text, length);
        if (done <= 0 && done != -EINTR)
            return;
        if (done > 0) {
            text += done;
            length -= (size_t)done;
        }
    }
}

static const char *range_name(const MemoryRange *range, u32 break_now)
{
    const LinuxProgram *p = &linux_program;

    if (range->start >= p->stack_low && range->start < p->stack_top)
        return "[stack]";
    if (range->start >= p->image_end && range->start < break_now)
        return "[heap]";
    return range->end <= (u64)p->image_end + GUEST_PAGE ? p->path : "";
}

static void print_maps(Out *out)
{
    u32 break_now = memory_brk(0);
    MemoryRange range;

    for (u64 at = 0; memory_next_range(at, &range); at = range.end) {
        const char *name = range_name(&range, break_now);
        int p = range.protection;
        int length = 0;
        char line[128];
        length = base_format(line, sizeof(line), "%08x-%08llx %c%c%cp 00000000 00:00 0",
                             range.start, (unsigned long long)range.end,
                             p & PROT_READ ? 'r' : '-', p & PROT_WRITE ? 'w' : '-',
                             p & PROT_EXEC ? 'x' : '-');
        out->write(out, line, (size_t)length);
        if (*name)
            out_printf(out, "%*s%s", 49 - length > 1 ? 49 - length : 1, "", name);
        out_printf(out, "\n");
    }
}

static void print_cmdline(Out *out)
{
    const LinuxProgram *p = &linux_program;

    if (memory_ok(p->arguments, p->arguments_end - p->arguments, PROT_READ))
        out->write(out, (const char *)memory_at(p->arguments),
                   p->arguments_end - p->arguments);
}

static void print_auxv(Out *out)
{
    const LinuxProgram *p = &linux_program;

    if (memory_ok(p->auxv, p->auxv_end - p->auxv, PROT_READ))
        out->write(out, (const char *)memory_at(p->auxv), p->auxv_end - p->auxv);
}

/* What follows "pid (" in the host's /proc/self/stat: all but the name in
 * parentheses and fields 26 to 28, that lie in guest memory. */
static void print_stat(Out *out)
{
    char text[2048], name[17] = "";
    i64 fd =
        sys_call4(__NR_openat, (u64)AT_FDCWD, (u64) "/proc/self/stat", O_RDONLY, 0);
    i64 length =
        fd < 0 ? 0 : sys_call3(__NR_read, (u64)fd, (u64)text, sizeof(text) - 1);

    if (fd >= 0)
        sys_call1(__NR_close, (u64)fd);
    text[length < 0 ? 0 : length] = 0;
    char *rest = text;
    for (char *at = text; *at; at++)
        if (*at == ')')
            rest = at + 1;
    sys_call2(__NR_prctl, PR_GET_NAME, (u64)name);
    out_printf(out, "%lld (%s)", (long long)sys_call0(__NR_getpid), name);
    int field = 2;
    for (; *rest; rest++) {
        if (*rest == ' ')
            field++;
        if (*rest == ' ' && (field == 26 || field == 27))
            out_printf(out, " 1");
        else if (*rest == ' ' && field == 28)
            out_printf(out, " %u", linux_program.stack_top);
        else if (field < 26 || field > 28)
            out_printf(out, "%c", *rest);
    }
}

static const struct {
    const char *name;
    void (*print)(Out *out);
} views[] = {
    {"maps", print_maps},
    {"cmdline", print_cmdline},
    {"auxv", print_auxv},
    {"stat", print_stat},
};

i64 proc_open(const char *name, u64 flags)
{
    u64 close_on_exec = flags & O_CLOEXEC;

    if (!strcmp(name, "exe"))
        return sys_call4(__NR_openat, (u64)AT_FDCWD, (u64)linux_program.path, flags, 0);
    for (u32 i = 0; i < ARRAY_LEN(views); i++) {
        if (strcmp(name, views[i].name))
            continue;
        if ((flags & O_ACCMODE) != O_RDONLY)
            return -EACCES;
        i64 fd =
            sys_call2(__NR_memfd_create, (u64)name, close_on_exec ? MFD_CLOEXEC : 0);
        if (fd < 0)
            return fd;
        Out out = {write_all, (void *)fd};
        views[i].print(&out);
        sys_call3(__NR_lseek, (u64)fd, 0, 0);
        return fd;
    }
    return PROC_AS_HOST;
}
