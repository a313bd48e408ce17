/* discover_tables.c -- the targets of indirect jumps: switches and computed gotos.
 *
 * The address a jump goes to is an expression over values of the function.  One of
 * them is the index; with 0, 1, 2 ... put in its place the expression is simply
 * computed on the program's memory.  A comparison that control passed on its way
 * gives the number of values; without one, the first result that is no address in
 * the function ends the table.
 */
#include "lifter/discover_flow.h"

enum {
    MAX_TARGETS = 1024,
    MAX_FACTS = 16,
    MAX_DEPTH = 24,
    MAX_SOURCES = 64,
    FEW =
        2 /* targets: what seems constant may not be, once other ways there are known */
};

#define NOWHERE 0xffffffffu

typedef struct {
    Flow *flow;
    Scan *scan;
    u32 at;          /* address of the jump */
    CodeRange range; /* where targets are when nothing bounds them */
    Node index;      /* what stands for the table's index ... */
    u32 value;       /* ... and the value put in its place */
    Node base;       /* what the index is the sum of, or NOWHERE ... */
    u32 offset;      /* ... and this */
    Node unknown;    /* a slot whose value an evaluation lacked, or NOWHERE */
    Node assumed;    /* a slot that is taken to hold ... or NOWHERE */
    u32 assumption;  /* ... this */
    List found;
} Search;

static bool evaluate(Search *s, Node node, u32 depth, u64 *value);

static bool evaluate_load(Search *s, const Op *op, Node node, u32 depth, u64 *value)
{
    u64 address;
    unsigned shape = mem_shape(op->imm);

    if (!evaluate(s, flow_operand(node, op->a), depth + 1, &address))
        return false;
    return flow_read(s->flow, (u32)address + (u32)mem_displacement(op->imm), shape,
                     value);
}

static bool evaluate_pure(Search *s, const Op *op, Node node, u32 depth, u64 *value)
{
    const OpInfo *info = &op_info[op->code];
    const Val operand[3] = {op->a, op->b, op->c};
    u64 known[3] = {0};
    Type from = op->type;

    if (type_is_float(op->type))
        return false;
    for (u32 i = 0; i < info->args; i++) {
        Node n = flow_operand(node, operand[i]);

        if (!evaluate(s, n, depth + 1, &known[i]))
            return false;
    }
    if (info->args)
        from = flow_op(s->flow, flow_operand(node, op->a))->type;
    *value = ir_value(op, from, known[0], known[1], known[2]);
    return !type_is_float(from);
}

/* The value a node has when the index is s->value. */
static bool evaluate(Search *s, Node node, u32 depth, u64 *value)
{
    u32 constant;

    node = flow_resolve(s->flow, node);
    if (depth > MAX_DEPTH)
        return false;
    if (flow_same(s->flow, node, s->index, 0)) {
        *value = s->value;
        return true;
    }
    if (s->base.block != NOWHERE && flow_same(s->flow, node, s->base, 0)) {
        *value = s->value - s->offset;
        return true;
    }
    if (flow_constant(s->flow, node, &constant)) {
        *value = constant;
        return true;
    }
    if (node.block == s->assumed.block && node.op == s->assumed.op) {
        *value = s->assumption;
        return true;
    }
    if (flow_is_entry(node))
        s->unknown = node;
    const Op *op = flow_op(s->flow, node);
    if (op && op->code == OP_load)
        return evaluate_load(s, op, node, depth, value);
    if (op && op_info[op->code].pure)
        return evaluate_pure(s, op, node, depth, value);
    return false;
}

static bool plausible(const Search *s, u64 target, bool bounded)
{
    if (!scan_spot(s->scan, (u32)target))
        return false;
    return bounded || (target - s->range.start < s->range.end - s->range.start);
}

/* Take the targets for index values below `count`; false if the first fails. */
static bool enumerate(Search *s, Node target, u32 count, bool bounded)
{
    u32 before = s->found.count;

    for (s->value = 0; s->value < count; s->value++) {
        u64 to;

        if (!evaluate(s, target, 0, &to))
            break;
        if (plausible(s, to, bounded))
            list_add(&s->found, (u32)to);
        else if (!bounded)
            break;
    }
    return s->found.count > before;
}

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
    return *count != 0 && *count <= MAX_TARGETS;
}

/* A table's base may be in a register that other paths use for something else: take
 * it to be any constant that the function puts there, if all targets then fit. */
static bool search_assuming(Search *s, Node target, u32 count)
{
    u32 value[MAX_FACTS], num_values;
    u64 to;

    s->value = 0;
    s->unknown.block = NOWHERE;
    if (evaluate(s, target, 0, &to) || s->unknown.block == NOWHERE)
        return false;
    s->assumed = s->unknown;
    num_values = flow_puts(s->flow, s->assumed, value, MAX_FACTS);
    for (u32 i = 0; i < num_values; i++) {
        u32 before = s->found.count;

        s->assumption = value[i];
        if (enumerate(s, target, count, false) && s->value == count)
            return true;
        s->found.count = before;
    }
    s->assumed.block = NOWHERE;
    return false;
}

static bool search_bounded(Search *s, const Place *place, Node target)
{
    Fact fact[MAX_FACTS];
    u32 num_facts = flow_facts(s->flow, place, fact, MAX_FACTS);

    for (u32 i = 0; i < num_facts; i++) {
        Node index;
        u32 count;

        if (!bound_of(s, &fact[i], &index, &count))
            continue;
        set_index(s, index);
        if (enumerate(s, target, count, true) || search_assuming(s, target, count))
            return true;
    }
    return false;
}

