/* info.c -- siginfo_t, whose members depend on the signal and its cause.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/signal/info.h"

#include <string.h>

#include "runtime/linux/host.h"
#include "runtime/linux/layout.h"

/* Which member of siginfo_t's union is valid: the kernel decides it by signal and
 * si_code. */
typedef enum {
    INFO_KILL,
    INFO_RT,
    INFO_TIMER,
    INFO_POLL,
    INFO_FAULT,
    INFO_MACHINE,
    INFO_LIMITS,
    INFO_KEY,
    INFO_PERF,
    INFO_CHILD,
    INFO_SYS
} InfoKind;

/* The members after si_signo, si_errno and si_code; guest words, except for one. */
#define INFO_WORDS(_)                                                                  \
    _(INFO_KILL, 12, si_pid)                                                           \
    _(INFO_KILL, 16, si_uid)                                                           \
    _(INFO_RT, 12, si_pid)                                                             \
    _(INFO_RT, 16, si_uid)                                                             \
    _(INFO_RT, 20, _sifields._rt._sigval)                                              \
    _(INFO_TIMER, 12, si_tid)                                                          \
    _(INFO_TIMER, 16, si_overrun)                                                      \
    _(INFO_TIMER, 20, _sifields._timer._sigval)                                        \
    _(INFO_POLL, 12, si_band)                                                          \
    _(INFO_POLL, 16, si_fd)                                                            \
    _(INFO_FAULT, 12, si_addr)                                                         \
    _(INFO_LIMITS, 12, si_addr)                                                        \
    _(INFO_LIMITS, 20, si_lower)                                                       \
    _(INFO_LIMITS, 24, si_upper)                                                       \
    _(INFO_KEY, 12, si_addr)                                                           \
    _(INFO_KEY, 20, si_pkey)                                                           \
    _(INFO_PERF, 12, si_addr)                                                          \
    _(INFO_PERF, 16, si_perf_data)                                                     \
    _(INFO_PERF, 20, si_perf_type)                                                     \
    _(INFO_PERF, 24, si_perf_flags)                                                    \
    _(INFO_MACHINE, 12, si_addr)                                                       \
    _(INFO_MACHINE, 16, si_addr_lsb)                                                   \
    _(INFO_CHILD, 12, si_pid)                                                          \
    _(INFO_CHILD, 16, si_uid)                                                          \
    _(INFO_CHILD, 20, si_status)                                                       \
    _(INFO_CHILD, 24, si_utime)                                                        \
    _(INFO_CHILD, 28, si_stime)                                                        \
    _(INFO_SYS, 12, si_call_addr)                                                      \
    _(INFO_SYS, 16, si_syscall)                                                        \
    _(INFO_SYS, 20, si_arch)

typedef struct {
    u8 kind, guest_offset, guest_size, host_offset, host_size;
} InfoWord;

static const InfoWord words[] = {
#define _(kind, at, member)                                                            \
    {kind, at, sizeof(((siginfo_t *)0)->member) == 2 ? 2 : 4,                          \
     offsetof(siginfo_t, member), sizeof(((siginfo_t *)0)->member)},
    INFO_WORDS(_)
#undef _
};

/* The members of a fault's siginfo_t: some have more than an address. */
static InfoKind fault_kind(int signal, int code)
{
    static const struct {
        u8 signal, code, kind;
    } rows[] = {
        {SIGBUS, BUS_MCEERR_AR, INFO_MACHINE}, {SIGBUS, BUS_MCEERR_AO, INFO_MACHINE},
        {SIGSEGV, SEGV_BNDERR, INFO_LIMITS},   {SIGSEGV, SEGV_PKUERR, INFO_KEY},
        {SIGTRAP, TRAP_PERF, INFO_PERF},
    };

    for (u32 i = 0; i < ARRAY_LEN(rows); i++)
        if (rows[i].signal == signal && rows[i].code == code)
            return rows[i].kind;
    return INFO_FAULT;
}

static InfoKind info_kind(int signal, int code)
{
    if (code == SI_TIMER)
        return INFO_TIMER;
    if (code == SI_SIGIO)
        return INFO_POLL;
    if (code <= 0)
        return code < 0 ? INFO_RT : INFO_KILL;
    if (code == SI_KERNEL)
        return INFO_KILL;
    switch (signal) {
    case SIGILL:
    case SIGFPE:
    case SIGSEGV:
    case SIGBUS:
    case SIGTRAP: return fault_kind(signal, code);
    case SIGCHLD: return INFO_CHILD;
    case SIGPOLL: return INFO_POLL;
    case SIGSYS: return INFO_SYS;
    default: return code <= NSIGPOLL ? INFO_POLL : INFO_KILL; /* of F_SETSIG */
    }
}

void info_to_guest(const void *host, bool big_endian, u8 *guest)
{
    const siginfo_t *info = host;
    InfoKind kind = info_kind(info->si_signo, info->si_code);

    memset(guest, 0, GUEST_SIGINFO);
    layout_write(guest, 4, big_endian, (u32)info->si_signo);
    layout_write(guest + 4, 4, big_endian, (u32)info->si_errno);
    layout_write(guest + 8, 4, big_endian, (u32)info->si_code);
    for (u32 i = 0; i < ARRAY_LEN(words); i++) {
        const InfoWord *word = &words[i];
        if (word->kind == kind)
            layout_write(guest + word->guest_offset, word->guest_size, big_endian,
                         layout_read((const u8 *)host + word->host_offset,
                                     word->host_size, false));
    }
}

void info_to_host(const u8 *guest, bool big_endian, void *host)
{
    siginfo_t *info = host;

    memset(info, 0, sizeof(*info));
    info->si_signo = (int)layout_read(guest, 4, big_endian);
    info->si_errno = (int)layout_read(guest + 4, 4, big_endian);
    info->si_code = (int)layout_read(guest + 8, 4, big_endian);
    InfoKind kind = info_kind(info->si_signo, info->si_code);
    for (u32 i = 0; i < ARRAY_LEN(words); i++) {
        const InfoWord *word = &words[i];
        if (word->kind == kind)
            layout_write(
                (u8 *)host + word->host_offset, word->host_size, false,
                layout_read(guest + word->guest_offset, word->guest_size, big_endian));
    }
}
