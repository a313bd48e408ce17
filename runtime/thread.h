/*
 * thread.h -- a guest thread, as the runtime keeps it.
 *
 *      Thread *t = thread_self();
 *      u32 pc = thread_pc(t);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_THREAD_H
#define RUNTIME_THREAD_H

#include "lifter/lifter.h"
#include "runtime/abi.h"

/* Bits of ThreadHead.pending. */
enum {
    PENDING_SIGNAL = 1, /* an asynchronous signal is queued */
    PENDING_CHANGE = 2, /* an invalidate must take effect before more code runs */
    PENDING_STOP = 4,   /* another thread stops the world: world.h */
};

/* Of threads of processes that share this memory: nobody waits for those that end. */
enum { LIFE_OVER, LIFE_IS, LIFE_ENDS };

enum {
    HOST_SIGINFO_SIZE = 128,
    STACK_MARGIN = 0x10000, /* of host stack that the runtime's own C code may use */
    SIGNAL_STACK_SIZE = 0x10000, /* of the host's handlers */
};

typedef struct Thread {
    _Alignas(64) u8 state[STATE_MAX]; /* the guest's registers: PpcCpu, ... */
    ThreadHead head;

    const Guest *guest;
    u64 stack_low, stack_high; /* the host stack guest code runs on */
    void *linux_data;          /* of the Linux part */
    void *interpreter;         /* of interpret.c, by sys_map, or NULL */
    u64 mapping, mapping_size; /* host memory that all of this lies in */
    u64 signal_stack;          /* lowest address of what host handlers run on */
    u32 image_seen;            /* image_is_stale: which state of the image it knows */

    /* world.h */
    struct Thread *next;
    bool running; /* others that stop the world must wait for it */
    u32 life;     /* LIFE_...; a word the kernel clears */

    /* Signals: signal.h.  Masks have bit n - 1 for host signal n. */
    u64 signal_mask; /* what the guest blocks */
    u32 call_next;   /* the pc after the last system call's instruction */
    u32 call_mode; /* the guest's mode there, if it was not 0; till the call is over */
    bool restart;  /* it made no call: it must be made again */
    bool queued;   /* `info` holds a signal; all others are blocked on the host */
    _Alignas(8) u8 info[HOST_SIGINFO_SIZE];
    bool interpreting; /* the state's pc is that of the instruction */
    struct {
        int signal, code;
        u32 address;
        enum { ACCESS_READ, ACCESS_WRITE, ACCESS_FETCH } access;
    } fault;      /* of guest code, on its way from the host's handler */
    u64 store_at; /* host pc of the store whose fault is being handled, or 0 */
    /* Where to go on after a fault of the runtime itself, at guest memory it thought it
     * may access (rt_call_fault, rt_frame_fault); NULL: it has no business there. */
    const u8 *recover;
} Thread;

_Static_assert(offsetof(Thread, head) == HEAD, "generated code knows where it is");

#ifdef HOSTED_THREADS /* they are the C library's, as in tests/race_check.c */
extern _Thread_local Thread *hosted_thread;
static inline Thread *thread_self(void)
{
    return hosted_thread;
}
#else
static inline Thread *thread_self(void)
{
    u64 self;

    __asm__("movq %%fs:%c1, %0" : "=r"(self) : "i"(HEAD));
    return (Thread *)self;
}
#endif

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

/* What Guest.mode_slot tells of. */
static inline u32 thread_mode(Thread *t)
{
    u32 slot = t->guest->mode_slot;

    return slot == GUEST_NO_SLOT ? 0 : *thread_slot(t, slot);
}

/* Not 0 only for guests that have one. */
static inline void thread_set_mode(Thread *t, u32 mode)
{
    if (t->guest->mode_slot != GUEST_NO_SLOT)
        *thread_slot(t, t->guest->mode_slot) = mode;
}

/* Make the first thread, with its host stack; not yet the current one. */
Thread *thread_create(const Guest *guest);
/* Point fs and gs of this host thread to it. */
void thread_enter(Thread *t);

/*
 * A further thread: guest registers and what it blocks are those of `like`, which is
 * the current one.  NULL if there is no memory.  It is in the list of world.h.
 */
Thread *thread_copy(const Thread *like);
/* Of one that does not run, or never has; it is in no list. */
void thread_free(Thread *t);
/*
 * The host's clone with CLONE_VM: `child` goes on at start(child), with all signals
 * blocked.  The parent gets its id or an error.  The kernel clears and wakes
 * `clear_tid` (host address or 0) when it ends.
 */
i64 thread_clone(u64 flags, Thread *child, u32 *clear_tid, void (*start)(Thread *));
/* End the current host thread, whose memory goes with it. */
_Noreturn void thread_end(Thread *t, u32 status);

/* Forget all host frames of guest code: the state is the truth. */
void thread_drop_stack(Thread *t);
/* Make guest code leave at its next poll, because of PENDING_...; from a signal
 * handler too.  And no more, unless something is pending. */
void thread_poll_on(Thread *t, u32 why);
void thread_poll_off(Thread *t);

/* Around a fork, the second one in parent and child: memory that both would share
 * is copied before, as the parent goes on at once.  In between this thread has all
 * locks; in the child it is the only one. */
void thread_before_fork(Thread *t);
void thread_after_fork(Thread *t, bool child);

#endif
