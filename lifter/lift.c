/* lift.c -- the guests there are, and the loop over a block's instructions.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/lifter.h"

/* The runtime is an archive, compiled with GUESTS_AS_NEEDED.  A weak reference takes
 * nothing out of an archive: an output gets only the guest that its AotImage names, and
 * the others are NULL here. */
#ifdef GUESTS_AS_NEEDED
#define GUEST(name) extern const Guest guest_##name __attribute__((weak));
#include "lifter/guests.def"
#endif

const Guest *const guests[NUM_GUESTS] = {
#define GUEST(name) &guest_##name,
#include "lifter/guests.def"
};

const Guest *guest_by_machine(u32 elf_machine)
{
    for (u32 i = 0; i < NUM_GUESTS; i++)
        if (guests[i] && guests[i]->elf_machine == elf_machine)
            return guests[i];
    return NULL;
}

void guest_target_name(const AsmNames *names, u32 target, char *text, size_t room)
{
    u32 offset = 0;
    const char *name = names->of(names->data, target, &offset);

    text[0] = 0;
    offset &= ~(u32)1; /* bit 0 selects an instruction set */
    if (name && offset)
        base_format(text, room, " <%.200s+0x%x>", name, offset);
    else if (name)
        base_format(text, room, " <%.200s>", name);
}

static bool has_ended(const Block *blk)
{
    return blk->count && op_info[blk->ops[blk->count - 1].code].traits & ENDS;
}

/* An instruction may take some hundred ops; stop well before the limit. */
enum { MANY_OPS = BLOCK_MAX_OPS - 4096 };

void lift_block(const Guest *guest, Block *blk, const u8 *code, u32 size, u32 max_insns)
{
    u32 done = 0;

    blk->here = blk->pc;
    while (blk->num_insns < max_insns && done < size && blk->count < MANY_OPS) {
        ir_insn(blk, blk->here);
        u32 length = guest->lift(blk, code + done, size - done + blk->beyond);
        if (length == 0 && !has_ended(blk))
            ir_raise(blk, RAISE_ILLEGAL, blk->here);
        done += length;
        blk->here += length;
        if (has_ended(blk))
            return;
    }
    ir_jump(blk, blk->here);
}
