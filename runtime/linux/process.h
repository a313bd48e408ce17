/* process.h -- the Linux layer's data of the guest's process and of each thread.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_PROCESS_H
#define RUNTIME_LINUX_PROCESS_H

#include "runtime/linux/syscall.h"
#include "runtime/thread.h"

enum { NUM_SIGNALS = 64, MAX_HELD = 32 };

/* The data of one guest thread; Thread.linux_data points to it. */
typedef struct {
    Call call; /* the system call under way, or the last one */
    /* A call waited with another signal mask, and a signal ended it. saved_mask is to
     * be stored in the signal's frame, and is in force again after its handler. */
    bool restore_mask;
    u64 saved_mask;
    bool again;       /* the last call gave CALL_BEFORE */
    int frame_signal; /* the signal whose frame call_handler builds */
    u32 alternate_stack, alternate_flags, alternate_size; /* as sigaltstack took them */
    u32 float_exceptions; /* the mode that PR_SET_FPEXC set */
    u32 tid;              /* the thread id, the same for host and guest */
    u32 clear_tid;   /* guest address of the word that the kernel clears when the thread
                        ends, or 0 */
    u32 robust_list; /* guest address of the list of robust futexes (robust.h) */
    u32 may_run;     /* a futex: 1 when the parent has set the thread up */
    u32 set_tid;     /* guest address at which the thread itself stores its id
                        (CLONE_CHILD_SETTID), or 0 */
    bool shares_till_exec; /* a process made with CLONE_VFORK: it shares memory until it
                              executes a program */
    u32 process; /* number of its process among those that share this memory; a thread
                    has its maker's */
    struct GuestAction *actions; /* guest_actions, or a copy (thread_calls.c) */
    u64 held; /* signals, as bits, whose `held_info` waits: see deliver_later */
    _Alignas(8) u8 held_info[MAX_HELD][HOST_SIGINFO_SIZE];
} LinuxThread;

/* What the guest asked for by sigaction; the words are as it gave them. */
typedef struct GuestAction {
    u32 handler, flags, restorer;
    u64 mask;
} GuestAction;

/* The actions of the first process, by signal number.  Used under lock_actions. */
extern GuestAction guest_actions[NUM_SIGNALS + 1];

/* Returns the Linux layer's data of a thread. */
static inline LinuxThread *linux_thread(Thread *t)
{
    return t->linux_data;
}

/* Sets the guest's action for a signal, and the host's with it (signal_set_way). */
void action_set(Thread *t, int signal, const GuestAction *action);
/* Returns the action for a signal that is delivered now.  Resets it to the default if
 * it has SA_RESETHAND. */
GuestAction action_take(Thread *t, int signal);

/*
 * deliver_later keeps a signal that the guest blocks but the host cannot block, since
 * an instruction might cause it.  deliver_held sends one kept signal to this thread
 * again that the guest's mask now lets through.  held_signals returns the kept ones, as
 * bits.
 */
void deliver_later(Thread *t, const void *host_siginfo);
void deliver_held(Thread *t);
u64 held_signals(Thread *t);

/* Initialises the actions when the process starts: signals that the parent process left
 * ignored stay ignored. */
void process_init(Thread *t);

#endif
