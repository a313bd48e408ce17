/* image.c -- looking things up in a guest program.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/image.h"

static const Segment *segment_at(const Image *image, u32 address)
{
    u32 low = 0, high = image->num_segments;

    while (low < high) {
        u32 middle = (low + high) / 2;
        const Segment *s = &image->segment[middle];

        if (address < s->address)
            high = middle;
        else if (address - s->address >= s->size)
            low = middle + 1;
        else
            return s;
    }
    return NULL;
}

const u8 *image_at(const Image *image, u32 address, u32 size)
{
    const Segment *s = segment_at(image, address);

    if (!s)
        return NULL;
    u32 offset = address - s->address;
    if (offset > s->file_size || s->file_size - offset < size)
        return NULL;
    return s->bytes + offset;
}

u32 image_bytes_from(const Image *image, u32 address)
{
    const Segment *s = segment_at(image, address);
    u32 offset = s ? address - s->address : 0;

    return s && offset < s->file_size ? s->file_size - offset : 0;
}

bool image_is_code(const Image *image, u32 address, u32 size)
{
    const Segment *s = segment_at(image, address);

    return s && s->executable && image_at(image, address, size);
}

/* The number of symbols at or before an address. */
static u32 symbols_until(const Image *image, u32 address)
{
    u32 low = 0, high = image->num_symbols;

    while (low < high) {
        u32 middle = (low + high) / 2;

        if (image->symbol[middle].address <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const Symbol *image_symbol(const Image *image, u32 address)
{
    enum { LOOK_BACK = 64 }; /* over local labels inside a function */
    const Segment *s = segment_at(image, address);
    const Symbol *other = NULL;
    u32 n = symbols_until(image, address);

    for (u32 i = 0; s && n > 0 && i < LOOK_BACK; i++) {
        const Symbol *symbol = &image->symbol[--n];

        if (symbol->address < s->address)
            break;
        if (symbol->size && address - symbol->address >= symbol->size)
            continue;
        if (symbol->is_function)
            return symbol;
        if (!other || other->address == symbol->address)
            other = symbol;
    }
    return other;
}
