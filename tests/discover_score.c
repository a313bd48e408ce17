/* discover_score.c -- how much of what a guest executes code discovery found.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "tests/discover_score.h"

#include <stdlib.h>

enum { MAX_FRAMES = 1 << 16 };

/* What Score.covered says of two bytes: which instruction set they are code of. */
enum { COVERED_EVEN = 1, COVERED_ODD = 2, SEEN = 4, IDIOM = 8 };

/* What TraceBlock.user says of a block, once that is KNOWN. */
enum { KNOWN = 1, INSIDE = 2, FUNCTION = 4, CALL = 8, RETURN = 16, INDIRECT = 32 };

static u8 *covered_at(const Score *s, u32 address)
{
    u32 at = address & ~1U;

    return at >= s->low && at < s->high ? &s->covered[(at - s->low) / 2] : NULL;
}

static u8 covered_bit(const Score *s, u32 address)
{
    bool odd = s->guest->code_align == 2 && address & 1;

    return odd ? COVERED_ODD : COVERED_EVEN;
}

static bool is_covered(const Score *s, u32 address)
{
    const u8 *covered = covered_at(s, address);

    return covered && *covered & covered_bit(s, address);
}

static void mark(Score *s, u32 address, u8 bits)
{
    u8 *covered = covered_at(s, address);

    if (covered)
        *covered |= covered_bit(s, address) | bits;
}

/* What the translators do at once instead of a row of instructions (Block.idioms):
 * those are found, though no block has them, since nothing translated goes there. */
static void cover_idiom(Score *s, CodeRange range)
{
    u32 at = guest_code_at(s->guest, range.start), size = range.end - range.start;
    Block ir = {.pc = range.start, .here = range.start, .idioms = true};
    const u8 *code = image_at(s->image, at, size);

    ir.beyond = code ? image_bytes_from(s->image, at) - size : 0;
    lift_block(s->guest, &ir, code, code ? size : 0, TRACE_MAX_INSNS);
    for (at = range.end; at < ir.idiom_end; at += 2)
        mark(s, at, IDIOM);
    ir_free(&ir);
}

static bool is_idiom(const Score *s, u32 address)
{
    const u8 *covered = covered_at(s, address);

    return covered && *covered & IDIOM;
}

static void cover(Score *s, const Function *f)
{
    for (u32 k = 0; k < f->num_blocks; k++)
        for (u32 at = f->block[k].start; at < f->block[k].end; at += 2)
            mark(s, at, 0);
    for (u32 k = 0; k < f->num_blocks; k++)
        cover_idiom(s, f->block[k]);
}

static u64 jump_key(u32 at, u32 to)
{
    return (u64)at << 32 | to;
}

static int compare_keys(const void *a, const void *b)
{
    u64 x = *(const u64 *)a, y = *(const u64 *)b;

    return x < y ? -1 : x > y;
}

static void add_jumps(Score *s, const JumpTable *table)
{
    s->jump =
        base_resize(s->jump, (s->num_jumps + table->num_targets) * sizeof *s->jump);
    for (u32 i = 0; i < table->num_targets; i++)
        s->jump[s->num_jumps++] = jump_key(table->at, table->target[i]);
}

static void find_jumps(Score *s)
{
    for (u32 i = 0; i < s->program->num_functions; i++) {
        const Function *f = &s->program->function[i];

        for (u32 k = 0; k < f->num_tables; k++)
            add_jumps(s, &f->table[k]);
    }
    if (s->num_jumps)
        qsort(s->jump, s->num_jumps, sizeof *s->jump, compare_keys);
}

static void find_code(Score *s)
{
    s->low = ~0U;
    for (u32 i = 0; i < s->image->num_segments; i++) {
        const Segment *g = &s->image->segment[i];

        if (!g->executable)
            continue;
        s->low = g->address < s->low ? g->address & ~1U : s->low;
        if (g->address + g->file_size > s->high)
            s->high = g->address + g->file_size;
    }
}

void score_open(Score *s, u32 index, const Guest *guest, const Program *program,
                const Image *image)
{
    *s = (Score){.program = program, .guest = guest, .image = image, .index = index};
    find_code(s);
    s->covered = base_alloc(s->high > s->low ? (s->high - s->low) / 2 + 1 : 1);
    for (u32 i = 0; i < program->num_functions; i++)
        cover(s, &program->function[i]);
    find_jumps(s);
}

void score_close(Score *s)
{
    base_free(s->covered);
    base_free(s->frame);
    base_free(s->jump);
}

/* How the last instruction of a block passes control on. */
static u32 way_out(const Score *s, const TraceBlock *b)
{
    u32 last = b->insn[b->num_insns - 1], size = b->end - last;
    const u8 *code = image_at(s->image, guest_code_at(s->guest, last), size);
    Block ir = {.pc = last, .here = last};
    u32 way = 0;

    if (!code)
        return INDIRECT;
    lift_block(s->guest, &ir, code, size, 1);
    const Op *op = &ir.ops[ir.count - 1];
    if (op->code == OP_call || op->code == OP_call_to)
        way = CALL;
    if (op->code == OP_jump_to)
        way = op->imm == JUMP_RETURN ? RETURN : INDIRECT;
    ir_free(&ir);
    return way;
}

