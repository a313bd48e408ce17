/*
 * thread.h -- the runtime's description of a guest thread, and of its host thread.
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
#include "runtime/host/x86_64/cpu.h"

/* Bits of ThreadHead.pending. */
enum {
    PENDING_SIGNAL = 1, /* an asynchronous signal is queued */
    /* code was invalidated: this thread must leave it before it runs more */
    PENDING_CHANGE = 2,
    PENDING_STOP = 4, /* another thread stops the world (world.h) */
};

/* Thread.life, for processes that share this memory (clone with CLONE_VM, without
 * CLONE_THREAD).  LIFE_ENDS: its process is ending, so a thread that stops the world
 * does not wait for it.  LIFE_OVER, which the kernel stores: the thread has ended, and
 * world_free_dead frees it. */
enum { LIFE_OVER, LIFE_IS, LIFE_ENDS };

enum {
    HOST_SIGINFO_SIZE = 128,
    /* bytes of host stack that the runtime's own C code may use */
    STACK_MARGIN = 0x10000,
    /* bytes of the stack on which host signal handlers run */
    SIGNAL_STACK_SIZE = 0x10000,
};

typedef struct Thread {
    _Alignas(64) u8 state[STATE_MAX]; /* the guest's registers: a PpcCpu, an ArmCpu */
    ThreadHead head;

    const Guest *guest;
    /* The host stack on which guest code runs, by addresses: it begins at stack_high,
     * is accessible down to stack_low, and may grow down to stack_end. */
    u64 stack_high, stack_low, stack_end;
    void *linux_data;  /* private to runtime/linux */
    void *interpreter; /* private to interpret.c, from sys_map; or NULL */
    /* the host mapping that holds this struct and the stacks: address, bytes */
    u64 mapping, mapping_size;
    u64 signal_stack; /* lowest address of the stack on which host signal handlers run
                       */
    u32 image_seen;   /* the count of changes to the image that this thread has seen
                         (image_is_stale) */

    int opened; /* the descriptor of the file that the guest opened last */

    /* world.h */
    struct Thread *next;
    bool running; /* a thread that stops the world must wait for this one */
    u32 life;     /* LIFE_...; the kernel clears the word when the thread ends */

    /* Signals: signal.h.  Bit n - 1 of a mask is host signal n. */
    u64 signal_mask; /* the signals that the guest blocks */
    u32 call_next;   /* guest pc after the instruction of the last system call */
    u32 call_mode;   /* the guest's mode at that instruction, until the call is over */
    bool restart; /* the call was not made, or was interrupted: its instruction must be
                     executed again */
    bool queued;  /* `info` holds a signal, and all others are blocked on the host */
    _Alignas(8) u8 info[HOST_SIGINFO_SIZE];
    bool interpreting; /* the interpreter runs: the state's pc is that of the current
                          instruction */
    struct {
        int signal, code;
        u32 address;
        enum { ACCESS_READ, ACCESS_WRITE, ACCESS_FETCH } access;
    } fault; /* a fault of guest code, between the host's handler and its delivery */
    u64 store_at; /* host pc of the store whose fault is being handled, or 0 */
    /* Host code to go on at if the runtime itself faults at guest memory that it
     * thought accessible (rt_call_fault, rt_frame_fault).  NULL: such a fault is a bug.
     */
    const u8 *recover;
} Thread;

_Static_assert(offsetof(Thread, head) == HEAD, "generated code knows where it is");
_Static_assert(HEAD + offsetof(ThreadHead, self) == CPU_THREAD_AT, "cpu.h knows it");

#ifdef HOSTED_THREADS /* the threads are the C library's, as in tests/race_check.c */
extern _Thread_local Thread *hosted_thread;
static inline Thread *thread_self(void)
{
    return hosted_thread;
}
#else
static inline Thread *thread_self(void)
{
    return (Thread *)cpu_thread();
}
#endif

/* Returns the word of guest state at byte offset `slot`. */
static inline u32 *thread_slot(Thread *t, u32 slot)
{
    return (u32 *)(void *)(t->state + slot);
}

/* Returns the guest pc in the state. */
static inline u32 thread_pc(Thread *t)
{
    return *thread_slot(t, t->guest->pc_slot);
}

/* Sets the guest pc in the state. */
static inline void thread_set_pc(Thread *t, u32 pc)
{
    *thread_slot(t, t->guest->pc_slot) = pc;
}

/* Returns the guest's mode, the word at Guest.mode_slot; 0 for a guest without modes.
 */
static inline u32 thread_mode(Thread *t)
{
    u32 slot = t->guest->mode_slot;

    return slot == GUEST_NO_SLOT ? 0 : *thread_slot(t, slot);
}

/* Sets the guest's mode.  A guest without modes has mode 0 only. */
static inline void thread_set_mode(Thread *t, u32 mode)
{
    if (t->guest->mode_slot != GUEST_NO_SLOT)
        *thread_slot(t, t->guest->mode_slot) = mode;
}

/* Makes the first Thread, with its host stack, and adds it to the list of world.h.  It
 * becomes current by thread_enter.  Ends the process if there is no memory. */
Thread *thread_create(const Guest *guest);
/* Sets fs and gs of this host thread, so that `t` becomes the current Thread.  If the
 * kernel refuses that, uses cpu_set_bases if `by_instructions`, else ends the process.
 */
void thread_enter(Thread *t, bool by_instructions);

/*
 * Makes a further Thread, with the guest registers and the signal mask of `like`, which
 * is the current one, and adds it to the list of world.h.  Returns NULL if there is no
 * memory.
 */
Thread *thread_copy(const Thread *like);
/* Frees a Thread that runs no more, or never has, and that is in no list. */
void thread_free(Thread *t);
/*
 * Makes a host thread by clone with `flags` | CLONE_VM | CLONE_SETTLS.  It runs
 * start(child), which must not return, on the child's stack.  All its signals are
 * blocked if the caller has called signal_block_all, as it should.  Returns the thread
 * id or a negated error number, to the parent only.  With CLONE_CHILD_CLEARTID the
 * kernel writes 0 to `clear_tid` (host address or 0) when the thread ends, and wakes
 * the futex there.
 */
i64 thread_clone(u64 flags, Thread *child, u32 *clear_tid, void (*start)(Thread *));
/* Ends the current host thread with exit status `status` and frees the Thread's memory.
 */
_Noreturn void thread_end(Thread *t, u32 status);

/* Makes more of the host stack accessible; a handler of SIGSEGV may call it.  Returns
 * false if all that was reserved is in use, or the kernel gives no more memory. */
bool thread_grow_stack(Thread *t);
/* Drops all host frames of guest code: the guest goes on from the state alone. */
void thread_drop_stack(Thread *t);
/* thread_poll_on sets PENDING_... bits `why`, so that guest code leaves at its next
 * poll; a signal handler may call it. thread_poll_off lets functions enter without a
 * call of rt_poll again, unless something is pending. */
void thread_poll_on(Thread *t, u32 why);
void thread_poll_off(Thread *t);
/* Returns true if functions poll at their entries for something that is pending, and
 * not for the end of the stack. */
bool thread_polls(const Thread *t);

/*
 * Called before a fork, and after it in parent and child.  Memory that both would share
 * is copied before the fork, since the parent goes on at once.  In between this thread
 * holds all locks.  In the child it is the only thread.
 */
void thread_before_fork(Thread *t);
void thread_after_fork(Thread *t, bool child);

#endif
