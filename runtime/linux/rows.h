/* rows.h -- the words for arguments in rows of syscalls.def and ioctls.def.  Each is an
 * ARG, which initialises an Arg unless who includes this defines it otherwise.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_ROWS_H
#define RUNTIME_LINUX_ROWS_H

#include "runtime/linux/value_names.h"

#ifndef ARG
#define ARG(kind, of, optional)                                                        \
    {                                                                                  \
        kind, of, optional                                                             \
    }
#endif

/* clang-format off */
#define NOTHING       ARG(K_NONE,      0, false)
#define INT           ARG(K_INT,       0, false)
#define FD            ARG(K_FD,        0, false)
#define UINT          ARG(K_UINT,      0, false)
#define SIZE          ARG(K_UINT,      0, false)
#define ID16          ARG(K_ID16,      0, false)
#define FLAGS         ARG(K_FLAGS,     0, false)
#define ADDR          ARG(K_ADDR,      0, false)
#define OFF64         ARG(K_OFF64,     0, false)
#define STR           ARG(K_STR,       0, false)
#define NAME          ARG(K_NAME,      0, false)
#define PATH          ARG(K_PATH,      0, false)
#define PATH_AT(n)    ARG(K_PATH,      n, false)
#define NAMED(s)      ARG(K_NAMED,     NAMES_##s, false)
#define STRINGS       ARG(K_STRINGS,   0, false)
#define SOCKADDR(n)   ARG(K_SOCKADDR,  n, false)
#define BITS(s)       ARG(K_BITS,      FLAGS_##s, false)
#define IN_BUF(n)     ARG(K_IN_BUF,    n, false)
#define OUT_BUF(n)    ARG(K_OUT_BUF,   n, false)
#define IOVEC_IN(n)   ARG(K_IOVEC_IN,  n, false)
#define IOVEC_OUT(n)  ARG(K_IOVEC_OUT, n, false)
#define IN(s)         ARG(K_IN,        LAYOUT_##s, false)
#define OUT(s)        ARG(K_OUT,       LAYOUT_##s, false)
#define INOUT(s)      ARG(K_INOUT,     LAYOUT_##s, false)
#define IN_OPT(s)     ARG(K_IN,        LAYOUT_##s, true)
#define OUT_OPT(s)    ARG(K_OUT,       LAYOUT_##s, true)
#define INOUT_OPT(s)  ARG(K_INOUT,     LAYOUT_##s, true)
#define REST_OPT(s)   ARG(K_REST,      LAYOUT_##s, true)
#define SIGSET        ARG(K_SIGSET,    0, false)
#define SIGSET_OPT    ARG(K_SIGSET,    0, true)
/* clang-format on */

#endif
