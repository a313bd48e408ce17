/* syscall.c -- making calls as syscalls.def declares them. */
#include "runtime/linux/syscall.h"

#include "runtime/linux/host.h"
#include "runtime/linux/process.h"
#include "runtime/linux/rows.h"
#include "runtime/log.h"

const LinuxAbi *linux_abi;
LinuxProgram linux_program;

const Syscall syscalls[NUM_CALLS] = {
#define SYS(name, host, ...) [CALL_##name] = {#name, host, false, NULL, {__VA_ARGS__}},
#define SYS_WAIT(name, host, ...)                                                      \
    [CALL_##name] = {#name, host, true, NULL, {__VA_ARGS__}},
#define SYS_BY(name, function, ...)                                                    \
    [CALL_##name] = {#name, 0, false, function, {__VA_ARGS__}},
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
    linux_abi->init();
    process_init(t);
}

static const Syscall *find(const LinuxAbi *abi, u32 number)
{
    if (number >= abi->num_numbers || abi->number[number] == 0)
        return NULL;
    return &syscalls[abi->number[number] - 1];
}

/* Once a number: a program that has a way around it may ask often. */
static i64 unknown_call(const LinuxAbi *abi, u32 number)
{
    static u32 told[1024 / 32];

    if (number < 1024 && told[number / 32] & 1u << number % 32)
        return -ENOSYS;
    if (number < 1024)
        told[number / 32] |= 1u << number % 32;
    if (log_on(LOG_UNIMP))
        out_printf(log_out(), "system call %u of %s is not implemented\n", number,
                   abi->name);
    if (log_on(LOG_STRACE))
        out_printf(log_out(), "syscall_%u() = -1 ENOSYS\n", number);
    return -ENOSYS;
}

i64 sys_unsupported(Call *c)
{
    (void)c;
    return -ENOSYS;
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
        result = sys_call6((u64)c->row->host, a[0], a[1], a[2], a[3], a[4], a[5]);
    i64 error = arguments_out(c, result);
    return error ? error : result;
}

void linux_syscall(Thread *t)
{
    Call c;
    i64 result;

    c.t = t;
    c.abi = linux_abi;
    c.used = 0;
    c.more = NULL;
    c.number = c.abi->get_call(t, c.reg);
    if (c.abi->private_call && c.abi->private_call(t, c.number))
        return;
    c.row = find(c.abi, c.number);
    __builtin_memset(c.raw, 0, sizeof(c.raw));
    __builtin_memset(c.arg, 0, sizeof(c.arg));
    if (!c.row) {
        c.abi->set_result(t, unknown_call(c.abi, c.number));
        return;
    }
    arguments_gather(&c);
    if (log_on(LOG_STRACE))
        strace_before(&c);
    result = make_call(&c);
    if (log_on(LOG_STRACE))
        strace_after(&c, result);
    call_end(&c);
    linux_thread(t)->again = result == CALL_BEFORE;
    if (result == CALL_AGAIN || result == CALL_BEFORE)
        t->restart = true;
    else if (result != CALL_KEEP)
        c.abi->set_result(t, result);
}
