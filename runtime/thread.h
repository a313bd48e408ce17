/*
 * thread.h -- a guest thread, as the runtime keeps it.
 *
 *      Thread *t = thread_self();
 *      u32 pc = thread_pc(t);
 */
#ifndef RUNTIME_THREAD_H
#define RUNTIME_THREAD_H

#include "lifter/lifter.h"
#include "runtime/abi.h"

/* Bits of ThreadHead.pending. */
enum {
    PENDING_SIGNAL = 1, /* an asynchronous signal is queued */
    PENDING_CHANGE = 2, /* an invalidate must take effect before more code runs */
};

enum {
    HOST_SIGINFO_SIZE = 128,
    STACK_MARGIN = 0x10000, /* of host stack that the runtime's own C code may use */
};

typedef struct Thread {
    _Alignas(64) u8 state[STATE_MAX]; /* the guest's registers: PpcCpu, ... */
    ThreadHead head;

    const Guest *guest;
    u64 stack_low, stack_high; /* the host stack guest code runs on */
    void *linux_data;          /* of the Linux part */

    /* Signals: signal.h.  Masks have bit n - 1 for host signal n. */
    u64 signal_mask; /* what the guest blocks */
    bool restart;    /* the last system call made no call: it must be made again */
    bool queued;     /* `info` holds a signal; all others are blocked on the host */
    _Alignas(8) u8 info[HOST_SIGINFO_SIZE];
    bool interpreting; /* the state's pc is that of the instruction */
    struct {
        int signal, code;
        u32 address;
    } fault; /* of guest code, on its way from the host's handler */
} Thread;

_Static_assert(offsetof(Thread, head) == HEAD, "generated code knows where it is");

static inline Thread *thread_self(void)
{
    u64 self;

    __asm__("movq %%fs:%c1, %0" : "=r"(self) : "i"(HEAD));
    return (Thread *)self;
}

static inline u32 *thread_slot(Thread *t, u32 slot)
{
    return (u32 *)(void *)(t->state + slot);
}

static inline u32 thread_pc(Thread *t)
{
    return *thread_slot(t, t->guest->pc_slot);
}

static inline void thread_set_pc(Thread *t, u32 pc)
{
    *thread_slot(t, t->guest->pc_slot) = pc;
}

/* Make a thread with its host stack; not yet the current one. */
Thread *thread_create(const Guest *guest);
/* Point fs and gs of this host thread to it. */
void thread_enter(Thread *t);

/* Forget all host frames of guest code: the state is the truth. */
void thread_drop_stack(Thread *t);
/* Make guest code leave at its next poll, because of PENDING_...; from a signal
 * handler too.  And no more, unless something is pending. */
void thread_poll_on(Thread *t, u32 why);
void thread_poll_off(Thread *t);

/* Around a fork, the second one in parent and child: memory that both would share
 * is copied before, as the parent goes on at once. */
void thread_before_fork(Thread *t);
void thread_after_fork(Thread *t, bool child);

#endif
