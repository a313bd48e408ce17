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

#include "ir/base.h"

/* LOG(NAME, name): a log that -d or DBT_LOG switches on by `name`; its flag is
 * LOG_NAME. */
#define LOG_FLAGS(LOG)                                                                 \
    LOG(IN_ASM, "in_asm")                                                              \
    LOG(OP, "op")                                                                      \
    LOG(OP_OPT, "op_opt")                                                              \
    LOG(OUT_ASM, "out_asm")                                                            \
    LOG(EXEC, "exec")                                                                  \
    LOG(CPU, "cpu")                                                                    \
    LOG(STRACE, "strace")                                                              \
    LOG(UNIMP, "unimp")                                                                \
    LOG(NOCHAIN, "nochain")                                                            \
    LOG(NOAOT, "noaot")                                                                \
    LOG(INTERP, "interp")

enum {
#define LOG_NUMBER(flag, name) LOG_NUMBER_##flag,
    LOG_FLAGS(LOG_NUMBER)
#undef LOG_NUMBER
#define LOG_BIT(flag, name) LOG_##flag = 1 << LOG_NUMBER_##flag,
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

/* Switches logs on, and sets where log_out writes.  `flags` is a list of names with an
 * optional file, as "in_asm,exec" or "in_asm,exec:file".  Returns false if a name is
 * unknown; the names before it are on.  If the file cannot be opened the logs go to
 * stderr. */
bool log_set(const char *flags);
/* Prints the names that log_set knows to `out`, for a usage text. */
void log_names(Out *out);
/* Ends the process by SIGABRT, whatever handler is installed for it. */
_Noreturn void log_abort(void);

#endif
