/*
 * processor.h -- what a guest's kernel tells about its processor, in the auxiliary
 * vector and in /proc/cpuinfo.
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
    u32 hwcap;            /* AT_HWCAP */
    u32 (*hwcap2)(void);  /* returns AT_HWCAP2, which may depend on the host; NULL: 0 */
    u32 cache_line; /* bytes of a cache line; 0: the auxiliary vector does not tell */
    /* Print the lines of /proc/cpuinfo about processor `number`, and those after the
     * last processor. */
    void (*print_one)(Out *out, u32 number);
    void (*print_system)(Out *out);
} Processor;

/* The processor of each guest. */
extern const Processor ppc_processor, arm_processor;

/* Ticks of a time base that make one "BogoMIPS", as the kernel measures it by a
 * counter. */
enum { BOGO = 500000 };

#endif
