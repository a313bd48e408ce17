/* dispatch.c -- what runs between two pieces of translated guest code. */
#include "runtime/dispatch.h"

#include "runtime/cache.h"
#include "runtime/image.h"
#include "runtime/linux/linux.h"
#include "runtime/log.h"
#include "runtime/offsets.h"
#include "runtime/signal.h"

#define CHECK_OFFSET(at, member)                                                       \
    _Static_assert((at) == HEAD + offsetof(ThreadHead, member), #member)
CHECK_OFFSET(AT_SELF, self);
CHECK_OFFSET(AT_PENDING, pending);
CHECK_OFFSET(AT_CODE_CHANGED, code_changed);
CHECK_OFFSET(AT_DISPATCH_RSP, dispatch_rsp);
CHECK_OFFSET(AT_EXPECTED, expected);
CHECK_OFFSET(AT_JUMP_CACHE, jump_cache);
_Static_assert(FRAME_BYTES == DISPATCH_FRAME, "room for blocks");
_Static_assert(BIAS == STATE_BIAS, "rbp of blocks");
_Static_assert(NO_GUEST_PC == NO_RETURN, "expected by nobody");
_Static_assert(CALL_AGAIN_RESULT == CALL_AGAIN, "of signal_call");

/* What an invalidate left to do: host frames may belong to functions that are no
 * more what the guest has there. */
static void settle_changes(Thread *t)
{
    t->head.code_changed = 0;
    if (image_changed())
        thread_drop_stack(t);
    __atomic_and_fetch(&t->head.pending, ~(u32)PENDING_CHANGE, __ATOMIC_SEQ_CST);
}

/* Everything that waits; the pc to go on at is the state's. */
bool dispatch_settle(Thread *t)
{
    bool changed = false;

    settle_changes(t);
    changed = signal_deliver(t);
    thread_poll_off(t);
    return changed;
}

/* Translate, or raise what the guest gets for a pc that cannot be fetched. */
const void *dispatch_find(Thread *t, u32 pc)
{
    const void *host;

    thread_set_pc(t, pc);
    if (t->head.pending || t->head.code_changed)
        dispatch_settle(t);
    if (log_on(LOG_INTERP))
        interpret(t, thread_pc(t));
    while (!(host = cache_find(t, thread_pc(t)))) {
        signal_fault_fetch(t, thread_pc(t));
        dispatch_settle(t);
    }
    return host;
}

const void *dispatch_exit(Thread *t, u32 pc, JitExit *exit)
{
    thread_set_pc(t, pc);
    if (t->head.pending || log_on(LOG_NOCHAIN))
        return dispatch_find(t, pc);
    const void *host = cache_chain(t, exit, pc);
    return host ? host : dispatch_find(t, pc);
}

const void *dispatch_pending(Thread *t)
{
    return dispatch_find(t, thread_pc(t));
}

const void *dispatch_resync(Thread *t, u32 pc)
{
    return dispatch_find(t, pc);
}

/* Bytes of the system call instruction that ends at `next`. */
static u32 call_size(const Thread *t, u32 next)
{
    return t->guest->code_align == 2 && (next & 1) ? 2 : 4;
}

u32 rt_syscall(u32 next)
{
    Thread *t = thread_self();

    thread_set_pc(t, next);
    t->restart = false;
    linux_syscall(t);
    if (t->restart)
        thread_set_pc(t, next - call_size(t, next));
    if (t->head.pending)
        dispatch_settle(t);
    t->restart = false;
    return thread_pc(t) != next;
}

const void *dispatch_syscall(Thread *t, u32 next)
{
    rt_syscall(next);
    return dispatch_find(t, thread_pc(t));
}

const void *dispatch_raise(Thread *t, u32 pc, u32 what)
{
    thread_set_pc(t, pc);
    signal_raise(t, what);
    return dispatch_find(t, thread_pc(t));
}

const void *dispatch_fault(Thread *t)
{
    signal_fault(t, t->fault.signal, t->fault.code, t->fault.address);
    return dispatch_find(t, thread_pc(t));
}

void rt_raise(u32 what, u32 pc)
{
    Thread *t = thread_self();

    thread_set_pc(t, pc);
    signal_raise(t, what);
    rt_dispatch(thread_pc(t));
}

/* Is the caller's host stack used up? */
static bool stack_is_low(const Thread *t)
{
    return (u64)__builtin_frame_address(0) < t->stack_low + STACK_MARGIN;
}

u32 rt_poll(u32 pc)
{
    Thread *t = thread_self();
    u64 frames = t->head.dispatch_rsp;

    thread_set_pc(t, pc);
    if (stack_is_low(t))
        thread_drop_stack(t);
    bool changed = dispatch_settle(t);
    return changed || t->head.dispatch_rsp != frames;
}
