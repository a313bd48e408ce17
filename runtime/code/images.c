/* images.c -- the list of images: the program and its modules.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/images.h"

#include "runtime/code/shared_file.h"
#include "runtime/memory/pages.h"
#include "runtime/program.h"

Image *images;
u32 num_images;
bool images_retired;

static Image image_of(const AotImage *aot)
{
    return (Image){.aot = aot,
                   .function = image_at_offset(aot, aot->function),
                   .num_functions = aot->num_functions};
}

static Image image_of_program(const AotImage *aot)
{
    Image image = image_of(aot);
    u32 start = aot->code_start, end = aot->code_end;

    if (aot->bytes_end && aot->bytes_start < start)
        start = aot->bytes_start;
    if (aot->bytes_end > end)
        end = aot->bytes_end;
    image.start = start & -(u32)GUEST_PAGE;
    image.end = (end + GUEST_PAGE - 1) & -(u32)GUEST_PAGE;
    return image;
}

static Image image_of_module(const AotImage *aot)
{
    Image image = image_of(aot);

    if (aot->magic != AOT_MAGIC || aot->version != AOT_VERSION)
        program_stop("a module in this file is not for this runtime; make it again by "
                     "dbt-aot and the runtime that came with it");
    image.start = aot->module_start;
    image.end = aot->module_end;
    return image;
}

/* Inserts a module where the order by address has it. */
static void insert(const Image *image)
{
    u32 at = num_images++;

    for (; at > 1 && images[at - 1].start > image->start; at--)
        images[at] = images[at - 1];
    images[at] = *image;
}

void images_init(const AotImage *program)
{
    const i32 *module = image_at_offset(program, program->module);

    images =
        base_alloc((1 + program->num_modules + num_shared_images) * sizeof *images);
    images[num_images++] = image_of_program(program);
    for (u32 i = 0; i < program->num_modules; i++) {
        Image image = image_of_module(image_at_offset(program, module[i]));
        insert(&image);
    }
    for (u32 i = 0; i < num_shared_images; i++) {
        Image image = image_of_module(shared_images[i]);
        insert(&image);
    }
}

bool images_any(void)
{
    for (u32 i = 0; !images_retired && i < num_images; i++)
        if (images[i].live)
            return true;
    return false;
}

u32 images_from(u32 address)
{
    u32 low = num_images ? 1 : 0, high = num_images;

    while (low < high) {
        u32 middle = (low + high) / 2;
        if (images[middle].end <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool has(const Image *image, u32 pc)
{
    return pc >= image->start && pc < image->end;
}

Image *images_at(u32 pc)
{
    u32 at = images_from(pc);

    if (at < num_images && has(&images[at], pc))
        return &images[at];
    return num_images && has(&images[0], pc) ? &images[0] : NULL;
}

Image *images_live_at(u32 pc)
{
    Image *image = images_retired ? NULL : images_at(pc);

    return image && image->live ? image : NULL;
}

u32 images_function_from(const Image *image, u32 pc)
{
    u32 low = 0, high = image->num_functions;

    while (low < high) {
        u32 middle = low + (high - low) / 2;
        if (image->function[middle].entry < pc)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
