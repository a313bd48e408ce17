/* host.h -- the kernel's structures and constants: those of the host, or, where the
 * test of layouts compiles this for a guest, those of the guest.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_HOST_H
#define RUNTIME_LINUX_HOST_H

#include <asm/ioctls.h>
#include <asm/stat.h>
#include <asm/statfs.h>
#include <asm/termios.h>
#include <linux/eventpoll.h>
#include <linux/fcntl.h>
#include <linux/fs.h>
#include <linux/futex.h>
#include <linux/kcmp.h>
#include <linux/mman.h>
#include <linux/mount.h>
#include <linux/openat2.h>
#include <linux/personality.h>
#include <linux/poll.h>
#include <linux/prctl.h>
#include <linux/resource.h>
#include <linux/sched.h>
#include <linux/sched/types.h>
#include <linux/signal.h>
#include <linux/stat.h>
#include <linux/sysinfo.h>
#include <linux/time.h>
#include <linux/time_types.h>
#include <linux/times.h>
#include <linux/timex.h>
#include <linux/uio.h>
#include <linux/utime.h>
#include <linux/utsname.h>
#include <linux/wait.h>

#include "runtime/linux/host_devices.h"
#include "runtime/linux/host_ipc.h"
#include "runtime/linux/host_sockets.h"

/* The kernel's headers do not have it, only glibc's do. */
struct ustat {
    int f_tfree;
    unsigned long f_tinode;
    char f_fname[6], f_fpack[6];
};

/* The result of pipe, pipe2 and socketpair. */
typedef struct {
    int first, second;
} IntPair;

/* A single id or count that a call stores. */
typedef struct {
    int value;
} IntCell;
typedef struct {
    long value;
} LongCell;
typedef struct {
    long long value;
} LoffCell;

/* struct termio, with room for the control characters of any guest. */
typedef struct {
    unsigned short word[4]; /* iflag, oflag, cflag, lflag */
    unsigned char line, characters[10];
} Termio;

/* The last argument of pselect6: a pointer to a signal set, and its bytes. */
typedef struct {
    unsigned long set, size;
} SigsetArgument;

#endif
