/* arguments.c -- converts the arguments of system calls as their rows say.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/syscall.h"

#include <string.h>

#include "runtime/linux/host.h"
#include "runtime/linux/file/bundle_calls.h"
#include "runtime/linux/file/own_file.h"
#include "runtime/linux/file/proc.h"
#include "runtime/memory/bundle.h"
#include "runtime/program.h"

static inline void take(Call *c, int i, u32 value)
{
    static const u64 mask[] = {
        [PLAN_NONE] = 0, [PLAN_UNSIGNED] = 0xffffffff, [PLAN_SIGNED] = ~0ull};

    c->raw[i] = value;
    c->arg[i] = (u64)(i64)(i32)value & mask[c->plan->way[i]];
}

/* Gathers arguments some of which are pairs of registers; bit n of `pairs`: argument n
 * is one. */
static void gather_pairs(Call *c, u32 pairs)
{
    unsigned r = 0;

    for (int i = 0; i < 6 && c->row->arg[i].kind != K_NONE; i++) {
        if (!(pairs & 1u << i)) {
            take(c, i, c->reg[r++]);
            continue;
        }
        if (!c->old)
            r += r % 2;
        u32 first = c->reg[r++], second = c->reg[r++];
        c->raw[i] =
            c->abi->big_endian ? (u64)first << 32 | second : (u64)second << 32 | first;
        c->arg[i] = c->raw[i];
    }
}

void arguments_gather(Call *c, const Syscall *row)
{
    const Plan *plan = &plans[row - syscalls];

    c->row = row;
    c->plan = plan;
#pragma GCC unroll 6
    for (int i = 0; i < 6; i++)
        take(c, i, c->reg[i]);
    if (plan->pairs)
        gather_pairs(c, plan->pairs);
}

/* Converts a buffer that the kernel uses in place. The kernel reports bad addresses
 * itself, but must not get beyond the end of guest memory. */
static i64 buffer_in(const Arg *arg, u32 address, u64 size, u64 *converted)
{
    if (address + size > 1ull << 32)
        return -EFAULT;
    if (arg->kind == K_OUT_BUF && address)
        guest_prepare(address, size);
    *converted = address ? (u64)memory_at(address) : 0;
    return 0;
}

static i64 struct_in(Call *c, const Arg *arg, u32 address, u64 *converted)
{
    Layout l = c->abi->layout[arg->of]();
    bool written = arg->kind != K_IN;

    if (written ? !guest_writable(address, layout_size(l))
                : !guest_readable(address, layout_size(l)))
        return -EFAULT;
    void *host = call_room(c, layout_host_size(l));
    if (arg->kind == K_IN || arg->kind == K_INOUT)
        layout_to_host(l, c->abi->big_endian, memory_at(address), host);
    *converted = (u64)host;
    return 0;
}

/* A list of buffers is cut where its total reaches the kernel's own limit: the kernel
 * would cut the transfer there, and report bad addresses only up to it. */
i64 iovec_in(Call *c, const Arg *arg, u32 address, u32 count, u64 *converted)
{
    if (count > UIO_MAXIOV)
        return -EINVAL;
    const u8 *from = guest_readable(address, 8ull * count);
    if (!from)
        return -EFAULT;
    struct iovec *host = call_room(c, sizeof(struct iovec) * (count + 1ull));
    for (u32 i = 0; i < count; i++) {
        u32 base = guest_load32(c, from + 8 * i),
            size = guest_load32(c, from + 8 * i + 4);
        if ((i32)size < 0)
            return -EINVAL;
        if (base + (u64)size > 1ull << 32)
            return -EFAULT;
        if (arg->kind == K_IOVEC_OUT)
            guest_prepare(base, size);
        host[i].iov_base = memory_at(base);
        host[i].iov_len = size;
    }
    *converted = (u64)host;
    return 0;
}

static i64 sigset_in(Call *c, u32 address, u64 *converted)
{
    const u8 *from = guest_readable(address, 8);

    if (!from)
        return -EFAULT;
    u64 *host = call_room(c, 8);
    *host = guest_load_sigset(c, from);
    *converted = (u64)host;
    return 0;
}

