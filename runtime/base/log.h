/*
 * log.h -- the runtime's logs, written to stderr or a file, never to stdout.
 *
 *      if (log_on(LOG_EXEC))
 *          out_printf(log_out(), "%08x\n", pc);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_BASE_LOG_H
#define RUNTIME_BASE_LOG_H

#include "runtime/base/options.h"

/* LOG(NAME, name, help): a log that -d or DBT_LOG switches on by `name`; its flag is
 * LOG_NAME. */
#define LOG_FLAGS(LOG)                                                                 \
    LOG(IN_ASM, "in_asm", "guest code of each block that is translated")               \
    LOG(OP, "op", "its micro-ops, as lifted")                                          \
    LOG(OP_OPT, "op_opt", "its micro-ops, optimised")                                  \
    LOG(OUT_ASM, "out_asm", "its host code")                                           \
    LOG(EXEC, "exec", "each block that is entered through the dispatcher")             \
    LOG(CPU, "cpu", "guest registers there")                                           \
    LOG(STRACE, "strace", "system calls and signals")                                  \
    LOG(UNIMP, "unimp", "what is not there: system calls, options, requests")          \
    LOG(MODULES, "modules", "libraries: which ahead-of-time code of theirs is used")   \
    LOG(NOCHAIN, "nochain", "enter each block through the dispatcher")                 \
    LOG(NOAOT, "noaot", "pass over ahead-of-time code")                                \
    LOG(INTERP, "interp", "interpret, translate nothing")

enum {
#define LOG_NUMBER(flag, ...) LOG_NUMBER_##flag,
    LOG_FLAGS(LOG_NUMBER)
#undef LOG_NUMBER
#define LOG_BIT(flag, ...) LOG_##flag = 1 << LOG_NUMBER_##flag,
        LOG_FLAGS(LOG_BIT)
#undef LOG_BIT
};

/* The LOG_... flags that are on. */
extern u32 log_flags;

/* Returns true if a log of `flag`, one or more LOG_..., is on. */
static inline bool log_on(u32 flag)
{
    return __builtin_expect((log_flags & flag) != 0, 0);
}

Out *log_out(void);   /* the destination that -d or DBT_LOG names, else stderr */
Out *log_error(void); /* stderr */
/* From now on log_error, and log_out unless it writes to a file, write to what stderr
 * is now, whatever the guest does with file number 2: coreutils, xz and others close it
 * at their end, and a daemon may have a file of its own there. */
void log_keep_stderr(void);

/* The guest code that logs of blocks are about. */
extern OptionWhere log_where;

/* Switches logs on, and sets where log_out writes.  `text` is LIST[@WHERE][:FILE],
 * as in "in_asm,exec", "op@main", "cpu@0x10000400-0x10000500:log"; its text must live
 * as long as the process.  Returns false, and writes a line to `error` (of `room`
 * bytes), if a name is unknown or the file cannot be opened: the line starts with
 * `what`, as "-d". */
bool log_set(const char *text, const char *what, char *error, size_t room);
/* Prints the names that log_set knows, a line each. */
void log_help(Out *out);
/* Ends the process by SIGABRT, whatever handler is installed for it. */
_Noreturn void log_abort(void);

#endif
