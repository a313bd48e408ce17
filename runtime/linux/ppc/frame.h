/* frame.h -- signal frames of 32-bit PowerPC. */
#ifndef RUNTIME_LINUX_PPC_FRAME_H
#define RUNTIME_LINUX_PPC_FRAME_H

#include "runtime/linux/abi.h"

/* As the members of LinuxAbi. */
void ppc_map_trampolines(void);
bool ppc_push_frame(Thread *t, int signal, const SignalFrame *frame);
bool ppc_frame_mask(Thread *t, bool real_time, u64 *mask);
bool ppc_pop_frame(Thread *t, bool real_time, SignalFrame *frame);

#endif
