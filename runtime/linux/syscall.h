/*
 * syscall.h -- the declared system calls, as the files that make them see them.
 *
 *      i64 sys_umask(Call *c) { return sys_call1(__NR_umask, c->arg[0]); }
 *
 * A row of syscalls.def names each argument's kind; the conversions both ways, the
 * checks of addresses and the strace line come from it.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_LINUX_SYSCALL_H
#define RUNTIME_LINUX_SYSCALL_H

#include "runtime/linux/abi.h"
#include "runtime/linux/linux.h"
#include "runtime/memory/memory.h"
#include "runtime/signal.h"
#include "runtime/base/sys.h"

typedef enum {
    K_NONE,
    /* Sign-extended, */
    K_INT,
    K_FD,
    K_NAMED,
    /* zero-extended, */
    K_UINT,
    K_FLAGS,
    K_ADDR,
    K_STRINGS,
    K_SOCKADDR,
    K_OFF64,
    /* and those that take more than that: arguments.c. */
    K_ID16,
    K_BITS,
    K_STR,
    K_NAME,
    K_PATH,
    K_IN_BUF,
    K_OUT_BUF,
    K_IN,
    K_OUT,
    K_INOUT,
    K_REST,
    K_IOVEC_IN,
    K_IOVEC_OUT,
    K_SIGSET,
} ArgKind;

typedef struct {
    u8 kind;
    u8 of;         /* the argument with a length or flags, a LayoutId or a set */
    bool optional; /* null is no error */
} Arg;

typedef struct CallBlock CallBlock;

/* What there is to do for the arguments of a row, found when this is compiled.  Sets of
 * arguments have bit i for the one with number i. */
typedef struct {
    u8 way[6]; /* a PlanWay for each argument */
    u8 pairs;  /* of two registers */
    u8 others; /* converted by more than `way` */
    u8 stored; /* that the call may write */
} Plan;

/* What an argument is first: nothing, zero-extended, sign-extended. */
typedef enum { PLAN_NONE, PLAN_UNSIGNED, PLAN_SIGNED } PlanWay;

/* One system call under way. */
typedef struct Call {
    /* What dispatch.S makes of it: converted arguments (host pointers, sign-extended
     * numbers), the host's number, and whether it may wait (see signal_call). */
    u64 arg[6];
    u32 host;
    bool waits;

    u32 number; /* the guest's */
    bool old;   /* of the old ABI */
    Thread *t;
    const LinuxAbi *abi;
    const struct Syscall *row;
    const Plan *plan; /* of the row */
    u32 reg[6];       /* the guest's registers */
    u64 raw[6];       /* one value an argument, as the guest has it */
    u32 used;         /* of `room` */
    CallBlock *more;
    _Alignas(16) u8 room[1024];
} Call;

typedef enum {
    BY_HOST,
    BY_WAITING,    /* on the host, and it may wait: signal_call */
    BY_VDSO,       /* vdso_call, of `host` */
    BY_FUNCTION,   /* `by` */
    BY_DESCRIPTOR, /* BY_WAITING, if the first argument is FD_BYTES; or else `by` */
    BY_CHOICE,     /* as the row that `by` says */
} CallWay;

typedef struct Syscall {
    const char *name;
    i32 host;           /* the host's number, if there is one */
    u8 way;             /* CallWay */
    i64 (*by)(Call *c); /* the result, or an error number negated */
    const char *reason; /* why there is no such call, or NULL */
    Arg arg[6];
} Syscall;

/* From a `by`: the registers are as they must be; store no result. */
enum { CALL_KEEP = -4096 };

extern const Syscall syscalls[NUM_CALLS];
extern const Plan plans[NUM_CALLS];

/* The functions that the rows of SYS_BY name. */
#define SYS(...)
#define SYS_WAIT(...)
#define SYS_BY(name, function, ...) i64 function(Call *c);
#define SYS_ON SYS_BY
#define SYS_FD SYS_BY
#define SYS_VDSO(...)
#define SYS_MANY SYS_BY
#define SYS_NO(...)
#include "runtime/linux/syscalls.def"

/* call.c.  Zeroed host memory that lives till the call ends. */
void *call_room(Call *c, u64 size);
void call_end(Call *c);

/* arguments.c.  From the registers, as the row says; numbers are converted then, ... */
void arguments_gather(Call *c, const Syscall *row);
/* ... all else here.  0 or an error number, negated. */
i64 arguments_in(Call *c);
i64 arguments_out(Call *c, i64 result);
/* One more argument than the row has: that of an ioctl, fcntl... */
i64 argument_in(Call *c, const Arg *arg, u32 value, u64 *converted);
i64 argument_out(Call *c, const Arg *arg, u32 value, u64 converted, i64 result);

/* The buffers of a K_IOVEC_IN or K_IOVEC_OUT. */
i64 iovec_in(Call *c, const Arg *arg, u32 address, u32 count, u64 *converted);

/* copy.c.  Guest memory for direct access, or NULL: the guest may not. */
const u8 *guest_readable(u32 address, u64 size);
u8 *guest_writable(u32 address, u64 size);
/* Make as much as there is of a buffer ready for the kernel to write. */
void guest_prepare(u32 address, u64 size);
bool guest_get(Call *c, LayoutId id, u32 address, void *host);
/* 0, -EFAULT or -EOVERFLOW. */
i64 guest_put(Call *c, LayoutId id, const void *host, u32 address);
u32 guest_load32(Call *c, const u8 *from);
void guest_store32(Call *c, u8 *to, u32 value);
u64 guest_load_sigset(Call *c, const u8 *from);
void guest_store_sigset(Call *c, u8 *to, u64 set);
/* A guest's string as host text, or NULL. */
const char *guest_string(u32 address);

/* strace.c */
void strace_before(const Call *c);
void strace_after(const Call *c, i64 result);

#endif
