/*
 * lifter.h -- lifting: from guest instructions to micro-ops.
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
#include "lifter/asm_names.h"

/* A register of the guest's state, or an array of registers. */
typedef struct {
    const char *name;
    u32 slot;  /* offset of the first one in the state, in bytes */
    u16 count; /* number of registers; 0 for a single one without a number */
    u8 size;   /* size of one register in bytes: 4, 8 or 16 */
    u8 group;  /* RegGroup */
} GuestReg;

/* How a register dump or a signal frame shows a register.  Hidden registers are the
 * translator's own. */
typedef enum { REG_INT, REG_FLAG, REG_FLOAT, REG_HIDDEN } RegGroup;

enum {
    MAX_PASSED = 10,  /* the limit of Guest.num_passed */
    NUM_RETURNED = 2, /* see Guest.result_slots */
};

/* Ends a list of slots. */
#define GUEST_NO_SLOT 0xffffffffu

/* A guest architecture: all that the rest of the project needs to know of it. */
typedef struct {
    const char *name;
    u32 elf_machine;
    bool big_endian;
    u32 code_align;       /* alignment of instruction addresses, in bytes; if 2, bit
                             0 of a pc selects an instruction set */
    u32 state_size;       /* size in bytes of the guest state, which get and put
                             address */
    const GuestReg *regs; /* ends with a NULL name */
    /* Further registers that share bytes with `regs` under other names and sizes, such
     * as ARM's s and q, which are parts or pairs of d; NULL: none. */
    const GuestReg *views;
    u32 pc_slot, sp_slot;
    /* The slot of the decoder's mode, which with the pc says how to decode an
     * instruction (ARM's IT state); GUEST_NO_SLOT: none.  It is 0 at the start of every
     * block without Block.steps.  mode_after returns the mode after an instruction that
     * was decoded in `mode`, not 0. */
    u32 mode_slot;
    u32 (*mode_after)(u32 mode);
    /* Slots of 4 bytes that only ever hold 0 or 1; size 0 ends the list; NULL: none. */
    const SlotRange *bit_slots;
    IrNames names; /* the names of slots, from `regs`, and the helpers */

    /* The registers in which a function takes its arguments and returns its results,
     * most used first; GUEST_NO_SLOT ends a list.  Only ahead-of-time signatures use
     * them, as hints.  The link register counts as the first argument.  The first
     * NUM_RETURNED results, of 4 bytes each, are those that host code gets in registers
     * from a function it knows nothing of: what a function of one word returns, and the
     * stack pointer. */
    const u32 *argument_slots, *result_slots;
    /* The number of arguments, from the first on, that host code passes in registers to
     * a function it knows nothing of; each has 4 bytes.  At most MAX_PASSED. */
    u32 num_passed;
    /* Registers that a called function may clobber, by the ABI, results excepted.  Code
     * that was not translated ahead of time does not read them after a call. */
    const u32 *scratch_slots;
    /* Those of the scratch registers that comparisons set; a function called by its
     * address may find any value in them.  Some functions return them nevertheless
     * (ARM's __aeabi_cdcmple). */
    const u32 *flag_slots;

    /* Lifts the instruction at blk->here, the first of `size` bytes.  Returns its
     * length in bytes.  Returns 0 if it is undefined or longer than `size`; then it has
     * emitted nothing, or ops that end with the raise for it. */
    u32 (*lift)(Block *blk, const u8 *code, u32 size);
    /* Writes the instruction at address `pc` as text.  Returns its length in bytes.
     * Without `names` (NULL) the text is as LLVM's disassembler prints it, with branch
     * targets as distances.  With them it is for people: targets are addresses with
     * their names, and conditions have the names that compilers write. */
    u32 (*disassemble)(char *text, size_t room, const u8 *code, u32 size, u32 pc,
                       const AsmNames *names);
    /* Checks the decode tables.  Returns NULL, or what is wrong with them. */
    const char *(*check)(void);
    /* Returns why programs with these e_flags cannot run, such as "built for ..."; NULL
     * if they can.  The member itself is NULL if all can. */
    const char *(*refuse)(u32 elf_flags);
    /* Handles the host's SIGFPE: the instruction at the state's pc, whose bytes are at
     * `code`, raised a floating-point exception that is enabled.  The state is as
     * before the instruction.  Returns true if the guest gets the signal at that pc;
     * registers and status are then as it must find them.  Returns false if the
     * instruction is done and the pc is after it.  NULL: the guest has no such
     * exceptions. */
    bool (*float_trap)(void *state, const u8 *code);
    /* Numbers of ELF relocations.  R_..._RELATIVE adds the load address to a word.
     * R_..._IRELATIVE also calls the function at that address and stores its result. */
    u32 relative_relocation, resolved_relocation;
} Guest;

#define GUEST(name) extern const Guest guest_##name;
#include "lifter/guests.def"

enum {
    NUM_GUESTS = 0
#define GUEST(name) +1
#include "lifter/guests.def"
};

/* The guests, by row of guests.def; NULL for one that is not linked into this program
 * (lift.c).  guest_by_machine returns the one with this e_machine, or NULL. */
extern const Guest *const guests[NUM_GUESTS];
const Guest *guest_by_machine(u32 elf_machine);

/* Writes the name of the register at a slot, such as "r3"; of a view only if no other
 * register is there.  Returns false if there is none. */
bool guest_reg_name(const Guest *guest, u32 slot, char *name, size_t room);
/* Sets *slot to that of the register or view `name`.  Returns false if there is none.
 */
bool guest_reg_slot(const Guest *guest, const char *name, u32 *slot);
/* Returns the row of the register or view `name`, and sets *slot; NULL if there is
 * none. */
const GuestReg *guest_reg_row(const Guest *guest, const char *name, u32 *slot);

/* Returns the address of the code of the instruction at a pc: without the Thumb bit. */
static inline u32 guest_code_at(const Guest *guest, u32 pc)
{
    return pc & -guest->code_align;
}

/* Returns the number of low bits in which the pcs of different instructions never
 * differ.  Where bit 0 selects the instruction set, that is 0. */
static inline unsigned guest_pc_shift(const Guest *guest)
{
    return guest->code_align == 2 ? 0 : (unsigned)__builtin_ctz(guest->code_align);
}

/* Lifts instructions from blk->pc on, up to and including the first that ends a block
 * (a jump, call or system call), but at most `max_insns` instructions or `size` bytes.
 * Ends the block with that instruction, with a jump to blk->here, or with a raise if it
 * meets an undefined word.  A conditional branch becomes an exit_if, and the block goes
 * on after it.  An instruction that starts within `size` may extend behind it by at
 * most blk->beyond bytes.  On return blk->here is the address after the last
 * instruction. */
void lift_block(const Guest *guest, Block *blk, const u8 *code, u32 size,
                u32 max_insns);

/* The most bytes that one call of Guest.lift reads, idioms excepted: an IT instruction
 * of Thumb and the four instructions it governs. */
enum { LIFT_MAX_BYTES = 20 };

#endif
