/* rows.h -- how the rows of syscalls.def and ioctls.def spell an argument. */
#ifndef RUNTIME_LINUX_ROWS_H
#define RUNTIME_LINUX_ROWS_H

#include "runtime/linux/value_names.h"

/* clang-format off */
#define NOTHING       {K_NONE,      0, false}
#define INT           {K_INT,       0, false}
#define FD            {K_FD,        0, false}
#define UINT          {K_UINT,      0, false}
#define SIZE          {K_UINT,      0, false}
#define ID16          {K_ID16,      0, false}
#define FLAGS         {K_FLAGS,     0, false}
#define ADDR          {K_ADDR,      0, false}
#define OFF64         {K_OFF64,     0, false}
#define STR           {K_STR,       0, false}
#define NAME          {K_NAME,      0, false}
#define PATH          {K_PATH,      0, false}
#define PATH_AT(n)    {K_PATH,      n, false}
#define NAMED(s)      {K_NAMED,     NAMES_##s, false}
#define STRINGS       {K_STRINGS,   0, false}
#define SOCKADDR(n)   {K_SOCKADDR,  n, false}
#define BITS(s)       {K_BITS,      FLAGS_##s, false}
#define IN_BUF(n)     {K_IN_BUF,    n, false}
#define OUT_BUF(n)    {K_OUT_BUF,   n, false}
#define IOVEC_IN(n)   {K_IOVEC_IN,  n, false}
#define IOVEC_OUT(n)  {K_IOVEC_OUT, n, false}
#define IN(s)         {K_IN,        LAYOUT_##s, false}
#define OUT(s)        {K_OUT,       LAYOUT_##s, false}
#define INOUT(s)      {K_INOUT,     LAYOUT_##s, false}
#define IN_OPT(s)     {K_IN,        LAYOUT_##s, true}
#define OUT_OPT(s)    {K_OUT,       LAYOUT_##s, true}
#define INOUT_OPT(s)  {K_INOUT,     LAYOUT_##s, true}
#define REST_OPT(s)   {K_REST,      LAYOUT_##s, true}
#define SIGSET        {K_SIGSET,    0, false}
#define SIGSET_OPT    {K_SIGSET,    0, true}
/* clang-format on */

#endif
