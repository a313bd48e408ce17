/*
 * discover_scan.h -- the instructions found so far, and the edges of control flow
 * between them.
 *
 *      Scan s;
 *      scan_open(&s, guest, image, hints);
 *      scan_entry(&s, image->entry, 0);
 *      scan_work(&s);          -- now all that is reachable from there is known
 *
 * Only the files of code discovery use it.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_DISCOVER_SCAN_H
#define LIFTER_DISCOVER_SCAN_H

#include "lifter/discover.h"

/* Flags of a Spot: what is known of the instruction that starts at an address. */
enum {
    KNOWN = 1,         /* the instruction is reachable */
    LEADER = 2,        /* leader: a basic block starts here */
    ENTRY = 4,         /* a function starts here */
    ENDS_HERE = 8,     /* control never falls through to the next instruction */
    BREAKS = 16,       /* ends its block but falls through: a call, a system call */
    INDIRECT = 32,     /* an indirect jump that is no return */
    TARGET = 64,       /* target of a jump */
    SPECULATIVE = 128, /* an ENTRY that is only a guess */
    RESOLVED = 256,    /* INDIRECT, and edges lead to its targets */
    RETURNS = 512,     /* a leader from which control may reach a return */
    LEAVES = 1024,     /* a return, or a jump to an address without known code */
    AWAY = 2048,       /* INDIRECT, and usually to another function */
    LITERAL = 4096,    /* data that code reads */
    LABEL = 8192,      /* target of a jump inside its function, which is no tail call */
    PASSING = 16384,   /* RESOLVED by targets that may be incomplete: others are
                          still sought */
    TAKEN_BACK = 32768 /* was a guess that turned out to be no function */
};

/* All that is known of one address that may hold an instruction. */
typedef struct {
    u32 edge;  /* index of the first edge from here; 0: none */
    u32 stamp; /* stamp of the last function that took this leader */
    u16 flags;
    u8 length; /* length of the instruction in bytes */
    u8 effort; /* INDIRECT: what the searches for its targets took, see
                  discover_search.h */
} Spot;

/* An edge of control flow to address `to`. */
typedef struct {
    u32 to, next; /* next: index of the next edge of the same spot */
} Edge;

/* A growing array of addresses. */
typedef struct {
    u32 *item;
    u32 count, capacity;
} List;

/* A call at `at` of the function at `target`.  The code at `next` is reachable only if
 * the function returns. */
typedef struct {
    u32 at, target, next;
} CallSite;

/* A range of addresses that may hold code; `first` is the index of its first Spot. */
typedef struct {
    u32 start, end, first;
} Span;

/* What discovery knows of a program. */
typedef struct {
    const Guest *guest;
    const Image *image;
    const Hints *hints; /* or NULL */
    Span *span;
    u32 num_spans;
    Spot *spot;
    u32 num_spots, num_known;
    Edge *edge; /* edge[0] is unused */
    u32 num_edges, edge_capacity;
    List work;   /* leaders that are not lifted yet */
    List behind; /* pairs: a call of a function that returns, and the address after it,
                    to go on at once `work` is empty */
    u32 next_behind; /* index of the first pair of `behind` that is not done */
    CallSite *call;  /* calls of functions that are not known to return */
    u32 num_calls, call_capacity;
    List guesses;   /* constants that may be addresses of code */
    bool has_words; /* scan_words has looked at the words of the file */
    List words;     /* addresses, between code, of words that may be such constants */
    List values;    /* scratch: of each op of a block, what is known of it */
    List kept; /* scratch: of each op of a block, whether its value is used as it is */
    Block block; /* scratch */
    unsigned shift;
    bool (*enough)(void *arg); /* of discover_until; or NULL */
    void *arg;
    u32 steps;    /* since it was asked */
    bool over;    /* it has returned true */
    u64 searched; /* values evaluated for all jumps: see discover_search.h */
} Scan;

/* Returns true once discovery is to end.  `steps` says how much has been done since the
 * last call: 1 for what takes some 10 ns, 100 for lifting a block. */
bool scan_is_over(Scan *s, u32 steps);

/* Appends an item. */
void list_add(List *list, u32 item);
void list_free(List *list);
void list_sort(List *list); /* sorts ascending and removes duplicates */

/* Begins a scan: nothing is known.  `hints` may be NULL.  scan_close frees it. */
void scan_open(Scan *s, const Guest *guest, const Image *image, const Hints *hints);
void scan_close(Scan *s);

/* Returns the spot of an address; NULL if no instruction can start there. */
Spot *scan_spot(const Scan *s, u32 address);
/* Returns the code at an address, and sets *size to the bytes up to the end of its
 * span; NULL and 0 if it is in no span. */
