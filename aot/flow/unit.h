/*
 * unit.h -- a guest function lifted: its blocks as micro-ops, and what of them
 * matters to the flow of control and of registers.
 */
#ifndef AOT_FLOW_UNIT_H
#define AOT_FLOW_UNIT_H

#include "aot/flow/groups.h"
#include "lifter/discover.h"

#define NOWHERE 0xffffffffu /* no such block, or function */

typedef enum {
    EV_GET,     /* reads reg; of an access to several, one event each */
    EV_PUT,     /* writes all of reg */
    EV_PART,    /* writes some of reg */
    EV_HELPER,  /* `index` in the guest's helpers */
    EV_EDGE,    /* may go on at `block` of this unit */
    EV_TAIL,    /* may go on at the entry of function `index`, not to come back */
    EV_LEAVE,   /* may go on anywhere, not to come back: a jump to what is not known */
    EV_CALL,    /* calls function `index`, NOWHERE if not known; then next event */
    EV_SYSCALL, /* all registers may be read and written; then next event */
    EV_RETURN,
} EventKind;

typedef struct {
    u8 kind; /* EventKind */
    u8 reg;
    bool back; /* an EV_EDGE that closes a loop */
    u32 op;    /* index in the block's ops */
    u32 to;    /* the block, function or helper */
} Event;

/* What dataflow says at a block's start; see summary.h. */
typedef struct {
    RegSet live;    /* may be read before it is written, by anybody */
    RegSet left;    /* the same of what a call here may leave: see summary.c */
    RegSet wanted;  /* read as an SSA value on some way from here */
    RegSet must;    /* the same on all ways */
    RegSet held;    /* must be an SSA value here */
    RegSet dirty;   /* may be newer than in the state */
    RegSet singles; /* hold an f32 widened; see single.h */
    RegSet written; /* written for certain between here and every return */
} BlockFlow;

/*
 * How a loop counts: at each turn the block that jumps back adds `step` to `reg`, and
 * jumps if that is not `end`, or that many more than `end_reg`, which does not change.
 */
typedef struct {
    enum {
        COUNT_NOT,  /* it does not, or it is no inner loop */
        COUNT_FEW,  /* it does not take more than POLL_TURNS turns */
        COUNT_MANY, /* it may */
    } kind;
    u8 reg, end_reg;
    bool has_end_reg;
    i32 step;
    u32 end;
    Val value; /* in the block that jumps back: of `reg` after the step */
} LoopCount;

/*
 * A gate is a block that no guest code is in: it jumps on for all the function's
 * indirect jumps that have the same targets, when they know that they go to one.  So
 * they have as many edges as there are jumps and targets, and not the product.
 */
typedef struct {
    Block ops;
    u32 start;              /* guest address; NOWHERE of a gate */
    const JumpTable *table; /* where a jump_to at its end goes, if known; else NULL */
    u32 gate;               /* the block that does that for it, or NOWHERE */
    Event *event;
    u32 num_events;
    BlockFlow flow;
    u8 walk; /* while looking for loops */
    bool begins_loop;
    bool ends_compared; /* it ends with flags that a comparison set and nothing in it
                           reads: see flag_results.h */
    RegSet likely;      /* worth holding here, if a loop begins; see likely.h */
    LoopCount count;    /* of an inner loop that begins here */
} UnitBlock;

static inline bool unit_is_gate(const UnitBlock *block)
{
    return block->start == NOWHERE;
}

/* What other functions need to know of one. */
typedef struct {
    RegSet needs;      /* observed before it is written */
    RegSet needs_left; /* the same of what a call just before may leave */
    RegSet writes;     /* written for certain when it returns */
    RegSet live_out;   /* some caller may read it after the return */
    RegSet params;     /* passed in host registers */
    RegSet results;    /* returned in host registers */
} Signature;

typedef struct {
    const Function *function;
    UnitBlock *block; /* block[0] is the entry; the last are gates */
    u32 num_blocks;
    bool has_calls, polls;
    Signature sig;
    Groups groups;
} Unit;

typedef struct {
    const Guest *guest;
    const Image *image;
    const Program *program;
    Universe universe;
    RegSet arguments, results; /* that signatures may use */
    u32 link;                  /* a register */
    RegSet eager;              /* held where any way from there reads them */
    RegSet flags;              /* that comparisons set */
    RegSet seen_after_return;  /* that callers nobody knows of may read */
    Unit *unit;
    u32 num_units;
    u32 num_insns;
    bool precise;
    bool partial; /* callers are not all known */
} Units;

/* Lift every function of the program. */
void units_lift(Units *units, const Guest *guest, const Image *image,
                const Program *program, bool precise);
void units_free(Units *units);

/* The block of a unit that starts at a guest address, or NOWHERE. */
u32 unit_block(const Unit *unit, u32 address);
/* The unit whose function starts at a guest address, or NOWHERE. */
u32 units_find(const Units *units, u32 address);

/* What of a set a unit holds in the guest's register at a slot, or together with it;
 * how many pieces. */
u32 unit_pieces_at(const Units *units, const Unit *unit, u32 slot, RegSet of,
                   Piece piece[MAX_REGS]);

#endif
