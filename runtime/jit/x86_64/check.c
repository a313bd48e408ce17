/* check.c -- comparing a block's guest code before it runs.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/jit/x86_64/host.h"

/* The most bytes of host code: around the comparisons, and for each of them. */
enum { AROUND = 64, STEP_BYTES = 32 };

/* Emits the comparison of `bytes` bytes (8, 4, 2 or 1) at an offset in the block.
 * Returns the site of the jump that is taken if they differ. */
static u32 compare(Emit *e, u32 bytes, u32 offset)
{
    Rm guest = rm_mem(RCX, (i32)offset), copy = rm_mem(RSI, (i32)offset);
    u32 load = bytes == 1 ? I_MOVZX_8 : bytes == 2 ? I_MOVZX_16 : I_MOV;
    u32 wide = bytes == 8 ? W : 0;

    guest.guest = true;
    emit_rm(e, load | wide, RAX, guest);
    emit_rm(e, load | wide, RDX, copy);
    emit_rm(e, I_CMP | wide, RAX, rm_reg(RDX));
    return emit_jcc(e, X_NE);
}

/* If the size is no multiple of the step, the last comparison overlaps the one before.
 */
u32 jit_check(const JitCheck *check, u8 *rw, const u8 *rx, size_t room)
{
    static Emit emit;
    Emit *e = &emit;
    u32 size = check->size, step = size >= 8 ? 8 : size >= 4 ? 4 : size >= 2 ? 2 : 1;
    u32 sites[JIT_CHECK_BYTES / 8 + 4], num_sites = 0;

    emit_begin(e, rw, rx, room);
    if (size > JIT_CHECK_BYTES ||
        !emit_reserve(e, AROUND + (size / step + 1) * STEP_BYTES))
        return 0;
    emit_alu_imm(e, I_SUB, jit_head_at(check->left), 1);
    sites[num_sites++] = emit_jcc(e, X_S);
    emit_constant(e, RCX, check->at);
    emit_constant(e, RSI, (u64)(uintptr_t)check->bytes);
    for (u32 done = 0; done < size; done += step)
        sites[num_sites++] = compare(e, step, done + step > size ? size - step : done);
    emit_jmp_to(e, check->block);
    for (u32 i = 0; i < num_sites; i++)
        emit_bind(e, sites[i]);
    emit_constant(e, RAX, check->pc);
    emit_jmp_to(e, check->changed);
    return e->at;
}