/* The first value in the expression that is neither known nor made of others.  A
 * load from an address that is not known is as good as unknown. */
static bool find_leaf(Search *s, Node node, u32 depth, u32 *count)
{
    u32 constant;
    u64 value;

    node = flow_resolve(s->flow, node);
    if (depth > MAX_DEPTH || flow_constant(s->flow, node, &constant))
        return false;
    const Op *op = flow_op(s->flow, node);
    bool is_load = op && op->code == OP_load;
    const Val operand[3] = {op ? op->a : 0, op ? op->b : 0, op ? op->c : 0};
    u32 args = is_load || (op && op_info[op->code].pure) ? op_info[op->code].args : 0;

    for (u32 i = 0; i < args; i++)
        if (find_leaf(s, flow_operand(node, operand[i]), depth + 1, count)) {
            s->value = 0;
            if (!is_load || depth == 0 || evaluate(s, node, 0, &value))
                return true;
            break;
        }
    s->index = node;
    *count = is_load && (op->imm & MEM_SIZE) == MEM_1 ? 256 : MAX_TARGETS;
    return is_load || args == 0;
}

static void search_unbounded(Search *s, Node target)
{
    u32 count;

    s->base.block = NOWHERE;
    if (find_leaf(s, target, 0, &count))
        enumerate(s, target, count, false);
}

/* A jump to labels that are known, in a register that has one or another. */
static bool search_constants(Search *s, Node target)
{
    u32 value[MAX_FACTS], before = s->found.count;
    bool all;
    u32 count = flow_values(s->flow, target, value, MAX_FACTS, &all);

    for (u32 i = 0; all && i < count; i++)
        if (plausible(s, value[i], false))
            list_add(&s->found, value[i]);
    return s->found.count > before;
}

static void search(Search *s, const Place *place, Node target, u32 depth)
{
    Place source[MAX_SOURCES];
    u32 num_sources = 0;

    if (search_bounded(s, place, target) || search_constants(s, target))
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

/* The addresses between which a function lies, for jumps with no bound. */
static CodeRange function_range(const Scan *scan, u32 entry, u32 at)
{
    u32 align = scan->guest->code_align;
    CodeRange range = {entry, at + align};
    bool guess = scan_spot(scan, entry)->flags & SPECULATIVE;

    if (scan_extent(scan, entry, &range) && range.start == entry)
        return range;
    /* A jump before the entry is another function's, which this one ends with; and what
     * is guessed to be an entry may be a label of the one before. */
    range = (CodeRange){at < entry ? at : entry, at + align};
    for (; (at < entry || guess) && scan_spot(scan, range.start); range.start -= align)
        if (starts_function(scan, range.start, guess) || range.start < align)
            break;
    for (; scan_spot(scan, range.end); range.end += align)
        if (starts_function(scan, range.end, true))
            break;
    return range;
}

/* Jumps that leave the frame where it is lead to labels. */
static void note_labels(const Search *s, const Place *place)
{
    const Spot *jump = scan_spot(s->scan, s->at);
    bool has_frame = flow_has_frame(s->flow, place);

    for (u32 e = jump->edge; e && has_frame; e = s->scan->edge[e].next)
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
        jump->flags |= s->found.count <= FEW ? RESOLVED | PASSING : RESOLVED;
    list_free(&s->found);
    return s->scan->num_edges - before;
}

u32 scan_tables(Scan *scan, u32 entry, const CodeRange *block, u32 num_blocks)
{
    Flow *flow = flow_open(scan, entry, block, num_blocks);
    u32 found = 0, last;

    for (u32 i = 0; i < num_blocks; i++) {
        scan_block_end(scan, block[i].start, &last);
        Search s = {.flow = flow,
                    .scan = scan,
                    .at = last,
                    .index = {NOWHERE, 0},
                    .base = {NOWHERE, 0},
                    .assumed = {NOWHERE, 0}};
        Place place;

        if (!(scan_spot(scan, last)->flags & INDIRECT))
            continue;
        Node target = flow_jump(flow, i, &place);
        if (scan_is_open(scan_spot(scan, last))) {
            s.range = function_range(scan, entry, last);
            search(&s, &place, target, 0);
            found += take(&s);
        }
        note_labels(&s, &place);
    }
    flow_close(flow);
    return found;
}

static void add_label(List *labels, const Scan *s, CodeRange range, u32 address)
{
    const Spot *spot = scan_spot(s, address);

    if (spot && address - range.start < range.end - range.start &&
        !((address ^ range.start) & 1) && !(spot->flags & (ENTRY | TARGET)))
        list_add(labels, address);
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

u32 scan_labels(Scan *s, u32 entry, const CodeRange *block, u32 num_blocks)
{
    List open = {0}, labels = {0};
    u32 found = 0, last;

    for (u32 i = 0; i < num_blocks; i++) {
        scan_block_end(s, block[i].start, &last);
        const Spot *spot = scan_spot(s, last);

        if ((spot->flags & (INDIRECT | RESOLVED | AWAY)) == INDIRECT)
            list_add(&open, last);
    }
    if (open.count)
        labels = labels_in(s, function_range(s, entry, open.item[0]));
    for (u32 i = 0; i < open.count; i++)
        for (u32 k = 0; k < labels.count; k++)
            if (scan_edge(s, open.item[i], labels.item[k])) {
                scan_spot(s, open.item[i])->flags |= RESOLVED;
                found++;
            }
    list_free(&open);
    list_free(&labels);
    return found;
}
