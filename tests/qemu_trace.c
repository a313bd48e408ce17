/* qemu_trace.c -- reading the log of qemu-user's `-d in_asm,exec,nochain`.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "tests/qemu_trace.h"

#include <stdlib.h>
#include <string.h>

static TraceBlock **bucket(Trace *t, u32 start)
{
    return &t->block[(start * 2654435761u) >> 18];
}

static TraceBlock *block_at(Trace *t, u32 start)
{
    TraceBlock *b = *bucket(t, start);

    while (b && b->start != start)
        b = b->next;
    return b;
}

/* The listing is complete.  A block that is listed again, since its code changed or it
 * is cut elsewhere, is the new one from here on. */
static void finish_listing(Trace *t)
{
    u32 start = t->pending[0], size = t->num_pending * sizeof *t->pending;

    if (!t->num_pending)
        return;
    TraceBlock *b = block_at(t, start);
    if (!b) {
        b = base_alloc(sizeof *b);
        b->start = start;
        b->next = *bucket(t, start);
        *bucket(t, start) = b;
    }
    b->insn = base_resize(b->insn, size);
    memcpy(b->insn, t->pending, size);
    b->num_insns = t->num_pending;
    b->end = b->insn[b->num_insns - 1] + t->last_length;
    t->num_pending = 0;
}

/* "0x00010434:  f04f 0b00  mov.w ..." or "0x00010434:  e3a0b000  mov ...". */
static void read_insn(Trace *t, const char *line)
{
    char *code;
    u32 at = (u32)strtoul(line, &code, 16);

    if (*code != ':' || t->num_pending == TRACE_MAX_INSNS)
        return;
    code += 1 + strspn(code + 1, " ");
    bool halves = strspn(code, "0123456789abcdef") == 4;
    bool two = halves && strspn(code + 5, "0123456789abcdef") == 4 && code[4] == ' ';

    t->last_length = halves && !two ? 2 : 4;
    t->pending[t->num_pending++] = at | (t->guest->code_align == 2 && halves);
}

/* "Trace 0: 0x7f1674000300 [cs_base/pc/flags/cflags]": the second number. */
static TraceBlock *executed(Trace *t, const char *line)
{
    const char *pc = strchr(line, '/');
    u32 start = pc ? (u32)strtoul(pc + 1, NULL, 16) : 0;
    TraceBlock *b = block_at(t, start);

    return b || t->guest->code_align != 2 ? b : block_at(t, start | 1);
}

TraceBlock *trace_next(Trace *t)
{
    char line[256];

    while (fgets(line, sizeof line, t->file)) {
        if (line[0] == '0')
            read_insn(t, line);
        if (line[0] == 'I' || line[0] == 'T') /* "IN: name" or "Trace 0: ..." */
            finish_listing(t);
        if (line[0] == 'T') {
            TraceBlock *b = executed(t, line);

            if (b) {
                b->runs++;
                return b;
            }
        }
    }
    return NULL;
}

void trace_each(const Trace *t, void (*visit)(void *to, const TraceBlock *), void *to)
{
    for (u32 i = 0; i < TRACE_HASH; i++)
        for (const TraceBlock *b = t->block[i]; b; b = b->next)
            visit(to, b);
}

void trace_close(Trace *t)
{
    for (u32 i = 0; i < TRACE_HASH; i++)
        for (TraceBlock *b = t->block[i], *next; b; b = next) {
            next = b->next;
            base_free(b->insn);
            base_free(b);
        }
    memset(t->block, 0, sizeof t->block);
}
