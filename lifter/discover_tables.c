/* discover_tables.c -- the targets of indirect jumps: switches and computed gotos.
 *
 * The address a jump goes to is an expression over values of the function.  One of
 * them is the index; with 0, 1, 2 ... put in its place the expression is simply
 * computed on the program's memory.  A comparison that control passed on its way
 * gives the number of values; without one, the first result that is no address in
 * the function ends the table.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "lifter/discover_search.h"

enum { MAX_FACTS = 16, MAX_SOURCES = 64 };

/* Of so few targets more may be found: what seems constant may not be, once other ways
 * to the jump are known. */
enum { FEW = 2 };

/* Tables may be read by c for which c - ' ' has been tested. */
static void set_index(Search *s, Node index)
{
    const Op *op = flow_op(s->flow, index);

    s->index = index;
    s->base.block = NOWHERE;
    if (op && op->code == OP_add &&
        flow_constant(s->flow, flow_operand(index, op->b), &s->offset))
        s->base = flow_resolve(s->flow, flow_operand(index, op->a));
}

/* If the fact bounds a value from above: the value, and how many it can have. */
static bool bound_of(const Search *s, const Fact *fact, Node *value, u32 *count)
{
    const Op *op = flow_op(s->flow, flow_resolve(s->flow, fact->condition));
    u32 limit;

    if (!op || op->code != OP_set)
        return false;
    Node at = flow_resolve(s->flow, fact->condition);
    if (!flow_constant(s->flow, flow_operand(at, op->b), &limit))
        return false;
    bool below = fact->holds ? op->imm == CC_LTU : op->imm == CC_GEU;
    bool up_to = fact->holds ? op->imm == CC_LEU : op->imm == CC_GTU;
    if (!below && !up_to)
        return false;
    *value = flow_resolve(s->flow, flow_operand(at, op->a));
    *count = up_to ? limit + 1 : limit;
    return *count != 0 && *count <= SEARCH_MAX_TARGETS;
}

/* Are all targets from there on the same?  Then they do not depend on the index. */
static bool is_one(const Search *s, u32 from)
{
    for (u32 i = from; i < s->found.count; i++)
        if (s->found.item[i] != s->found.item[from])
            return false;
    return true;
}

/* A table's base may be in a register that other paths use for something else: take
 * it to be any constant that the function puts there, if all targets then fit. */
static bool search_assuming(Search *s, Node target, u32 count)
{
    u32 value[MAX_FACTS], num_values;
    u64 to;

    s->value = 0;
    s->unknown.block = NOWHERE;
    if (search_evaluate(s, target, &to) || s->unknown.block == NOWHERE)
        return false;
    s->assumed = s->unknown;
    num_values = flow_puts(s->flow, s->assumed, value, MAX_FACTS);
    for (u32 i = 0; i < num_values; i++) {
        u32 before = s->found.count;

        s->assumption = value[i];
        if (search_enumerate(s, target, count, false) && s->value == count &&
            !is_one(s, before))
            return true;
        s->found.count = before;
    }
    s->assumed.block = NOWHERE;
    return false;
}

static bool search_bounded(Search *s, const FlowPoint *place, Node target)
{
    Fact fact[MAX_FACTS];
    u32 num_facts = flow_facts(s->flow, place, fact, MAX_FACTS);

    for (u32 i = 0; i < num_facts; i++) {
        Node index;
        u32 count;

        if (!bound_of(s, &fact[i], &index, &count))
            continue;
        set_index(s, index);
        if (search_enumerate(s, target, count, true) ||
            search_assuming(s, target, count))
            return true;
    }
    return false;
}

static void search_unbounded(Search *s, Node target)
{
    Node sum;
    u32 count;

    s->base.block = NOWHERE;
    if (!search_leaf(s, target, 0, &count) || search_enumerate(s, target, count, false))
        return;
    if (search_sum(s, target, 0, &sum)) {
        s->index = sum;
        search_enumerate(s, target, SEARCH_MAX_TARGETS, false);
    }
}

/* Is nothing that was tested otherwise, if the index is s->value? */
static bool passes(Search *s, const Fact *fact, u32 num_facts)
{
    u64 condition;

    for (u32 i = 0; i < num_facts; i++)
        if (search_evaluate(s, fact[i].condition, &condition) &&
            (condition != 0) != fact[i].holds)
            return false;
    return true;
}

/* Take the targets for those values of `leaf`, which `there` is on the way by `place`,
 * that pass what was tested on it; false if most values do. */
