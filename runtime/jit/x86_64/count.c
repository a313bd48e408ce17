/* count.c -- counting how often code is entered.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/jit/x86_64/host.h"

enum { MOST_BYTES = 32, LOCK = 0xf0 };

u32 jit_count(u64 *counter, const u8 *host, u8 *rw, const u8 *rx, size_t room,
              u32 *patch)
{
    static Emit emit;
    Emit *e = &emit;

    emit_begin(e, rw, rx, room);
    if (!emit_reserve(e, MOST_BYTES))
        return 0;
    emit_constant(e, RBX, (u64)(uintptr_t)counter);
    emit_8(e, LOCK);
    emit_alu_imm(e, I_ADD | W, rm_mem(RBX, 0), 1);
    emit_align_jump(e, 1);
    *patch = emit_jmp(e);
    emit_bind_to(e, *patch, (u32)(host - rx));
    return e->at;
}
