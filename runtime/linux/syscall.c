/* syscall.c -- makes system calls as syscalls.def declares them.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/syscall.h"

#include "runtime/dispatch.h"
#include "runtime/linux/file/bundle_calls.h"
#include "runtime/linux/file/descriptors.h"
#include "runtime/linux/host.h"
#include "runtime/linux/process.h"
#include "runtime/linux/rows.h"
#include "runtime/linux/process/title.h"
#include "runtime/linux/unimp.h"
#include "runtime/linux/time/vdso.h"
#include "runtime/base/log.h"
#include "runtime/memory/bundle.h"
#include "runtime/host/x86_64/offsets.h"
#include "runtime/world.h"

_Static_assert(CALL_ARG == offsetof(Call, arg), "for dispatch.S");
_Static_assert(CALL_HOST == offsetof(Call, host), "for dispatch.S");
_Static_assert(CALL_WAITS == offsetof(Call, waits), "for dispatch.S");

const LinuxAbi *linux_abi;

static i64 refuse(Call *c)
{
    unimp_tell("system call", c->number, c->row->name, c->row->reason);
    return -ENOSYS;
}

const Syscall syscalls[NUM_CALLS] = {
#define ROW(name, way, host, by, reason, ...)                                          \
    [CALL_##name] = {#name, host, way, CALL_##name, by, reason, {__VA_ARGS__}},
#define SYS(name, host, ...) ROW(name, BY_HOST, host, NULL, NULL, __VA_ARGS__)
#define SYS_WAIT(name, host, ...) ROW(name, BY_WAITING, host, NULL, NULL, __VA_ARGS__)
#define SYS_BY(name, by, ...) ROW(name, BY_FUNCTION, 0, by, NULL, __VA_ARGS__)
#define SYS_ON(name, by, host, ...) ROW(name, BY_FUNCTION, host, by, NULL, __VA_ARGS__)
#define SYS_FD(name, by, host, ...)                                                    \
    ROW(name, BY_DESCRIPTOR, host, by, NULL, __VA_ARGS__)
#define SYS_VDSO(name, call, ...)                                                      \
    ROW(name, BY_VDSO, (i32)VDSO_##call, NULL, NULL, __VA_ARGS__)
#define SYS_MANY(name, by, ...) ROW(name, BY_CHOICE, 0, by, NULL, __VA_ARGS__)
#define SYS_NO(name, reason) ROW(name, BY_FUNCTION, 0, refuse, reason, NOTHING)
#include "runtime/linux/syscalls.def"
};

static const LinuxAbi *const abis[] = {
#define GUEST(name) &linux_##name,
#include "lifter/guests.def"
};

static bool same_text(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    return *a == *b;
}

const LinuxAbi *linux_abi_of(const Guest *guest)
{
    for (u32 i = 0; i < ARRAY_LEN(abis); i++)
        if (abis[i] && same_text(abis[i]->name, guest->name))
            return abis[i];
    panic("no Linux for guest %s", guest->name);
}

void linux_init(Thread *t)
{
    linux_abi = linux_abi_of(t->guest);
    t->linux_data = base_alloc(sizeof(LinuxThread));
    linux_thread(t)->float_exceptions = PR_FP_EXC_PRECISE;
    linux_thread(t)->tid = (u32)sys_call0(__NR_gettid);
    if (linux_abi->init)
        linux_abi->init();
    process_init(t);
    title_show();
}

static const Syscall *find(const LinuxAbi *abi, u32 number)
{
    if (number >= abi->num_numbers || abi->number[number] == 0)
        return NULL;
    return &syscalls[abi->number[number] - 1];
}

/* Returns true if the row's declaration holds for the old ABI's structures, too. */
static bool as_declared(const Call *c)
{
    for (const u16 *id = c->abi->old_differs; c->old && *id != NUM_CALLS; id++)
        if (c->row == &syscalls[*id])
            return false;
    return true;
}

