/* layout_host.c -- the offsets that a guest's declared structures give.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include "runtime/linux/abi.h"
#include "runtime/linux/host.h"

int printf(const char *, ...);
int strcmp(const char *, const char *);

static const LinuxAbi *const abis[] = {
#define GUEST(name) &linux_##name,
#include "lifter/guests.def"
};

static void show(const char *name, Layout l)
{
    for (const LayoutField *f = l; f->type != G_END; f++)
        if (f->type != G_pad)
            printf("%s.%s %u %u\n", name, f->name, f->offset, f->size * f->count);
    printf("%s %u\n", name, layout_size(l));
}

/* The guest's number of an option of the host's. */
static u32 option_of(const LinuxAbi *abi, u32 level, u32 host)
{
    const SocketOption *own = abi->socket_options;

    for (; level == SOL_SOCKET && own->host; own++)
        if (own->host == host)
            return own->guest;
    return host;
}

static void options(const LinuxAbi *abi)
{
#define OPTION(level, name, structure)                                                 \
    printf("option %s %u\n", #name, option_of(abi, level, name));
#include "runtime/linux/sockopts.def"
}

int main(int argc, char **argv)
{
    static const char *const names[] = {
#define _(name) #name,
        LAYOUTS(_)
#undef _
    };

    for (u32 a = 0; argc > 1 && a < ARRAY_LEN(abis) && abis[a]; a++) {
        if (strcmp(abis[a]->name, argv[1]) != 0)
            continue;
        for (int i = 0; i < NUM_LAYOUTS; i++)
            show(names[i], abis[a]->layout[i]());
        options(abis[a]);
    }
    return 0;
}
