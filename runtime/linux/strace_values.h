/* strace_values.h -- prints values of arguments as strace(1) shows them.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_STRACE_VALUES_H
#define RUNTIME_LINUX_STRACE_VALUES_H

#include "runtime/linux/syscall.h"
#include "runtime/linux/value_names.h"

/* All of these print what is at a guest address; if it cannot be read they print the
 * address. */
void strace_print_bytes(Out *out, u32 address, u64 size);
void strace_print_string(Out *out, u32 address);
void strace_print_strings(Out *out, const Call *c, u32 address);
/* Prints an iovec array, whose length arg->of says, with the first `left` bytes of the
 * buffers' contents. */
void strace_print_vectors(Out *out, const Call *c, const Arg *arg, u32 address,
                          i64 left);
void strace_print_signals(Out *out, const Call *c, u32 address);
/* Prints a socket address, whose length arg->of says. */
void strace_print_address(Out *out, const Call *c, const Arg *arg, u32 address);
void strace_print_struct(Out *out, const Call *c, LayoutId id, u32 address);
/* Prints a number by the names of its bits and fields; bits without a name in
 * hexadecimal. */
void strace_print_bits(Out *out, const FlagBit *set, u32 value);

#endif
