/*
 * os.h -- what the runtime's core asks of the operating system that the guest sees.
 *
 *      os = &linux_os;
 *      os->start(t, &loaded, argv, env, auxv);
 *
 * The core knows nothing else of it: another system, or a bare machine, is another Os.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_OS_H
#define RUNTIME_OS_H

#include "runtime/memory/loader.h"
#include "runtime/thread.h"

struct Call;

/* What is called for guest memory from `start` to `end` that is mapped from the file at
 * `path`, where `start` is byte `offset`. */
typedef void OsFileVisit(void *to, u32 start, u64 end, u64 offset, const char *path);

typedef struct Os {
    /* Once, for the first thread, after the program is loaded: sets up the system, and
     * the thread's first stack and stack pointer.  `argv` and `env` are the guest's,
     * `auxv` is the host's. */
    void (*start)(Thread *t, const Loaded *loaded, char **argv, char **env,
                  const u64 *auxv);
    /* Frees what the system keeps of a thread that ended. */
    void (*end_thread)(Thread *t);
    /* Does what the kernel does for all threads when `signal` ends the process.  At a
     * safe point. */
    void (*end_process)(Thread *t, int signal);

    /*
     * Begins the system call in the guest's registers; the state's pc is after its
     * instruction.  Returns the host's call that is left to do, which dispatch.S makes
     * before it calls call_end.  (No frame of C should be there while the kernel is at
     * work: it leaves the processor's stack of return addresses wrong.)  Returns NULL
     * if the call is over: its result is in the registers, or t->restart is set and no
     * register was changed, as it gave CALL_AGAIN or CALL_BEFORE (signal.h).
     */
    const struct Call *(*call_begin)(Thread *t);
    void (*call_end)(Thread *t, i64 result);
    /* The call under way met guest memory that cannot be accessed: ends it with EFAULT.
     */
    void (*call_fault)(Thread *t);

    /*
     * Delivers a host signal (a siginfo_t whose si_addr, if it has one, is a guest
     * address): builds the guest's frame and sets the pc, or does the default action
     * (signal_die for fatal ones).  The caller puts t->signal_mask in force.  With
     * `fault` the instruction at the pc raised it, and it is fatal if the guest blocks
     * or ignores it.  If t->restart is set, the pc is at the call instruction: a
     * handler without SA_RESTART gets EINTR and the pc after it.
     */
    void (*deliver)(Thread *t, const void *host_siginfo, bool fault);
    /* The frame that deliver was building has no place: delivers SIGSEGV, or ends the
     * process by it. */
    void (*frame_fault)(Thread *t);

    /* float_traps returns true if enabled floating-point exceptions raise a signal.
     * float_code returns the si_code of a RAISE_FLOAT. */
    bool (*float_traps)(const Thread *t);
    int (*float_code)(Thread *t);
    /* Calls `visit` for each range of guest memory that is mapped from a file.  The
     * path is the host's, and lives only as long as the call. */
    void (*mapped_files)(OsFileVisit *visit, void *to);
    /* Returns the si_addr of a RAISE_ALIGN: the guest address of the access. */
    u32 (*align_address)(const Thread *t);
} Os;

/* Set by main_run, before the first thread runs. */
extern const Os *os;

#endif
