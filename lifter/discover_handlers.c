/* discover_handlers.c -- calls of functions that install handlers for signals.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/discover_handlers.h"

#include <stdlib.h>

#include "lifter/discover_blocks.h"
#include "lifter/stub.h"

/* Linux, include/uapi/asm-generic/signal.h; both are the same for PowerPC and ARM. */
enum { GUEST_SIGBUS = 7, GUEST_SIGSEGV = 11 };
enum { DEFAULT = 0, IGNORE = 1 }; /* handlers that are none: SIG_DFL, SIG_IGN */

/* Functions pass signals on to others, which do so again; at most so many. */
enum { MAX_PASSES = 6 };

/* A call of a function, or a jump there, at the end of a block. */
typedef struct {
    u32 to, function, block;
} Call;

/* A stub of the procedure linkage table that finds its word by a register, as those of
 * position-independent code for PowerPC do. */
typedef struct {
    u32 entry, slot, displacement;
} BaseStub;

typedef struct {
    Scan *scan;
    const Program *program;
    Call *call; /* ascending by `function` */
    u32 num_calls;
    BaseStub *stub; /* ascending by `entry` */
    u32 num_stubs;
    List installer; /* entries of functions that install what they are passed, sorted */
} Search;

/* Finds a row of an ascending list by the u32 that it begins with. */
static const void *find(u32 key, const void *list, u32 count, size_t size)
{
    return count ? bsearch(&key, list, count, size, base_order) : NULL;
}

/* ---- who calls what ---- */

static void add_call(Search *s, Call call)
{
    u32 n = s->num_calls;

    if ((n & (n - 1)) == 0)
        s->call = base_resize(s->call, (n ? 2 * n : 1) * sizeof *s->call);
    s->call[s->num_calls++] = call;
}

static void add_calls(Search *s, u32 function, Block *scratch)
{
    enum { STEPS = 10 };
    const Function *f = &s->program->function[function];

    for (u32 i = 0; i < f->num_blocks && !scan_is_over(s->scan, STEPS); i++) {
        u32 last = f->block[i].start, end = scan_block_end(s->scan, last, &last);

        if (!(scan_spot(s->scan, last)->flags & (BREAKS | ENDS_HERE)))
            continue;
        scan_lift(s->scan, scratch, last, end);
        const Op *op = &scratch->ops[scratch->count - 1];
        if (op->code == OP_call || op->code == OP_jump)
            add_call(s, (Call){(u32)op->imm, function, i});
    }
}

/* ---- stubs ---- */

/* Returns the op that is the address of a stub's load, and adds the constants on the
 * way to *displacement. */
static const Op *address_of(const Block *stub, u32 *displacement)
{
    const Op *op = stub->ops;

    while (op->code != OP_load)
        op++;
    *displacement = (u32)mem_displacement(op->imm);
    for (op = &stub->ops[op->a]; op->code == OP_add; op = &stub->ops[op->a]) {
        if (stub->ops[op->b].code != OP_constant)
            break;
        *displacement += (u32)stub->ops[op->b].imm;
    }
    return op;
}

static bool is_word(const Scan *s, u32 address)
{
    return find(address, s->hints->installer_word, s->hints->num_installer_words,
                sizeof address);
}

static void add_stub(Search *s, u32 entry, Block *stub)
{
    u32 displacement;

    ir_optimise(stub, s->scan->guest->names.helpers, 0);
    const Op *base = address_of(stub, &displacement);
    if (base->code == OP_constant && is_word(s->scan, (u32)base->imm + displacement))
        list_add(&s->installer, entry);
    if (base->code != OP_get)
        return;
    s->stub = base_resize(s->stub, (s->num_stubs + 1) * sizeof *s->stub);
    s->stub[s->num_stubs++] = (BaseStub){entry, (u32)base->imm, displacement};
}

static void find_stubs(Search *s)
{
    Block stub = {0};

    for (u32 i = 0;
         s->scan->hints->num_installer_words && i < s->program->num_functions; i++) {
        const Function *f = &s->program->function[i];

        if (stub_lift(s->scan->guest, s->scan->image, f, &stub))
            add_stub(s, f->entry, &stub);
    }
    ir_free(&stub);
}

static const BaseStub *stub_at(const Search *s, u32 entry)
{
    return find(entry, s->stub, s->num_stubs, sizeof *s->stub);
}

/* Returns true if the stub, called by this function, loads a word of an installer. */
static bool stub_installs(const Search *s, const Flow *flow, const BaseStub *stub)
{
    enum { ROOM = 8 };
    u32 base[ROOM];
    u32 count = flow_puts(flow, (Node){0, AT_ENTRY | stub->slot}, base, ROOM);

    for (u32 i = 0; i < count; i++)
        if (is_word(s->scan, base[i] + stub->displacement))
            return true;
    return false;
}