static bool search_tested(Search *s, const FlowPoint *place, Node leaf, Node there,
                          Node target)
{
    Fact fact[MAX_FACTS];
    u32 num_facts = flow_facts(s->flow, place, fact, MAX_FACTS), count, passed = 0;
    u32 before = s->found.count;

    if (!num_facts || !search_leaf(s, there, 1, &count))
        return false;
    s->assumed = leaf;
    u32 least = count == SEARCH_MAX_TARGETS ? 0 - count : 0; /* it may be negative */
    for (s->value = least; s->value != count && !search_is_given_up(s); s->value++) {
        u64 value, to;

        if (!passes(s, fact, num_facts) || !search_evaluate(s, there, &value))
            continue;
        passed++;
        s->assumption = (u32)value;
        if (search_evaluate(s, target, &to) && search_plausible(s, to, true))
            list_add(&s->found, (u32)to);
    }
    s->assumed.block = NOWHERE;
    if (passed > count / 2) /* some value is excluded, but nothing bounded */
        s->found.count = before;
    return s->found.count > before;
}

/* The index was tested, as part of some expression: here, or on each way here. */
static bool search_ways(Search *s, const FlowPoint *place, Node target)
{
    FlowPoint source[MAX_SOURCES];
    u32 count;
    bool found = false;

    s->base.block = NOWHERE;
    if (!search_leaf(s, target, 0, &count))
        return false;
    Node leaf = s->index;
    if (search_tested(s, place, leaf, leaf, target))
        return true;
    u32 num_sources =
        flow_is_entry(leaf) ? flow_sources(s->flow, leaf, source, MAX_SOURCES) : 0;
    for (u32 i = 0; i < num_sources; i++)
        if (!source[i].by_call)
            found |= search_tested(s, &source[i], leaf,
                                   flow_at(s->flow, &source[i], leaf), target);
    return found;
}

/* Is that way known already? */
static bool goes_to(const Search *s, u32 address)
{
    for (u32 e = scan_spot(s->scan, s->at)->edge; e; e = s->scan->edge[e].next)
        if (s->scan->edge[e].to == address)
            return true;
    return false;
}

/* A jump to labels that are known, in a register that has one or another. */
static bool search_constants(Search *s, Node target)
{
    u32 value[MAX_FACTS], before = s->found.count;
    bool all;
    u32 count = flow_values(s->flow, target, value, MAX_FACTS, &all);

    for (u32 i = 0; all && i < count; i++)
        if (search_plausible(s, value[i], false) || goes_to(s, value[i]))
            list_add(&s->found, value[i]);
    return s->found.count > before;
}

static void search(Search *s, const FlowPoint *place, Node target, u32 depth)
{
    FlowPoint source[MAX_SOURCES];
    u32 num_sources = 0;

    if (search_is_given_up(s))
        return;
    bool bounded = search_bounded(s, place, target) || search_ways(s, place, target);
    s->bounded = bounded && !is_one(s, 0);
    if (bounded || search_constants(s, target))
        return;
    target = flow_resolve(s->flow, target);
    if (flow_is_entry(target) && depth < 4)
        num_sources = flow_sources(s->flow, target, source, MAX_SOURCES);
    for (u32 i = 0; i < num_sources; i++)
        search(s, &source[i], flow_at(s->flow, &source[i], target), depth + 1);
    if (!num_sources)
        search_unbounded(s, target);
}

/* Does a function start there that is sure, or any at all?  Of either instruction set,
 * where there are two. */
static bool starts_function(const Scan *s, u32 address, bool sure)
{
    const Spot *spot[2] = {scan_spot(s, address), scan_spot(s, address ^ 1)};

    for (u32 i = 0; i < ARRAY_LEN(spot); i++)
        if (spot[i] && spot[i]->flags & ENTRY &&
            !(sure && spot[i]->flags & SPECULATIVE))
            return true;
    return false;
}

/* The addresses between which the function with a jump lies, for jumps with no bound.
 * The jump may be another function's than the one that starts at `entry` and ends with
 * it.  `near` is what was found for another jump of the same function behind its entry,
 * or empty: no function that is sure starts in it, so it is that of each jump in it. */
static CodeRange function_range(const Scan *scan, u32 entry, u32 at, CodeRange *near)
{
    u32 align = scan->guest->code_align;
    CodeRange range = {entry, at + align};
    /* What is guessed to be an entry may be a label of the function before. */
    bool guess = scan_spot(scan, entry)->flags & SPECULATIVE;

    if (scan_extent(scan, entry, &range) && range.start == entry &&
        at - range.start < range.end - range.start)
        return range;
    if (at >= entry && at - near->start < near->end - near->start)
        return *near;
    range = (CodeRange){at, at + align};
    for (; scan_spot(scan, range.start) && range.start >= align; range.start -= align)
        if ((range.start == entry && !guess) ||
            starts_function(scan, range.start, at >= entry))
            break;
    for (; scan_spot(scan, range.end); range.end += align)
        if (starts_function(scan, range.end, true))
            break;
    if (at >= entry)
        *near = range;
    return range;
}

/* Jumps that leave the frame where it is lead to labels. */
static void note_labels(const Search *s, const FlowPoint *place)
{
    Spot *jump = scan_spot(s->scan, s->at);

    if (!flow_has_frame(s->flow, place))
        return;
    jump->flags &= (u16)~AWAY;
    for (u32 e = jump->edge; e; e = s->scan->edge[e].next)
        scan_spot(s->scan, s->scan->edge[e].to)->flags |= LABEL;
}

