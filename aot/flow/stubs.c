/* stubs.c -- copying stubs of the procedure linkage table to calls of them.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/flow/stubs.h"

#include "lifter/stub.h"

static Op moved(Op op, u32 by)
{
    Val *operand[] = {&op.a, &op.b, &op.c};

    for (u32 i = 0; i < op_info[op.code].args; i++)
        if (*operand[i] != VAL_NONE)
            *operand[i] = (Val)(*operand[i] + by);
    return op;
}

/* Replaces the block's last op, a call, by the ops of a stub.  They belong to the
 * instruction that calls. */
static void copy(Block *block, const Block *stub)
{
    u32 ret = (u32)(block->ops[--block->count].imm >> 32), by = block->count;

    for (u32 i = 0; i < stub->count; i++) {
        Op op = moved(stub->ops[i], by);

        if (op.code == OP_insn)
            op = (Op){OP_constant, TY_I32, 0, 0, 0, 0};
        if (op.code == OP_jump_to) {
            op.code = OP_call_to;
            op.imm = ret;
        }
        ir_emit(block, op);
    }
}

u32 stubs_call(const Units *units, Block *block)
{
    const Op *last = &block->ops[block->count - 1];
    const Function *f = units->counts || last->code != OP_call
                            ? NULL
                            : program_function(units->program, (u32)last->imm);
    Block stub = {0};
    bool is = f && stub_lift(units->guest, units->image, f, &stub);

    if (is)
        copy(block, &stub);
    ir_free(&stub);
    return is ? guest_code_at(units->guest, f->entry) : 0;
}
