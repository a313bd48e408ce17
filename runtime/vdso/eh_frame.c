/* eh_frame.c -- what unwinders are told of PowerPC's vDSO.  DWARF 4, 6.4; LSB, 10.6.1;
 * the numbers of registers are those of GCC's unwinder.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/vdso/vdso.h"

#include "runtime/linux/ppc/frame.h"

enum {
    CFA_NOP = 0x00,
    CFA_DEF_CFA = 0x0c,
    CFA_DEF_CFA_EXPRESSION = 0x0f,
    CFA_EXPRESSION = 0x10,
    OP_DEREF = 0x06,
    OP_PLUS_UCONST = 0x23,
    OP_BREG1 = 0x71,
    PCREL_S4 = 0x1b,
};

/* Columns of a frame's table: r0 to r31 are 0 to 31, f0 to f31 32 to 63. */
enum { F0 = 32, LR = 65, CR = 70, NIP = 67 /* a column that is no register */ };

static void uleb(VdsoImage *image, u32 value)
{
    for (; value >= 0x80; value >>= 7)
        image_add(image, 0x80 | (value & 0x7f), 1);
    image_add(image, value, 1);
}

static void sleb(VdsoImage *image, u32 value) /* of a positive number */
{
    for (; value >= 0x40; value >>= 7)
        image_add(image, 0x80 | (value & 0x7f), 1);
    image_add(image, value, 1);
}

/* The address in the saved registers, which a word of the frame points to. */
static void saved_at(VdsoImage *image, u32 pointer, u32 offset, bool load)
{
    u32 start = image->size++;

    image_add(image, OP_BREG1, 1);
    sleb(image, pointer);
    image_add(image, OP_DEREF, 1);
    image_add(image, OP_PLUS_UCONST, 1);
    uleb(image, offset);
    if (load)
        image_add(image, OP_DEREF, 1);
    image_put(image, start, image->size - start - 1, 1);
}

static void saved(VdsoImage *image, u32 column, u32 pointer, u32 offset)
{
    image_add(image, CFA_EXPRESSION, 1);
    uleb(image, column);
    saved_at(image, pointer, offset, false);
}

static void add_signal_rules(VdsoImage *image, u32 pointer)
{
    image_add(image, CFA_DEF_CFA_EXPRESSION, 1);
    saved_at(image, pointer, 4 * 1, true);
    for (u32 i = 0; i < 32; i++)
        if (i != 1)
            saved(image, i, pointer, 4 * i);
    for (u32 i = 0; i < 32; i++)
        saved(image, F0 + i, pointer, FREGS + 8 * i);
    saved(image, LR, pointer, 4 * PT_LNK);
    saved(image, CR, pointer, 4 * PT_CCR);
    saved(image, NIP, pointer, 4 * PT_NIP);
}

/* The length before an entry, which ends at a whole word. */
static void finish(VdsoImage *image, u32 start)
{
    while ((image->size - start) % 4)
        image_add(image, CFA_NOP, 1);
    image_put(image, start, image->size - start - 4, 4);
}

/* A CIE for one way of unwinding, all rules of which are in it. */
static u32 add_cie(VdsoImage *image, Unwind unwind)
{
    u32 start = image->size;

    image->size += 4;
    image_add(image, 0, 4);
    image_add(image, 1, 1);
    image_text(image, unwind == LEAF ? "zR" : "zRS");
    uleb(image, 4);
    image_add(image, 0x7c, 1); /* data alignment: -4 */
    uleb(image, unwind == LEAF ? LR : NIP);
    uleb(image, 1);
    image_add(image, PCREL_S4, 1);
    if (unwind == LEAF) {
        image_add(image, CFA_DEF_CFA, 1);
        uleb(image, 1);
        uleb(image, 0);
    } else {
        add_signal_rules(image,
                         unwind == RT_FRAME ? PPC_RT_REGISTERS : PPC_OLD_REGISTERS);
    }
    finish(image, start);
    return start;
}

static u32 add_fde(VdsoImage *image, u32 cie, const UnwindRange *range)
{
    u32 start = image->size;

    image->size += 4;
    image_add(image, image->size - cie, 4);
    image_add(image, range->start - image->size, 4);
    image_add(image, range->end - range->start, 4);
    uleb(image, 0);
    finish(image, start);
    return start;
}

u32 eh_frame_add(VdsoImage *image, const UnwindRange *range, u32 count, u32 *fde)
{
    u32 start = image->size, cie[RT_FRAME + 1] = {0};

    for (u32 i = 0; i < count; i++) {
        u32 *of_way = &cie[range[i].unwind];
        if (!*of_way)
            *of_way = add_cie(image, range[i].unwind);
        fde[i] = add_fde(image, *of_way, &range[i]);
    }
    image_add(image, 0, 4);
    return start;
}
