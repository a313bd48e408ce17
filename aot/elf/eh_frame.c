/* eh_frame.c -- where functions start, by their unwind tables.  LSB Core, 10.6.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/elf/elf.h"

/* DWARF exception header encodings. */
enum { PE_ABSOLUTE = 0, PE_UDATA4 = 3, PE_SDATA4 = 11, PE_FORMAT = 15, PE_PC = 0x10 };

/* A reader of bytes.  `failed` is set once it was to read beyond the end. */
typedef struct {
    const u8 *bytes;
    size_t at, end;
    bool big_endian, failed;
} Reader;

static u32 read_byte(Reader *r)
{
    if (r->at >= r->end) {
        r->failed = true;
        return 0;
    }
    return r->bytes[r->at++];
}

static u32 read_word(Reader *r)
{
    u32 value = 0;

    for (unsigned i = 0; i < 4; i++)
        value |= read_byte(r) << (r->big_endian ? 24 - 8 * i : 8 * i);
    return value;
}

static u32 read_leb128(Reader *r)
{
    u32 value = 0, byte;
    unsigned shift = 0;

    do {
        byte = read_byte(r);
        if (shift < 32)
            value |= (byte & 0x7f) << shift;
        shift += 7;
    } while (byte & 0x80 && !r->failed);
    return value;
}

/* Skip the augmentation's personality pointer. */
static void skip_pointer(Reader *r, u32 encoding)
{
    unsigned format = encoding & PE_FORMAT & ~8u;

    if (format == PE_ABSOLUTE || format == PE_UDATA4)
        read_word(r);
    else if (format == 2)
        read_byte(r), read_byte(r);
    else
        r->failed = true;
}

/* Returns the encoding of code addresses in the FDEs of a CIE. */
static u32 read_cie(Reader r)
{
    char augmentation[8] = "";
    u32 encoding = PE_ABSOLUTE;
    unsigned n = 0;

    read_byte(&r); /* version */
    for (u32 c; (c = read_byte(&r)) != 0;)
        if (n < sizeof augmentation - 1)
            augmentation[n++] = (char)c;
    if (augmentation[0] != 'z')
        return PE_ABSOLUTE;
    read_leb128(&r); /* code alignment */
    read_leb128(&r); /* data alignment */
    read_leb128(&r); /* return address column */
    read_leb128(&r); /* size of what follows */
    for (unsigned i = 1; augmentation[i]; i++) {
        if (augmentation[i] == 'R')
            encoding = read_byte(&r);
        else if (augmentation[i] == 'L')
            read_byte(&r);
        else if (augmentation[i] == 'P')
            skip_pointer(&r, read_byte(&r));
    }
    return r.failed ? ~0u : encoding;
}

static bool read_fde(const Reader *all, Reader *fde, size_t cie_field, u32 cie_distance,
                     u32 address, CodeRange *function)
{
    Reader cie = *all;

    if (cie_distance > cie_field)
        return false;
    cie.at = cie_field - cie_distance;
    u32 length = read_word(&cie);
    if (cie.failed || length < 4 || length > all->end - cie.at)
        return false;
    cie.end = cie.at + length;
    if (read_word(&cie) != 0)
        return false;
    u32 encoding = read_cie(cie), format = encoding & PE_FORMAT;
    u32 base = encoding & PE_PC ? address + (u32)fde->at : 0;
    if ((encoding & ~(u32)(PE_FORMAT | PE_PC)) ||
        (format != PE_ABSOLUTE && format != PE_UDATA4 && format != PE_SDATA4))
        return false;
    function->start = base + read_word(fde);
    function->end = function->start + read_word(fde);
    return !fde->failed && function->end > function->start;
}

u32 eh_frame_functions(const u8 *bytes, size_t size, u32 address, bool big_endian,
                       CodeRange *function, u32 room)
{
    Reader all = {bytes, 0, size, big_endian, false};
    u32 count = 0;

    while (all.at + 4 <= size) {
        u32 length = read_word(&all);

        /* 0 ends the table; all ones would be the 64-bit format. */
        if (length < 4 || length > size - all.at)
            break;
        Reader entry = all;
        size_t cie_field = all.at;
        entry.end = all.at + length;
        u32 distance = read_word(&entry);
        if (distance != 0 && count < room)
            count +=
                read_fde(&all, &entry, cie_field, distance, address, &function[count]);
        all.at += length;
    }
    return count;
}
