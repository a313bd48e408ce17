/* strace.c -- system calls as strace shows them, from their rows. */
#include "runtime/linux/syscall.h"

#include "runtime/linux/errors.h"
#include "runtime/log.h"

enum { SHOWN_TEXT = 32, SHOWN_ELEMENTS = 4 };

static bool is_result(const Arg *arg)
{
    return arg->kind == K_OUT || arg->kind == K_OUT_BUF || arg->kind == K_INOUT ||
           arg->kind == K_REST || arg->kind == K_IOVEC_OUT;
}

static void print_bytes(Out *out, u32 address, u64 size)
{
    static const char from[] = "\n\t\r\"\\", to[] = "ntr\"\\";
    u64 shown = size < SHOWN_TEXT ? size : SHOWN_TEXT;
    const u8 *text = guest_readable(address, shown);

    if (!text) {
        out_printf(out, "%#x", address);
        return;
    }
    out_printf(out, "\"");
    for (u64 i = 0; i < shown; i++) {
        const char *escape = from;
        while (*escape && *escape != (char)text[i])
            escape++;
        if (*escape)
            out_printf(out, "\\%c", to[escape - from]);
        else if (text[i] < ' ' || text[i] > '~')
            out_printf(out, "\\%d%d%d", text[i] >> 6, text[i] >> 3 & 7, text[i] & 7);
        else
            out_printf(out, "%c", text[i]);
    }
    out_printf(out, size > shown ? "\"..." : "\"");
}

static void print_string(Out *out, u32 address)
{
    i64 length = memory_string_length(address);

    if (address == 0)
        out_printf(out, "NULL");
    else if (length < 0)
        out_printf(out, "%#x", address);
    else
        print_bytes(out, address, (u64)length);
}

static void print_bits(Out *out, const FlagBit *set, u32 value)
{
    const char *between = "";

    for (; set->name; set++) {
        if ((value & set->guest_mask) != set->guest)
            continue;
        out_printf(out, "%s%s", between, set->name);
        value &= ~set->guest_mask;
        between = "|";
    }
    if (value || !*between)
        out_printf(out, "%s%#x", between, value);
}

static void print_field(Out *out, const Call *c, const LayoutField *f, const u8 *at)
{
    u32 shown = f->count < SHOWN_ELEMENTS ? f->count : SHOWN_ELEMENTS;

    out_printf(out, "%s=%s", f->name, f->count > 1 ? "[" : "");
    for (u32 i = 0; i < shown; i++, at += f->size) {
        u64 v = layout_read(at, f->size, c->abi->big_endian);
        if (i)
            out_printf(out, ", ");
        if (layout_is_signed(f))
            out_printf(out, "%lld", (long long)sign_extend(v, 8u * f->size));
        else
            out_printf(out, "%llu", (unsigned long long)v);
    }
    out_printf(out, shown < f->count ? ", ...]" : f->count > 1 ? "]" : "");
}

static void print_struct(Out *out, const Call *c, LayoutId id, u32 address)
{
    Layout l = c->abi->layout[id]();
    const u8 *guest = guest_readable(address, layout_size(l));
    const char *before = "{";

    if (!guest) {
        out_printf(out, "%#x", address);
        return;
    }
    for (const LayoutField *f = l; f->type != G_END; f++) {
        if (f->type == G_pad)
            continue;
        out_printf(out, "%s", before);
        print_field(out, c, f, guest + layout_offset(l, f));
        before = ", ";
    }
    out_printf(out, "}");
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
    case K_BITS: print_bits(out, c->abi->flags[arg->of], value); return;
    case K_STR:
    case K_PATH: print_string(out, value); return;
    case K_IN_BUF: print_bytes(out, value, (u32)c->raw[arg->of]); return;
    case K_OUT_BUF: print_bytes(out, value, (u64)result); return;
    case K_IN:
    case K_OUT:
    case K_INOUT:
    case K_REST:
        if (value)
            print_struct(out, c, arg->of, value);
        else
            out_printf(out, "NULL");
        return;
    case K_IOVEC_IN:
    case K_IOVEC_OUT:
    case K_SIGSET: out_printf(out, value ? "%#x" : "NULL", value); return;
    }
}

/* Arguments that the call writes are shown after it, as all that follow them. */
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
        out_printf(out, ") = -1 %s\n", error_name((int)-result));
    else if (result > 0xffff)
        out_printf(out, ") = %#llx\n", (unsigned long long)result);
    else
        out_printf(out, ") = %lld\n", (long long)result);
}
