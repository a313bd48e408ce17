/* declare_structs.h -- macros that turn the structs.def files into structures. Members
 * have the guest's types, so they have the guest's offsets.  A member is named by the
 * number of its line.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define PASTED(a, b) a##b
#define NAMED_BY(line) PASTED(member_, line)
#define MEMBER NAMED_BY(__LINE__)

/* clang-format off */
#define STRUCT(name, host, guest) struct guest_##name {
#define F(type, member, host)     A(type, 1, member, host)
#define A(type, n, member, host)  type MEMBER[n];
#define PAD(n)                    u8 MEMBER[n];
#define END                       };
/* clang-format on */
