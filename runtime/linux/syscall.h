/*
 * syscall.h -- the declared system calls, and the call under way, for the files that
 * implement them.
 *
 *      i64 sys_umask(Call *c) { return sys_call1(__NR_umask, c->arg[0]); }
 *
 * A row of syscalls.def names each argument's kind.  The conversions both ways, the
 * checks of addresses and the strace line are derived from it.
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
    /* These are sign-extended. */
    K_INT,
    K_FD,
    K_NAMED,
    /* These are zero-extended. */
    K_UINT,
    K_FLAGS,
    K_ADDR,
    K_STRINGS,
    K_SOCKADDR,
    K_OFF64,
    /* These take more than that: arguments.c. */
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
    u8 of; /* index of the argument with the length or flags; or a LayoutId, a NameSet
              or a FlagSet */
    bool optional; /* a null pointer is no error */
} Arg;

typedef struct CallBlock CallBlock;

/* What must be done for the arguments of a row, computed when this is compiled.  Sets
 * of arguments have bit i for argument number i. */
typedef struct {
    u8 way[6]; /* a PlanWay for each argument */
    u8 pairs;  /* arguments of two registers */
    u8 others; /* arguments whose conversion takes more than `way` */
    u8 stored; /* arguments to which the call may store */
} Plan;

/* The first step for an argument: none, zero-extension or sign-extension. */
typedef enum { PLAN_NONE, PLAN_UNSIGNED, PLAN_SIGNED } PlanWay;

/* One system call under way. */
typedef struct Call {
    /* What dispatch.S hands to the host: converted arguments (host pointers,
     * sign-extended numbers), the host's call number, and whether the call may wait
     * (signal_call). */
    u64 arg[6];
    u32 host;
    bool waits;

    u32 number; /* the guest's call number */
    bool old;   /* made by the old ABI (LinuxAbi.get_call) */
    Thread *t;
    const LinuxAbi *abi;
    const struct Syscall *row;
    const Plan *plan; /* that of the row */
    u32 reg[6];       /* the guest's registers */
    u64 raw[6];       /* the guest's value of each argument, of one register or two */
    i64 bundle; /* what a name leads to in the bundle (bundle_calls.h); 0: nothing */
    u32 used;   /* bytes used of `room` */
    CallBlock *more; /* further memory of call_room */
    _Alignas(16) u8 room[1024];
} Call;

typedef enum {
    BY_HOST,     /* the host's call `host`, which does not wait */
    BY_WAITING,  /* the host's call, which may wait: signal_call */
    BY_VDSO,     /* vdso_call number `host` */
    BY_FUNCTION, /* the function `by` */
    /* as BY_WAITING if the first argument is an FD_BYTES, else the function `by` */
    BY_DESCRIPTOR,
    BY_CHOICE, /* as the row whose CallId `by` returns */
} CallWay;

typedef struct Syscall {
    const char *name;
    i32 host;           /* the host's call number, if there is one */
    u8 way;             /* CallWay */
    u16 id;             /* CallId */
    i64 (*by)(Call *c); /* returns the result or a negated error number */
    const char *reason; /* why the call is not implemented, or NULL */
    Arg arg[6];
} Syscall;

/* Result of a `by`: the guest's registers are right already, no result is stored. */
enum { CALL_KEEP = -4096 };

/* The rows of syscalls.def and their plans, by CallId. */
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

/* call.c.  Returns `size` bytes of zeroed host memory, which live until the call ends.
 */
void *call_room(Call *c, u64 size);
void call_end(Call *c);

/* arguments.c.  Sets row, plan, raw and arg from the registers, as the row says.
 * Numbers are converted then, ... */
void arguments_gather(Call *c, const Syscall *row);
/* ... and all other arguments here. arguments_in is called before the host's call,
 * arguments_out after it, to store what it gave.  Return 0 or a negated error number.
 */
i64 arguments_in(Call *c);
i64 arguments_out(Call *c, i64 result);
/* The same for one more argument than the row has: that of an ioctl, fcntl ... */
i64 argument_in(Call *c, const Arg *arg, u32 value, u64 *converted);
i64 argument_out(Call *c, const Arg *arg, u32 value, u64 converted, i64 result);

/* Converts the array of `count` buffers of a K_IOVEC_IN or K_IOVEC_OUT.  Returns 0,
 * -EINVAL or -EFAULT. */
i64 iovec_in(Call *c, const Arg *arg, u32 address, u32 count, u64 *converted);

/* copy.c.  Return the host address of guest memory, to be read or written, or NULL if
 * the guest may not. */
const u8 *guest_readable(u32 address, u64 size);
u8 *guest_writable(u32 address, u64 size);
/* Prepares a buffer for writes by the kernel, up to the first page that the guest may
 * not write. */
void guest_prepare(u32 address, u64 size);
/* Reads a guest structure into the host's.  Returns false if the guest may not read it.
 */
bool guest_get(Call *c, LayoutId id, u32 address, void *host);
/* Stores a host structure to the guest's.  Returns 0, -EFAULT or -EOVERFLOW. */
i64 guest_put(Call *c, LayoutId id, const void *host, u32 address);
/* Read and store words and signal sets in the guest's byte order, at host addresses. */
u32 guest_load32(Call *c, const u8 *from);
void guest_store32(Call *c, u8 *to, u32 value);
u64 guest_load_sigset(Call *c, const u8 *from);
void guest_store_sigset(Call *c, u8 *to, u64 set);
/* Returns the host address of a guest's string; NULL if the guest may not read it all.
 */
const char *guest_string(u32 address);

/* strace.c.  Print a call's line before the call is made, and its end with the result
 * after it. */
void strace_before(const Call *c);
void strace_after(const Call *c, i64 result);

#endif
