/* declare.h -- macros that turn the structs.def files into the tables of layout.h.
 * Offsets in the guest are those of the structures that declare_structs.h makes of the
 * same files: include that, and the files, before.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#undef STRUCT
#undef F
#undef A
#undef PAD
#undef END

/* clang-format off */
#define STRUCT(name, host, guest)                                              \
    static Layout layout_##name(void)                                          \
    {                                                                          \
        typedef host Host;                                                     \
        typedef struct guest_##name Own;                                       \
        static const LayoutField fields[] = {                                  \
            {G_END, 1, 0, sizeof(Own), 0, sizeof(Host), ""},
#define F(type, member, host) A(type, 1, member, host)
#define A(type, n, member, host)                                               \
            {G_##type, n, offsetof(Own, MEMBER), sizeof(type),               \
             offsetof(Host, host), sizeof(((Host *)0)->host) / (n), #member},
#define PAD(n) {G_pad, 1, 0, n, 0, 0, ""},
#define END                                                                    \
            {G_END, 1, 0, 0, 0, 0, ""}};                                       \
        return fields + 1;                                                     \
    }
/* clang-format on */
