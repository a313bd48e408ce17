/*
 * discover_score.h -- how much of what a guest executes code discovery found.
 *
 *      Score s;
 *      score_open(&s, 0, guest, &program, &image);
 *      while ((block = trace_next(&trace)))
 *          score_block(&s, block);
 *      score_distinct(&s, &trace, 10);
 *      printf("%llu of %llu\n", s.missed, s.executed);
 *      score_close(&s);
 *
 * An instruction is missed if it is in no function.  It is outside if translated code
 * would not be what executes it, found or not: control came from a jump whose targets
 * are not known, to no function's entry, and has since neither entered a function nor
 * returned to where it was called from.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef TESTS_DISCOVER_SCORE_H
#define TESTS_DISCOVER_SCORE_H

#include "lifter/discover.h"
#include "tests/qemu_trace.h"

typedef struct {
    u32 ret; /* the address behind the call */
    bool outside;
    TraceBlock *leaver;
} ScoreFrame;

typedef struct {
    const Program *program;
    const Guest *guest;
    const Image *image;
    u32 index;   /* this and the next of TraceBlock.user are this score's */
    u8 *covered; /* what is in functions, a byte for two bytes from `low` on */
    u32 low, high;
    u64 *jump; /* `at` and a target of each jump table, ascending */
    u32 num_jumps;
    TraceBlock *previous;
    bool outside;
    TraceBlock *leaver; /* from where control got outside */
    ScoreFrame *frame;  /* of the calls that have not returned */
    u32 num_frames, frame_capacity;
    u64 executed, missed, left;    /* each time; left: outside */
    u32 distinct, distinct_missed; /* addresses */
} Score;

/* `index` is below half of TRACE_USER_WORDS and another one for each score of the same
 * trace.
 */
void score_open(Score *s, u32 index, const Guest *guest, const Program *program,
                const Image *image);
void score_close(Score *s);

/* The block is what is executed next. */
void score_block(Score *s, TraceBlock *block);

/* Count the distinct instructions of a trace that has been read, and print those that
 * are missed, or at most `show` of their blocks. */
void score_distinct(Score *s, const Trace *trace, u32 show);

#endif
