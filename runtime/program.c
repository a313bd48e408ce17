/* program.c -- the guest program that runs.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/program.h"

#include "runtime/base/log.h"
#include "runtime/base/sys.h"

GuestProgram guest_program;
const char *program_name = "dbt-run";

void program_refuse(const char *format, ...)
{
    char text[1024];
    va_list ap;

    va_start(ap, format);
    base_vformat(text, sizeof text, format, ap);
    va_end(ap);
    out_printf(log_error(), "%s: %s\n", program_name, text);
    sys_call1(__NR_exit_group, 1);
    for (;;)
        ;
}
