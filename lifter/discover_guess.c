/* discover_guess.c -- functions whose addresses are only seen as data.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/discover_scan.h"

enum {
    TRIAL_BLOCKS = 32, /* how far a guess is followed before it is believed */
    TRIAL_SEEN = 64
};

typedef struct {
    Scan *scan;
    Block block;
    u32 open[TRIAL_SEEN];
    u32 num_open, next;
} GuessTrial;

/* Follow control to an address; false if no code can be there. */
static bool trial_open(GuessTrial *t, u32 address)
{
    const Spot *spot = scan_spot(t->scan, address);

    if (!spot)
        return false;
    if (spot->flags & KNOWN)
        return true;
    for (u32 i = 0; i < t->num_open; i++)
        if (t->open[i] == address)
            return true;
    if (t->num_open < TRIAL_SEEN)
        t->open[t->num_open++] = address;
    return true;
}

/* Does the block look like one a compiler made? */
static bool trial_leave(GuessTrial *t)
{
    const Op *op = &t->block.ops[t->block.count - 1];

    if (op->code == OP_raise)
        return op->imm != RAISE_ILLEGAL && (u32)op->imm == RAISE_TRAP;
    if (op->code == OP_jump)
        return trial_open(t, (u32)op->imm);
    /* What follows a call may be garbage, if the call never returns. */
    if (op->code == OP_call)
        return scan_spot(t->scan, (u32)op->imm);
    return true;
}

static bool trial_block(GuessTrial *t, u32 start)
{
    u32 size;

    scan_code(t->scan, start, &size);
    scan_lift(t->scan, &t->block, start, start + size);
    for (u32 i = 0; i < t->block.count; i++) {
        const Op *op = &t->block.ops[i];

        if (op->code == OP_exit_if && !trial_open(t, (u32)op->imm))
            return false;
    }
    return trial_leave(t);
}

static bool looks_like_code(Scan *s, u32 address)
{
    GuessTrial t = {.scan = s};
    bool fine = trial_open(&t, address);

    while (fine && t.next < t.num_open && t.next < TRIAL_BLOCKS)
        fine = trial_block(&t, t.open[t.next++]);
    ir_free(&t.block);
    return fine;
}

/* Is the known instruction before the address one that control does not pass: a
 * jump, a return, a call that does not come back?  A function may follow it. */
static bool may_start_here(const Scan *s, u32 address)
{
    enum { LONGEST = 4 };

    for (u32 back = s->guest->code_align; back <= LONGEST;
         back += s->guest->code_align) {
        const Spot *before = scan_spot(s, address - back);

        if (before && before->flags & KNOWN)
            return before->flags & ENDS_HERE;
    }
    return true;
}

/* Is the address in the middle of a known instruction? */
static bool is_within(const Scan *s, u32 address)
{
    const Spot *before = scan_spot(s, address - 2);

    return s->guest->code_align == 2 && before && before->flags & KNOWN &&
           before->length > 2;
}

/* Is it the last instruction of what jumps through a pointer, as the entries of the
 * procedure linkage table do? */
static bool ends_stub(const Spot *spot)
{
    return (spot->flags & (INDIRECT | ENDS_HERE)) == (INDIRECT | ENDS_HERE);
}

/* Is what is there, or shortly before, known to be code of the other instruction set?
 * Functions of different ones are seldom neighbours; but the first of a program, which
 * is mostly `main`, comes after the procedure linkage table. */
static bool is_other_code(const Scan *s, u32 address)
{
    enum { NEAR = 64 };
    u32 other = address ^ 1;

    if (s->guest->code_align != 2)
        return false;
    for (u32 n = 0; n < NEAR; n += 2) {
        u32 at = other + 2 - n;
        const Spot *same = scan_spot(s, at ^ 1), *spot = scan_spot(s, at);

        if (spot && spot->flags & KNOWN)
            return n <= 2 || !ends_stub(spot);
        if (n > 2 && same && same->flags & KNOWN)
            return false;
    }
    return false;
}

