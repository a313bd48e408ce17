/* listing.c -- blocks as text, for -d in_asm and -d out_asm.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/listing.h"

#include "runtime/base/helper.h"
#include "runtime/base/log.h"
#include "runtime/base/text.h"
#include "runtime/code/symbols.h"
#include "runtime/memory/memory.h"
#include "runtime/program.h"

static void show_name(const Block *blk)
{
    u32 offset;
    const char *name = symbol_at(blk->pc, &offset);

    if (name)
        out_printf(log_out(), "IN: %s+0x%x\n", name, offset);
    else
        out_printf(log_out(), "IN:\n");
}

/* Returns the end of the guest code to show.  A block may end at bytes that are no
 * instruction, which raise SIGILL: then with these, as far as they are in one page. */
static u32 end_of(const Block *blk)
{
    enum { MOST = 4 };
    const Op *last = &blk->ops[blk->count - 1];
    u32 here = blk->here & ~(u32)1, left = GUEST_PAGE - here % GUEST_PAGE;

    if (last->code != OP_raise || ((u32)(last->imm >> 32) & ~(u32)1) != here)
        return here;
    return here + (left < MOST ? left : MOST);
}

void listing_guest_code(const Guest *guest, const Block *blk)
{
    u32 at = blk->pc & ~(u32)1, end = end_of(blk);

    show_name(blk);
    while (at < end) {
        char text[400];
        u32 length = guest->disassemble(text, sizeof text, memory_at(at), end - at,
                                        at | (blk->pc & 1), &symbol_names);
        if (!length)
            length = guest->code_align;
        out_printf(log_out(), "0x%08x:  %s\n", at, text);
        at += length;
    }
    out_printf(log_out(), "\n");
}

/* Bytes in lines of 16; each guest instruction's begin after a line with its address.
 */
static void put_bytes(const TransBlock *b, Out *out)
{
    u32 pc = 0, column = 0;

    for (u32 i = 0; i < b->code_size; i++) {
        u32 now = jit_guest_pc(b->code, b->table, i) & ~(u32)1;
        if (!i || now != pc) {
            out_printf(out, "%s0x%08x:\n", column ? "\n" : "", now);
            pc = now;
            column = 0;
        }
        bool ends = column == 15 || i + 1 == b->code_size;
        out_printf(out, "%02x%s", b->code[i], ends ? "\n" : " ");
        column = ends ? 0 : column + 1;
    }
    out_printf(out, "\n");
}

void listing_host_code(const TransBlock *b)
{
    Text text = {0};
    Out out = text_out(&text);

    out_printf(&out, "OUT: [size=%u] at %p\n", b->code_size, (const void *)b->code);
    put_bytes(b, &out);
    if (program_image() || !helper_filter(text.text, text.length, log_out()))
        log_out()->write(log_out(), text.text, text.length);
    base_free(text.text);
}
