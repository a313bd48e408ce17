/* signal.c -- host signals: queued till a safe point, or made the guest's faults.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/signal.h"

#include <linux/mman.h>
#include <linux/signal.h>
#include <string.h>

#include "runtime/at_end.h"
#include "runtime/crash.h"
#include "runtime/dispatch.h"
#include "runtime/fault.h"
#include "runtime/code/invalidate.h"
#include "runtime/os.h"
#include "runtime/stats.h"
#include "runtime/base/log.h"
#include "runtime/memory/memory.h"
#include "runtime/memory/pages.h"
#include "runtime/base/sys.h"
#include "runtime/world.h"

extern const u8 signal_restorer[];

typedef void HostHandler(int signal, siginfo_t *info, void *context);

/* The kernel's struct sigaction. */
typedef struct {
    HostHandler *handler;
    u64 flags;
    const void *restorer;
    u64 mask;
} HostAction;

/* The restartable windows of dispatch.S: host calls that may wait. */
#define WINDOWS(WINDOW) WINDOW(guest_call) WINDOW(signal_call)
#define WINDOW(name)                                                                   \
    extern const u8 name##_start[], name##_at[], name##_done[], name##_again[],        \
        name##_before[];
WINDOWS(WINDOW)
#undef WINDOW

static const struct {
    const u8 *start, *at, *done, *again, *before;
} windows[] = {
#define WINDOW(name)                                                                   \
    {name##_start, name##_at, name##_done, name##_again, name##_before},
    WINDOWS(WINDOW)
#undef WINDOW
};

enum { MASK_SIZE = 8 };
#define BIT(signal) (1ull << ((signal)-1))
/* Signals that an instruction can cause.  They are never blocked: the kernel would kill
 * the process. */
#define SYNCHRONOUS                                                                    \
    (BIT(SIGSEGV) | BIT(SIGBUS) | BIT(SIGFPE) | BIT(SIGILL) | BIT(SIGTRAP))

static void host_mask(u64 mask)
{
    mask &= ~SYNCHRONOUS;
    sys_call4(__NR_rt_sigprocmask, SIG_SETMASK, (u64)&mask, 0, MASK_SIZE);
}

/* If the signal interrupted a restartable window, leaves the window: no signal may be
 * lost between the test for one and the host call. */
static void leave_call(struct sigcontext *at)
{
    for (u32 i = 0; i < ARRAY_LEN(windows); i++)
        if (at->rip == (u64)windows[i].at && at->rcx == (u64)windows[i].done)
            at->rip = (u64)windows[i].again;
        else if (at->rip >= (u64)windows[i].start && at->rip <= (u64)windows[i].at)
            at->rip = (u64)windows[i].before;
}

static void queue(Thread *t, const siginfo_t *info, struct ucontext *context)
{
    if (!t->queued) {
        memcpy(t->info, info, sizeof *info);
        t->queued = true;
    }
    context->uc_sigmask = ~SYNCHRONOUS;
    thread_poll_on(t, PENDING_SIGNAL);
    leave_call(&context->uc_mcontext);
}

/* Returns true if the signal was sent by the kernel or a process, and not caused by an
 * instruction of this thread. */
static bool was_sent(int signal, const siginfo_t *info)
{
    return !(SYNCHRONOUS & BIT(signal)) || info->si_code <= 0;
}

/* Sets the host's action to SIG_DFL or SIG_IGN. */
static void set_plain(int signal, __sighandler_t way, u64 flags)
{
    HostAction action = {(HostHandler *)(u64)way, flags | SA_RESTORER, signal_restorer,
                         0};

    sys_call4(__NR_rt_sigaction, (u64)signal, (u64)&action, 0, MASK_SIZE);
}

static void on_signal(int signal, siginfo_t *info, void *context)
{
    Thread *t = thread_self();

    if (was_sent(signal, info))
        queue(t, info, context);
    else if (!fault_take(t, signal, info, context))
        set_plain(signal, SIG_DFL, 0); /* a bug of the runtime: it dies of it */
}

static void set_action(int signal, HostHandler *handler, u64 flags)
{
    HostAction action = {handler,
                         flags | SA_SIGINFO | SA_ONSTACK | SA_RESTART | SA_RESTORER,
                         signal_restorer, ~SYNCHRONOUS};

    sys_call4(__NR_rt_sigaction, (u64)signal, (u64)&action, 0, MASK_SIZE);
}

/* Signals that people and programs end a process by, if it does not handle them. */
#define ENDING                                                                         \
    (BIT(SIGHUP) | BIT(SIGINT) | BIT(SIGQUIT) | BIT(SIGABRT) | BIT(SIGUSR1) |          \
     BIT(SIGUSR2) | BIT(SIGPIPE) | BIT(SIGALRM) | BIT(SIGTERM) | BIT(SIGVTALRM) |      \
     BIT(SIGPROF) | BIT(SIGXCPU) | BIT(SIGXFSZ))

/* Returns true if the signal, which would end the process, is caught for what is
 * written then: the report of the guest's abort() with DBT_CRASH=full, and
 * what at_end.h has. */
static bool is_reported(int signal)
{
    return (crash_full && signal == SIGABRT) ||
           (at_end_is_wanted() && BIT(signal) & ENDING);
}

void signal_set_way(int signal, SignalWay way, u64 flags)
{
    flags &= SA_NOCLDSTOP | SA_NOCLDWAIT;
    if ((SYNCHRONOUS & BIT(signal)) || (way == SIGNAL_DEFAULT && is_reported(signal)))
        way = SIGNAL_CATCH;
    switch (way) {
    case SIGNAL_DEFAULT: set_plain(signal, SIG_DFL, flags); break;
    case SIGNAL_IGNORE: set_plain(signal, SIG_IGN, flags); break;
    case SIGNAL_CATCH: set_action(signal, on_signal, flags); break;
    }
}

void signal_init_thread(Thread *t)
{
    stack_t stack = {.ss_sp = (void *)t->signal_stack, .ss_size = SIGNAL_STACK_SIZE};

    sys_call2(__NR_sigaltstack, (u64)&stack, 0);
}

void signal_block_all(void)
{
    u64 mask = ~0ull;

    sys_call4(__NR_rt_sigprocmask, SIG_SETMASK, (u64)&mask, 0, MASK_SIZE);
}

/* Returns true if the process was started with the signal ignored. */
static bool is_ignored(int signal)
{
    HostAction action = {0};

    sys_call4(__NR_rt_sigaction, (u64)signal, 0, (u64)&action, MASK_SIZE);
    return (u64)action.handler == (u64)SIG_IGN;
}

void signal_init(Thread *t)
{
    signal_init_thread(t);
    sys_call4(__NR_rt_sigprocmask, SIG_SETMASK, 0, (u64)&t->signal_mask, MASK_SIZE);
    host_mask(t->signal_mask);
    for (int signal = 1; signal < 32; signal++)
        if ((SYNCHRONOUS & BIT(signal)) || (is_reported(signal) && !is_ignored(signal)))
            set_action(signal, on_signal, 0);
}

bool signal_set_mask(Thread *t, u64 mask)
{
    host_mask(~0ull);
    if (t->queued)
        return false;
    signal_force_mask(t, mask);
    return true;
}

void signal_force_mask(Thread *t, u64 mask)
{
    t->signal_mask = mask & ~(BIT(SIGKILL) | BIT(SIGSTOP));
    host_mask(t->signal_mask);
}

/* All signals stay blocked until the guest's signal frame is made, so that the queue of
 * one signal is free for the next. */
bool signal_deliver(Thread *t)
{
    _Alignas(8) u8 info[HOST_SIGINFO_SIZE];
    u32 pc = thread_pc(t);
    bool any = false;

    while (t->queued) {
        memcpy(info, t->info, sizeof info);
        t->queued = false;
        __atomic_and_fetch(&t->head.pending, ~(u32)PENDING_SIGNAL, __ATOMIC_SEQ_CST);
        os->deliver(t, info, false);
        host_mask(t->signal_mask);
        any = any || thread_pc(t) != pc;
    }
    return any;
}

void signal_fault(Thread *t, int signal, int code, u32 address)
{
    siginfo_t info = {.si_signo = signal, .si_code = code};

    stats_add(STATS_FAULTS, 1);
    info.si_addr = (void *)(u64)address;
    os->deliver(t, &info, true);
    host_mask(t->signal_mask);
}

void signal_frame_fault(Thread *t)
{
    os->frame_fault(t);
    host_mask(t->signal_mask);
}

enum { RAISE_FLOAT_SIZE = 4 }; /* size of the instructions that raise it */

void signal_raise(Thread *t, u32 what)
{
    static const struct {
        u8 signal, code;
    } raises[NUM_RAISES] = {
        [RAISE_ILLEGAL] = {SIGILL, ILL_ILLOPC},
        [RAISE_PRIVILEGED] = {SIGILL, ILL_PRVOPC},
        [RAISE_TRAP] = {SIGTRAP, TRAP_BRKPT},
        [RAISE_DEBUG] = {SIGTRAP, TRAP_HWBKPT},
        [RAISE_FETCH] = {SIGSEGV, SEGV_ACCERR},
        [RAISE_ALIGN] = {SIGBUS, BUS_ADRALN},
        [RAISE_FLOAT] = {SIGFPE, 0},
    };
    if (what == RAISE_STEP) {
        interpret_steps(t);
        return;
    }
    if (what == RAISE_FLOAT && !os->float_traps(t)) {
        fault_expect(t, SIGFPE);
        thread_set_pc(t, thread_pc(t) + RAISE_FLOAT_SIZE);
        return;
    }
    int code = what == RAISE_FLOAT ? os->float_code(t) : raises[what].code;
    u32 address = what == RAISE_ALIGN ? os->align_address(t)
                                      : guest_code_at(t->guest, thread_pc(t));

    t->fault.access = ACCESS_READ;

    signal_fault(t, raises[what].signal, code, address);
}

void signal_fault_fetch(Thread *t, u32 pc)
{
    bool mapped = memory_ok(pc, 1, 0);

    t->fault.access = ACCESS_FETCH;
    signal_fault(t, SIGSEGV, mapped ? SEGV_ACCERR : SEGV_MAPERR,
                 guest_code_at(t->guest, pc));
}

void signal_die(Thread *t, int signal)
{
    HostAction action = {0};
    u64 mask = ~BIT(signal);

    if (crash_full)
        crash_report(t, signal);
    os->end_process(t, signal);
    sys_call4(__NR_rt_sigaction, (u64)signal, (u64)&action, 0, MASK_SIZE);
    sys_call2(__NR_tkill, (u64)sys_call0(__NR_gettid), (u64)signal);
    sys_call4(__NR_rt_sigprocmask, SIG_SETMASK, (u64)&mask, 0, MASK_SIZE);
    for (;;)
        sys_call1(__NR_exit_group, 128 + (u64)signal);
}