/* Returns how many ways were not known before. */
static u32 take(Search *s)
{
    Spot *jump = scan_spot(s->scan, s->at);
    u32 before = s->scan->num_edges;

    list_sort(&s->found);
    for (u32 i = 0; i < s->found.count; i++)
        scan_edge(s->scan, s->at, s->found.item[i]);
    jump->flags &= (u16) ~(RESOLVED | (s->found.count ? PASSING : 0));
    if (s->found.count)
        jump->flags |=
            s->found.count <= FEW && !s->bounded ? RESOLVED | PASSING : RESOLVED;
    list_free(&s->found);
    return s->scan->num_edges - before;
}

/* Searches for the targets of an open jump.  Returns how many ways were not known
 * before. */
static u32 find(Search *s, u32 entry, const FlowPoint *place, Node target,
                CodeRange *near)
{
    Spot *jump = scan_spot(s->scan, s->at);

    s->range = function_range(s->scan, entry, s->at, near);
    s->steps = jump->effort * SEARCH_UNIT;
    search(s, place, target, 0);
    if (!search_is_given_up(s)) {
        jump->effort = (u8)(s->steps / SEARCH_UNIT);
        return take(s);
    }
    jump->effort = SEARCH_MAX_STEPS / SEARCH_UNIT;
    list_free(&s->found);
    return 0;
}

u32 scan_tables(Scan *scan, u32 entry, const CodeRange *block, u32 num_blocks)
{
    Flow *flow = flow_open(scan, entry, block, num_blocks);
    u32 found = 0, last;
    CodeRange near = {0, 0};

    for (u32 i = 0; i < num_blocks && !scan->over; i++) {
        scan_block_end(scan, block[i].start, &last);
        Search s = {.flow = flow,
                    .scan = scan,
                    .at = last,
                    .index = {NOWHERE, 0},
                    .base = {NOWHERE, 0},
                    .assumed = {NOWHERE, 0}};
        FlowPoint place;
        Node target;

        if (!(scan_spot(scan, last)->flags & INDIRECT) ||
            !flow_jump(flow, i, &place, &target))
            continue;
        if (scan_is_open(scan_spot(scan, last)))
            found += find(&s, entry, &place, target, &near);
        note_labels(&s, &place);
    }
    flow_close(flow);
    return found;
}

/* An even address is a label of Thumb code, too: jumps there keep the instruction set.
 */
static void add_label(List *labels, const Scan *s, CodeRange range, u32 address)
{
    u32 label = s->guest->code_align == 2 ? address | (range.start & 1) : address;
    const Spot *spot = scan_spot(s, label);

    if (spot && label - range.start < range.end - range.start &&
        !((label ^ range.start) & 1) && !(spot->flags & ENTRY))
        list_add(labels, label);
}

/* Guesses that are in the range, of its instruction set, and nothing else that is
 * known. */
static List labels_in(const Scan *s, CodeRange range)
{
    List labels = {0};

    for (u32 i = 0; i < s->guesses.count; i++)
        add_label(&labels, s, range, s->guesses.item[i]);
    for (u32 i = 0; i < s->words.count; i++)
        add_label(&labels, s, range, scan_word(s, s->words.item[i]));
    list_sort(&labels);
    return labels;
}

/* Is it no function with computed gotos, but data or another instruction set's code
 * that was taken for one?  Each jump would lead to each label: an interpreter has some
 * hundreds of both. */
static bool too_many(u32 jumps, u32 labels)
{
    enum { MAX_EDGES = 1 << 17 };

    return labels > SEARCH_MAX_TARGETS || (u64)jumps * labels > MAX_EDGES;
}

/* Before the words of the data are looked at, the constants that code has are not all
 * that a jump may go to. */
u32 scan_labels(Scan *s, u32 entry, const CodeRange *block, u32 num_blocks)
{
    List open = {0}, labels = {0};
    CodeRange near = {0, 0};
    u32 found = 0, last;

    for (u32 i = 0; i < num_blocks; i++) {
        scan_block_end(s, block[i].start, &last);
        const Spot *spot = scan_spot(s, last);

        if ((spot->flags & (INDIRECT | RESOLVED | AWAY)) == INDIRECT)
            list_add(&open, last);
    }
    scan_is_over(s, s->guesses.count + s->words.count);
    if (open.count && !s->over)
        labels = labels_in(s, function_range(s, entry, open.item[0], &near));
    if (too_many(open.count, labels.count))
        labels.count = 0;
    for (u32 i = 0; i < open.count; i++) {
        u32 before = s->num_edges;

        for (u32 k = 0; k < labels.count; k++)
            if (scan_edge(s, open.item[i], labels.item[k]))
                scan_spot(s, open.item[i])->flags |=
                    labels.count <= FEW || !s->has_words ? RESOLVED | PASSING
                                                         : RESOLVED;
        found += s->num_edges - before;
    }
    list_free(&open);
    list_free(&labels);
    return found;
}
