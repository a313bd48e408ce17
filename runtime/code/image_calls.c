/* image_calls.c -- filling and emptying the AotCalls.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/image_calls.h"

#include "runtime/code/image_table.h"
#include "runtime/lock.h"

/* The calls that ever led to a function. */
static AotCall **call;
static u32 num_calls, room;

static void note(AotCall *new)
{
    if (num_calls == room) {
        room = room ? 2 * room : 64;
        call = base_resize(call, room * sizeof *call);
    }
    call[num_calls++] = new;
}

static void set_pc(AotCall *c, u64 pc)
{
    __atomic_store_n(&c->pc, pc, __ATOMIC_RELEASE);
}

/* Returns true if the call may lead to `host` from now on.  Another thread may have
 * read AotCall.pc and not yet AotCall.host: so with threads, `host` is never
 * changed. */
static bool may_lead_to(const AotCall *c, u64 host)
{
    u64 now = __atomic_load_n(&c->host, __ATOMIC_ACQUIRE);

    return host && (!now || now == host || !lock_needed);
}

static void bind(AotCall *c, u32 pc, u64 host)
{
    if (!c->host)
        note(c);
    set_pc(c, AOT_CALL_EMPTY);
    __atomic_store_n(&c->host, host, __ATOMIC_RELEASE);
    set_pc(c, pc);
}

u64 image_calls_bind(AotCall *c, u32 pc)
{
    u64 host = image_table_host(pc);

    if (!may_lead_to(c, host))
        return host;
    lock_take(&lock_code);
    host = image_table_host(pc);
    if (may_lead_to(c, host))
        bind(c, pc, host);
    lock_drop(&lock_code);
    return host;
}

void image_calls_drop(u32 pc)
{
    for (u32 i = 0; i < num_calls; i++)
        if (call[i]->pc == pc)
            set_pc(call[i], AOT_CALL_EMPTY);
}

void image_calls_drop_all(void)
{
    for (u32 i = 0; i < num_calls; i++)
        set_pc(call[i], AOT_CALL_EMPTY);
}
