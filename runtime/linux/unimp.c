/* unimp.c -- reports for -d unimp what a guest asked for that is not implemented.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/unimp.h"

#include "runtime/base/log.h"

/* Returns true when something is asked for the first time: a program with a way around
 * it may ask often. When the table is full, requests are reported again. */
static bool is_first(const char *kind, u32 number)
{
    enum { ROOM = 256, TRIES = 8 };
    static u64 told[ROOM];
    u64 key = (u64)kind << 32 | number;

    for (u32 i = 0; i < TRIES; i++) {
        u64 *place = &told[(number + i) % ROOM], none = 0;
        if (__atomic_compare_exchange_n(place, &none, key, false, __ATOMIC_RELAXED,
                                        __ATOMIC_RELAXED))
            return true;
        if (none == key)
            return false;
    }
    return true;
}

void unimp_tell(const char *kind, u32 number, const char *name, const char *reason)
{
    if (!log_on(LOG_UNIMP) || !is_first(kind, number))
        return;
    out_printf(log_out(), "%s %#x", kind, number);
    if (name)
        out_printf(log_out(), " (%s)", name);
    out_printf(log_out(), " is not there%s%s\n", reason ? ": " : "",
               reason ? reason : "");
}
