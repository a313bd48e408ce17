/* kernel_page.c -- the helpers that the ARM kernel gives each process, in a page of
 * their own.  Documentation/arm/kernel_user_helpers.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <string.h>

#include "lifter/arm/cpu.h"
#include "runtime/linux/arm/frame.h"
#include "runtime/memory/memory.h"
#include "runtime/memory/pages.h"
#include "runtime/base/sys.h"
#include "runtime/program.h"

static const struct {
    u16 offset;
    u32 word;
} words[] = {
    /* mov r7, 119; svc 0; mov r7, 173; svc 0 */
    {ARM_SIGRETURN, 0xe3a07077},
    {ARM_SIGRETURN + 4, 0xef000000},
    {ARM_RT_SIGRETURN, 0xe3a070ad},
    {ARM_RT_SIGRETURN + 4, 0xef000000},
    /* __kuser_cmpxchg64(old, new, at): no carry and not 0 if it failed */
    {0xf60, 0xe92d00f0},
    {0xf64, 0xe1c040d0},
    {0xf68, 0xe1c160d0},
    {0xf6c, 0xf57ff05b},
    {0xf70, 0xe1b20f9f},
    {0xf74, 0xe0303004},
    {0xf78, 0x00313005},
    {0xf7c, 0x01a23f96},
    {0xf80, 0x03330001},
    {0xf84, 0x0afffff8},
    {0xf88, 0xf57ff05b},
    {0xf8c, 0xe2730000},
    {0xf90, 0xe8bd00f0},
    {0xf94, 0xe12fff1e},
    /* __kuser_memory_barrier */
    {0xfa0, 0xf57ff05b},
    {0xfa4, 0xe12fff1e},
    /* __kuser_cmpxchg(old, new, at) */
    {0xfc0, 0xf57ff05b},
    {0xfc4, 0xe1923f9f},
    {0xfc8, 0xe0533000},
    {0xfcc, 0x01823f91},
    {0xfd0, 0x03330001},
    {0xfd4, 0x0afffff9},
    {0xfd8, 0xe2730000},
    {0xfdc, 0xeaffffef},
    /* __kuser_get_tls */
    {0xfe0, 0xee1d0f70},
    {0xfe4, 0xe12fff1e},
    /* how many helpers there are */
    {0xffc, 5},
};

static void must_apply(u32 page)
{
    i64 error = pages_apply(page, page + 1);

    if (error == -ENOMEM)
        program_no_memory("the kernel's page", GUEST_PAGE, error);
    if (error)
        program_refused("mprotect", "the guest's memory", error);
}

/* Maps the page to which accesses of unmapped kernel addresses are sent. The guest sees
 * no page there. */
static void map_nowhere(void)
{
    u32 page = ARM_NOWHERE >> PAGE_SHIFT;

    pages_set(page, page + 1, PROT_READ | PROT_WRITE | PAGE_MAPPED);
    must_apply(page);
    pages_set(page, page + 1, 0);
}

/* This is the only page above GUEST_HIGHEST that guests see; they cannot map anything
 * there. */
void arm_map_kernel_page(void)
{
    u32 page = ARM_KERNEL_PAGE >> PAGE_SHIFT;
    u8 *at = memory_at(ARM_KERNEL_PAGE);

    pages_set(page, page + 1, PROT_READ | PROT_WRITE | PAGE_MAPPED);
    must_apply(page);
    for (u32 i = 0; i < ARRAY_LEN(words); i++)
        memcpy(at + words[i].offset, &words[i].word, 4);
    pages_set(page, page + 1, PROT_READ | PROT_EXEC | PAGE_MAPPED);
    pages_apply(page, page + 1);
    map_nowhere();
}
