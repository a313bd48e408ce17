/* image_host.c -- ahead-of-time functions by the address of their host code.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/image_host.h"

#include "runtime/base/sort.h"
#include "runtime/lock.h"

enum { HOST_PAGE = 4096 };

/* Ascending by `start`. */
static HostCode *codes;
static u32 num_codes;

static int by_start(const void *a, const void *b)
{
    const HostCode *x = a, *y = b;

    return x->start < y->start ? -1 : x->start > y->start;
}

static void add(HostCode *code, u32 *count, u32 image, const AotFunction *f)
{
    const i32 at[] = {f->host, f->body}, size[] = {f->host_size, f->body_size};

    for (u32 i = 0; i < ARRAY_LEN(at); i++)
        if (at[i])
            code[(*count)++] = (HostCode){images_host(&images[image], at[i]),
                                          size[i] ? (u32)size[i] : HOST_PAGE, image, f};
}

static void add_parts(HostCode *code, u32 *count, u32 image)
{
    const AotImage *aot = images[image].aot;
    const AotPart *part = image_at_offset(aot, aot->parts);

    for (u32 i = 0; i < aot->num_parts; i++)
        code[(*count)++] =
            (HostCode){images_host(&images[image], part[i].host), (u32)part[i].size,
                       image, &images[image].function[part[i].function]};
}

static void make(void)
{
    u32 pieces = 0, count = 0;

    for (u32 i = 0; i < num_images; i++)
        pieces += 2 * images[i].num_functions + images[i].aot->num_parts;
    HostCode *code = base_alloc((pieces + 1) * sizeof *code);
    for (u32 i = 0; i < num_images; i++) {
        for (u32 k = 0; k < images[i].num_functions; k++)
            add(code, &count, i, &images[i].function[k]);
        add_parts(code, &count, i);
    }
    sort(code, count, sizeof *code, by_start);
    num_codes = count;
    __atomic_store_n(&codes, code, __ATOMIC_RELEASE);
}

static void make_once(void)
{
    if (__atomic_load_n(&codes, __ATOMIC_ACQUIRE))
        return;
    lock_take(&lock_code);
    if (!codes)
        make();
    lock_drop(&lock_code);
}

const HostCode *image_host_at(u64 host_pc)
{
    u32 low = 0;

    make_once();
    for (u32 high = num_codes; low < high;) {
        u32 middle = low + (high - low) / 2;
        if (codes[middle].start <= host_pc)
            low = middle + 1;
        else
            high = middle;
    }
    const HostCode *code = low ? &codes[low - 1] : NULL;
    return code && host_pc - code->start < code->size ? code : NULL;
}
