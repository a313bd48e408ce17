/* vdso.c -- the vDSO that ARM's kernel maps into each process. Handlers return through
 * another page: kernel_page.c.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/abi.h"

#include "generated/vdso_arm.h"

const GuestVdso arm_vdso = {.bytes = vdso_arm, .size = sizeof vdso_arm};
