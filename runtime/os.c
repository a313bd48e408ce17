/* os.c -- the operating system that the guest sees.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/os.h"

const Os *os;
