/*
 * jit.h -- the dynamic translator's back end: from a block of micro-ops to host code.
 *
 *      Jit *jit = jit_new(&config);
 *      JitBlock out = {.exits = arena, .exit_room = left};
 *      if (jit_compile(jit, &blk, write_view, run_view, room, &out) == JIT_DONE)
 *              run_view + 0 is the entry; out.size bytes are used
 *
 * The back end only writes code.  Its caller looks blocks up, chains them and flushes
 * them.  Code is written through the writable view `rw` and runs in the view `rx`.  All
 * code of one runtime must lie within 2 GiB, as blocks jump to each other by 32-bit
 * displacements.
 *
 * Host registers of dynamic code (see also runtime/abi.h) at every block's entry and
 * exit:
 *
 *      rbp     Thread + STATE_BIAS; fs the same Thread, gs guest memory
 *      rsp     a multiple of 16, so that `call` is proper; JIT_FRAME bytes from rsp
 *              upwards are the block's.  Who enters dynamic code provides them
 *      others  hold nothing, and no block keeps any
 *
 * All guest registers are in the state at every exit, and at every guest load and store
 * that may fault, provided that the block's puts stand before it.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_JIT_JIT_H
#define RUNTIME_JIT_JIT_H

#include "ir/ir.h"
#include "runtime/abi.h"

enum { JIT_FRAME = 2048 }; /* bytes of host stack that a block may use */

/*
 * An entry of the indirect-branch cache at ThreadHead.jump_cache.  The entry of a guest
 * pc is number (pc >> config.pc_shift) % JUMP_CACHE_SIZE.  An empty entry has `host` =
 * the address of stubs.lookup, so it does no harm if its pc matches.
 */
typedef struct {
    u32 pc, reserved;
    u64 host; /* a block's entry, or other code that is entered as one */
} JumpCacheEntry;

enum { JUMP_CACHE_SIZE = 4096 }; /* entries of a thread's cache */

/*
 * Host code of the runtime to which blocks leave by a host jump.  The registers are as
 * at a block's entry, and besides:
 */
typedef struct {
    const void *exit;    /* eax: guest pc to go to; rdx: JitExit, not chained */
    const void *lookup;  /* eax: guest pc to go to, which has no entry in the
                            indirect-branch cache; edx: as for an indirect exit below */
    const void *ret;     /* eax: guest pc to return to, by a jump_to of JUMP_RETURN; it
                            equals ThreadHead.expected */
    const void *pending; /* eax: guest pc of the block, stored in the pc slot; rbx: as
                            at its entry, where ThreadHead.pending was not 0 */
    const void *resync;  /* eax: guest pc to go on at, stored in the pc slot;
                            ThreadHead.code_changed is not 0 */
    const void *syscall; /* eax: guest pc after the call, stored in the pc slot */
    const void *raise;  /* eax: guest pc of the instruction, stored in the pc slot; edx:
                           a Raise */
    const void *jumped; /* NULL, or where all indirect exits but returns go: eax: guest
                           pc to go to; edx: as for an indirect exit below; ecx: guest
                           pc of the instruction */
} JitStubs;

typedef struct {
    bool v3;               /* the host has movbe, lzcnt, bmi1, bmi2, avx, fma */
    bool aes, sha;         /* the host has AES and PCLMULQDQ; it has SHA */
    u8 pc_shift;           /* shift of instruction addresses: see JumpCacheEntry */
    u32 pc_slot;           /* byte offset of the guest's pc in its state */
    const Helper *helpers; /* C functions that micro-ops call, by OP_helper's imm */
    /* Slots of 4 bytes that only ever hold 0 or 1; size 0 ends the list.  The back end
     * may leave their upper three bytes alone.  NULL: there are none. */
    const SlotRange *bit_slots;
    JitStubs stubs;
    /* Called by OP_invalidate with guest bytes: address and size. */
    void (*invalidate)(u32 address, u32 size);
} JitConfig;

/*
 * A direct exit of a block: a host jump whose 32-bit displacement is at `patch`.  At
 * first it leads to `stub`.  The runtime chains the exit by patching it to another
 * block's entry, and unchains it by patching it back.
 *
 * edx at the jump: the return address `ret` for EXIT_CALL, else nothing.  An indirect
 * exit, which goes through the cache, has edx = call_to's return address, else
 * NO_RETURN.
 */
typedef enum { EXIT_JUMP, EXIT_CALL } JitExitKind;

