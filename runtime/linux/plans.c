/* plans.c -- the conversions that each row of syscalls.def needs for its arguments.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define ARG(kind, of, optional) kind
#include "runtime/linux/rows.h"

#include "runtime/linux/syscall.h"

#define WAY(kind)                                                                      \
    ((kind) == K_NONE                       ? PLAN_NONE                                \
     : (kind) >= K_INT && (kind) <= K_NAMED ? PLAN_SIGNED                              \
                                            : PLAN_UNSIGNED)
#define IS_PAIR(kind) ((kind) == K_OFF64)
#define IS_OTHER(kind) ((kind) > K_OFF64)
#define IS_STORED(kind) ((kind) == K_OUT || (kind) == K_INOUT || (kind) == K_REST)

#define SET(is, a, b, c, d, e, f)                                                      \
    (is(a) | is(b) << 1 | is(c) << 2 | is(d) << 3 | is(e) << 4 | is(f) << 5)
#define PLAN(a, b, c, d, e, f, ...)                                                    \
    {                                                                                  \
        {WAY(a), WAY(b), WAY(c), WAY(d), WAY(e), WAY(f)},                              \
            SET(IS_PAIR, a, b, c, d, e, f), SET(IS_OTHER, a, b, c, d, e, f),           \
            SET(IS_STORED, a, b, c, d, e, f)                                           \
    }
#define ROW(name, ...)                                                                 \
    [CALL_##name] = PLAN(__VA_ARGS__, K_NONE, K_NONE, K_NONE, K_NONE, K_NONE, K_NONE),

const Plan plans[NUM_CALLS] = {
#define SYS(name, host, ...) ROW(name, __VA_ARGS__)
#define SYS_WAIT(name, host, ...) ROW(name, __VA_ARGS__)
#define SYS_BY(name, by, ...) ROW(name, __VA_ARGS__)
#define SYS_ON(name, by, host, ...) ROW(name, __VA_ARGS__)
#define SYS_FD(name, by, host, ...) ROW(name, __VA_ARGS__)
#define SYS_VDSO(name, call, ...) ROW(name, __VA_ARGS__)
#define SYS_MANY(name, by, ...) ROW(name, __VA_ARGS__)
#define SYS_NO(name, reason)
#include "runtime/linux/syscalls.def"
};
