/* ending.c -- the end of a process, and what is written then.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/process/ending.h"

#include <linux/elf.h>
#include <string.h>

#include "runtime/linux/host.h"
#include "runtime/linux/process.h"
#include "runtime/base/sys.h"

/* LinuxThread.process of the process that is counted. */
static u32 owner;

void ending_show(Thread *t, EndKind end, int value, const char *program)
{
    const LinuxThread *own = linux_thread(t);

    if (at_end_is_wanted() && own->process == owner && !own->shares_till_exec)
        at_end_write(&(ProcessEnd){end, value, program});
}

void ending_after_fork(Thread *t)
{
    owner = linux_thread(t)->process;
    at_end_after_fork();
}

/* Returns true for a script, or a program of the host's kind. */
static bool is_for_host(const u8 *start, i64 size)
{
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)(const void *)start;

    if (size >= 2 && start[0] == '#' && start[1] == '!')
        return true;
    return size >= (i64)sizeof *header && !memcmp(header->e_ident, ELFMAG, SELFMAG) &&
           (header->e_machine == EM_X86_64 || header->e_machine == EM_386);
}

/* A failed execve writes nothing: programs try all folders of PATH in turn. */
void ending_show_exec(Thread *t, u64 directory, const char *path, const char *shown)
{
    _Alignas(8) u8 start[sizeof(Elf64_Ehdr)];
    char link[32];
    enum { EXECUTE = 1 };

    if (!*path) {
        base_format(link, sizeof link, "/proc/self/fd/%d", (int)directory);
        path = link;
    }
    if (!at_end_is_wanted() || sys_call3(__NR_faccessat, directory, (u64)path, EXECUTE))
        return;
    i64 fd = sys_call4(__NR_openat, directory, (u64)path,
                       O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0);
    if (sys_failed(fd))
        return;
    i64 size = sys_call3(__NR_read, (u64)fd, (u64)start, sizeof start);
    sys_call1(__NR_close, (u64)fd);
    if (is_for_host(start, size))
        ending_show(t, END_EXEC, 0, shown);
}
