/*
 * lifter.h -- guest instructions to micro-ops.
 *
 *      Block b = {.pc = entry};
 *      lift_block(&guest_ppc, &b, code, size, 64);
 *      ir_optimise(&b, guest_ppc.names.helpers, 0);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_LIFTER_H
#define LIFTER_LIFTER_H

#include "ir/ir.h"

/* A register, or a row of them, of the guest's state. */
typedef struct {
    const char *name;
    u32 slot;
    u16 count; /* 0 for a single register */
    u8 size;   /* bytes of one: 4, 8 or 16 */
    u8 group;  /* RegGroup */
} GuestReg;

/* How a register dump or a signal frame shows it; `hidden` ones are ours alone. */
typedef enum { REG_INT, REG_FLAG, REG_FLOAT, REG_HIDDEN } RegGroup;

enum { MAX_PASSED = 10 }; /* see Guest.num_passed */

/* Ends a list of slots. */
#define GUEST_NO_SLOT 0xffffffffu

/* What the rest of the project needs to know of a guest architecture. */
typedef struct {
    const char *name;
    u32 elf_machine;
    bool big_endian;
    u32 code_align;       /* of instruction addresses, in bytes; if 2, the low bit of a
                             pc chooses an instruction set */
    u32 state_size;       /* of the guest state that get and put address */
    const GuestReg *regs; /* ends with a NULL name */
    /* Parts or rows of `regs` that instructions take as registers of their own (ARM's
     * s and q, which are d): other names and sizes for the same bytes; or NULL. */
    const GuestReg *views;
    u32 pc_slot, sp_slot;
    /* What besides the pc says how the instruction there is to be read (ARM's IT
     * state), and what it is after an instruction that was not 0 at; GUEST_NO_SLOT and
     * NULL if there is nothing.  Where blocks begin it is 0, but for those with
     * `steps`. */
    u32 mode_slot;
    u32 (*mode_after)(u32 mode);
    /* Slots of 4 bytes that only ever hold 0 or 1; size 0 ends; or NULL. */
    const SlotRange *bit_slots;
    IrNames names; /* slot names from `regs`, and the helpers */

    /*
     * Which registers a called function gets its arguments in and gives its
     * results in, best first; GUEST_NO_SLOT ends.  Hints to ahead-of-time
     * signatures only.  The link register is the first argument.
     */
    const u32 *argument_slots, *result_slots;
    /* How many of the arguments, from the first on, host code passes in registers to a
     * function it knows nothing of: all have 4 bytes.  At most MAX_PASSED. */
    u32 num_passed;
    /* Registers the ABI lets a called function leave anything in, but for results:
     * what code never seen ahead of time does not read after a call. */
    const u32 *scratch_slots;
    /* Of those, what comparisons set, and a function called by its address finds
     * anything in.  Some functions of the ABI give them back all the same (ARM's
     * __aeabi_cdcmple). */
    const u32 *flag_slots;

    /* Lift the instruction at blk->here, the first of `size` bytes; returns its
     * length in bytes, or 0 if it is undefined or cut off: nothing emitted, or what
     * ends with the raise it is. */
    u32 (*lift)(Block *blk, const u8 *code, u32 size);
    /* Print it as LLVM's disassembler does; returns its length. `pc`: its address. */
    u32 (*disassemble)(char *text, size_t room, const u8 *code, u32 size, u32 pc);
    /* Check the decode tables; NULL or what is wrong with them. */
    const char *(*check)(void);
    /* Why programs with these e_flags cannot run, as "built for ..."; NULL if they can.
     * NULL itself if all can. */
    const char *(*refuse)(u32 elf_flags);
    /*
     * The instruction at the state's pc, whose bytes are at `code`, met a
     * floating-point exception that is enabled: the host's SIGFPE.  The state is as
     * before it.  True: the guest is to get the signal at that pc; registers and status
     * are what it finds there.  False: the instruction is done, and the pc after it.
     * NULL: there are no such exceptions.
     */
    bool (*float_trap)(void *state, const u8 *code);
    /* ELF's R_..._RELATIVE: a word becomes an address; and R_..._IRELATIVE: what the
     * function returns that is at that address. */
    u32 relative_relocation, resolved_relocation;
} Guest;

#define GUEST(name) extern const Guest guest_##name;
#include "lifter/guests.def"

/* All of them, ending with NULL; and by e_machine, NULL if there is none. */
extern const Guest *const guests[];
const Guest *guest_by_machine(u32 elf_machine);

/* The register at a slot, as "r3", a view only if there is no other; false if there
 * is none. */
bool guest_reg_name(const Guest *guest, u32 slot, char *name, size_t room);
/* The slot of a register or view; false if there is no such register. */
bool guest_reg_slot(const Guest *guest, const char *name, u32 *slot);
/* The row a register or view of that name is in, and its slot; NULL if there is none.
 */
const GuestReg *guest_reg_row(const Guest *guest, const char *name, u32 *slot);

/* Where the code is of an instruction at pc, whose low bit may say Thumb. */
static inline u32 guest_code_at(const Guest *guest, u32 pc)
{
    return pc & -guest->code_align;
}

/* What the pcs of different instructions differ in: by their low bit too, where that
 * chooses between instruction sets. */
static inline unsigned guest_pc_shift(const Guest *guest)
{
    return guest->code_align == 2 ? 0 : (unsigned)__builtin_ctz(guest->code_align);
}

/*
 * Lift from blk->pc until a jump, or to at most `max_insns` instructions or
 * `size` bytes, then end the block: with the jump, with a jump to blk->here, or,
 * at an undefined word, with raise.  An instruction that starts within `size` may be
 * longer if blk->beyond says so.  Conditional branches become exit_if and the
 * block goes on after them.  blk->here ends up after the last instruction.
 */
void lift_block(const Guest *guest, Block *blk, const u8 *code, u32 size,
                u32 max_insns);

/* No call of Guest.lift looks at more than this, but for idioms: an IT instruction of
 * Thumb and the four it governs. */
enum { LIFT_MAX_BYTES = 20 };

#endif
