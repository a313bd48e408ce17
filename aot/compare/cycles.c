/* cycles.c -- llvm-mca's cycles of functions and blocks.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdlib.h>

#include "aot/compare/compare.h"
#include "aot/compare/mca.h"

/* The blocks that executed most get cycles; llvm-mca takes about a second for a
 * thousand pieces of code. */
enum { MOST_BLOCKS = 300 };

/* A piece of code and where its cycles go. */
typedef struct {
    double *cycles;
    u32 region;
} Piece;

typedef struct {
    Compare *c;
    Mca *mca;
    Piece *piece;
    u32 count;
    u32 pc, end; /* host code of these guest instructions is taken; 0, 0: of all */
} Pieces;

static void begin_piece(Pieces *p, double *cycles)
{
    p->piece[p->count++] = (Piece){cycles, mca_region(p->mca)};
}

static void add_insn(void *arg, const HostFunction *h, u64 address, u32 size,
                     const char *text)
{
    Pieces *p = arg;
    const Compare *c = p->c;

    (void)size;
    if (p->end) {
        const char *part;
        const GuestLine *line = translated_insn(c, h, address, &part);
        if (!line || line->pc < p->pc || line->pc >= p->end)
            return;
    }
    mca_add(p->mca, text);
}

static void add_block(Pieces *p, u32 index)
{
    const DynBlock *b = &p->c->jit.block[index];
    char text[HOST_ASM_ROOM];

    for (u32 at = 0, size; at < b->code_size; at += size) {
        size = (u32)host_asm_next(p->c->host, b->code + at, b->code_size - at,
                                  b->host + at, text);
        mca_add(p->mca, text);
    }
}

static void add_function(Pieces *p, u32 index)
{
    Compare *c = p->c;

    if (index < c->program.num_functions) {
        begin_piece(p, &c->function[index].aot.cycles);
        p->pc = p->end = 0;
        functions_host_code(c, c->function[index].entry, add_insn, p);
    }
    begin_piece(p, &c->function[index].jit.cycles);
    for (u32 i = 0; i < c->jit.count; i++)
        if (c->block_function[i] == index)
            add_block(p, i);
}

static void add_both(Pieces *p, u32 index)
{
    Compare *c = p->c;
    const DynBlock *b = &c->jit.block[index];
    u32 function = c->block_function[index];

    begin_piece(p, &c->block_jit[index].cycles);
    add_block(p, index);
    if (function >= c->program.num_functions)
        return;
    begin_piece(p, &c->block_aot[index].cycles);
    p->pc = b->pc;
    p->end = b->end;
    functions_host_code(c, c->function[function].entry, add_insn, p);
}

static void add_all(Pieces *p, const u32 *order, u32 count)
{
    for (u32 i = 0; i < p->c->num_functions; i++)
        if (p->c->function[i].detail)
            add_function(p, i);
    for (u32 i = 0; i < count && i < MOST_BLOCKS; i++)
        add_both(p, order[i]);
}

void cycles_find(Compare *c, const u32 *order, u32 count)
{
    Mca *mca = mca_begin(workspace_path(c->space, "mca.s"));
    size_t room = 2 * ((size_t)c->num_functions + MOST_BLOCKS);

    if (!mca)
        return;
    Pieces p = {.c = c, .mca = mca, .piece = base_alloc(room * sizeof(Piece))};
    add_all(&p, order, count);
    double *cycles = mca_end(mca);
    for (u32 i = 0; cycles && i < p.count; i++)
        *p.piece[i].cycles = cycles[p.piece[i].region];
    base_free(cycles);
    base_free(p.piece);
}
