/*
 * linux.h -- what the runtime asks of the Linux layer, and what that may know of
 * the program.
 */
#ifndef RUNTIME_LINUX_LINUX_H
#define RUNTIME_LINUX_LINUX_H

#include "runtime/thread.h"

/* What the loader found; host pointers live as long as the process. */
typedef struct {
    const char *path; /* of the guest program, absolute: what /proc/self/exe leads to */
    const char *file; /* by what name of the host's it is opened or executed */
    const void *guest_file; /* in a translated program: it, in this file; or NULL */
    u64 guest_size;         /* its bytes */
    u32 entry;
    u32 image_end;                /* where the break starts */
    u32 stack_low, stack_top;     /* the guest's stack mapping */
    u32 arguments, arguments_end; /* the guest's argv strings, ... */
    u32 environment_end;          /* ... those of its environment, which follow, ... */
    u32 auxv, auxv_end;           /* ... and auxiliary vector */
    u64 host_vdso;                /* the host's, or 0 */
    u32 vdso;                     /* the guest's, a page */
} LinuxProgram;

extern LinuxProgram linux_program;

/* Map the guest's vDSO, where nothing is; its address.  Once, before its auxv is made.
 */
u32 linux_map_vdso(const Guest *guest);

/* May the code of a block at `pc` ask the runtime (lifter/ask.h)? */
static inline bool linux_may_ask(u32 pc)
{
    return (pc ^ linux_program.vdso) >> 12 == 0 && linux_program.vdso;
}

/* Once at the start, after loading and before the first guest instruction. */
void linux_init(Thread *t);

/* Free what the layer keeps of a thread that ended. */
void linux_end(Thread *t);
/* What the kernel does for all threads when the process ends.  At a safe point. */
void linux_end_process(Thread *t);

/*
 * The system call in the guest's registers, the state's pc being after its instruction;
 * sigreturn sets all of the state.  Gives what is to be done on the host, as dispatch.S
 * does it (no frame of C should be there while the kernel is at work: it leaves the
 * processor's stack of return addresses wrong), and then goes to linux_call_end; or
 * NULL, and it is over.  When it is, its result is in the registers; or none was
 * changed and t->restart is set: it gave CALL_AGAIN or CALL_BEFORE.
 */
struct Call;
const struct Call *linux_call_begin(Thread *t);
void linux_call_end(Thread *t, i64 result);
/* Guest memory turned out not to be accessible: the call is over, with EFAULT. */
void linux_call_fault(Thread *t);

/*
 * Deliver a host signal (a siginfo_t whose si_addr, where it has one, is a guest
 * address): build the guest's frame, set pc and mask; or do the default action
 * (signal_die for fatal ones).  The caller puts t->signal_mask in force.  `fault`: it
 * came of the instruction at pc, and is fatal if the guest blocks or ignores it.  If
 * t->restart is set, pc is at the call instruction: a handler without SA_RESTART gets
 * EINTR and the pc after it.
 */
void linux_deliver(Thread *t, const void *host_siginfo, bool fault);

/* The same for the frame it was making: deliver SIGSEGV, or end the process by it. */
void linux_frame_fault(Thread *t);

/* Whether enabled floating-point exceptions raise SIGFPE, and its si_code. */
bool linux_float_traps(const Thread *t);
int linux_float_code(Thread *t);
/* The si_addr of a RAISE_ALIGN. */
u32 linux_align_address(const Thread *t);

#endif
