/*
 * jit.h -- the dynamic translator's back end: a block of micro-ops to host code.
 *
 *      Jit *jit = jit_new(&config);
 *      JitBlock out = {.exits = arena, .exit_room = left};
 *      if (jit_compile(jit, &blk, write_view, run_view, room, &out) == JIT_DONE)
 *              run_view + 0 is the entry; out.size bytes are used
 *
 * The back end only writes code; looking blocks up, chaining them, flushing and
 * all else is its caller's.  It writes through `rw` the code that will be at `rx`.
 * All code of one runtime must lie within 2 GiB, as blocks jump to each other by
 * 32-bit displacements.
 *
 * In dynamic code (see also runtime/abi.h), at every block's entry and exit:
 *
 *      rbp     Thread + STATE_BIAS; fs the same Thread, gs guest memory
 *      rsp     a multiple of 16, with JIT_FRAME free bytes from rsp upwards, so
 *              that `call` is proper.  Whoever enters dynamic code makes them
 *      others  hold nothing, and no block keeps any
 *
 * All guest registers are in the state at every exit, and at every guest load
 * and store (where it may fault), given that the block has its puts in order.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_JIT_JIT_H
#define RUNTIME_JIT_JIT_H

#include "ir/ir.h"
#include "runtime/abi.h"

enum { JIT_FRAME = 2048 };

/*
 * The indirect-branch cache, at ThreadHead.jump_cache: the entry of a guest pc is
 * number (pc >> config.pc_shift) % JUMP_CACHE_SIZE.  An entry that holds nothing
 * has `host` = the address of stubs.lookup, so that even its pc may match.
 */
typedef struct {
    u32 pc, reserved;
    u64 host; /* a block's entry, or whatever takes control as one does */
} JumpCacheEntry;

enum { JUMP_CACHE_SIZE = 4096 };

/*
 * Where blocks leave to: labels of the runtime, entered by a host jump with the
 * registers as at a block's entry, and besides:
 */
typedef struct {
    const void *exit;    /* eax: guest pc, rdx: the JitExit, not chained */
    const void *lookup;  /* eax: guest pc, edx: as for an indirect exit below;
                            the indirect-branch cache has no entry */
    const void *ret;     /* eax: guest pc, which equals ThreadHead.expected, by a
                            jump_to of JUMP_RETURN */
    const void *pending; /* eax: guest pc of the block, stored in the pc slot.
                            ThreadHead.pending was not 0 at the block's entry */
    const void *resync;  /* eax: guest pc to go on at, stored in the pc slot;
                            ThreadHead.code_changed is not 0 */
    const void *syscall; /* eax: guest pc to go on at, stored in the pc slot */
    const void *raise;   /* eax: guest pc, stored in the pc slot; edx: a Raise */
} JitStubs;

typedef struct {
    bool v3;     /* the host has movbe, lzcnt, bmi1, bmi2, avx, fma */
    u8 pc_shift; /* of instruction addresses: see JumpCacheEntry */
    u32 pc_slot; /* the guest's pc in its state */
    const Helper *helpers;
    /* Slots (each of 4 bytes) that only ever hold 0 or 1, or NULL: the back end
     * may leave their upper three bytes alone.  Ends with size 0. */
    const SlotRange *bit_slots;
    JitStubs stubs;
    void (*invalidate)(u32 address, u32 size);
} JitConfig;

/*
 * A direct way out of a block: a host jump whose 32-bit displacement is at
 * `patch`.  It leads to `stub` at first.  The runtime chains the exit by making
 * it lead to another block's entry, and unchains it by making it lead back.
 *
 * edx at the jump: of EXIT_CALL `ret`, else nothing.  At an indirect exit (which
 * goes through the cache) it is call_to's return address, else NO_RETURN.
 */
typedef enum { EXIT_JUMP, EXIT_CALL } JitExitKind;

typedef struct JitExit {
    u32 pc;          /* guest address it goes to */
    u32 ret;         /* EXIT_CALL: the return address */
    const u8 *patch; /* in the rx view; within 8 aligned bytes */
    const u8 *stub;  /* in the rx view */
    u8 kind;         /* JitExitKind */
    /* The runtime's own; jit_compile zeroes them. */
    void *target;
    struct JitExit *next, *previous;
} JitExit;

typedef struct {
    JitExit *exits; /* in: room for them, where they are going to stay */
    u32 exit_room;  /* in: how many */
    u32 num_exits;
    u32 code_size; /* bytes of code */
    u32 size;      /* of code and table: what of the room was used */
    u32 table;     /* offset in it of the table for jit_guest_pc; data, not code */
} JitBlock;

typedef enum {
    JIT_DONE,
    JIT_FULL,   /* the room or the exits did not suffice */
    JIT_TOO_BIG /* too many values alive at once: lift fewer instructions */
} JitResult;

typedef struct Jit Jit;

/* The config is copied.  A Jit holds working memory only: one a translating
 * thread, or one under a lock. */
Jit *jit_new(const JitConfig *config);
void jit_free(Jit *jit);

JitResult jit_compile(Jit *jit, const Block *blk, u8 *rw, const u8 *rx, size_t room,
                      JitBlock *out);

/*
 * A check in front of a block: entered as one, it goes on to the block if the guest's
 * bytes are still those it was made of, and else to `changed`, with eax = pc.  It goes
 * there, too, when `left` (offset in ThreadHead of an i32), which it counts down, gets
 * below 0.  A guest access in it may fault.
 */
enum { JIT_CHECK_BYTES = 512 }; /* of guest code, at most */

typedef struct {
    u32 pc;          /* of the block, for `changed` */
    u32 at, size;    /* the guest bytes */
    const u8 *bytes; /* a copy of them, which stays */
    const u8 *block;
    const void *changed;
    u32 left;
} JitCheck;

/* Bytes of code; 0: the room does not suffice. */
u32 jit_check(const JitCheck *check, u8 *rw, const u8 *rx, size_t room);

/* Make the exit's jump lead to `host` (rx view); `rw` is the address of exit->patch
 * in the writable view.  Other threads may run the block: they go the one way or the
 * other. */
void jit_patch(const JitExit *exit, u8 *rw, const u8 *host);

/* The guest pc of the instruction whose code is at `offset` in the block: that of
 * a faulting access, or for a return address the offset before it. */
u32 jit_guest_pc(const u8 *block, u32 table, u32 offset);

/* The bytes of `jmp host` written at rw for rx, or 0 if out of reach; glue that the
 * runtime makes, such as calls of ahead-of-time functions, may use it. */
size_t jit_jump(u8 *rw, const u8 *rx, const void *host);

#endif
