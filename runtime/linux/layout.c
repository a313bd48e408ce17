/* layout.c -- converting structures as their declarations say. */
#include "runtime/linux/layout.h"

#include <string.h>

static u32 align_up(u32 n, u32 to)
{
    return (n + to - 1) / to * to;
}

static u32 alignment_of(const LayoutField *f)
{
    return f->type == G_pad ? 1 : f->type == G_packed64 ? 4 : f->size;
}

/* Where the field that follows `end` bytes of structure begins. */
static u32 place(const LayoutField *f, u32 end)
{
    return align_up(end, alignment_of(f));
}

u32 layout_offset(Layout l, const LayoutField *field)
{
    u32 at = 0;

    for (;; l++) {
        at = place(l, at);
        if (l == field)
            return at;
        at += (u32)l->size * l->count;
    }
}

u32 layout_size(Layout l)
{
    u32 end = 0, alignment = 1;

    for (; l->type != G_END; l++) {
        end = place(l, end) + (u32)l->size * l->count;
        if (alignment_of(l) > alignment)
            alignment = alignment_of(l);
    }
    return align_up(end, alignment);
}

u32 layout_host_size(Layout l)
{
    while (l->type != G_END)
        l++;
    return l->host_size;
}

bool layout_is_signed(const LayoutField *field)
{
    return field->type == G_i16 || field->type == G_i32 || field->type == G_i64 ||
           field->type == G_nsec64;
}

u64 layout_read(const u8 *from, u32 size, bool big_endian)
{
    u64 v = 0;

    for (u32 i = 0; i < size; i++)
        v = v << 8 | from[big_endian ? i : size - 1 - i];
    return v;
}

void layout_write(u8 *to, u32 size, bool big_endian, u64 value)
{
    for (u32 i = 0; i < size; i++, value >>= 8)
        to[big_endian ? size - 1 - i : i] = (u8)value;
}

void layout_to_host(Layout l, bool big_endian, const u8 *guest, void *host)
{
    u32 at = 0;

    for (; l->type != G_END; l++) {
        at = place(l, at);
        for (u32 i = 0; i < l->count; i++, at += l->size) {
            if (l->type == G_pad)
                continue;
            u64 v = layout_read(guest + at, l->size, big_endian);
            if (layout_is_signed(l))
                v = sign_extend(v, l->type == G_nsec64 ? 32 : 8u * l->size);
            layout_write((u8 *)host + l->host_offset + i * l->host_size, l->host_size,
                         false, v);
        }
    }
}

/* Does the host's value survive in a guest's field? */
static bool fits(const LayoutField *f, u64 v)
{
    unsigned bits = 8u * f->size, host_bits = 8u * f->host_size;

    if (bits >= host_bits)
        return true;
    if (layout_is_signed(f))
        return sign_extend(v, bits) == sign_extend(v, host_bits);
    return v >> bits == 0;
}

bool layout_to_guest(Layout l, bool big_endian, const void *host, u8 *guest)
{
    u32 at = 0;

    memset(guest, 0, layout_size(l));
    for (; l->type != G_END; l++) {
        at = place(l, at);
        for (u32 i = 0; i < l->count; i++, at += l->size) {
            if (l->type == G_pad)
                continue;
            u64 v = layout_read((const u8 *)host + l->host_offset + i * l->host_size,
                                l->host_size, false);
            if (!fits(l, v))
                return false;
            if (layout_is_signed(l))
                v = sign_extend(v, 8u * l->host_size);
            layout_write(guest + at, l->size, big_endian, v);
        }
    }
    return true;
}

static void turn(u8 *bytes, u32 size)
{
    for (u32 i = 0; i < size / 2; i++) {
        u8 kept = bytes[i];
        bytes[i] = bytes[size - 1 - i];
        bytes[size - 1 - i] = kept;
    }
}

void layout_turn(Layout l, bool big_endian, u8 *bytes, u64 size)
{
    u32 at = 0;

    for (; big_endian && l->type != G_END; l++) {
        at = place(l, at);
        for (u32 i = 0; i < l->count; i++, at += l->size)
            if (l->type != G_pad && at + l->size <= size)
                turn(bytes + at, l->size);
    }
}

void layout_turn_all(Layout l, bool big_endian, u8 *bytes, u64 size)
{
    u32 one = layout_size(l);

    for (; size >= one; bytes += one, size -= one)
        layout_turn(l, big_endian, bytes, one);
}
