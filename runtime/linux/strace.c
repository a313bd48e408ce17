/* strace.c -- prints system calls as strace does, from their rows.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/syscall.h"

#include "runtime/base/errors.h"
#include "runtime/linux/strace_values.h"
#include "runtime/base/log.h"

static bool is_result(const Arg *arg)
{
    return arg->kind == K_OUT || arg->kind == K_OUT_BUF || arg->kind == K_INOUT ||
           arg->kind == K_REST || arg->kind == K_IOVEC_OUT;
}

static void print_argument(Out *out, const Call *c, int i, i64 result)
{
    const Arg *arg = &c->row->arg[i];
    u32 value = (u32)c->raw[i];

    if (is_result(arg) && (result < 0 || value == 0)) {
        out_printf(out, value ? "%#x" : "NULL", value);
        return;
    }
    switch ((ArgKind)arg->kind) {
    case K_NONE: return;
    case K_INT: out_printf(out, "%d", (i32)value); return;
    case K_FD:
        out_printf(out, (i32)value == -100 ? "AT_FDCWD" : "%d", (i32)value);
        return;
    case K_ID16:
        if ((u16)value == 0xffff)
            out_printf(out, "-1");
        else
            out_printf(out, "%u", (u16)value);
        return;
    case K_UINT: out_printf(out, "%u", value); return;
    case K_FLAGS: out_printf(out, value ? "%#x" : "0", value); return;
    case K_ADDR: out_printf(out, value ? "%#x" : "NULL", value); return;
    case K_OFF64: out_printf(out, "%lld", (long long)c->raw[i]); return;
    case K_STRINGS: strace_print_strings(out, c, value); return;
    case K_SOCKADDR: strace_print_address(out, c, arg, value); return;
    case K_NAMED: strace_print_bits(out, value_names(arg->of), value); return;
    case K_BITS: strace_print_bits(out, c->abi->flags[arg->of], value); return;
    case K_STR:
    case K_NAME:
    case K_PATH: strace_print_string(out, value); return;
    case K_IN_BUF: strace_print_bytes(out, value, (u32)c->raw[arg->of]); return;
    case K_OUT_BUF: strace_print_bytes(out, value, (u64)result); return;
    case K_IN:
    case K_OUT:
    case K_INOUT:
    case K_REST:
        if (value)
            strace_print_struct(out, c, arg->of, value);
        else
            out_printf(out, "NULL");
        return;
    case K_IOVEC_IN:
        strace_print_vectors(out, c, arg, value, (i64)(~0ull >> 1));
        return;
    case K_IOVEC_OUT: strace_print_vectors(out, c, arg, value, result); return;
    case K_SIGSET:
        if (value)
            strace_print_signals(out, c, value);
        else
            out_printf(out, "NULL");
        return;
    }
}

/* Arguments that the call writes are printed after it, and so are all that follow
 * them. */
static int first_result(const Call *c)
{
    int i = 0;

    while (i < 6 && c->row->arg[i].kind != K_NONE && !is_result(&c->row->arg[i]))
        i++;
    return i;
}

static void print_arguments(const Call *c, int from, int to, i64 result)
{
    for (int i = from; i < to && c->row->arg[i].kind != K_NONE; i++) {
        if (i)
            out_printf(log_out(), ", ");
        print_argument(log_out(), c, i, result);
    }
}

void strace_before(const Call *c)
{
    out_printf(log_out(), "%s(", c->row->name);
    print_arguments(c, 0, first_result(c), 0);
    if (c->row->by == sys_exit || c->row->by == sys_exit_group)
        out_printf(log_out(), ") = ?\n");
}

void strace_after(const Call *c, i64 result)
{
    Out *out = log_out();

    print_arguments(c, first_result(c), 6, result);
    if (result == CALL_AGAIN || result == CALL_BEFORE)
        out_printf(out, ") = ? ERESTARTSYS\n");
    else if (result == CALL_KEEP)
        out_printf(out, ") = ?\n");
    else if (sys_failed(result))
        out_printf(out, ") = -1 %s (%s)\n", error_name((int)-result),
                   error_text((int)-result));
    else if (result > 0xffff)
        out_printf(out, ") = %#llx\n", (unsigned long long)result);
    else
        out_printf(out, ") = %lld\n", (long long)result);
}
