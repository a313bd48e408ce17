/* flow.c -- the liveness equations: stepping backwards over the events of a block.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/flow/flow.h"

static const RegSet nothing;

/* Returns the flow where control goes to function `callee` for good: it returns to our
 * caller. */
static FlowPoint at_function(const Units *units, const Unit *unit, u32 callee)
{
    const Signature *sig = &units->unit[callee].sig;
    RegSet through = regset_minus(unit->sig.live_out, sig->writes);

    return (FlowPoint){regset_or(sig->needs, through),
                       regset_or(sig->needs_left, through), sig->params, sig->params,
                       sig->writes};
}

static FlowPoint at_return(const Unit *unit)
{
    return (FlowPoint){unit->sig.live_out, unit->sig.live_out, unit->sig.results,
                       unit->sig.results, nothing};
}

/* Returns the flow where control goes to unknown code for good: this may read every
 * register, and return to our caller without writing any.  What it returns in host
 * registers is as good as written. */
static FlowPoint at_unknown(const Units *units)
{
    return (FlowPoint){units->universe.all, units->seen_after_return, nothing, nothing,
                       units->returned};
}

/* The same for a jump through a pointer: the code there takes its arguments in host
 * registers. */
static FlowPoint at_jump(const Units *units)
{
    FlowPoint p = at_unknown(units);

    p.wanted = p.anticipated = units->passed;
    return p;
}

static FlowPoint either(FlowPoint a, FlowPoint b)
{
    return (FlowPoint){regset_or(a.live, b.live), regset_or(a.left, b.left),
                       regset_or(a.wanted, b.wanted),
                       regset_and(a.anticipated, b.anticipated),
                       regset_and(a.written, b.written)};
}

/* Returns what a call of unknown code may read: all registers but the flags, which are
 * not passed to functions.  Flags that are live after the call are live before it,
 * since the callee may leave them alone. */
static RegSet passed_to_unknown(const Units *units, RegSet live_after)
{
    return regset_or(regset_minus(units->universe.all, units->flags), live_after);
}

static FlowPoint before_call(const Units *units, u32 callee, FlowPoint after)
{
    if (callee == NOWHERE)
        return (FlowPoint){passed_to_unknown(units, after.live),
                           passed_to_unknown(units, after.left), nothing, nothing,
                           regset_or(after.written, units->returned)};
    const Signature *sig = &units->unit[callee].sig;
    RegSet through = regset_minus(after.live, sig->writes);
    RegSet left = regset_minus(after.left, sig->writes);

    return (FlowPoint){regset_or(sig->needs, through), regset_or(sig->needs_left, left),
                       sig->params, sig->params, regset_or(after.written, sig->writes)};
}

static FlowPoint before_helper(const Units *units, const Helper *helper,
                               FlowPoint after)
{
    RegSet reads = universe_ranges(&units->universe, helper->reads);
    RegSet writes = universe_ranges(&units->universe, helper->writes);

    after.live = regset_or(after.live, reads);
    after.left = regset_or(after.left, reads);
    after.wanted = regset_minus(after.wanted, writes);
    after.anticipated = regset_minus(after.anticipated, writes);
    return after;
}

static FlowPoint at_block(const UnitBlock *b)
{
    return (FlowPoint){b->flow.live, b->flow.left, b->flow.wanted, b->flow.anticipated,
                       b->flow.written};
}

RegSet flow_results(const Units *units, const Event *call)
{
    return call->to == NOWHERE ? units->returned : units->unit[call->to].sig.results;
}

/* Registers may be read in the state; that does not ask for SSA values. */
static FlowPoint before_fault(const FaultPoint *fault, FlowPoint after)
{
    after.live = regset_or(after.live, fault->reads);
    after.left = regset_or(after.left, fault->reads);
    return after;
}

FlowPoint flow_before(const Units *units, const Unit *unit, const UnitBlock *block,
                      const Event *e, FlowPoint after)
{
    FlowPoint target;

    switch ((EventKind)e->kind) {
    case EV_GET:
    case EV_PART:
        after.live = regset_add(after.live, e->reg);
        after.left = regset_add(after.left, e->reg);
        after.wanted = regset_add(after.wanted, e->reg);
        after.anticipated = regset_add(after.anticipated, e->reg);
        return after;
    case EV_PUT:
        after.live = regset_drop(after.live, e->reg);
        after.left = regset_drop(after.left, e->reg);
        after.wanted = regset_drop(after.wanted, e->reg);
        after.anticipated = regset_drop(after.anticipated, e->reg);
        after.written = regset_add(after.written, e->reg);
        return after;
    case EV_FAULT: return before_fault(&block->fault[e->to], after);
    case EV_HELPER:
        return before_helper(units, &units->guest->names.helpers[e->to], after);
    case EV_CALL: return before_call(units, e->to, after);
    case EV_SYSCALL:
        return (FlowPoint){units->universe.all, units->universe.all, nothing, nothing,
                           after.written};
    case EV_EDGE: target = at_block(&unit->block[e->to]); break;
    case EV_TAIL: target = at_function(units, unit, e->to); break;
    case EV_JUMP: target = at_jump(units); break;
    case EV_LEAVE: target = at_unknown(units); break;
    case EV_RETURN: target = at_return(unit); break;
    default: panic("bad event %d", e->kind);
    }
    return either(after, target);
}

FlowPoint flow_beyond(const Units *units)
{
    return (FlowPoint){nothing, nothing, nothing, units->universe.all,
                       units->universe.all};
}

void flow_after(const Units *units, const Unit *unit, const UnitBlock *block,
                RegSet *live, RegSet *wanted)
{
    FlowPoint p = flow_beyond(units);

    for (u32 i = block->num_events; i-- > 0;) {
        live[i] = p.live;
        wanted[i] = p.wanted;
        p = flow_before(units, unit, block, &block->event[i], p);
    }
}

RegSet flow_wanted(const Units *units, const Unit *unit, const UnitBlock *block)
{
    FlowPoint p = flow_beyond(units);

    for (u32 i = block->num_events; i-- > 0;)
        p = flow_before(units, unit, block, &block->event[i], p);
    return p.wanted;
}

RegSet call_flush(const Units *units, u32 callee, const RegSet *live_after)
{
    if (callee == NOWHERE)
        return passed_to_unknown(units, *live_after);
    const Signature *sig = &units->unit[callee].sig;
    RegSet through = regset_minus(*live_after, regset_or(sig->writes, sig->results));

    return regset_or(through, regset_minus(sig->needs, sig->params));
}
