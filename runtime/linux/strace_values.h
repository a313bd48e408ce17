/* strace_values.h -- values of arguments as strace shows them.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_STRACE_VALUES_H
#define RUNTIME_LINUX_STRACE_VALUES_H

#include "runtime/linux/syscall.h"
#include "runtime/linux/value_names.h"

/* All take guest addresses; what cannot be read is shown as an address. */
void strace_print_bytes(Out *out, u32 address, u64 size);
void strace_print_string(Out *out, u32 address);
void strace_print_strings(Out *out, const Call *c, u32 address);
/* Buffers, with the first `left` bytes of what is in them. */
void strace_print_vectors(Out *out, const Call *c, const Arg *arg, u32 address,
                          i64 left);
void strace_print_signals(Out *out, const Call *c, u32 address);
/* A socket's, as long as arg->of says. */
void strace_print_address(Out *out, const Call *c, const Arg *arg, u32 address);
void strace_print_struct(Out *out, const Call *c, LayoutId id, u32 address);
/* A number by the names of its bits and fields; what has none in hexadecimal. */
void strace_print_bits(Out *out, const FlagBit *set, u32 value);

#endif