/* ---- what is passed ---- */

/* The values that a register may have at the end of a block. */
typedef struct {
    Node node;
    u32 value[16];
    u32 count;
    bool all;
} Passed;

static Passed passed(const Flow *flow, u32 block, u32 slot)
{
    FlowPoint end = {block, flow->block[block].ir.count - 1, false, false};
    Passed p = {.node = flow_at(flow, &end, (Node){block, AT_ENTRY | slot})};

    p.count = flow_register_values(flow, p.node, p.value, ARRAY_LEN(p.value), &p.all);
    return p;
}

static bool may_be(const Passed *p, u32 value)
{
    for (u32 i = 0; i < p->count; i++)
        if (p->value[i] == value)
            return true;
    return false;
}

/* Returns true if the second argument is known to be no handler: SIG_DFL, SIG_IGN, or
 * the null pointer of an inquiry. */
static bool is_no_handler(const Passed *p)
{
    for (u32 i = 0; i < p->count; i++)
        if (p->value[i] != DEFAULT && p->value[i] != IGNORE)
            return false;
    return p->count && p->all;
}

typedef enum { INSTALLS_NOTHING, INSTALLS_ARGUMENT, INSTALLS_HANDLER } Installs;

/* What a call of an installer, at the end of a block, does. */
static Installs judge(const Flow *flow, u32 block)
{
    enum { FIRST = 2 }; /* behind the link register and the stack pointer */
    const u32 *slot = flow->guest->argument_slots + FIRST;
    Passed number = passed(flow, block, slot[0]),
           handler = passed(flow, block, slot[1]);
    Node from = flow_resolve(flow, number.node);

    if (is_no_handler(&handler))
        return INSTALLS_NOTHING;
    if (may_be(&number, GUEST_SIGSEGV) || may_be(&number, GUEST_SIGBUS))
        return INSTALLS_HANDLER;
    return from.block == flow->entry && from.op == (AT_ENTRY | slot[0])
               ? INSTALLS_ARGUMENT
               : INSTALLS_NOTHING;
}

static bool is_installer(const List *known, u32 entry)
{
    return find(entry, known->item, known->count, sizeof entry);
}

/* Judges the calls [first, end) of one function, to installers in `known` or, if
 * `by_base`, to stubs. */
static bool judge_calls(Search *s, u32 first, u32 end, const List *known, bool by_base)
{
    const Function *f = &s->program->function[s->call[first].function];
    Flow *flow = NULL;
    bool handles = false;

    for (u32 i = first; i < end && !handles && !s->scan->over; i++) {
        const BaseStub *stub = by_base ? stub_at(s, s->call[i].to) : NULL;

        if (!stub && !is_installer(known, s->call[i].to))
            continue;
        if (!flow)
            flow = flow_open(s->scan, f->entry, f->block, f->num_blocks);
        if (s->scan->over || (stub && !stub_installs(s, flow, stub)))
            continue;
        Installs what = judge(flow, s->call[i].block);
        handles = what == INSTALLS_HANDLER;
        if (what == INSTALLS_ARGUMENT)
            list_add(&s->installer, f->entry);
    }
    if (flow)
        flow_close(flow);
    return handles;
}

/* Judges all calls of installers in `known`. */
static bool judge_all(Search *s, const List *known, bool by_base)
{
    u32 first = 0;

    while (first < s->num_calls) {
        u32 end = first;

        while (end < s->num_calls && s->call[end].function == s->call[first].function)
            end++;
        if (judge_calls(s, first, end, known, by_base))
            return true;
        first = end;
    }
    return false;
}

static bool search(Search *s)
{
    const Hints *hints = s->scan->hints;
    Block scratch = {0};
    bool handles = false;

    for (u32 i = 0; i < hints->num_installers; i++)
        list_add(&s->installer, hints->installer[i]);
    for (u32 i = 0; i < s->program->num_functions; i++)
        add_calls(s, i, &scratch);
    ir_free(&scratch);
    find_stubs(s);
    for (u32 pass = 0; s->installer.count + s->num_stubs && pass < MAX_PASSES; pass++) {
        List known = s->installer;

        s->installer = (List){0};
        list_sort(&known);
        handles = judge_all(s, &known, pass == 0);
        list_free(&known);
        if (handles || !s->installer.count)
            break;
    }
    return handles;
}

bool handlers_find(Scan *scan, const Program *program)
{
    Search s = {.scan = scan, .program = program};
    const Hints *hints = scan->hints;

    if (!hints || hints->num_installers + hints->num_installer_words == 0)
        return false;
    bool handles = search(&s);
    list_free(&s.installer);
    base_free(s.call);
    base_free(s.stub);
    return handles;
}
