/*
 * linux.h -- what the runtime asks of the Linux layer, and what that may know of
 * the program.
 */
#ifndef RUNTIME_LINUX_LINUX_H
#define RUNTIME_LINUX_LINUX_H

#include "runtime/thread.h"

/* What the loader found; host pointers live as long as the process. */
typedef struct {
    const char *path; /* of the guest program, absolute: /proc/self/exe */
    u32 entry;
    u32 image_end;                /* where the break starts */
    u32 stack_low, stack_top;     /* the guest's stack mapping */
    u32 arguments, arguments_end; /* the guest's argv strings, ... */
    u32 environment_end;          /* ... those of its environment, which follow, ... */
    u32 auxv, auxv_end;           /* ... and auxiliary vector */
} LinuxProgram;

extern LinuxProgram linux_program;

/* Once at the start, after loading and before the first guest instruction. */
void linux_init(Thread *t);

/* Free what the layer keeps of a thread that ended. */
void linux_end(Thread *t);
/* What the kernel does for all threads when the process ends.  At a safe point. */
void linux_end_process(Thread *t);

/*
 * Make the system call in the guest's registers and put its result there.  The
 * state's pc is after the call instruction; sigreturn sets all of the state.
 * Sets t->restart, and changes no register, if the call gave CALL_AGAIN.
 */
void linux_syscall(Thread *t);

/*
 * Deliver a host signal (a siginfo_t whose si_addr, where it has one, is a guest
 * address): build the guest's frame, set pc and mask; or do the default action
 * (signal_die for fatal ones).  The caller puts t->signal_mask in force.  `fault`: it
 * came of the instruction at pc, and is fatal if the guest blocks or ignores it.  If
 * t->restart is set, pc is at the call instruction: a handler without SA_RESTART gets
 * EINTR and the pc after it.
 */
void linux_deliver(Thread *t, const void *host_siginfo, bool fault);

/* The si_code of a RAISE_FLOAT. */
int linux_float_code(Thread *t);
/* The si_addr of a RAISE_ALIGN. */
u32 linux_align_address(const Thread *t);

#endif
