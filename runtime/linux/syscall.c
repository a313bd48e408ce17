/* syscall.c -- making calls as syscalls.def declares them. */
#include "runtime/linux/syscall.h"

#include "runtime/linux/host.h"
#include "runtime/linux/process.h"
#include "runtime/linux/rows.h"
#include "runtime/linux/title.h"
#include "runtime/linux/unimp.h"
#include "runtime/log.h"
#include "runtime/world.h"

const LinuxAbi *linux_abi;
LinuxProgram linux_program;

static i64 refuse(Call *c)
{
    unimp_tell("system call", c->number, c->row->name, c->row->reason);
    return -ENOSYS;
}

const Syscall syscalls[NUM_CALLS] = {
#define ROW(name, host, waits, many, by, reason, ...)                                  \
    [CALL_##name] = {#name, host, waits, many, by, reason, {__VA_ARGS__}},
#define SYS(name, host, ...) ROW(name, host, false, false, NULL, NULL, __VA_ARGS__)
#define SYS_WAIT(name, host, ...) ROW(name, host, true, false, NULL, NULL, __VA_ARGS__)
#define SYS_BY(name, by, ...) ROW(name, 0, false, false, by, NULL, __VA_ARGS__)
#define SYS_ON(name, by, host, ...) ROW(name, host, false, false, by, NULL, __VA_ARGS__)
#define SYS_MANY(name, by, ...) ROW(name, 0, false, true, by, NULL, __VA_ARGS__)
#define SYS_NO(name, reason) ROW(name, 0, false, false, refuse, reason, NOTHING)
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

void linux_init(Thread *t)
{
    for (u32 i = 0; i < ARRAY_LEN(abis); i++)
        if (abis[i] && same_text(abis[i]->name, t->guest->name))
            linux_abi = abis[i];
    if (!linux_abi)
        panic("no Linux for guest %s", t->guest->name);
    t->linux_data = base_alloc(sizeof(LinuxThread));
    linux_thread(t)->float_exceptions = PR_FP_EXC_PRECISE;
    linux_thread(t)->tid = (u32)sys_call0(__NR_gettid);
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

/* Does the row say how the old ABI has the call's structures? */
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

/* The row that is meant by one of many, with its arguments. */
static i64 choose(Call *c)
{
    i64 id = c->row->by(c);

    if (id < 0)
        return id;
    c->row = &syscalls[id];
    __builtin_memset(c->raw, 0, sizeof(c->raw));
    arguments_gather(c);
    return 0;
}

/* Not one that waits, but a disk or another process may keep it. */
static i64 host_call(Thread *t, u64 number, const u64 *a)
{
    world_leave(t);
    i64 result = sys_call6(number, a[0], a[1], a[2], a[3], a[4], a[5]);
    world_enter(t);
    return result;
}

static i64 make_call(Call *c)
{
    i64 result = arguments_in(c);
    const u64 *a = c->arg;

    if (result)
        return result;
    if (c->row->by)
        result = c->row->by(c);
    else if (c->row->waits)
        result = signal_call((u64)c->row->host, a[0], a[1], a[2], a[3], a[4], a[5]);
    else
        result = host_call(c->t, (u64)c->row->host, a);
    i64 error = arguments_out(c, result);
    return error ? error : result;
}

void linux_syscall(Thread *t)
{
    Call c;

    c.t = t;
    c.abi = linux_abi;
    c.used = 0;
    c.more = NULL;
    c.number = c.abi->get_call(t, c.reg, &c.old);
    if (c.abi->private_call && c.abi->private_call(t, c.number))
        return;
    c.row = find(c.abi, c.number);
    __builtin_memset(c.raw, 0, sizeof(c.raw));
    __builtin_memset(c.arg, 0, sizeof(c.arg));
    if (!c.row) {
        c.abi->set_result(t, unknown_call(c.number));
        return;
    }
    arguments_gather(&c);
    i64 error = as_declared(&c) ? 0 : refuse_old(&c);
    if (!error && c.row->many)
        error = choose(&c);
    if (log_on(LOG_STRACE))
        strace_before(&c);
    i64 result = error ? error : make_call(&c);
    if (log_on(LOG_STRACE))
        strace_after(&c, result);
    call_end(&c);
    linux_thread(t)->again = result == CALL_BEFORE;
    if (result == CALL_AGAIN || result == CALL_BEFORE)
        t->restart = true;
    else if (result != CALL_KEEP)
        c.abi->set_result(t, result);
}