/* Does the instruction before, always done and no jump, go on to the address?  Then no
 * function starts there.  Small numbers in data look like addresses of programs that
 * are linked low, and most words like A32 code: but those have conditions. */
static bool runs_into(Scan *s, u32 address)
{
    enum { SIZE = 4 };
    Block block = {0};
    bool goes_on = false;

    if (s->guest->code_align != 2 || address & 1 || !scan_spot(s, address - SIZE))
        return false;
    scan_lift(s, &block, address - SIZE, address);
    ir_optimise(&block, s->guest->names.helpers, 0);
    const Op *last = &block.ops[block.count - 1];
    goes_on = last->code == OP_jump && (u32)last->imm == address &&
              block.count > 2; /* or it does nothing, and fills space */
    for (u32 i = 0; i < block.count; i++)
        if (block.ops[i].code == OP_exit_if || block.ops[i].code == OP_select)
            goes_on = false;
    ir_free(&block);
    return goes_on;
}

/* Labels within a function are for its own jumps. */
static bool is_label(const Scan *s, u32 address)
{
    CodeRange extent;

    return scan_extent(s, address, &extent) && extent.start != address;
}

bool scan_may_begin(const Scan *s, u32 address)
{
    const Spot *spot = scan_spot(s, address);

    if (!spot || spot->flags & (ENTRY | TAKEN_BACK) || is_within(s, address) ||
        is_label(s, address))
        return false;
    return !(spot->flags & KNOWN) ||
           (!(spot->flags & TARGET) && may_start_here(s, address));
}

static bool accept(Scan *s, u32 address)
{
    if (!scan_may_begin(s, address) || is_other_code(s, address) ||
        scan_is_trampoline(s, address))
        return false;
    return scan_spot(s, address)->flags & KNOWN ||
           (!runs_into(s, address) && looks_like_code(s, address));
}

static u32 word_at(const Scan *s, const u8 *p)
{
    if (s->guest->big_endian)
        return (u32)p[0] << 24 | (u32)p[1] << 16 | (u32)p[2] << 8 | p[3];
    return (u32)p[3] << 24 | (u32)p[2] << 16 | (u32)p[1] << 8 | p[0];
}

u32 scan_word(const Scan *s, u32 place)
{
    const u8 *p = image_at(s->image, place, 4);

    return p && !(scan_spot(s, place)->flags & (KNOWN | LITERAL)) ? word_at(s, p) : 0;
}

void scan_words(Scan *s)
{
    const Image *image = s->image;

    s->has_words = true;
    for (u32 i = 0; i < image->num_segments; i++) {
        const Segment *g = &image->segment[i];

        for (u32 n = -g->address & 3; n < g->file_size && g->file_size - n >= 4;
             n += 4) {
            u32 word = word_at(s, g->bytes + n);

            if (!scan_spot(s, word))
                continue;
            if (!scan_spot(s, g->address + n))
                list_add(&s->guesses, word);
            else if (scan_word(s, g->address + n))
                list_add(&s->words, g->address + n);
        }
    }
}

void scan_start(Scan *s, u32 address)
{
    list_add(&s->guesses, address | 1);
    if (address % 4 == 0)
        list_add(&s->guesses, address);
}

/* It is followed before the next is looked at: what only looks like the address of a
 * function is mostly in the middle of one. */
static u32 try(Scan *s, u32 address)
{
    if (!accept(s, address))
        return 0;
    scan_entry(s, address, SPECULATIVE);
    scan_follow(s);
    return 1;
}

u32 scan_guess(Scan *s)
{
    u32 found = 0, count;

    list_sort(&s->guesses);
    count = s->guesses.count;
    for (u32 i = 0; i < count && !scan_is_over(s, 1); i++)
        found += try(s, s->guesses.item[i]);
    /* Amid code there are numbers that only look like addresses, as offsets do; most of
     * them are read by code that is known by now. */
    if (found)
        return found;
    for (u32 i = 0; i < s->words.count && !scan_is_over(s, 1); i++)
        found += try(s, scan_word(s, s->words.item[i]));
    return found;
}