typedef struct JitExit {
    u32 pc;          /* guest address that the exit goes to */
    u32 ret;         /* guest return address of an EXIT_CALL */
    const u8 *patch; /* address in the rx view; the 4 bytes lie within 8 aligned ones */
    const u8 *stub;  /* address in the rx view of the code that leaves to stubs.exit */
    u8 kind;         /* JitExitKind */
    /* For the runtime's use; jit_compile zeroes them. */
    void *target;
    struct JitExit *next, *previous;
} JitExit;

typedef struct {
    JitExit *exits; /* in: where the exits are stored, for good */
    u32 exit_room;  /* in: how many fit there */
    u32 num_exits;  /* how many were stored */
    u32 code_size;  /* bytes of code */
    u32 size;       /* bytes of code and table: what was used of the room */
    u32 cold;       /* byte offset of the out-of-line code: calls of C functions */
    u32 leaves;     /* byte offset of the stubs by which the block leaves */
    u32 table;      /* byte offset of the table for jit_guest_pc, which is data */
} JitBlock;

typedef enum {
    JIT_DONE,
    JIT_FULL,   /* the room for code or for exits did not suffice */
    JIT_TOO_BIG /* the compiler has no room for so many values live at once, exits,
                   out-of-line calls or constants: lift fewer instructions */
} JitResult;

typedef struct Jit Jit;

/* jit_new returns a compiler that has a copy of the config.  It holds working memory
 * only: use one for each translating thread, or one under a lock. jit_free frees it. */
Jit *jit_new(const JitConfig *config);
void jit_free(Jit *jit);

/* Compiles `blk` into the `room` bytes at `rw`, which run at `rx`, and fills in *out.
 * Unless the result is JIT_DONE, nothing of *out is to be used. */
JitResult jit_compile(Jit *jit, const Block *blk, u8 *rw, const u8 *rx, size_t room,
                      JitBlock *out);

/*
 * A check in front of a block.  Entered as a block, it goes on to the block if the
 * guest's bytes are still those that the block was made of.  Else it goes to `changed`,
 * with eax = pc.  It also goes there when the i32 at offset `left` in ThreadHead, which
 * it counts down at each entry, gets below 0.  Its guest loads may fault.
 */
enum { JIT_CHECK_BYTES = 512 }; /* bytes of guest code that one can compare */

typedef struct {
    u32 pc;              /* guest pc of the block, passed to `changed` */
    u32 at, size;        /* guest address of the bytes, and their number */
    const u8 *bytes;     /* a host copy of them, which must stay */
    const u8 *block;     /* the block's entry, in the rx view */
    const void *changed; /* host code to go to if not equal */
    u32 left;            /* offset of a ThreadHead member */
} JitCheck;

/* Writes the check.  Returns its bytes of code; 0: the room does not suffice. */
u32 jit_check(const JitCheck *check, u8 *rw, const u8 *rx, size_t room);

/*
 * Code that counts: entered by a host jump, it adds 1 to *counter (with rbx = counter)
 * and jumps to `host`.  It keeps all other registers, so it may stand in front of a
 * block, or between a block's exit and where that leads.
 *
 * Writes it.  Returns its bytes of code; 0: the room does not suffice.  Sets *patch to
 * the offset of its jump's displacement, which jit_patch may change.
 */
u32 jit_count(u64 *counter, const u8 *host, u8 *rw, const u8 *rx, size_t room,
              u32 *patch);

/* Patches the exit's jump to lead to `host` (rx view).  `rw` is the address of
 * exit->patch in the writable view.  Other threads may be running the block: each goes
 * the old way or the new one. */
void jit_patch(const JitExit *exit, u8 *rw, const u8 *host);

/* Returns the guest pc of the instruction whose code is `offset` bytes into the block.
 * `table` is JitBlock.table.  For a return address pass the offset before it. */
u32 jit_guest_pc(const u8 *block, u32 table, u32 offset);

/*
 * Reads that table row by row:
 *
 *      JitPcs row = jit_pcs(block, table);
 *      while (jit_pcs_next(&row))
 *          the code from row.offset up to the next row's is of row.pc
 *
 * The block's test of ThreadHead.pending is before the first row.  There is a row for
 * each instruction, in the order of the block, then those of out-of-line code and of
 * stubs, if they are of another instruction than the row before.
 */
typedef struct {
    const u8 *at;
    u32 offset, pc; /* bytes into the block; the instruction's guest pc */
} JitPcs;
JitPcs jit_pcs(const u8 *block, u32 table);
bool jit_pcs_next(JitPcs *row); /* Returns false at the end. */

/* Writes `jmp host` at `rw`, to run at `rx`.  Returns its bytes, or 0 if `host` is out
 * of reach.  The runtime makes glue of it. */
size_t jit_jump(u8 *rw, const u8 *rx, const void *host);

#endif