const u8 *scan_code(const Scan *s, u32 address, u32 *size);

/* Notes a function entry; `flags` is 0 or SPECULATIVE.  Returns false if no instruction
 * can start there. */
bool scan_entry(Scan *s, u32 address, unsigned flags);
/* Notes an edge from one instruction to another, which becomes a leader.  Returns false
 * if no instruction can start at `to`. */
bool scan_edge(Scan *s, u32 from, u32 to);
/* Lifts the leaders in s->work and all that is reachable from them.  Does not go on
 * behind calls of functions that are not known to return. */
void scan_follow(Scan *s);
/* Does the same, and goes on behind calls as their functions turn out to return. */
void scan_work(Scan *s);
/* Notes that control goes from instruction `at` to `next`, by falling through if that
 * is adjacent. */
void scan_go_on(Scan *s, u32 at, u32 next);

/* Notes a direct call at `at`.  Control goes on at `next` once the function is known to
 * return, unless a literal is known to lie there by then. */
void scan_call(Scan *s, u32 at, u32 target, u32 next);
/* Goes on behind the next call of a function that is known to return.  Returns false if
 * there is none. */
bool scan_go_behind(Scan *s);
/* Recomputes which functions return, and goes on behind their calls.  Returns the
 * number of those calls. */
u32 scan_returns(Scan *s);

/* Returns the end of the block that starts at a leader; sets *last to the address of
 * its last instruction. */
u32 scan_block_end(const Scan *s, u32 start, u32 *last);

/* Lifts the block from `start` up to `end`, with idioms. */
void scan_lift(Scan *s, Block *block, u32 start, u32 end);

/* Sets *extent to the function that an address is in, by hints or symbols.  Returns
 * false if they do not say. */
bool scan_extent(const Scan *s, u32 address, CodeRange *extent);

/* Returns true if a spot is an indirect jump whose targets are unknown or may be
 * incomplete. */
static inline bool scan_is_open(const Spot *spot)
{
    return spot->flags & INDIRECT &&
           (spot->flags & PASSING || !(spot->flags & RESOLVED));
}

/* Resolves the indirect jumps of a function, whose blocks are given, by their jump
 * tables.  Returns the number of new edges. */
u32 scan_tables(Scan *s, u32 entry, const CodeRange *block, u32 num_blocks);

/* Resolves the indirect jumps of a function that are still open as computed gotos.
 * Their targets are all addresses inside the function that occur as constants
 * somewhere.  Returns the number of new edges. */
u32 scan_labels(Scan *s, u32 entry, const CodeRange *block, u32 num_blocks);

/* Adds to s->guesses the addresses of code that a block has as constants, or computes
 * from constants and from literals in the code.  `end` is the address after the block.
 */
void scan_constants(Scan *s, const Block *block, u32 end);

/* What is known of the target of the jump or call that ends a block. */
typedef struct {
    bool known;
    u32 address;   /* the target, if known */
    bool same_set; /* its Thumb bit is set by an OR: compilers do so for labels only */
    bool computed; /* it is computed from a table: no return, whichever register
                      holds it */
} Target;

/* Returns the target of the block that scan_constants has just processed.  `last` is
 * the address of its last instruction, `end` the address after the block.  A literal in
 * the code counts as known; a word of the data does not, since it may change. */
Target scan_target(const Scan *s, const Block *block, u32 last, u32 end);

/* Adds words of the file that look like addresses of code to s->guesses; for words in
 * code ranges, adds their addresses to s->words. */
void scan_words(Scan *s);

/* Returns the word at an address from s->words; 0 if the address has turned out to be
 * code or a literal. */
u32 scan_word(const Scan *s, u32 place);

/* Adds the start of a function to s->guesses, in each instruction set that its
 * alignment allows. */
void scan_start(Scan *s, u32 address);

/* Returns true if a function may begin at an address that was called, by what is known
 * there: it is no label of another, nor in the middle of an instruction. */
bool scan_may_begin(const Scan *s, u32 address);

/* Returns true if the code at an address loads the link register with something else
 * than a return address, and jumps to what that leads to: the head of ARM's procedure
 * linkage table.  What it jumps to does not return to where the register says; as a
 * function it would cost its callers their host frames. */
bool scan_is_trampoline(Scan *s, u32 address);

/* Returns true if the jump at an address is that of a stub of the procedure linkage
 * table (stub.h): it leads to functions.  Those that bind the stub's word, and are
 * jumped to before, lie as near as labels. */
bool scan_is_stub(Scan *s, u32 at);

/* Makes speculative entries of the guesses that look like functions, and follows each
 * at once.  Returns their number. */
u32 scan_guess(Scan *s);

#endif
