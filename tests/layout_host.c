/* layout_host.c -- the offsets that a guest's declared structures give. */
#include <stdio.h>
#include <string.h>

#include "runtime/linux/abi.h"

static const LinuxAbi *const abis[] = {
#define GUEST(name) &linux_##name,
#include "lifter/guests.def"
};

static void show(const char *name, Layout l)
{
    for (const LayoutField *f = l; f->type != G_END; f++)
        if (f->type != G_pad)
            printf("%s.%s %u %u\n", name, f->name, layout_offset(l, f),
                   f->size * f->count);
    printf("%s %u\n", name, layout_size(l));
}

int main(int argc, char **argv)
{
    static const char *const names[] = {
#define _(name) #name,
        LAYOUTS(_)
#undef _
    };

    for (u32 a = 0; argc > 1 && a < ARRAY_LEN(abis) && abis[a]; a++)
        for (int i = 0; !strcmp(abis[a]->name, argv[1]) && i < NUM_LAYOUTS; i++)
            show(names[i], abis[a]->layout[i]());
    return 0;
}
