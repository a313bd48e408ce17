/*
 * discover_scan.h -- the instructions found so far, and where control goes from each.
 *
 *      Scan s;
 *      scan_open(&s, guest, image, hints);
 *      scan_entry(&s, image->entry, 0);
 *      scan_work(&s);          -- now everything reached from there is known
 *
 * Shared by the files of code discovery and by nothing else.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_DISCOVER_SCAN_H
#define LIFTER_DISCOVER_SCAN_H

#include "lifter/discover.h"

/* What is known of the instruction that starts at an address. */
enum {
    KNOWN = 1,         /* control may get here */
    LEADER = 2,        /* a block starts here */
    ENTRY = 4,         /* a function starts here */
    ENDS_HERE = 8,     /* control never goes on with the next instruction */
    BREAKS = 16,       /* it does, in a block of its own: a call, a system call */
    INDIRECT = 32,     /* a jump to a computed address that is not a return */
    TARGET = 64,       /* a jump leads here */
    SPECULATIVE = 128, /* an entry, and only a guess */
    RESOLVED = 256,    /* INDIRECT, and there are edges to where it may go */
    RETURNS = 512,     /* a leader from which control may get back to a caller */
    LEAVES = 1024,     /* a return, or a jump to where nothing is known */
    AWAY = 2048,       /* INDIRECT, and mostly to another function */
    LITERAL = 4096,    /* not code, but what code reads */
    LABEL = 8192,      /* a jump within a function leads here, which is no tail call */
    PASSING = 16384    /* RESOLVED, as long as no other way there is known */
};

typedef struct {
    u32 edge;  /* first of the edges from here; 0: none */
    u32 stamp; /* of the function that was last seen to own this leader */
    u16 flags;
    u8 length; /* of the instruction */
} Spot;

typedef struct {
    u32 to, next; /* next: of the same spot */
} Edge;

typedef struct {
    u32 *item;
    u32 count, capacity;
} List;

/* A call: what is behind it is code only if the called function returns. */
typedef struct {
    u32 at, target, next;
} Call;

/* Addresses that may hold code, and where their spots are. */
typedef struct {
    u32 start, end, first;
} Span;

typedef struct {
    const Guest *guest;
    const Image *image;
    const Hints *hints; /* or NULL */
    Span *span;
    u32 num_spans;
    Spot *spot;
    u32 num_spots, num_known;
    Edge *edge; /* edge[0] is none */
    u32 num_edges, edge_capacity;
    List work;  /* leaders not yet looked at */
    Call *call; /* of functions that are not known to return */
    u32 num_calls, call_capacity;
    List guesses; /* addresses of code found as constants */
    List words;   /* places amid code of words that look like such addresses */
    List values;  /* scratch */
    Block block;  /* scratch */
    unsigned shift;
} Scan;

void list_add(List *list, u32 item);
void list_free(List *list);
void list_sort(List *list); /* ascending, each item once */

void scan_open(Scan *s, const Guest *guest, const Image *image, const Hints *hints);
void scan_close(Scan *s);

/* The spot of an address; NULL if no code can be there. */
Spot *scan_spot(const Scan *s, u32 address);
/* The code from an address to the end of its span, or to `room` bytes. */
const u8 *scan_code(const Scan *s, u32 address, u32 *size);

/* A function starts at the address (flags: 0 or SPECULATIVE); false if none can. */
bool scan_entry(Scan *s, u32 address, unsigned flags);
/* Control goes from one instruction to another; false if there is no code. */
bool scan_edge(Scan *s, u32 from, u32 to);
/* Lift what is still to be looked at, and all that it leads to but for what is behind
 * calls of functions that are not known to return. */
void scan_follow(Scan *s);
/* The same, and behind the calls of those that then are. */
void scan_work(Scan *s);
/* Control goes on after instruction `at`, which lies before `next`. */
void scan_go_on(Scan *s, u32 at, u32 next);

/* Note a call of a known address, and go on after it once the function returns. */
void scan_call(Scan *s, u32 at, u32 target, u32 next);
/* Go on after calls of functions that by now are known to return; how many. */
u32 scan_returns(Scan *s);

/* The end of the block that starts at a leader; `last`: its last instruction. */
u32 scan_block_end(const Scan *s, u32 start, u32 *last);

/* Lift a block again, exactly as wide as it is known to be. */
void scan_lift(Scan *s, Block *block, u32 start, u32 end);

/* The function that an address is in, by what the file says; false if it says
 * nothing. */
bool scan_extent(const Scan *s, u32 address, CodeRange *extent);

/* May more be found of where the jump goes? */
static inline bool scan_is_open(const Spot *spot)
{
    return spot->flags & INDIRECT &&
           (spot->flags & PASSING || !(spot->flags & RESOLVED));
}

/* Find the targets of indirect jumps in a function, whose blocks are given.  The
 * number of jumps that got edges. */
u32 scan_tables(Scan *s, u32 entry, const CodeRange *block, u32 num_blocks);

/* Let the jumps of a function that are still open go to every address within the
 * function that is a constant somewhere, as computed gotos do; as scan_tables. */
u32 scan_labels(Scan *s, u32 entry, const CodeRange *block, u32 num_blocks);

/* Add the addresses of code that a block, which goes on to `end`, has as constants, or
 * computes from those and from what it reads of its code's literals, to the guesses. */
void scan_constants(Scan *s, const Block *block, u32 end);

/* What is known of where the jump or call goes that ends a block. */
typedef struct {
    bool known;
    u32 address;   /* if it is */
    bool same_set; /* it is made one of Thumb: compilers do so with labels only */
    bool computed; /* it is read from a table: no return, whatever register has it */
} Target;

/* The same for the block that scan_constants has just looked at, whose last instruction
 * is at `last`, and which goes on to `end`.  A literal is known, a word of the data
 * not: it may change. */
Target scan_target(const Scan *s, const Block *block, u32 last, u32 end);

/* Add the words of the data that look like addresses of code to the guesses, and the
 * places of those amid code to the words. */
void scan_words(Scan *s);

/* The word that is noted at a place; 0 where by now something better is known of it. */
u32 scan_word(const Scan *s, u32 place);

/* A function starts there, in one instruction set or the other. */
void scan_start(Scan *s, u32 address);

/* Make entries of constants that look like addresses of functions; how many. */
u32 scan_guess(Scan *s);

#endif
