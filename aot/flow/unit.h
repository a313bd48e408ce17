/*
 * unit.h -- a unit: one guest function as micro-ops, block by block, and the events in
 * each block that matter to control flow and to registers.
 *
 *      Units units;
 *      units_lift(&units, &guest_ppc, &image, &program, false);
 *      for (u32 i = 0; i < units.num_units; i++)
 *          ... units.unit[i].block[0] is the function's entry ...
 *      units_free(&units);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_FLOW_UNIT_H
#define AOT_FLOW_UNIT_H

#include "aot/flow/groups.h"
#include "lifter/discover.h"

#define NOWHERE 0xffffffffu /* instead of the index of a block or function */

/* What can happen at one op.  "May" is a way out of the block under a condition:
 * otherwise control goes on to the next event. */
typedef enum {
    EV_GET,   /* reads register `reg`; an op that reads several has an event for each */
    EV_PUT,   /* writes all of `reg` */
    EV_PART,  /* writes a part of `reg` */
    EV_FAULT, /* the instruction that begins here may fault */
    EV_HELPER, /* calls helper number `to` of the guest */
    EV_EDGE,   /* may jump to block `to` of this unit */
    EV_TAIL,  /* may jump to the entry of unit `to`, and does not come back: a tail call
               */
    EV_JUMP,  /* may jump to any function, through a pointer, and does not come back */
    EV_LEAVE, /* may jump to unknown code, and does not come back */
    EV_CALL,  /* calls unit `to`, or unknown code (NOWHERE), which returns here */
    EV_SYSCALL, /* makes a system call, which may read and write every register */
    EV_RETURN,  /* returns to the caller */
} EventKind;

typedef struct {
    u8 kind; /* EventKind */
    u8 reg;
    bool back; /* an EV_EDGE that closes a loop: a back edge */
    u32 op;    /* its index in the block's ops */
    u32 to;    /* a block, a unit or a helper: see EventKind */
} Event;

/* An instruction that may fault: see faults.h. */
typedef struct {
    u32 pc;
    RegSet reads; /* what the rest of the block may read of the values before it */
    u32 mode; /* the decoder's, not 0: the state's is older where the instruction begins
               */
    bool stores, helps; /* it writes memory; it calls a helper that accesses memory */
    bool checkpoint;    /* it begins with one: see checkpoints.h */
} FaultPoint;

/* The result of dataflow analysis: sets of registers at a block's start. */
typedef struct {
    RegSet live; /* some path from here reads it before it is written */
    RegSet left; /* live, as a callee sees it that is about to return: see FlowPoint */
    RegSet wanted;      /* some path from here reads it in an SSA value */
    RegSet anticipated; /* every path from here does */
    RegSet held;        /* it must be in an SSA value here */
    RegSet dirty;       /* its SSA value may be newer than the state */
    RegSet singles;     /* it holds an f32 widened: see single.h */
    RegSet written;     /* every path from here to a return writes it */
} BlockFlow;

/*
 * The counter of an inner loop.  Each iteration, the block with the back edge adds
 * `step` to register `reg`, and goes back if the sum is not the end value.  That is
 * `end`, plus the value of `end_reg` if `has_end_reg`; the loop does not change that
 * register.
 */
typedef struct {
    enum {
        COUNT_NOT,  /* not a counted loop, or not an inner one */
        COUNT_FEW,  /* at most POLL_ITERATIONS iterations */
        COUNT_MANY, /* maybe more */
    } kind;
    u8 reg, end_reg;
    bool has_end_reg;
    i32 step;
    u32 end;
    Val value; /* of `reg` after the step, in the block with the back edge */
} LoopCount;

/*
 * A basic block, or a hub block.  Several indirect jumps of a function that have the
 * same set of targets share a hub block, which holds no guest code and does the jump
 * for all of them: n jumps to m targets make n + m edges, not n * m.  A jump goes to
 * the hub only when it has made sure that its target is in the set.
 */
typedef struct {
    Block ops;
    u32 start;              /* guest address; NOWHERE for a hub */
    u32 end;                /* as in CodeRange */
    const JumpTable *table; /* the targets of the jump_to at its end; NULL if unknown */
    u32 hub;                /* the hub block that does this jump, or NOWHERE */
    u32 stub; /* guest address of the stub (stubs.h) that the call_to at its end was a
                 call of, or 0 */
    FaultPoint *fault; /* if Units.faults */
    u32 num_faults;
    Event *event;
    u32 num_events;
    BlockFlow flow;
    u32 part;     /* of a unit in parts: the one that has the block */
    bool entered; /* by an edge from another part, or of block 0: by the body */
    u8 walk;      /* while looking for loops */
    bool begins_loop;
    bool in_inner_loop; /* in one without calls */
    bool ends_compared; /* it ends with flags that a comparison set and nothing in it
                           reads: see flag_results.h */
    RegSet likely;      /* worth holding here, if a loop begins: see likely.h */
    LoopCount count;    /* of the inner loop that begins here */
} UnitBlock;

