/*
 * processor.h -- what a guest's kernel says of its processor, in the auxiliary vector
 * and in /proc/cpuinfo.
 *
 *      linux_abi_of(&guest_arm)->processor->hwcap     -- AT_HWCAP
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_LINUX_PROCESSOR_H
#define RUNTIME_LINUX_PROCESSOR_H

#include "ir/base.h"

typedef struct {
    const char *platform; /* AT_PLATFORM */
    u32 hwcap, hwcap2;
    u32 cache_line; /* bytes; 0: the auxv does not tell */
    /* The lines of /proc/cpuinfo about processor `number`, and those after the last. */
    void (*print_one)(Out *out, u32 number);
    void (*print_system)(Out *out);
} Processor;

extern const Processor ppc_processor, arm_processor;

/* A "BogoMIPS" of the kernel, measured by a counter: half a million of its ticks. */
enum { BOGO = 500000 };

#endif