static i64 refuse_old(const Call *c)
{
    unimp_tell("system call", c->number, c->row->name, "structures of the old ABI");
    return -ENOSYS;
}

static i64 unknown_call(u32 number)
{
    unimp_tell("system call", number, "unknown", "no Linux of this guest has it");
    if (log_on(LOG_STRACE))
        out_printf(log_out(), "syscall_%#x() = -1 ENOSYS\n", number);
    return -ENOSYS;
}

/* A call that multiplexes several: finds the row that its first argument means, and
 * that row's arguments. */
static i64 choose(Call *c)
{
    i64 id = c->row->by(c);

    if (id < 0)
        return id;
    arguments_gather(c, &syscalls[id]);
    return 0;
}

static void store_result(Call *c, i64 result)
{
    Thread *t = c->t;

    linux_thread(t)->again = result == CALL_BEFORE;
    if (result == CALL_AGAIN || result == CALL_BEFORE)
        t->restart = true;
    else if (result != CALL_KEEP)
        c->abi->set_result(t, result);
}

/* It was made, or refused. */
static void finish(Call *c, i64 result)
{
    if (log_on(LOG_STRACE))
        strace_after(c, result);
    if (c->more)
        call_end(c);
    store_result(c, result);
    c->t->recover = NULL;
}

/* Converts the arguments; returns the host's call to be made, NULL if there is none
 * left to make. */
static const Call *prepare(Call *c)
{
    const Syscall *row = c->row;
    i64 result = arguments_in(c);

    if (bundle_is_there())
        bundle_before(c);
    if (!result && !c->bundle &&
        (row->way == BY_HOST || row->way == BY_WAITING ||
         (row->way == BY_DESCRIPTOR && fd_kind(c->arg[0]) == FD_BYTES))) {
        c->host = (u32)row->host;
        c->waits = row->way != BY_HOST;
        world_leave(c->t);
        return c;
    }
    if (!result) {
        result = c->bundle ? bundle_call(c)
                 : row->way == BY_VDSO
                     ? vdso_call((VdsoCall)row->host, c->arg[0], c->arg[1], c->arg[2])
                     : row->by(c);
        i64 error = arguments_out(c, result);
        result = error ? error : result;
    }
    finish(c, result);
    return NULL;
}

static const Call *prepare_slowly(Call *c)
{
    i64 error = as_declared(c) ? 0 : refuse_old(c);

    if (!error && c->row->way == BY_CHOICE)
        error = choose(c);

    if (log_on(LOG_STRACE))
        strace_before(c);
    if (!error)
        return prepare(c);
    finish(c, error);
    return NULL;
}

const Call *linux_call_begin(Thread *t)
{
    Call *c = &linux_thread(t)->call;

    t->recover = rt_call_fault;
    c->t = t;
    c->abi = linux_abi;
    c->used = 0;
    c->bundle = 0;
    c->more = NULL;
    c->number = c->abi->get_call(t, c->reg, &c->old);
    const Syscall *row = find(c->abi, c->number);
    if (!row) {
        if (!c->abi->private_call || !c->abi->private_call(t, c->number))
            c->abi->set_result(t, unknown_call(c->number));
        t->recover = NULL;
        return NULL;
    }
    arguments_gather(c, row);
    return row->way == BY_CHOICE || c->old || log_on(LOG_STRACE) ? prepare_slowly(c)
                                                                 : prepare(c);
}

void linux_call_fault(Thread *t)
{
    Call *c = &linux_thread(t)->call;

    if (c->row == &syscalls[CALL_sigreturn] || c->row == &syscalls[CALL_rt_sigreturn])
        signal_die(t, SIGSEGV);
    finish(c, -EFAULT);
}

void linux_call_end(Thread *t, i64 result)
{
    Call *c = &linux_thread(t)->call;

    world_enter(t);
    i64 error = arguments_out(c, result);
    finish(c, error ? error : result);
}
