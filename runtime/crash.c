/* crash.c -- the report of a guest that dies of a signal.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/crash.h"

#include "runtime/base/log.h"
#include "runtime/memory/memory.h"
#include "runtime/code/symbols.h"

bool crash_full;

enum { MAX_FRAMES = 32, PER_LINE = 4, CALL_SIZE = 4 };

/* Prints a guest address and its symbol.  The symbol is looked up for `pc` - `back`:
 * the call before a return address. */
static void print_place(Out *out, u32 pc, u32 back)
{
    u32 offset;
    const char *name = symbol_at(pc - back, &offset);

    if (name)
        out_printf(out, "%08x %s+0x%x\n", pc, name, offset + back);
    else
        out_printf(out, "%08x\n", pc);
}

static void print_register(Thread *t, const GuestReg *reg, u32 index, Out *out)
{
    char name[24];
    u64 value = 0;

    base_format(name, sizeof name, reg->count ? "%s%u" : "%s", reg->name, index);
    for (u32 i = 0; i < reg->size && i < sizeof value; i++)
        value |= (u64)t->state[reg->slot + index * reg->size + i] << 8 * i;
    out_printf(out, "%9s %0*llx", name, reg->size * 2, (unsigned long long)value);
}

void crash_registers(Thread *t, Out *out)
{
    u32 column = 0;

    for (const GuestReg *reg = t->guest->regs; reg->name; reg++) {
        if (reg->group == REG_HIDDEN)
            continue;
        for (u32 i = 0; i < (reg->count ? reg->count : 1u); i++) {
            print_register(t, reg, i, out);
            out_printf(out, ++column % PER_LINE ? " " : "\n");
        }
    }
    if (column % PER_LINE)
        out_printf(out, "\n");
}

static u32 guest_word(Thread *t, u32 address)
{
    u32 v;

    __builtin_memcpy(&v, memory_at(address), 4);
    return t->guest->big_endian ? __builtin_bswap32(v) : v;
}

/* System V ABI, PowerPC: each frame begins with the address of the caller's, and
 * the word behind that is where the frame's callee returns to. */
static void back_trace(Thread *t, Out *out)
{
    u32 frame = *thread_slot(t, t->guest->sp_slot);

    for (int depth = 0; depth < MAX_FRAMES; depth++) {
        if (frame % 4 || !memory_ok(frame, 8, 1))
            return;
        u32 next = guest_word(t, frame);
        if (next <= frame || !memory_ok(next, 8, 1))
            return;
        u32 back = guest_word(t, next + 4);
        if (back)
            print_place(out, back, CALL_SIZE);
        frame = next;
    }
}

void crash_report(Thread *t, int signal)
{
    Out *out = log_error();
    u32 lr;

    out_printf(out, "guest %s ends by signal %d at ", t->guest->name, signal);
    print_place(out, thread_pc(t), 0);
    crash_registers(t, out);
    out_printf(out, "called from\n");
    if (guest_reg_slot(t->guest, "lr", &lr))
        print_place(out, *thread_slot(t, lr), CALL_SIZE);
    if (t->guest->big_endian)
        back_trace(t, out);
}
