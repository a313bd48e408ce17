/* declare.h -- turns the structs.def files into tables; see layout.h. */
/* clang-format off */
#define STRUCT(name, host, guest)                                              \
    static Layout layout_##name(void)                                          \
    {                                                                          \
        typedef host Host;                                                     \
        static const LayoutField fields[] = {
#define F(type, member, host) A(type, 1, member, host)
#define A(type, n, member, host)                                               \
            {G_##type, n, sizeof(type), offsetof(Host, host),                  \
             sizeof(((Host *)0)->host) / (n), #member},
#define PAD(n) {G_pad, 1, n, 0, 0, ""},
#define END                                                                    \
            {G_END, 1, 1, 0, sizeof(Host), ""}};                               \
        return fields;                                                         \
    }
/* clang-format on */
