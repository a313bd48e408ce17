/*
 * ending.h -- what is done when the process ends, by exit or by a signal.
 *
 *      ending_add(remove_open_dirs);
 *      ending_handle_signals();
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_ENDING_H
#define AOT_ENDING_H

#include "ir/base.h"

/* Has `act` called when the process ends, unless it ends by _exit or SIGKILL.  It may
 * call only what a handler of signals may call; signal-safety(7).  At most eight
 * functions can be added; one that was added already is not added again. */
void ending_add(void (*act)(void));

/* Has `act` called last of all when the process crashes, with the number of the signal:
 * SIGSEGV, SIGBUS, SIGILL, SIGFPE or SIGABRT that this process caused itself, and not
 * one that another process sent.  It has a stack of its own. */
void ending_on_crash(void (*act)(int number));

/* Installs the handler of the signals that end a process: sent by users and by the
 * kernel for a limit or a broken pipe, and those of a crash.  A signal that whoever
 * started the process had it ignore, as nohup does, is still ignored. */
void ending_handle_signals(void);

#endif
