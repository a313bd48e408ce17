/* interpret.c -- running the guest by the micro-op interpreter, as the oracle. */
#include "runtime/cache.h"
#include "runtime/crash.h"
#include "runtime/dispatch.h"
#include "runtime/log.h"
#include "runtime/memory.h"
#include "runtime/pages.h"
#include "runtime/signal.h"

/* One instruction at a time: so the state is exact at every fault. */
static Left run_one(Thread *t, Block *blk, u32 pc)
{
    u32 at = pc & ~(u32)1, room = GUEST_PAGE - at % GUEST_PAGE;

    ir_clear(blk);
    blk->num_insns = 0;
    blk->pc = pc;
    lift_block(t->guest, blk, memory_at(at), room, 1);
    t->interpreting = true;
    Left left = ir_run(blk, t->guest->names.helpers, t->state, memory_base);
    t->interpreting = false;
    return left;
}

static void show(Thread *t, u32 pc)
{
    if (log_on(LOG_EXEC))
        out_printf(log_out(), "%08x\n", pc);
    if (log_on(LOG_CPU))
        crash_registers(t, log_out());
}

void interpret(Thread *t, u32 pc)
{
    Block blk = {.pc = pc};

    for (;;) {
        if (t->head.pending)
            dispatch_settle(t);
        pc = thread_pc(t);
        if (!memory_ok(pc & ~(u32)1, 2, PROT_EXEC)) {
            signal_fault_fetch(t, pc);
            continue;
        }
        if (log_on(LOG_EXEC | LOG_CPU))
            show(t, pc);
        Left left = run_one(t, &blk, pc);
        thread_set_pc(t, left.pc);
        switch ((LeftBy)left.by) {
        case LEFT_JUMP:
        case LEFT_CALL:
        case LEFT_RETURN:
        case LEFT_RESYNC: break;
        case LEFT_SYSCALL: rt_syscall(left.pc); break;
        case LEFT_RAISE: signal_raise(t, left.raise); break;
        }
    }
}
