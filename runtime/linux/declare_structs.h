/* declare_structs.h -- turns the structs.def files into structures whose members have
 * the guest's types, and so its places.  A member's name is the line it is on.
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
