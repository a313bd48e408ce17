/* vdso.c -- the vDSO that PowerPC's kernel maps into each process.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/abi.h"

#include "generated/vdso_ppc.h"

const GuestVdso ppc_vdso = {vdso_ppc, sizeof vdso_ppc, __kernel_sigtramp32_at,
                            __kernel_sigtramp_rt32_at};
