/* pieces.c -- what the runtime compares before it uses a module.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/elf/pieces.h"

#include <elf.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "runtime/base/xxh3.h"

static int by_address(const void *a, const void *b)
{
    const AotPiece *x = a, *y = b;

    return x->address < y->address ? -1 : x->address > y->address;
}

static bool is_piece(const ElfFile *file, const LoadHeader *h)
{
    return h->type == PT_LOAD && !(h->flags & LOAD_WRITE) && h->file_size &&
           h->offset <= file->size && h->file_size <= file->size - h->offset;
}

AotPiece *module_pieces(const ElfFile *file, u32 *count)
{
    LoadHeader header[LOAD_MAX_HEADERS];
    u32 all = file->load.num_headers;
    AotPiece *piece = base_alloc((all + 1) * sizeof *piece);

    *count = 0;
    load_headers(&file->load, file->bytes + file->load.headers_at, header);
    for (u32 i = 0; i < all; i++) {
        const LoadHeader *h = &header[i];

        if (!is_piece(file, h))
            continue;
        piece[(*count)++] = (AotPiece){
            .address = h->address + file->bias,
            .size = h->file_size,
            .protection = (h->flags & LOAD_READ ? PROT_READ : 0) |
                          (h->flags & LOAD_EXECUTE ? PROT_EXEC : 0),
            .hash = xxh3(file->bytes + h->offset, h->file_size),
        };
    }
    qsort(piece, *count, sizeof *piece, by_address);
    return piece;
}

void module_range(const ElfFile *file, u32 *start, u32 *end)
{
    const MappedRange *last = &file->mapped[file->num_mapped - 1];

    *start = file->mapped[0].address;
    *end = last->address + last->size;
}

void module_symbol(char name[MODULE_SYMBOL_ROOM], u32 start)
{
    base_format(name, MODULE_SYMBOL_ROOM, MODULE_SYMBOL "%08x", start);
}
