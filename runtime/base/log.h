/*
 * log.h -- what the runtime shows of itself, to stderr or a file, never to stdout.
 *
 *      if (log_on(LOG_EXEC)) out_printf(log_out(), "%08x\n", pc);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_BASE_LOG_H
#define RUNTIME_BASE_LOG_H

#include "ir/base.h"

/* LOG(NAME, name): what -d and DBT_LOG switch on. */
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

extern u32 log_flags;

static inline bool log_on(u32 flag)
{
    return __builtin_expect((log_flags & flag) != 0, 0);
}

Out *log_out(void);   /* where -d and DBT_LOG go */
Out *log_error(void); /* stderr */

/* "in_asm,exec" or "in_asm,exec:file"; false: a name is unknown. */
bool log_set(const char *flags);
/* The names log_set knows, for a usage text. */
void log_names(Out *out);
/* End the process by SIGABRT, whatever its handlers. */
_Noreturn void log_abort(void);

#endif
