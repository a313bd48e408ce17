/* strace_values.c -- prints the values of arguments as strace does.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/strace_values.h"

#include "runtime/linux/host.h"

enum { SHOWN_TEXT = 32, SHOWN_ELEMENTS = 4 };

void strace_print_bytes(Out *out, u32 address, u64 size)
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

void strace_print_string(Out *out, u32 address)
{
    i64 length = memory_string_length(address);

    if (address == 0)
        out_printf(out, "NULL");
    else if (length < 0)
        out_printf(out, "%#x", address);
    else
        strace_print_bytes(out, address, (u64)length);
}

enum { SHOWN_STRINGS = 16 };

void strace_print_strings(Out *out, const Call *c, u32 address)
{
    const char *between = "[";

    for (u32 i = 0; i < SHOWN_STRINGS; i++, address += 4) {
        const u8 *at = guest_readable(address, 4);
        u32 text = at ? (u32)layout_read(at, 4, c->abi->big_endian) : 0;
        if (!text) {
            out_printf(out, *between == '[' ? "[]" : "]");
            return;
        }
        out_printf(out, "%s", between);
        strace_print_string(out, text);
        between = ", ";
    }
    out_printf(out, ", ...]");
}

/* Prints buffers, with the bytes that the call has read or written. */
void strace_print_vectors(Out *out, const Call *c, const Arg *arg, u32 address,
                          i64 left)
{
    u32 count = (u32)c->raw[arg->of];

    out_printf(out, "[");
    for (u32 i = 0; i < count && i < SHOWN_STRINGS; i++, address += 8) {
        const u8 *at = guest_readable(address, 8);
        if (!at)
            break;
        u32 base = (u32)layout_read(at, 4, c->abi->big_endian);
        u32 size = (u32)layout_read(at + 4, 4, c->abi->big_endian);
        out_printf(out, "%s{iov_base=", i ? ", " : "");
        strace_print_bytes(out, base, left < size ? (u64)left : size);
        out_printf(out, ", iov_len=%u}", size);
        left -= left < size ? left : size;
    }
    out_printf(out, count > SHOWN_STRINGS ? ", ...]" : "]");
}

/* Prints a set of signals as "[INT CHLD]"; of a large one the complement, after ~. */
void strace_print_signals(Out *out, const Call *c, u32 address)
{
    const u8 *at = guest_readable(address, 8);
    const char *between = "";
    u64 set = 0;

    if (!at) {
        out_printf(out, "%#x", address);
        return;
    }
    for (int word = 0; word < 2; word++)
        set |= layout_read(at + 4 * word, 4, c->abi->big_endian) << 32 * word;
    bool most = __builtin_popcountll(set) > 32;
    out_printf(out, most ? "~[" : "[");
    for (u32 signal = 1; signal <= 64; signal++) {
        if ((set >> (signal - 1) & 1) == most)
            continue;
        const FlagBit *name = value_names(NAMES_signal);
        while (name->name && name->guest != signal)
            name++;
        out_printf(out, "%s", between);
        if (name->name)
            out_printf(out, "%s", name->name + 3);
        else
            out_printf(out, "RT_%u", signal - 32);
        between = " ";
    }
    out_printf(out, "]");
}

void strace_print_address(Out *out, const Call *c, const Arg *arg, u32 address)
{
    u64 size = (u32)c->raw[arg->of];
    const u8 *at = guest_readable(address, size);
    const FlagBit *family = value_names(NAMES_family);

    if (!at || size < 2) {
        out_printf(out, address ? "%#x" : "NULL", address);
        return;
    }
    u32 number = (u32)layout_read(at, 2, c->abi->big_endian);
    while (family->name && family->guest != number)
        family++;
    if (family->name)
        out_printf(out, "{sa_family=%s", family->name);
    else
        out_printf(out, "{sa_family=%#x", number);
    if (number == HOST_AF_INET && size >= 8)
        out_printf(out, ", sin_port=htons(%u), sin_addr=inet_addr(\"%u.%u.%u.%u\")",
                   at[2] << 8 | at[3], at[4], at[5], at[6], at[7]);
    else if (number == HOST_AF_INET6 && size >= 8)
        out_printf(out, ", sin6_port=htons(%u)", at[2] << 8 | at[3]);
    else if (number == HOST_AF_UNIX && size > 2 && at[2])
        out_printf(out, ", sun_path=\"%.*s\"", (int)size - 2, at + 2);
    out_printf(out, "}");
}

void strace_print_bits(Out *out, const FlagBit *set, u32 value)
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

void strace_print_struct(Out *out, const Call *c, LayoutId id, u32 address)
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
        print_field(out, c, f, guest + f->offset);
        before = ", ";
    }
    out_printf(out, "}");
}