static inline bool unit_is_hub(const UnitBlock *block)
{
    return block->start == NOWHERE;
}

/* What the callers of a function, and the functions it calls, rely on. */
typedef struct {
    RegSet needs;      /* it, or what it calls, may read these before writing them */
    RegSet needs_left; /* the same of registers that a call just before may change: see
                          FlowPoint.left */
    RegSet writes;     /* it has written these on every path, when it returns */
    RegSet live_out;   /* some caller may read these after it returns */
    RegSet params;     /* passed to it in host registers */
    RegSet results;    /* returned by it in host registers */
} Signature;

/* The edges of a unit by their target: those to block b come from the blocks
 * from[first[b]] up to, not including, from[first[b + 1]]. */
typedef struct {
    u32 *first, *from;
} Sources;

typedef struct {
    const Function *function;
    UnitBlock *block; /* block[0] is the entry; hub blocks are the last */
    u32 num_blocks;
    u32 num_parts; /* 1: it is compiled as one host function: see parts.h */
    bool has_calls;
    bool polls; /* its entry polls for signals, and for the end of the host stack */
    bool jumps; /* has an EV_JUMP */
    bool common_results; /* it returns what unknown functions do: see tails.h */
    Signature sig;
    Groups groups;
    Sources sources;
} Unit;

/* How units are lifted; the members are those of Units. */
typedef struct {
    bool faults; /* registers are exact where instructions may fault, but flags */
    bool flags;  /* those, too */
    bool partial, counts;
    u32 split;
    bool (*late)(void *arg); /* is there no time left?  NULL: there always is */
    bool (*full)(void *arg); /* is there no memory for more units?  NULL: there is */
    void *arg;
} UnitsOptions;

/* All units of a program, and what is the same for all of them. */
typedef struct {
    const Guest *guest;
    const Image *image;
    const Program *program;
    Universe universe;
    RegSet arguments, results; /* that signatures may pass in host registers */
    u32 link, stack;           /* the link register, the stack pointer */
    RegSet passed;             /* to unknown functions in host registers: see abi.h */
    RegSet returned;           /* by unknown functions in host registers: see abi.h */
    RegSet eager;              /* held wherever some path from there reads them */
    RegSet flags;              /* that comparisons set */
    RegSet seen_after_return;  /* unknown callers may read these after a return: the
                                  ABI's */
    Unit *unit;                /* by guest address */
    u32 num_units;             /* as many as the program has functions, unless `full` */
    u32 num_insns;
    RegSet exact; /* where instructions may fault, besides what is read after them */
    bool faults;  /* blocks know where: UnitBlock.fault */
    bool counts;  /* --count: each guest instruction is lifted as what it is */
    bool partial; /* the units do not include all callers */
    u32 split;    /* blocks in a part, at most; 0: only huge units are in parts */
    UnitsOptions options;
    u32 steps; /* since options.late was asked */
    bool over; /* it has returned true */
    bool full; /* options.full has: the functions from unit num_units on are not here */
} Units;

/* Lifts every function of a program.  All arguments must live as long as `units`.  If
 * units->over is set then, or after units_summarise, there was no time, and `units` is
 * only to be freed.  If units->full is set, units are of the first functions only, and
 * unknown code may call them; all else is as if the program had no more. */
void units_lift(Units *units, const Guest *guest, const Image *image,
                const Program *program, const UnitsOptions *options);
void units_free(Units *units);
/* Lifts a block of guest code again, into *raw, without any pass.  Returns false if the
 * code is not there. */
bool unit_lift_raw(const Units *units, const UnitBlock *block, Block *raw);

/* Returns true once there is no time left; called for every block that is looked at. */
bool units_over(Units *units);

/* The index of the block of a unit that starts at a guest address, or NOWHERE. */
u32 unit_block(const Unit *unit, u32 address);
/* The index of the unit whose function starts at a guest address, or NOWHERE. */
u32 units_find(const Units *units, u32 address);

/* Splits those registers of the set `of` that belong to the guest's register at state
 * offset `slot`, or are held together with it, into the pieces that `unit` holds.
 * Writes them to `piece` and returns their number.  Example: for slot d0 and {s0 s1
 * s2}, in a unit that holds d0 whole: d0. */
u32 unit_pieces_at(const Units *units, const Unit *unit, u32 slot, RegSet of,
                   RegPiece piece[MAX_REGS]);

#endif
