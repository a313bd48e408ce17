/* info.h -- converts siginfo_t, whose members depend on the signal and its cause.
 * sigaction(2).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_SIGNAL_INFO_H
#define RUNTIME_LINUX_SIGNAL_INFO_H

#include "ir/base.h"

/* Bytes of the guests' siginfo_t. */
enum { GUEST_SIGINFO = 128 };

/* Convert a host siginfo_t, whose si_addr is a guest address, to the guest's
 * GUEST_SIGINFO bytes, and back. */
void info_to_guest(const void *host, bool big_endian, u8 *guest);
void info_to_host(const u8 *guest, bool big_endian, void *host);

#endif