static u64 about(Score *s, TraceBlock *b)
{
    u64 *word = &b->user[2 * s->index];

    if (*word & KNOWN)
        return *word;
    *word = KNOWN | way_out(s, b);
    if (program_function(s->program, b->start))
        *word |= FUNCTION;
    if (is_covered(s, b->start))
        *word |= INSIDE;
    return *word;
}

static void push(Score *s, u32 ret)
{
    if (s->num_frames == MAX_FRAMES) /* of calls that never return */
        s->num_frames = 0;
    if (s->num_frames == s->frame_capacity) {
        s->frame_capacity = s->frame_capacity ? 2 * s->frame_capacity : 64;
        s->frame = base_resize(s->frame, s->frame_capacity * sizeof *s->frame);
    }
    s->frame[s->num_frames++] = (ScoreFrame){ret, s->outside, s->leaver};
}

/* A return, perhaps over several frames; false if nobody called from there. */
static bool pop(Score *s, u32 to)
{
    for (u32 n = s->num_frames; n-- > 0;)
        if (s->frame[n].ret == to) {
            s->outside = s->frame[n].outside;
            s->leaver = s->frame[n].leaver;
            s->num_frames = n;
            return true;
        }
    return false;
}

static bool is_known_jump(const Score *s, u32 at, u32 to)
{
    u64 key = jump_key(at, to);

    return bsearch(&key, s->jump, s->num_jumps, sizeof key, compare_keys) != NULL;
}

static void get_outside(Score *s, TraceBlock *from)
{
    if (!s->outside)
        s->leaver = from;
    s->outside = true;
}

/* Does control get outside from the previous block to one that is no function's entry?
 */
static bool leaves(Score *s, u64 way, u32 to)
{
    const TraceBlock *from = s->previous;

    if (to == from->end && !(way & CALL))
        return false;
    if (way & CALL)
        return to != from->end;
    if (!(way & (RETURN | INDIRECT)) || pop(s, to))
        return false;
    return !is_idiom(s, to) && !is_known_jump(s, from->insn[from->num_insns - 1], to);
}

void score_block(Score *s, TraceBlock *b)
{
    u64 what = about(s, b), way = s->previous ? s->previous->user[2 * s->index] : 0;

    if (!covered_at(s, b->start))
        return;
    if (way & CALL && b->start != s->previous->end)
        push(s, s->previous->end);
    if (s->previous && !(what & FUNCTION) && leaves(s, way, b->start))
        get_outside(s, s->previous);
    if (!(what & INSIDE))
        get_outside(s, s->previous ? s->previous : b);
    if (what & FUNCTION)
        s->outside = false;
    s->executed += b->num_insns;
    if (s->outside) {
        s->left += b->num_insns;
        s->leaver->user[2 * s->index + 1] += b->num_insns;
    }
    s->missed += what & INSIDE ? 0 : b->num_insns;
    s->previous = b;
}

static u32 count_block(Score *s, const TraceBlock *b)
{
    u32 missed = 0;

    for (u32 i = 0; b->runs && i < b->num_insns; i++) {
        u8 *covered = covered_at(s, b->insn[i]);

        if (!covered || *covered & SEEN)
            continue;
        *covered |= SEEN;
        s->distinct++;
        missed += !(*covered & covered_bit(s, b->insn[i]));
    }
    return missed;
}

/* Something to be shown of a block, and the executed instructions it is about. */
typedef struct {
    u32 start;
    u64 weight;
} Row;

typedef struct {
    Row *row;
    u32 count;
} Rows;

static void add_row(Rows *rows, u32 start, u64 weight)
{
    if (!weight)
        return;
    rows->row = base_resize(rows->row, (rows->count + 1) * sizeof *rows->row);
    rows->row[rows->count++] = (Row){start, weight};
}

static int compare_rows(const void *a, const void *b)
{
    const Row *x = a, *y = b;

    return x->weight < y->weight ? 1 : -(x->weight > y->weight);
}

static void show_rows(Rows *rows, u32 show, const char *what)
{
    if (rows->count)
        qsort(rows->row, rows->count, sizeof *rows->row, compare_rows);
    for (u32 i = 0; i < rows->count && i < show; i++)
        printf("    0x%08x: %llu %s\n", rows->row[i].start,
               (unsigned long long)rows->row[i].weight, what);
    base_free(rows->row);
}

typedef struct {
    Score *score;
    Rows missed, leavers;
} Count;

static void count_distinct(void *to, const TraceBlock *b)
{
    Count *c = to;
    u32 missed = count_block(c->score, b);

    c->score->distinct_missed += missed;
    add_row(&c->missed, b->start, b->runs * missed);
    add_row(&c->leavers, b->start, b->user[2 * c->score->index + 1]);
}

void score_distinct(Score *s, const Trace *trace, u32 show)
{
    Count count = {.score = s};

    trace_each(trace, count_distinct, &count);
    show_rows(&count.missed, show, "executed, in no function");
    show_rows(&count.leavers, show, "executed outside after this");
}
