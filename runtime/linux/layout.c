/* layout.c -- converts structures as their declarations say.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/layout.h"

#include <string.h>

bool layout_is_signed(const LayoutField *field)
{
    return field->type == G_i16 || field->type == G_i32 || field->type == G_i64 ||
           field->type == G_nsec64;
}

static inline u64 read_integer(const u8 *from, u32 size, bool big_endian)
{
    u16 half;
    u32 word;
    u64 v;

    switch (size) {
    case 1: return *from;
    case 2:
        __builtin_memcpy(&half, from, 2);
        return big_endian ? __builtin_bswap16(half) : half;
    case 4:
        __builtin_memcpy(&word, from, 4);
        return big_endian ? __builtin_bswap32(word) : word;
    case 8: __builtin_memcpy(&v, from, 8); return big_endian ? __builtin_bswap64(v) : v;
    default: panic("an integer of %u bytes", size);
    }
}

static inline void write_integer(u8 *to, u32 size, bool big_endian, u64 value)
{
    u16 half = (u16)value;
    u32 word = (u32)value;

    switch (size) {
    case 1: *to = (u8)value; break;
    case 2:
        half = big_endian ? __builtin_bswap16(half) : half;
        __builtin_memcpy(to, &half, 2);
        break;
    case 4:
        word = big_endian ? __builtin_bswap32(word) : word;
        __builtin_memcpy(to, &word, 4);
        break;
    case 8:
        value = big_endian ? __builtin_bswap64(value) : value;
        __builtin_memcpy(to, &value, 8);
        break;
    default: panic("an integer of %u bytes", size);
    }
}

u64 layout_read(const u8 *from, u32 size, bool big_endian)
{
    return read_integer(from, size, big_endian);
}

void layout_write(u8 *to, u32 size, bool big_endian, u64 value)
{
    write_integer(to, size, big_endian, value);
}

void layout_to_host(Layout l, bool big_endian, const u8 *guest, void *host)
{
    for (; l->type != G_END; l++) {
        const u8 *from = guest + l->offset;
        u8 *to = (u8 *)host + l->host_offset;
        if (l->type == G_pad)
            continue;
        for (u32 i = 0; i < l->count; i++, from += l->size, to += l->host_size) {
            u64 v = read_integer(from, l->size, big_endian);
            if (layout_is_signed(l))
                v = sign_extend(v, l->type == G_nsec64 ? 32 : 8u * l->size);
            write_integer(to, l->host_size, false, v);
        }
    }
}

/* Returns true if the host's value fits the guest's smaller field. */
static bool fits(const LayoutField *f, u64 v)
{
    unsigned bits = 8u * f->size, host_bits = 8u * f->host_size;

    if (layout_is_signed(f))
        return sign_extend(v, bits) == sign_extend(v, host_bits);
    return v >> bits == 0;
}

bool layout_to_guest(Layout l, bool big_endian, const void *host, u8 *guest)
{
    memset(guest, 0, layout_size(l));
    for (; l->type != G_END; l++) {
        const u8 *from = (const u8 *)host + l->host_offset;
        u8 *to = guest + l->offset;
        if (l->type == G_pad)
            continue;
        for (u32 i = 0; i < l->count; i++, from += l->host_size, to += l->size) {
            u64 v = read_integer(from, l->host_size, false);
            if (l->size < l->host_size && !fits(l, v))
                return false;
            if (l->size > l->host_size && layout_is_signed(l))
                v = sign_extend(v, 8u * l->host_size);
            write_integer(to, l->size, big_endian, v);
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
    for (; big_endian && l->type != G_END; l++) {
        u32 at = l->offset;
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
