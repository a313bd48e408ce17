/* ending.c -- what is done when the process ends.  signal-safety(7).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/ending.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

enum { MOST_ACTS = 8, STACK_BYTES = 64 << 10 };

static void (*acts[MOST_ACTS])(void);
static volatile sig_atomic_t num_acts;
static void (*crash_act)(int number);
static _Alignas(16) char stack[STACK_BYTES];

static void do_acts(void)
{
    for (int i = 0; i < num_acts; i++)
        acts[i]();
}

void ending_add(void (*act)(void))
{
    for (int i = 0; i < num_acts; i++)
        if (acts[i] == act)
            return;
    if (num_acts == MOST_ACTS)
        panic("more than %d things to do at the end", MOST_ACTS);
    if (!num_acts)
        atexit(do_acts); /* LLVM ends the process by exit, too */
    acts[num_acts] = act;
    num_acts++;
}

void ending_on_crash(void (*act)(int number))
{
    crash_act = act;
}

/* LLVM raises SIGABRT where it finds a bug. */
static bool is_crash(int number, const siginfo_t *info)
{
    bool own = info->si_code > 0 || info->si_pid == getpid();

    return own && (number == SIGSEGV || number == SIGBUS || number == SIGILL ||
                   number == SIGFPE || number == SIGABRT);
}

/* The signal's default action is in force again by now (SA_RESETHAND), and ends the
 * process when this function returns. */
static void act_and_end(int number, siginfo_t *info, void *context)
{
    (void)context;
    do_acts();
    if (crash_act && is_crash(number, info))
        crash_act(number);
    raise(number);
}

static const int ending_signals[] = {
    SIGINT,  SIGTERM, SIGHUP,  SIGQUIT, SIGXCPU, SIGXFSZ,
    SIGPIPE, SIGABRT, SIGSEGV, SIGBUS,  SIGILL,  SIGFPE,
};

void ending_handle_signals(void)
{
    const stack_t own = {.ss_sp = stack, .ss_size = sizeof stack};
    struct sigaction old,
        action = {.sa_flags = (int)(SA_RESETHAND | SA_SIGINFO | SA_ONSTACK)};

    sigaltstack(&own, NULL);
    action.sa_sigaction = act_and_end;
    sigfillset(&action.sa_mask);
    for (size_t i = 0; i < ARRAY_LEN(ending_signals); i++)
        if (sigaction(ending_signals[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL)
            sigaction(ending_signals[i], &action, NULL);
}
