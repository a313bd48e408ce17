/* dispatch.c -- what runs between two pieces of translated guest code.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/dispatch.h"

#include <linux/signal.h>
#include <string.h>

#include "runtime/code/block_record.h"
#include "runtime/code/cache.h"
#include "runtime/code/image.h"
#include "runtime/fallback.h"
#include "runtime/os.h"
#include "runtime/lock.h"
#include "runtime/base/log.h"
#include "runtime/host/x86_64/offsets.h"
#include "runtime/memory/memory.h"
#include "runtime/signal.h"
#include "runtime/stats.h"
#include "runtime/code/translate.h"
#include "runtime/world.h"

#define CHECK_OFFSET(at, member)                                                       \
    _Static_assert((at) == HEAD + offsetof(ThreadHead, member), #member)
CHECK_OFFSET(AT_SELF, self);
CHECK_OFFSET(AT_PENDING, pending);
CHECK_OFFSET(AT_CODE_CHANGED, code_changed);
CHECK_OFFSET(AT_DISPATCH_RSP, dispatch_rsp);
CHECK_OFFSET(AT_EXPECTED, expected);
CHECK_OFFSET(AT_FRAME_SP, frame_sp);
CHECK_OFFSET(AT_JUMP_CACHE, jump_cache);
_Static_assert(JUMP_CACHE_MASK == JUMP_CACHE_SIZE - 1, "index of the cache");
_Static_assert(1 << JUMP_CACHE_ENTRY_SHIFT == sizeof(JumpCacheEntry), "its entries");
_Static_assert(OS_CALL_END == offsetof(Os, call_end), "os->call_end of dispatch.S");
_Static_assert(FRAME_BYTES == DISPATCH_FRAME, "room for blocks");
_Static_assert(BIAS == STATE_BIAS, "rbp of blocks");
_Static_assert(TABLE_DOUBTFUL == AOT_TABLE_DOUBTFUL, "in the table of functions");
_Static_assert(TABLE_SIZE == AOT_TABLE_SIZE, "entries of the table of functions");
_Static_assert(AT_FRAME_SP == AT_EXPECTED + 4, "saved and restored together");
_Static_assert(CALL_AGAIN_RESULT == CALL_AGAIN, "of signal_call");
_Static_assert(CALL_BEFORE_RESULT == CALL_BEFORE, "of signal_call");
_Static_assert(SIGNAL_PENDING == PENDING_SIGNAL, "what signal_host_call tests");

u32 dispatch_pc_shift;

/* For dispatch.S: the state slots of the pc, of the stack pointer and of the registers
 * that functions are passed in host registers or return there, and the mask of the link
 * register's bits that a return takes as its target. */
u32 dispatch_pc_slot, dispatch_sp_slot, dispatch_return_mask,
    dispatch_passed[MAX_PASSED], dispatch_returned[NUM_RETURNED];

void dispatch_init(const Guest *guest)
{
    dispatch_pc_slot = guest->pc_slot;
    dispatch_sp_slot = guest->sp_slot;
    dispatch_return_mask = guest->code_align == 4 ? ~3u : ~0u;
    for (u32 i = 0; i < guest->num_passed; i++)
        dispatch_passed[i] = guest->argument_slots[i];
    for (u32 i = 0; i < NUM_RETURNED; i++)
        dispatch_returned[i] = guest->result_slots[i];
}

/* Does what an invalidation left to be done at a safe point.  Host frames are dropped,
 * since they may belong to functions whose guest code has changed.  Whoever changes
 * code sets code_changed first and then the bit of `pending`.  Here they are cleared in
 * the other order, so that a change in between leaves the bit set. */
static void settle_changes(Thread *t)
{
    __atomic_and_fetch(&t->head.pending, ~(u32)PENDING_CHANGE, __ATOMIC_SEQ_CST);
    t->head.code_changed = 0;
    if (image_wants_jumps()) {
        world_stop(t);
        image_make_jumps();
        world_start(t);
    }
    if (image_changed(t))
        thread_drop_stack(t);
}

/* Handles all pending requests and signals.  Afterwards the guest goes on at the pc in
 * the state. */
bool dispatch_settle(Thread *t)
{
    world_wait(t);
    settle_changes(t);
    bool changed = signal_deliver(t);
    thread_poll_off(t);
    return changed;
}

/* Returns the host code for `pc`.  If the guest cannot execute there, raises its signal
 * and returns that handler's code. */
