/*
 * abi.h -- what one guest's Linux differs in from another's: tables, and a few
 * functions that know its registers.
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

/* An option of SOL_SOCKET whose number is the guest's own. */
typedef struct {
    u16 guest, host; /* host 0 ends */
} SocketOption;

/* What a handler is called with, and its return needs. */
typedef struct {
    u32 handler, flags, restorer;
    u64 saved_mask;   /* in force again after the handler */
    u32 stack;        /* frames go below: the interrupted one or the other */
    const void *info; /* the host's siginfo_t */
    u32 alternate[3]; /* ss_sp, ss_flags, ss_size */
    bool fault;
} SignalFrame;

/* What the kernel maps into each process: made of the tables in runtime/vdso when the
 * project is built. */
typedef struct {
    const u8 *bytes;
    u32 size;
    u32 old_return, rt_return; /* offsets of what handlers return to, if it is there */
} GuestVdso;
extern const GuestVdso ppc_vdso, arm_vdso;

typedef struct {
    const char *name;    /* of its Guest */
    const char *machine; /* of uname */
    bool big_endian;
    const u16 *number; /* CallId + 1 by guest number, 0 for none */
    u32 num_numbers;
    Layout (*const *layout)(void);      /* by LAYOUT_* */
    const FlagBit *const *flags;        /* by FLAGS_* */
    const u32 *ioctl;                   /* the guest's numbers, by IoctlId */
    const u8 *control_character;        /* the guest's place in c_cc by the host's */
    const SocketOption *socket_options; /* ends with a host number of 0 */
    u32 shm_alignment;                  /* of addresses that shmat is given */

    const GuestVdso *vdso;
    const Processor *processor;
    void (*init)(void); /* once, when memory is there; or NULL */

    /* The registers of a call, and is it of the old ABI (which only ARM has)?  There
     * 64-bit arguments may start at odd registers. */
    u32 (*get_call)(Thread *t, u32 reg[6], bool *old);
    const u16 *old_differs; /* calls with other structures there; NUM_CALLS ends */
    void (*set_result)(Thread *t, i64 result);
    /* A failed call's -EINTR and the pc after the call, that is to be made again. */
    void (*skip_call)(Thread *t);
    /* A call that is in no table, made if there is one of this number; or NULL. */
    bool (*private_call)(Thread *t, u32 number);

    /* Build the frame and go to the handler; false if its stack cannot be written. */
    bool (*push_frame)(Thread *t, int signal, const SignalFrame *frame);
    /* Of the frame the stack pointer shows: the mask to set; then all registers
     * and, for real-time ones, the alternate stack.  False if it cannot be read. */
    bool (*frame_mask)(Thread *t, bool real_time, u64 *mask);
    bool (*pop_frame)(Thread *t, bool real_time, SignalFrame *frame);

    u32 (*stack_pointer)(const Thread *t);
    void (*set_stack_pointer)(Thread *t, u32 sp);
    void (*set_tls)(Thread *t, u32 tls);
    /* Do enabled floating-point exceptions raise signals? */
    void (*set_float_traps)(Thread *t, bool on);
    bool (*float_traps)(const Thread *t);
    /* The si_code of the exception the status register shows to be enabled. */
    int (*float_code)(Thread *t);
    /* Of the access that was not aligned. */
    u32 (*align_address)(const Thread *t);
} LinuxAbi;

/* One for each row of guests.def; without address for a guest that has no Linux yet. */
#define GUEST(name) extern const LinuxAbi linux_##name __attribute__((weak));
#include "lifter/guests.def"

/* Of the program that runs. */
extern const LinuxAbi *linux_abi;
const LinuxAbi *linux_abi_of(const Guest *guest);

#endif
