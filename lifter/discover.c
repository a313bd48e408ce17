/* discover.c -- a program's functions, from the instructions found. */
#include "lifter/discover.h"
#include "lifter/discover_flow.h"

/* Everything a Program points to, as pieces of memory in a list. */
typedef struct Piece {
    struct Piece *next;
    u64 room[];
} Piece;

static void *piece_alloc(Program *p, size_t size)
{
    Piece *piece = base_alloc(sizeof *piece + size);

    piece->next = p->memory;
    p->memory = piece;
    return piece->room;
}

void program_free(Program *program)
{
    for (Piece *piece = program->memory; piece;) {
        Piece *next = piece->next;

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

/* A function being put together. */
typedef struct {
    Scan *scan;
    u32 entry;
    u32 stamp;
    bool share; /* may take blocks that another function has too */
    List leaders, stack;
    CodeRange *block;
    u32 num_insns, block_capacity;
} Builder;

/* Take the block at an address, unless it is another function's entry. */
static void reach(Builder *b, u32 address)
{
    Spot *spot = scan_spot(b->scan, address);

    if (!spot || !(spot->flags & KNOWN) || spot->stamp == b->stamp)
        return;
    if (spot->flags & ENTRY && address != b->entry)
        return;
    if (!b->share && spot->stamp && address != b->entry)
        return;
    spot->stamp = b->stamp;
    list_add(&b->leaders, address);
    list_add(&b->stack, address);
}

static void follow(Builder *b, u32 start)
{
    u32 last, end = scan_block_end(b->scan, start, &last);

    for (u32 at = start; at < end;) {
        const Spot *spot = scan_spot(b->scan, at);

        for (u32 e = spot->edge; e; e = b->scan->edge[e].next)
            reach(b, b->scan->edge[e].to);
        b->num_insns++;
        at += spot->length;
        if (!spot->length)
            break;
    }
    if (!(scan_spot(b->scan, last)->flags & ENDS_HERE))
        reach(b, end);
}

/* Gather the blocks of the function at b->entry, by address. */
static void gather(Builder *b)
{
    u32 last;

    b->stamp++;
    b->leaders.count = b->stack.count = b->num_insns = 0;
    reach(b, b->entry);
    while (b->stack.count)
        follow(b, b->stack.item[--b->stack.count]);
    list_sort(&b->leaders);
    if (b->block_capacity < b->leaders.count) {
        b->block_capacity = 2 * b->leaders.count;
        b->block = base_resize(b->block, b->block_capacity * sizeof *b->block);
    }
    for (u32 i = 0; i < b->leaders.count; i++) {
        u32 start = b->leaders.item[i];

        b->block[i] = (CodeRange){start, scan_block_end(b->scan, start, &last)};
    }
}

static void builder_free(Builder *b)
{
    list_free(&b->leaders);
    list_free(&b->stack);
    base_free(b->block);
}

/* Calls visit for each function entry, in order. */
static void each_entry(Scan *s, void (*visit)(void *to, u32 entry, const Spot *),
                       void *to)
{
    for (u32 i = 0; i < s->num_spans; i++)
        for (u32 at = s->span[i].start; at < s->span[i].end; at += 1u << s->shift) {
            const Spot *spot = scan_spot(s, at);

            if (spot->flags & ENTRY && spot->flags & KNOWN)
                visit(to, at, spot);
        }
}

typedef struct {
    Program *program;
    Builder builder;
    u32 budget;
    u32 found; /* jumps that got targets in this round */
    u32 (*look)(Scan *, u32 entry, const CodeRange *block, u32 num_blocks);
} Pass;

static bool leads_to_guess(const Scan *s, const Spot *jump)
{
    for (u32 e = jump->edge; e && jump->flags & INDIRECT; e = s->edge[e].next) {
        u32 flags = scan_spot(s, s->edge[e].to)->flags;

        if (flags & SPECULATIVE && !(flags & LABEL))
            return true;
    }
    return false;
}

/* Is there something to be found of a jump: where it goes, or what it is that a guess
 * says is a function there? */
static bool has_open_jump(const Builder *b)
{
    u32 last;

    for (u32 i = 0; i < b->leaders.count; i++) {
        scan_block_end(b->scan, b->leaders.item[i], &last);
        const Spot *spot = scan_spot(b->scan, last);

        if (scan_is_open(spot) || leads_to_guess(b->scan, spot))
            return true;
    }
    return false;
}

static bool is_sure(const Spot *spot)
{
    return (spot->flags & (ENTRY | SPECULATIVE)) == ENTRY;
}

/* Is an address, to which the function jumps, amid it?  Blocks of it lie behind, and no
 * function that is sure starts between. */
static bool is_inside(const Builder *b, u32 address)
{
    u32 align = b->scan->guest->code_align,
        last = b->leaders.item[b->leaders.count - 1];

    if (address <= b->entry || address >= last)
        return false;
    for (u32 at = address; at > b->entry; at -= align) {
        const Spot *spot = scan_spot(b->scan, at);

        if (!spot || is_sure(spot))
            return false;
    }
    return true;
}

static void note_inner_label(const Builder *b, u32 address)
{
    Spot *spot = scan_spot(b->scan, address);

    if (spot && (spot->flags & (SPECULATIVE | LABEL)) == SPECULATIVE &&
        is_inside(b, address))
        spot->flags |= LABEL;
}

/* Guesses that a block of the function goes on to, inside the function, are its labels.
 */
static void note_inner_labels(const Builder *b, u32 start)
{
    const Scan *s = b->scan;
    u32 last, end = scan_block_end(s, start, &last);

    for (u32 at = start; at < end; at += scan_spot(s, at)->length) {
        for (u32 e = scan_spot(s, at)->edge; e; e = s->edge[e].next)
            note_inner_label(b, s->edge[e].to);
        if (!scan_spot(s, at)->length)
            break;
    }
    if (!(scan_spot(s, last)->flags & ENDS_HERE))
        note_inner_label(b, end);
}

static void look_at_jumps(void *to, u32 entry, const Spot *spot)
{
    Pass *pass = to;

    pass->builder.entry = entry;
    gather(&pass->builder);
    for (u32 i = 0; is_sure(spot) && i < pass->builder.leaders.count; i++)
        note_inner_labels(&pass->builder, pass->builder.leaders.item[i]);
    if (has_open_jump(&pass->builder))
        pass->found += pass->look(pass->builder.scan, entry, pass->builder.block,
                                  pass->builder.leaders.count);
}

static void clear_stamps(Scan *s)
{
    for (u32 i = 0; i < s->num_spots; i++)
        s->spot[i].stamp = 0;
}

/* Ask `look` for the targets of all jumps that have none, and follow them. */
static u32 find_targets(Scan *s, u32 (*look)(Scan *, u32, const CodeRange *, u32))
{
    Pass pass = {.builder = {.scan = s, .share = true}, .look = look};

    clear_stamps(s);
    each_entry(s, look_at_jumps, &pass);
    builder_free(&pass.builder);
    scan_work(s);
    return pass.found;
}

/* The known instruction that goes on to an address, or over it; NULL if there is none.
 */
static const Spot *spot_before(const Scan *s, u32 address, u32 *at)
{
    enum { LONGEST = 4 };

    for (u32 n = s->guest->code_align; n <= LONGEST; n += s->guest->code_align) {
        const Spot *before = scan_spot(s, address - n);

        *at = address - n;
        if (before && before->flags & KNOWN && before->length >= n)
            return before;
    }
    return NULL;
}

/* Is the address in the middle of an instruction, or does control run into it from one
 * that is jumped to?  What only follows a call may be data, if the call never returns.
 */
static bool is_run_into(const Scan *s, u32 address)
{
    u32 at, next = address;

    for (const Spot *before; (before = spot_before(s, next, &at)); next = at) {
        if (at + before->length != next)
            return next == address;
        if (before->flags & (ENDS_HERE | BREAKS))
            return false;
        if (before->flags & (TARGET | ENTRY))
            return true;
    }
    return false;
}

/* Guesses that turn out to be labels in the middle of a function, found since. */
static void take_back(void *to, u32 entry, const Spot *spot)
{
    Scan *s = to;

    if (spot->flags & SPECULATIVE && (spot->flags & LABEL || is_run_into(s, entry)))
        scan_spot(s, entry)->flags &= (u16) ~(ENTRY | SPECULATIVE);
}

/* Follow what is known until jump tables, and then labels, show nothing new. */
static void settle(Scan *s)
{
    enum { MAX_ROUNDS = 12 };

    scan_work(s);
    for (u32 round = 0; round < MAX_ROUNDS; round++) {
        u32 found = find_targets(s, scan_tables);

        each_entry(s, take_back, s);
        if (!found && !find_targets(s, scan_labels))
            return;
    }
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

    clear_stamps(s);
    pass.budget = SHARE_FACTOR * s->num_known + SHARE_FREE;
    each_entry(s, count_entry, &count);
    p.function = piece_alloc(&p, (count + 1) * sizeof *p.function);
    each_entry(s, make_function, &pass);
    builder_free(&pass.builder);
    return p;
}

/* What a resolver returns is a function that the program calls by a pointer. */
static void add_resolved(Scan *s, Builder *b, u32 resolver)
{
    enum { ROOM = 16 };
    u32 value[ROOM];
    Node result;
    bool all;

    if (!scan_spot(s, resolver))
        return;
    b->entry = resolver;
    gather(b);
    Flow *flow = flow_open(s, resolver, b->block, b->leaders.count);
    for (u32 i = 0; i < b->leaders.count; i++) {
        u32 count = flow_result(flow, i, &result)
                        ? flow_values(flow, result, value, ROOM, &all)
                        : 0;

        for (u32 k = 0; k < count; k++)
            scan_entry(s, value[k], 0);
    }
    flow_close(flow);
}

static void add_all_resolved(Scan *s, const Hints *hints)
{
    Builder builder = {.scan = s, .share = true};

    clear_stamps(s);
    for (u32 i = 0; hints && i < hints->num_resolvers; i++)
        add_resolved(s, &builder, hints->resolver[i]);
    builder_free(&builder);
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
}

Program discover(const Guest *guest, const Image *image, const Hints *hints)
{
    Scan s;

    scan_open(&s, guest, image, hints);
    add_known_entries(&s, image, hints);
    settle(&s);
    add_all_resolved(&s, hints);
    scan_words(&s);
    settle(&s);
    while (scan_guess(&s))
        settle(&s);
    Program program = make_program(&s);
    scan_close(&s);
    return program;
}
