/* discover.c -- a program's functions, from the instructions found.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/discover.h"
#include "lifter/discover_gather.h"
#include "lifter/discover_handlers.h"

/* Everything a Program points to, as pieces of memory in a list. */
typedef struct ProgramMemory {
    struct ProgramMemory *next;
    u64 room[];
} ProgramMemory;

static void *piece_alloc(Program *p, size_t size)
{
    ProgramMemory *piece = base_alloc(sizeof *piece + size);

    piece->next = p->memory;
    p->memory = piece;
    return piece->room;
}

void program_free(Program *program)
{
    for (ProgramMemory *piece = program->memory; piece;) {
        ProgramMemory *next = piece->next;

        base_free(piece);
        piece = next;
    }
    *program = (Program){0};
}

const Function *program_function(const Program *program, u32 entry)
{
    u32 low = 0, high = program->num_functions;

    while (low < high) {
        u32 middle = (low + high) / 2;

        if (program->function[middle].entry < entry)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < program->num_functions && program->function[low].entry == entry)
        return &program->function[low];
    return NULL;
}

static const char *function_name(Program *p, const Image *image, u32 entry)
{
    enum { ROOM = 12 };
    const Symbol *symbol = image_symbol(image, entry);

    if (symbol && symbol->address == entry && symbol->name[0])
        return symbol->name;
    char *name = piece_alloc(p, ROOM);
    base_format(name, ROOM, "fn_%08x", entry);
    return name;
}

typedef struct {
    Program *program;
    Builder builder;
    u32 budget;
} Pass;

static void count_entry(void *to, u32 entry, const Spot *spot)
{
    (void)entry, (void)spot;
    ++*(u32 *)to;
}

static bool block_jumps_indirectly(const Scan *s, const CodeRange *block, u32 *at)
{
    scan_block_end(s, block->start, at);
    return scan_spot(s, *at)->flags & INDIRECT;
}

static bool has_table(const Spot *spot)
{
    return spot->flags & (RESOLVED | PASSING) && spot->edge;
}

static JumpTable make_table(Program *p, const Scan *s, u32 at)
{
    List targets = {0};

    for (u32 e = scan_spot(s, at)->edge; e; e = s->edge[e].next)
        list_add(&targets, s->edge[e].to);
    list_sort(&targets);
    u32 *target = piece_alloc(p, targets.count * sizeof *target);
    for (u32 i = 0; i < targets.count; i++)
        target[i] = targets.item[i];
    JumpTable table = {at, target, targets.count};
    list_free(&targets);
    return table;
}

static void make_tables(Program *p, const Scan *s, Function *f)
{
    u32 at, count = 0;

    for (u32 i = 0; i < f->num_blocks; i++)
        if (block_jumps_indirectly(s, &f->block[i], &at)) {
            p->num_indirect++;
            count += has_table(scan_spot(s, at));
        }
    JumpTable *table = piece_alloc(p, count * sizeof *table);
    f->table = table;
    for (u32 i = 0; i < f->num_blocks; i++)
        if (block_jumps_indirectly(s, &f->block[i], &at) && has_table(scan_spot(s, at)))
            table[f->num_tables++] = make_table(p, s, at);
    p->num_tables += f->num_tables;
}

static void make_function(void *to, u32 entry, const Spot *spot)
{
    Pass *pass = to;
    Program *p = pass->program;
    Builder *b = &pass->builder;
    Function *f = &p->function[p->num_functions++];

    b->entry = entry;
    b->share = p->num_insns < pass->budget;
    gather(b);
    CodeRange *block = piece_alloc(p, b->leaders.count * sizeof *block);
    for (u32 i = 0; i < b->leaders.count; i++)
        block[i] = b->block[i];
    *f = (Function){
        .entry = entry,
        .name = function_name(p, b->scan->image, entry),
        .block = block,
        .num_blocks = b->leaders.count,
        .speculative = spot->flags & SPECULATIVE,
    };
    make_tables(p, b->scan, f);
    p->num_insns += b->num_insns;
}

static Program make_program(Scan *s)
{
    /* Programs whose functions share nearly everything would grow quadratically. */
    enum { SHARE_FACTOR = 3, SHARE_FREE = 20000 };
    Program p = {0};
    Pass pass = {.program = &p, .builder = {.scan = s}};
    u32 count = 0;

    gather_clear(s);
    pass.budget = SHARE_FACTOR * s->num_known + SHARE_FREE;
    gather_entries(s, count_entry, &count);
    p.function = piece_alloc(&p, (count + 1) * sizeof *p.function);
    gather_entries(s, make_function, &pass);
    gather_free(&pass.builder);
    return p;
}

static void add_known_entries(Scan *s, const Image *image, const Hints *hints)
{
    scan_entry(s, image->entry, 0);
    for (u32 i = 0; i < image->num_symbols; i++)
        if (image->symbol[i].is_function)
            scan_entry(s, image->symbol[i].address, 0);
    for (u32 i = 0; hints && i < hints->num_functions; i++)
        if (s->guest->code_align == 2)
            scan_start(s, hints->function[i].start);
        else
            scan_entry(s, hints->function[i].start, 0);
    for (u32 i = 0; hints && i < hints->num_resolvers; i++)
        scan_entry(s, hints->resolver[i], 0);
    for (u32 i = 0; hints && i < hints->num_entries; i++)
        if (!scan_is_trampoline(s, hints->entry[i]))
            scan_entry(s, hints->entry[i], 0);
}

Program discover_until(const Guest *guest, const Image *image, const Hints *hints,
                       bool (*enough)(void *arg), void *arg)
{
    Scan s;

    scan_open(&s, guest, image, hints);
    s.enough = enough;
    s.arg = arg;
    add_known_entries(&s, image, hints);
    scan_work(&s);
    scan_called(&s);
    scan_settle(&s);
    scan_resolved(&s, hints);
    scan_words(&s);
    scan_settle(&s);
    scan_seen(&s);
    while (scan_guess(&s) && !s.over)
        scan_settle(&s);
    Program program = make_program(&s);
    program.cut_short = s.over;
    program.handles_faults = handlers_find(&s, &program);
    scan_close(&s);
    return program;
}

Program discover(const Guest *guest, const Image *image, const Hints *hints)
{
    return discover_until(guest, image, hints, NULL, NULL);
}

bool program_lift(const Guest *guest, const Image *image, const CodeRange *range,
                  Block *block)
{
    u32 at = guest_code_at(guest, range->start), size = range->end - range->start;
    const u8 *code = image_at(image, at, size);

    if (!code)
        return false;
    ir_clear(block);
    block->pc = block->here = range->start;
    block->beyond = image_bytes_from(image, at + size);
    lift_block(guest, block, code, size, ~0u);
    return true;
}
