/* exits.c -- the ways out of a block.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/jit/x86_64/host.h"

enum { NO_EXIT = -1, ONLY_JUMP = -2, RAISES = -3 /* this or below: RAISES - Raise */ };

Rm jit_head_at(size_t member)
{
    return rm_mem(RBP, (i32)(HEAD + member) - STATE_BIAS);
}

/* Notes that the jump at `site` leads to a stub of the runtime, by way of code after
 * the block's. */
static void leave(Jit *j, u32 site, const void *stub, u32 pc, i32 what)
{
    if (j->num_leaves == MAX_LEAVES)
        j->too_big = true;
    else
        j->leave[j->num_leaves++] = (Leave){site, stub, pc, what, j->insn_pc, 0};
}

static void direct_exit(Jit *j, u32 site, u32 pc, u32 ret, JitExitKind kind)
{
    JitBlock *out = j->out;

    if (out->num_exits == out->exit_room) {
        j->e.full = true;
        return;
    }
    out->exits[out->num_exits] =
        (JitExit){.pc = pc, .ret = ret, .patch = j->e.rx + site, .kind = (u8)kind};
    leave(j, site, j->config.stubs.exit, pc, (i32)out->num_exits++);
}

void jit_lower_exit_if(Jit *j, const Op *op)
{
    u32 sites[2], n = jit_test_jump(j, jit_test_of(j, op->a), sites);

    for (u32 i = 0; i < n; i++)
        direct_exit(j, sites[i], (u32)op->imm, 0, EXIT_JUMP);
}

static u32 exit_jump(Jit *j)
{
    emit_align_jump(&j->e, 1);
    return emit_jmp(&j->e);
}

void jit_lower_jump(Jit *j, const Op *op)
{
    direct_exit(j, exit_jump(j), (u32)op->imm, 0, EXIT_JUMP);
}

void jit_lower_call(Jit *j, const Op *op)
{
    u32 ret = (u32)(op->imm >> 32);

    emit_constant(&j->e, RDX, ret);
    direct_exit(j, exit_jump(j), (u32)op->imm, ret, EXIT_CALL);
}

/* Emits the jump to code of the runtime that looks guest pc eax up, and counts that. */
static void count_jump(Jit *j, u32 ret)
{
    emit_constant(&j->e, RDX, ret);
    emit_constant(&j->e, RCX, j->insn_pc);
    emit_jmp_to(&j->e, j->config.stubs.jumped);
}

/* Emits the look-up of guest pc eax in the thread's indirect-branch cache, and the jump
 * to what is found. */
static void look_up(Jit *j, u32 ret)
{
    u32 mask = (u32)sizeof(JumpCacheEntry) * (JUMP_CACHE_SIZE - 1);

    emit_rm(&j->e, I_MOV, RCX, rm_reg(RAX));
    if (j->config.pc_shift < 4)
        emit_shift_imm(&j->e, SHIFT_SHL, 0, RCX, 4u - j->config.pc_shift);
    emit_alu_imm(&j->e, I_AND, rm_reg(RCX), (i32)mask);
    emit_rm(&j->e, I_ADD | W, RCX, jit_head_at(offsetof(ThreadHead, jump_cache)));
    emit_constant(&j->e, RDX, ret);
    emit_rm(&j->e, I_CMP, RAX, rm_mem(RCX, offsetof(JumpCacheEntry, pc)));
    leave(j, emit_jcc(&j->e, X_NE), j->config.stubs.lookup, 0, ONLY_JUMP);
    emit_rm(&j->e, 0xff | KEEPS, 4, rm_mem(RCX, offsetof(JumpCacheEntry, host)));
}

void jit_lower_jump_to(Jit *j, const Op *op)
{
    jit_claim(j, RAX);
    jit_copy_to(j, RAX, op->a);
    if (op->imm == JUMP_RETURN) {
        emit_rm(&j->e, I_CMP, RAX, jit_head_at(offsetof(ThreadHead, expected)));
        leave(j, emit_jcc(&j->e, X_E), j->config.stubs.ret, 0, ONLY_JUMP);
    }
    if (j->config.stubs.jumped && op->imm != JUMP_RETURN)
        count_jump(j, NO_RETURN);
    else
        look_up(j, NO_RETURN);
}

void jit_lower_call_to(Jit *j, const Op *op)
{
    jit_claim(j, RAX);
    jit_copy_to(j, RAX, op->a);
    if (j->config.stubs.jumped)
        count_jump(j, (u32)op->imm);
    else
        look_up(j, (u32)op->imm);
}

/* Emits: eax and the pc slot of the guest state = pc. */
static void set_pc(Jit *j, u32 pc)
{
    emit_constant(&j->e, RAX, pc);
    emit_rm(&j->e, I_MOV_STORE, RAX, jit_state_at(j->config.pc_slot));
}

void jit_lower_syscall(Jit *j, const Op *op)
{
    set_pc(j, (u32)op->imm);
    emit_jmp_to(&j->e, j->config.stubs.syscall);
}

void jit_lower_resync(Jit *j, const Op *op)
{
    emit_alu_imm(&j->e, I_CMP, jit_head_at(offsetof(ThreadHead, code_changed)), 0);
    leave(j, emit_jcc(&j->e, X_NE), j->config.stubs.resync, (u32)op->imm, NO_EXIT);
    jit_lower_jump(j, op);
}

void jit_lower_raise(Jit *j, const Op *op)
{
    set_pc(j, (u32)(op->imm >> 32));
    emit_constant(&j->e, RDX, (u32)op->imm);
    emit_jmp_to(&j->e, j->config.stubs.raise);
}

void jit_lower_raise_if(Jit *j, const Op *op)
{
    u32 sites[2], n = jit_test_jump(j, jit_test_of(j, op->a), sites);

    for (u32 i = 0; i < n; i++)
        leave(j, sites[i], j->config.stubs.raise, (u32)(op->imm >> 32),
              RAISES - (i32)(u32)op->imm);
}

/* The test for signals and requests that begins each block. */
void jit_leave_pending(Jit *j)
{
    emit_alu_imm(&j->e, I_CMP, jit_head_at(offsetof(ThreadHead, pending)), 0);
    leave(j, emit_jcc(&j->e, X_NE), j->config.stubs.pending, j->blk->pc, NO_EXIT);
}

static void emit_leave(Jit *j, Leave *l)
{
    l->at = j->e.at;
    emit_bind(&j->e, l->site);
    if (l->what >= 0) {
        JitExit *exit = &j->out->exits[l->what];

        exit->stub = j->e.rx + j->e.at;
        emit_constant(&j->e, RAX, l->pc);
        emit_constant(&j->e, RDX, (u64)(uintptr_t)exit);
    } else if (l->what == NO_EXIT) {
        set_pc(j, l->pc);
    } else if (l->what <= RAISES) {
        set_pc(j, l->pc);
        emit_constant(&j->e, RDX, (u32)(RAISES - l->what));
    }
    emit_jmp_to(&j->e, l->stub);
}

void jit_leaves_emit(Jit *j)
{
    for (u32 i = 0; i < j->num_leaves && emit_reserve(&j->e, 64); i++)
        emit_leave(j, &j->leave[i]);
}
