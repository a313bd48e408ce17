/* fallback.c -- what runs guest code that has no ahead-of-time code.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/fallback.h"

#include <string.h>

#include "runtime/base/log.h"
#include "runtime/code/image.h"
#include "runtime/code/images.h"
#include "runtime/code/symbols.h"
#include "runtime/program.h"

Fallback fallback;

static const char *const names[] = {
    [FALLBACK_JIT] = "jit",
    [FALLBACK_INTERP] = "interp",
    [FALLBACK_NONE] = "none",
};

bool fallback_set(const char *name)
{
    for (unsigned i = 0; i < ARRAY_LEN(names); i++)
        if (strcmp(names[i], name) == 0) {
            fallback = (Fallback)i;
            return true;
        }
    return false;
}

void fallback_refused(i64 error)
{
    fallback = FALLBACK_INTERP;
    if (log_on(LOG_UNIMP))
        out_printf(log_out(),
                   "the system refuses executable memory (error %d): code that was not "
                   "translated ahead of time is interpreted\n",
                   (int)-error);
}

static bool is_of_linux(u32 pc)
{
    return pc >= GUEST_HIGHEST || program_may_ask(pc);
}

void fallback_check(u32 pc)
{
    u32 offset = 0;
    const char *name, *why = "";

    if (fallback != FALLBACK_NONE || is_of_linux(pc) || image_covers(pc))
        return;
    if (!images_any())
        why = ": its code changed, or it handles faults and was made without --resume";
    name = symbol_at(pc, &offset);
    program_stop("no code was made ahead of time for 0x%x (%s+0x%x), and there is no "
                 "fallback%s; see dbt-aot --fallback",
                 pc, name ? name : "no symbol", offset, why);
}
