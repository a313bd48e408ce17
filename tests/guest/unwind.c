/* unwind.c -- the unwinder through generated frames: cleanups, and a back trace.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <unwind.h>

static jmp_buf out;
static int cleaned;

static void clean(int *n)
{
    cleaned += *n;
}

static _Unwind_Reason_Code stop(int version, _Unwind_Action actions,
                                _Unwind_Exception_Class class,
                                struct _Unwind_Exception *exception,
                                struct _Unwind_Context *context, void *target)
{
    (void)version, (void)class, (void)exception, (void)actions;
    if (_Unwind_GetCFA(context) >= (_Unwind_Word)(size_t)target)
        longjmp(out, 1);
    return _URC_NO_REASON;
}

static struct _Unwind_Exception exception;

__attribute__((noinline)) static void sink(int depth, void *target)
{
    int mine __attribute__((cleanup(clean))) = depth;
    if (depth == 0)
        _Unwind_ForcedUnwind(&exception, stop, target);
    else
        sink(depth - 1, target);
    __asm__ volatile("" ::: "memory");
}

static _Unwind_Reason_Code count(struct _Unwind_Context *context, void *argument)
{
    if (_Unwind_GetIP(context))
        ++*(int *)argument;
    return _URC_NO_REASON;
}

__attribute__((noinline)) static int trace(int depth)
{
    int frames = 0;
    if (depth)
        frames = trace(depth - 1);
    else
        _Unwind_Backtrace(count, &frames);
    __asm__ volatile("" ::: "memory");
    return frames;
}

int main(void)
{
    for (volatile int i = 1; i <= 50; i++)
        if (setjmp(out) == 0)
            sink(10, __builtin_frame_address(0));
    printf("cleaned %d\n", cleaned);
    printf("frames %d\n", trace(20) - trace(10));
    return 0;
}
