/*
 * abi.h -- the differences between one guest's Linux and another's: tables, and a few
 * functions that know the guest's registers.
 *
 *      const LinuxAbi *abi = linux_abi_of(&guest_arm);
 *      abi->set_result(t, -ENOSYS);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_LINUX_ABI_H
#define RUNTIME_LINUX_ABI_H

#include "runtime/linux/flags.h"
#include "runtime/linux/layout.h"
#include "runtime/linux/processor.h"
#include "runtime/thread.h"

typedef enum {
#define SYS(name, ...) CALL_##name,
#define SYS_WAIT SYS
#define SYS_BY SYS
#define SYS_ON SYS
#define SYS_FD SYS
#define SYS_VDSO SYS
#define SYS_MANY SYS
#define SYS_NO SYS
#include "runtime/linux/syscalls.def"
    NUM_CALLS
} CallId;

typedef enum {
#define IOCTL(name, argument) IOCTL_##name,
#define IOCTL_BY(name, function) IOCTL_##name,
#define TERMIOS(name) IOCTL_##name,
#include "runtime/linux/ioctls.def"
    NUM_IOCTLS
} IoctlId;

/* An option of SOL_SOCKET whose number differs from the host's. */
typedef struct {
    u16 guest, host; /* a row with host 0 ends the list */
} SocketOption;

/* The arguments of a signal handler, and what its return restores.  Addresses are the
 * guest's. */
typedef struct {
    u32 handler, flags, restorer; /* as sigaction took them */
    u64 saved_mask;               /* the mask to restore after the handler */
    u32 stack; /* the frame goes below this address: the interrupted stack pointer, or
                  the end of the alternate stack */
    const void *info; /* the host's siginfo_t; its si_addr is a guest address */
    u32 alternate[3]; /* ss_sp, ss_flags, ss_size */
    bool fault;       /* the instruction at the pc raised the signal */
} SignalFrame;

/* The vDSO that the kernel maps into each process.  A tool makes the image of the
 * tables in runtime/vdso when the project is built. */
typedef struct {
    const u8 *bytes;
    u32 size;
    /* byte offsets of the code to which handlers return, old and real-time; 0: none */
    u32 old_return, rt_return;
} GuestVdso;
extern const GuestVdso ppc_vdso, arm_vdso;

typedef struct {
    const char *name;    /* the name in its Guest */
    const char *machine; /* the machine that uname tells */
    bool big_endian;
    const u16 *number; /* CallId + 1 by the guest's number; 0: no such call */
    u32 num_numbers;
    Layout (*const *layout)(void); /* by LayoutId */
    const FlagBit *const *flags;   /* by FlagSet */
    const u32 *ioctl;              /* the guest's request numbers, by IoctlId */
    const u8 *control_character; /* index in the guest's c_cc by index in the host's */
    const SocketOption *socket_options; /* ends with a host number of 0 */
    u32 shm_alignment; /* bytes to which addresses of shmat are aligned (SHMLBA) */

    const GuestVdso *vdso;
    const Processor *processor;
    void (*init)(void); /* called once, when guest memory is there; or NULL */

    /* Returns the number of the system call at the pc and fills in its six argument
     * registers.  Sets *old if the call is made by the old ABI, which only ARM has:
     * there, 64-bit arguments may start at odd registers. */
    u32 (*get_call)(Thread *t, u32 reg[6], bool *old);
    const u16 *old_differs; /* CallIds of calls whose structures differ in the old ABI;
                               NUM_CALLS ends the list */
    /* Stores a call's result, or negated error number, to the guest's registers. */
    void (*set_result)(Thread *t, i64 result);
    /* Stores -EINTR as the result of a call that was to be restarted, and sets the pc
     * after it. */
    void (*skip_call)(Thread *t);
    /* Makes call `number`, which is not in `number[]`.  Returns false if there is no
     * such call.  NULL: the guest has none. */
    bool (*private_call)(Thread *t, u32 number);

    /* Builds a signal frame and sets the registers to enter the handler.  Returns false
     * if the stack cannot be written. */
    bool (*push_frame)(Thread *t, int signal, const SignalFrame *frame);
    /* Read the signal frame that the stack pointer leads to. frame_mask reads the mask
     * to restore. pop_frame then restores all registers and, of a real-time frame,
     * reads the alternate stack into *frame.  Both return false if the frame cannot be
     * read. */
    bool (*frame_mask)(Thread *t, bool real_time, u64 *mask);
    bool (*pop_frame)(Thread *t, bool real_time, SignalFrame *frame);

    /* Read and write the stack pointer; write the TLS register. */
    u32 (*stack_pointer)(const Thread *t);
    void (*set_stack_pointer)(Thread *t, u32 sp);
    void (*set_tls)(Thread *t, u32 tls);
    /* set_float_traps switches whether enabled floating-point exceptions raise signals;
     * float_traps returns it. */
    void (*set_float_traps)(Thread *t, bool on);
    bool (*float_traps)(const Thread *t);
    /* Returns the si_code of the enabled exception that the status register shows. */
    int (*float_code)(Thread *t);
    /* Returns the guest address of the access that was not aligned. */
    u32 (*align_address)(const Thread *t);
} LinuxAbi;

/* One for each row of guests.def; its address is NULL for a guest that is not linked
 * into this program (lifter/lift.c). */
#define GUEST(name) extern const LinuxAbi linux_##name __attribute__((weak));
#include "lifter/guests.def"

/* The LinuxAbi of the program that runs; and that of a guest. linux_abi_of panics if
 * there is none. */
extern const LinuxAbi *linux_abi;
const LinuxAbi *linux_abi_of(const Guest *guest);

#endif