const void *dispatch_find(Thread *t, u32 pc)
{
    const void *host;

    thread_set_pc(t, pc);
    if (t->head.pending || t->head.code_changed)
        dispatch_settle(t);
    while (fallback_translates()) {
        if ((host = cache_find(t, thread_pc(t))))
            return host;
        if (!fallback_translates())
            break;
        signal_fault_fetch(t, thread_pc(t));
        dispatch_settle(t);
    }
    return interpret_till_known(t);
}

const void *dispatch_exit(Thread *t, u32 pc, JitExit *exit)
{
    thread_set_pc(t, pc);
    stats_add(STATS_EXITS_LEFT, 1);
    if (t->head.pending || log_on(LOG_NOCHAIN))
        return dispatch_find(t, pc);
    const void *host = cache_chain(t, exit, pc);
    return host ? host : dispatch_find(t, pc);
}

/* A check in front of a block failed: its guest code has changed, or it is time to try
 * protecting its page again. */
const void *dispatch_check(Thread *t, u32 pc)
{
    if ((i32)t->head.checks_left < 0)
        cache_look_again(t, pc);
    return dispatch_find(t, pc);
}

u32 dispatch_pending(Thread *t, u64 *entered)
{
    if (block_record_on)
        block_record_not_run(entered);
    dispatch_settle(t);
    return thread_pc(t);
}

u32 dispatch_resync(Thread *t, u32 pc)
{
    thread_set_pc(t, pc);
    dispatch_settle(t);
    return thread_pc(t);
}

/* Returns the size in bytes of the system call instruction that ends at `next`. */
static u32 call_size(const Thread *t, u32 next)
{
    return t->guest->code_align == 2 && (next & 1) ? 2 : 4;
}

/* Begins the system call that ends at `next`.  Returns the host call to make, or NULL
 * (os->call_begin). */
const struct Call *dispatch_call(Thread *t, u32 next)
{
    t->call_next = next;
    thread_set_pc(t, next);
    if (t->call_mode)
        thread_set_mode(t, t->guest->mode_after(t->call_mode));
    t->restart = false;
    return os->call_begin(t);
}

/* If the call is to be restarted, sets the guest pc back to the system call
 * instruction. */
static void settle_restart(Thread *t)
{
    if (!t->restart)
        return;
    thread_set_pc(t, t->call_next - call_size(t, t->call_next));
    thread_set_mode(t, t->call_mode);
}

void dispatch_after_step_call(Thread *t)
{
    settle_restart(t);
    t->call_mode = 0;
    if (t->head.pending)
        dispatch_settle(t);
    t->restart = false;
}

void dispatch_step_call(Thread *t, u32 next, u32 mode)
{
    t->call_mode = mode;
    rt_step_call(next);
}

/* After a system call of dynamic code.  Returns the pc to go on at.  The call may have
 * been a return from a handler to code whose mode is not 0, which is interpreted. */
u32 dispatch_after_jit_call(Thread *t)
{
    dispatch_after_step_call(t);
    interpret_steps(t);
    return thread_pc(t);
}

static u32 stack_pointer(Thread *t)
{
    return *thread_slot(t, t->guest->sp_slot);
}

/* Runs the guest, whose state is at the start of a handler, until it is back at `pc`
 * with stack pointer `sp`.  The handler may itself pass `pc`, but with another stack
 * pointer. */
static void run_handler(Thread *t, u32 pc, u32 sp)
{
    u32 at = thread_pc(t);

    do {
        rt_run_until(pc, at);
        at = pc;
    } while (stack_pointer(t) != sp);
}

/* Leaves ahead-of-time code after a system call that invalidated code, perhaps the
 * caller's, or returned from a handler. */
static u32 leave_after_call(Thread *t)
{
    if (t->head.pending)
        dispatch_settle(t);
    t->restart = false;
    interpret_steps(t);
    return 1;
}

/* Settles a call of ahead-of-time code.  A handler is run as a call from here, so that
 * the host frames stay valid: when it returns, the guest is back at the pc it had. */
static u32 settle_call(Thread *t, u32 next)
{
    bool again = t->restart;

    settle_restart(t);
    if (image_is_stale(t) || thread_mode(t) || (thread_pc(t) != next && !again))
        return leave_after_call(t);
    u32 sp = stack_pointer(t);
    if ((t->head.pending && dispatch_settle(t)) || again)
        run_handler(t, next, sp);
    t->restart = false;
    return thread_pc(t) != next;
}

