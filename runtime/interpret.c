/* interpret.c -- running the guest by the micro-op interpreter.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <string.h>

#include "runtime/code/cache.h"
#include "runtime/code/symbols.h"
#include "runtime/crash.h"
#include "runtime/dispatch.h"
#include "runtime/code/image.h"
#include "runtime/fallback.h"
#include "runtime/lock.h"
#include "runtime/base/log.h"
#include "runtime/memory/memory.h"
#include "runtime/memory/pages.h"
#include "runtime/signal.h"
#include "runtime/stats.h"
#include "runtime/base/sys.h"
#include "runtime/program.h"

/* A cache of lifted instructions.  An entry whose bytes or mode have changed is lifted
 * again. */
typedef struct {
    bool all; /* `bytes` is complete: the instruction is not at the end of mapped memory
               */
    u8 bytes[LIFT_MAX_BYTES];
    Block blk;
} Lifted;

enum { NUM_LIFTED = 1 << 14 };

/* What a thread keeps, in memory of sys_map.  An instruction that faults is left in the
 * middle (rt_fault), so its values have to be here, too. */
typedef struct {
    V128 *values;
    u32 room; /* values that fit */
    Lifted lifted[NUM_LIFTED];
} Interpreter;

static Interpreter *interpreter_of(Thread *t)
{
    if (!t->interpreter) {
        i64 got = sys_map(sizeof(Interpreter), PROT_READ | PROT_WRITE);
        if (sys_failed(got))
            program_no_memory("the interpreter", sizeof(Interpreter), got);
        t->interpreter = (void *)got;
    }
    return t->interpreter;
}

void interpret_end(Thread *t)
{
    Interpreter *own = t->interpreter;

    if (!own)
        return;
    for (u32 i = 0; i < NUM_LIFTED; i++)
        ir_free(&own->lifted[i].blk);
    base_free(own->values);
    sys_call2(__NR_munmap, (u64)own, sizeof *own);
    t->interpreter = NULL;
}

static V128 *values_for(Interpreter *own, const Block *blk)
{
    if (own->room < blk->count) {
        own->values = base_resize(own->values, blk->count * sizeof(V128));
        own->room = blk->count;
    }
    return own->values;
}

/* Lifts one instruction, so that the state is exact at every fault. */
static const Block *lift_one(Thread *t, u32 pc)
{
    const Guest *guest = t->guest;
    Lifted *lifted = interpreter_of(t)->lifted;
    Lifted *entry = &lifted[pc / guest->code_align % NUM_LIFTED];
    u32 at = pc & ~(u32)1, room = GUEST_PAGE - at % GUEST_PAGE;
    const u8 *code = memory_at(at);

    if (room < LIFT_MAX_BYTES && memory_ok(at + room, 1, PROT_EXEC))
        room = LIFT_MAX_BYTES; /* an instruction may lie on two pages */
    if (room >= LIFT_MAX_BYTES && entry->all && entry->blk.pc == pc &&
        entry->blk.mode == thread_mode(t) &&
        !memcmp(entry->bytes, code, LIFT_MAX_BYTES))
        return &entry->blk;
    ir_clear(&entry->blk);
    entry->blk.pc = pc;
    entry->blk.mode = thread_mode(t);
    entry->blk.steps = true;
    entry->blk.asks = program_may_ask(pc);
    entry->all = room >= LIFT_MAX_BYTES;
    if (entry->all)
        memcpy(entry->bytes, code, LIFT_MAX_BYTES);
    lock_take(&lock_code);
    lift_block(guest, &entry->blk, code, room, 1);
    lock_drop(&lock_code);
    return &entry->blk;
}

static Left run_one(Thread *t, u32 pc)
{
    const Block *blk = lift_one(t, pc);
    V128 *values = values_for(t->interpreter, blk);

    t->interpreting = true;
    Left left = ir_run_in(blk, t->guest->names.helpers, t->state, memory_base, values);
    t->interpreting = false;
    return left;
}

static void show(Thread *t, u32 pc)
{
    if (symbol_logged(LOG_EXEC, pc))
        out_printf(log_out(), "%08x\n", pc);
    if (symbol_logged(LOG_CPU, pc))
        crash_registers(t, log_out());
}

static void step(Thread *t)
{
    u32 pc = thread_pc(t), mode = thread_mode(t);

    if (!memory_ok(pc & ~(u32)1, 2, PROT_EXEC)) {
        signal_fault_fetch(t, pc);
        return;
    }
    if (log_on(LOG_EXEC | LOG_CPU))
        show(t, pc);
    stats_add(STATS_STEPS, 1);
    Left left = run_one(t, pc);
    thread_set_pc(t, left.pc);
    /* Unless the instruction itself set the mode, goes on to the mode after it. */
    if (mode && left.by != LEFT_RAISE && thread_mode(t) == mode)
        thread_set_mode(t, t->guest->mode_after(mode));
    switch ((LeftBy)left.by) {
    case LEFT_JUMP:
    case LEFT_CALL:
    case LEFT_RETURN:
    case LEFT_RESYNC: break;
    case LEFT_SYSCALL: dispatch_step_call(t, left.pc, mode); break;
    case LEFT_RAISE: signal_raise(t, left.raise); break;
    }
}

/* Where ahead-of-time code goes on from the state's pc; NULL: there is none. */
static const void *known_code(Thread *t)
{
    u32 pc = thread_pc(t);

    if (pc == t->head.expected)
        return rt_go_on_here;
    return image_has(pc) && !thread_mode(t) ? rt_enter_here : NULL;
}

const void *interpret_till_known(Thread *t)
{
    const void *host;

    while (!(host = known_code(t))) {
        if (fallback == FALLBACK_NONE &&
            memory_ok(thread_pc(t) & ~(u32)1, 2, PROT_EXEC))
            fallback_check(thread_pc(t));
        step(t);
        if (t->head.pending || t->head.code_changed)
            dispatch_settle(t);
    }
    return host;
}

void interpret_replay(Thread *t)
{
    const u32 most = 1 << 20; /* another thread may have made the memory valid */

    for (u32 n = 0; n < most && (n == 0 || !known_code(t)); n++) {
        step(t);
        if (t->head.pending || t->head.code_changed)
            dispatch_settle(t);
    }
}

void interpret_steps(Thread *t)
{
    while (thread_mode(t))
        if (t->head.pending)
            dispatch_settle(t);
        else
            step(t);
}
