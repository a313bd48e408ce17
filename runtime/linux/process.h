/* process.h -- what the Linux layer keeps of the guest's process and thread.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_PROCESS_H
#define RUNTIME_LINUX_PROCESS_H

#include "runtime/linux/syscall.h"
#include "runtime/thread.h"

enum { NUM_SIGNALS = 64, MAX_HELD = 32 };

/* Thread.linux_data. */
typedef struct {
    Call call; /* the last one, or the one under way */
    /* A call waited with another mask: this one is to be put into the frame of the
     * signal that ended it, and in force again after its handler. */
    bool restore_mask;
    u64 saved_mask;
    bool again;       /* the last call gave CALL_BEFORE */
    int frame_signal; /* what call_handler makes a frame for */
    u32 alternate_stack, alternate_flags, alternate_size;
    u32 float_exceptions;  /* of PR_SET_FPEXC */
    u32 tid;               /* the host's number of it, and the guest's */
    u32 clear_tid;         /* guest word the kernel clears when it ends, or 0 */
    u32 robust_list;       /* robust.h */
    u32 may_run;           /* a futex: 1 when its parent has set it up */
    u32 set_tid;           /* of CLONE_CHILD_SETTID, where it stores that itself */
    bool shares_till_exec; /* made by CLONE_VFORK */
    u32 process; /* which of those that share this memory; threads' is their maker's */
    struct GuestAction *actions; /* of the first process, or a copy: thread_calls.c */
    u64 held; /* signals whose `held_info` waits: see deliver_later */
    _Alignas(8) u8 held_info[MAX_HELD][HOST_SIGINFO_SIZE];
} LinuxThread;

/* What the guest asked for with sigaction; words as it gave them. */
typedef struct GuestAction {
    u32 handler, flags, restorer;
    u64 mask;
} GuestAction;

/* The process's.  Under lock_actions. */
extern GuestAction guest_actions[NUM_SIGNALS + 1];

static inline LinuxThread *linux_thread(Thread *t)
{
    return t->linux_data;
}

void action_set(Thread *t, int signal, const GuestAction *action);
/* A copy of what there is to do now; one that holds once only is then over. */
GuestAction action_take(Thread *t, int signal);

/*
 * A signal that the guest blocks but the host cannot (one an instruction might
 * cause): keep it till the mask, as it now is, lets it through.
 */
void deliver_later(Thread *t, const void *host_siginfo);
void deliver_held(Thread *t);
u64 held_signals(Thread *t);

/* At the start: signals the parent left ignored stay so. */
void process_init(Thread *t);

#endif
