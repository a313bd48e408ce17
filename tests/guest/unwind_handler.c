/* unwind_handler.c -- the unwinder through the frames of signal handlers, of both
 * kinds: back traces, clean-ups, and the registers that an interrupted function had
 * kept.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <unwind.h>

static int frames_in_handler, frames_of_caller;
static int cleaned, kept;
static jmp_buf out;
static struct _Unwind_Exception exception;
static void *target;

static void clean(int *n)
{
    cleaned += *n;
}

static _Unwind_Reason_Code count(struct _Unwind_Context *context, void *argument)
{
    if (_Unwind_GetIP(context))
        ++*(int *)argument;
    return _URC_NO_REASON;
}

static _Unwind_Reason_Code stop(int version, _Unwind_Action actions,
                                _Unwind_Exception_Class class,
                                struct _Unwind_Exception *unused,
                                struct _Unwind_Context *context, void *end)
{
    (void)version, (void)actions, (void)class, (void)unused;
    if (_Unwind_GetCFA(context) >= (_Unwind_Word)(size_t)end)
        longjmp(out, 1);
    return _URC_NO_REASON;
}

static void trace(int signal)
{
    (void)signal;
    frames_in_handler = 0;
    _Unwind_Backtrace(count, &frames_in_handler);
}

static void trace_info(int signal, siginfo_t *info, void *context)
{
    (void)info, (void)context;
    trace(signal);
}

static void leave(int signal)
{
    (void)signal;
    _Unwind_ForcedUnwind(&exception, stop, target);
}

static void leave_info(int signal, siginfo_t *info, void *context)
{
    (void)info, (void)context;
    leave(signal);
}

static void handle(int signal, int flags, void (*plain)(int),
                   void (*informed)(int, siginfo_t *, void *))
{
    struct sigaction action = {.sa_flags = flags | SA_NODEFER};

    if (flags & SA_SIGINFO)
        action.sa_sigaction = informed;
    else
        action.sa_handler = plain;
    sigaction(signal, &action, NULL);
}

static volatile int *volatile nowhere;

__attribute__((noinline)) static void stop_here(int by_fault)
{
    if (by_fault)
        *nowhere = 1;
    else
        kill(getpid(), SIGUSR1);
}

/* Its registers must be right for the clean-up to add up. */
__attribute__((noinline)) static int dive(int depth, int by_fault)
{
    int mine __attribute__((cleanup(clean))) = depth, below = 0;

    if (depth)
        below = dive(depth - 1, by_fault);
    else
        stop_here(by_fault);
    kept += mine;
    __asm__ volatile("" ::: "memory");
    return below + mine;
}

__attribute__((noinline)) static int depth_of(int depth)
{
    if (depth)
        return depth_of(depth - 1) + 0 * kept;
    frames_of_caller = 0;
    _Unwind_Backtrace(count, &frames_of_caller);
    return frames_of_caller;
}

static void traces(int flags)
{
    handle(SIGUSR1, flags, trace, trace_info);
    dive(3, 0);
    int near = frames_in_handler;
    dive(23, 0);
    printf("20 deeper: %d more\n", frames_in_handler - near);
    printf("more than without: %d\n", near > depth_of(0));
}

static void escapes(int signal, int flags)
{
    handle(signal, flags, leave, leave_info);
    for (volatile int i = 0; i < 20; i++) {
        target = __builtin_frame_address(0);
        if (setjmp(out) == 0)
            dive(10, signal == SIGSEGV);
    }
    printf("cleaned %d kept %d\n", cleaned, kept);
    cleaned = kept = 0;
}

int main(void)
{
    traces(0);
    traces(SA_SIGINFO);
    cleaned = kept = 0;
    escapes(SIGUSR1, 0);
    escapes(SIGUSR1, SA_SIGINFO);
    escapes(SIGSEGV, 0);
    escapes(SIGSEGV, SA_SIGINFO);
    return 0;
}