static u64 name_in(Call *c, const Arg *arg, u32 value, bool follow)
{
    bool bundle = bundle_is_there();
    const char *name = bundle || root_folder() ? guest_string(value) : NULL;

    if (name && bundle)
        return bundle_name_in(c, (u32)(arg - c->row->arg), name, follow);
    if (name)
        return (u64)root_name(name, follow, call_room(c, ROOT_ROOM));
    return value ? (u64)memory_at(value) : 0;
}

/* Converts a path. /proc/self/exe and its like name the guest's program, which is not
 * the file that the host runs. */
static u64 path_in(Call *c, const Arg *arg, u32 value)
{
    const char *name = proc_self_name(guest_string(value));

    bool follow = !(arg->of && c->raw[arg->of] & AT_SYMLINK_NOFOLLOW);

    if (name && !strcmp(name, "exe") && follow)
        return (u64)guest_program.file;
    return name_in(c, arg, value, follow);
}

i64 argument_in(Call *c, const Arg *arg, u32 value, u64 *converted)
{
    *converted = value;
    if (arg->optional && value == 0)
        return 0;
    switch ((ArgKind)arg->kind) {
    case K_NONE:
    case K_UINT:
    case K_FLAGS:
    case K_ADDR:
    case K_STRINGS:
    case K_SOCKADDR:
    case K_OFF64: return 0;
    case K_ID16:
        *converted = (u64)(i64)((u16)value == 0xffff ? -1 : (u16)value);
        return 0;
    case K_INT:
    case K_NAMED:
    case K_FD: *converted = (u64)(i64)(i32)value; return 0;
    case K_BITS: *converted = flags_to_host(c->abi->flags[arg->of], value); return 0;
    case K_STR: *converted = value ? (u64)memory_at(value) : 0; return 0;
    case K_NAME: *converted = name_in(c, arg, value, false); return 0;
    case K_PATH: *converted = path_in(c, arg, value); return 0;
    case K_IN_BUF:
    case K_OUT_BUF: return buffer_in(arg, value, (u32)c->raw[arg->of], converted);
    case K_IN:
    case K_OUT:
    case K_INOUT:
    case K_REST: return struct_in(c, arg, value, converted);
    case K_IOVEC_IN:
    case K_IOVEC_OUT: return iovec_in(c, arg, value, (u32)c->raw[arg->of], converted);
    case K_SIGSET: return sigset_in(c, value, converted);
    }
    return -EINVAL;
}

static inline bool is_stored(const Arg *arg)
{
    return arg->kind == K_OUT || arg->kind == K_INOUT || arg->kind == K_REST;
}

static inline bool is_of_a_file(u8 layout)
{
    return layout == LAYOUT_stat || layout == LAYOUT_stat64 || layout == LAYOUT_statx;
}

i64 argument_out(Call *c, const Arg *arg, u32 value, u64 converted, i64 result)
{
    bool done = arg->kind == K_REST ? result == -EINTR : !sys_failed(result);

    if (!is_stored(arg))
        return 0;
    if (!done || converted == 0)
        return 0;
    if (is_of_a_file(arg->of) && guest_program.guest_file)
        own_file_show((LayoutId)arg->of, (void *)converted);
    if (is_of_a_file(arg->of) && bundle_is_there())
        bundle_show((LayoutId)arg->of, (void *)converted);
    return guest_put(c, arg->of, (const void *)converted, value);
}

i64 arguments_in(Call *c)
{
    for (u32 others = c->plan->others; others; others &= others - 1) {
        int i = __builtin_ctz(others);
        i64 error = argument_in(c, &c->row->arg[i], (u32)c->raw[i], &c->arg[i]);
        if (error)
            return error;
    }
    return 0;
}

i64 arguments_out(Call *c, i64 result)
{
    for (u32 stored = c->plan->stored; stored; stored &= stored - 1) {
        int i = __builtin_ctz(stored);
        i64 error = argument_out(c, &c->row->arg[i], (u32)c->raw[i], c->arg[i], result);
        if (error)
            return error;
    }
    return 0;
}