/* Returns what rt_syscall does (abi.h). */
u32 dispatch_after_call(Thread *t)
{
    u32 next = t->call_next;

    if (__builtin_expect(!t->head.pending && !t->restart && thread_pc(t) == next &&
                             !thread_mode(t) && !image_is_stale(t),
                         1))
        return 0;
    return settle_call(t, next);
}

u32 dispatch_raise(Thread *t, u32 pc, u32 what)
{
    thread_set_pc(t, pc);
    signal_raise(t, what);
    return thread_pc(t);
}

/* Completes a floating-point instruction that trapped, as the guest's processor does,
 * which takes exact state.  Returns false if the guest gets a signal, whose code
 * depends on its status register then. */
static bool float_goes_on(Thread *t)
{
    if (!t->guest->float_trap || !translate_floats_are_precise())
        return false;
    lock_take(&lock_code);
    bool trap = t->guest->float_trap(t->state, memory_at(thread_pc(t)));
    lock_drop(&lock_code);
    if (trap)
        t->fault.code = os->float_code(t);
    return !trap;
}

u32 dispatch_fault(Thread *t)
{
    if (t->fault.signal == SIGFPE && float_goes_on(t))
        return thread_pc(t);
    signal_fault(t, t->fault.signal, t->fault.code, t->fault.address);
    return thread_pc(t);
}

u32 dispatch_replay(Thread *t)
{
    interpret_replay(t);
    return thread_pc(t);
}

/* Gives up what the runtime was doing when it faulted, and drops the host frames below
 * it. */
static u32 recover(Thread *t, void (*give_up)(Thread *))
{
    thread_drop_stack(t);
    lock_drop_mine();
    t->interpreting = false;
    give_up(t);
    return dispatch_after_jit_call(t);
}

u32 dispatch_call_fault(Thread *t)
{
    return recover(t, os->call_fault);
}

u32 dispatch_frame_fault(Thread *t)
{
    return recover(t, signal_frame_fault);
}

static bool same_bytes(const Thread *t, const u8 *before, u32 slot, u32 size)
{
    return memcmp(t->state + slot, before + slot, size) == 0;
}

/* Returns true if the guest's registers are as before.  Hidden registers are no part of
 * a signal's context, except for those that hold single bits. */
static bool same_registers(const Thread *t, const u8 *before)
{
    for (const GuestReg *reg = t->guest->regs; reg->name; reg++)
        if (reg->group != REG_HIDDEN &&
            !same_bytes(t, before, reg->slot,
                        reg->size * (reg->count ? reg->count : 1u)))
            return false;
    for (const SlotRange *bits = t->guest->bit_slots; bits && bits->size; bits++)
        if (!same_bytes(t, before, bits->slot, bits->size))
            return false;
    return true;
}

void rt_raise(u32 what, u32 pc)
{
    Thread *t = thread_self();

    thread_set_pc(t, pc);
    signal_raise(t, what);
    rt_continue(thread_pc(t));
}

/* Returns true if the host stack is nearly used up and cannot grow. */
static bool stack_is_low(Thread *t)
{
    while ((u64)__builtin_frame_address(0) < t->stack_low + STACK_MARGIN)
        if (!thread_grow_stack(t))
            return true;
    return false;
}

static void start_anew(Thread *t)
{
    thread_drop_stack(t);
    dispatch_settle(t);
}

u32 rt_poll(u32 pc)
{
    Thread *t = thread_self();
    u8 before[STATE_MAX];

    thread_set_pc(t, pc);
    if (stack_is_low(t) || image_is_stale(t)) {
        start_anew(t);
        return 1;
    }
    memcpy(before, t->state, t->guest->state_size);
    u32 sp = stack_pointer(t);
    if (!dispatch_settle(t))
        return 0;
    run_handler(t, pc, sp);
    return !same_registers(t, before);
}

const void *rt_left(void)
{
    Thread *t = thread_self();
    u32 pc = thread_pc(t);
    const void *body = image_body(pc);

    if (!body)
        return NULL;
    if (thread_polls(t))
        return rt_poll(pc) ? NULL : body;
    /* The body's frame, which is gone, reached below the limit; ours may not. */
    if (!thread_grow_stack(t)) {
        start_anew(t);
        return NULL;
    }
    thread_poll_off(t);
    return body;
}
