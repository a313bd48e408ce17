/* translate.c -- lifting, optimising and compiling one block.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/translate.h"

#include <string.h>

#include "runtime/at_end.h"
#include "runtime/code/block_record.h"
#include "runtime/code/code.h"
#include "runtime/crash.h"
#include "runtime/dispatch.h"
#include "runtime/base/log.h"
#include "runtime/memory/memory.h"
#include "runtime/memory/pages.h"
#include "runtime/code/listing.h"
#include "runtime/code/symbols.h"
#include "runtime/profile/profile.h"
#include "runtime/program.h"
#include "runtime/stats.h"

_Static_assert((int)JIT_CHECK_BYTES == (int)BLOCK_BYTES, "what is compared is kept");

enum {
    MAX_INSNS = 64,
    INSN_SIZE = 4,
    MAX_BYTES = MAX_INSNS * INSN_SIZE + LIFT_MAX_BYTES,
    GLUE_SIZE = 16,
};

static Jit *jit;
static unsigned precise = PRECISE_MEMORY;

void translate_init(const Guest *guest)
{
    JitConfig config = {
        .v3 = RUNTIME_LEVEL >= 3,
        .aes = host_has_aes,
        .sha = host_has_sha,
        .pc_shift = (u8)dispatch_pc_shift,
        .pc_slot = guest->pc_slot,
        .helpers = guest->names.helpers,
        .bit_slots = guest->bit_slots,
        .stubs = {rt_jit_exit, rt_jit_lookup, rt_jit_ret, rt_jit_pending, rt_jit_resync,
                  rt_jit_syscall, rt_jit_raise, profile_on ? rt_jit_jumped : NULL},
        .invalidate = rt_invalidate,
    };

    jit = jit_new(&config);
}

bool translate_float_precisely(void)
{
    bool changes = !(precise & PRECISE_FLOAT);

    precise |= PRECISE_FLOAT;
    return changes;
}

bool translate_floats_are_precise(void)
{
    return precise & PRECISE_FLOAT;
}

/* Returns the number of bytes from `at` on that the guest may execute, at most as many
 * as one block may have. */
static u32 executable_bytes(u32 at)
{
    u32 in_page = GUEST_PAGE - at % GUEST_PAGE;

    if (!memory_ok(at, 1, PROT_READ) || !memory_ok(at, 1, PROT_EXEC))
        return 0;
    if (in_page < MAX_BYTES && memory_ok(at + in_page, 1, PROT_EXEC))
        return MAX_BYTES;
    return in_page < MAX_BYTES ? in_page : MAX_BYTES;
}

static void lift(Thread *t, Block *blk, const u8 *code, u32 bytes, u32 insns)
{
    const IrNames *names = &t->guest->names;

    ir_clear(blk);
    blk->asks = program_may_ask(blk->pc);
    lift_block(t->guest, blk, code, bytes, insns);
    if (symbol_logged(LOG_IN_ASM, blk->pc))
        listing_guest_code(t->guest, blk);
    if (symbol_logged(LOG_OP, blk->pc)) {
        out_printf(log_out(), "OP:\n");
        ir_print(blk, names, log_out());
    }
    ir_optimise(blk, names->helpers, precise);
    if (symbol_logged(LOG_OP_OPT, blk->pc)) {
        out_printf(log_out(), "OP after optimisation:\n");
        ir_print(blk, names, log_out());
    }
}

/* Write-protects the pages of the code that is about to be read, if the guest can write
 * them. */
static void watch(u32 at, u32 bytes)
{
    pages_watch(at >> PAGE_SHIFT, ((at + bytes - 1) >> PAGE_SHIFT) + 1);
}

/* Makes the block's record, and the code that counts. */
static TranslateResult record(const TransBlock *b, const JitBlock *out)
{
    size_t room;
    u8 *rx = code_next(&room);
    size_t size = block_record_add(b, out, code_writable(rx), rx, room);

    code_take(size);
    return size ? TRANSLATED : TRANSLATE_FULL;
}

static TranslateResult compile(TransBlock *b, const Block *blk, JitResult *result)
{
    size_t room;
    u8 *rx = code_next(&room);
    JitBlock out = {0};

    out.exits = blocks_exits(&out.exit_room);
    *result = jit_compile(jit, blk, code_writable(rx), rx, room, &out);
    if (*result != JIT_DONE)
        return TRANSLATE_FULL;
    b->code = rx;
    b->code_size = out.code_size;
    b->table = out.table;
    b->exits = out.exits;
    b->num_exits = out.num_exits;
    code_take(out.size);
    blocks_take_exits(out.num_exits);
    if (symbol_logged(LOG_OUT_ASM, b->pc))
        listing_host_code(b);
    return block_record_on ? record(b, &out) : TRANSLATED;
}

/* Returns the end of the guest bytes that the block depends on.  If the block raises
 * SIGILL at its end, the bytes found to be no instruction, from blk->here on, are among
 * them. */
static u32 end_of(const Block *blk, u32 limit)
{
    u32 here = blk->here & ~(u32)1;

    if (blk->ops[blk->count - 1].code != OP_raise)
        return here;
    return here + INSN_SIZE < limit ? here + INSN_SIZE : limit;
}

/* For the statistics and the block's record.  The translation began at stats_clock()
 * `begun`. */
static void count(const TransBlock *b, const Block *blk, TranslateResult result,
                  u64 begun)
{
    StatsBlock block = {blk->pc, blk->num_insns, b->code_size, b->num_exits,
                        blocks_flushes};

    stats_add(STATS_NANOSECONDS, stats_clock() - begun);
    if (result != TRANSLATED)
        return;
    StatsKind kind = stats_block(&block);
    if (block_record_on)
        block_record_note(b, blk->num_insns, kind);
}

TranslateResult translate(Thread *t, TransBlock *b, u32 pc)
{
    static Block blk;
    static u8 code[MAX_BYTES]; /* a copy: another thread may change guest memory */
    u32 at = pc & ~(u32)1, bytes = executable_bytes(at);
    JitResult jit_result = JIT_TOO_BIG;
    TranslateResult result = TRANSLATE_FULL;
    u64 begun = stats_clock();

    if (!bytes)
        return TRANSLATE_NOT_CODE;
    b->pc = pc;
    watch(at, bytes);
    memcpy(code, memory_at(at), bytes);
    for (u32 insns = MAX_INSNS; jit_result == JIT_TOO_BIG && insns; insns /= 2) {
        blk.pc = pc;
        lift(t, &blk, code, bytes, insns);
        result = compile(b, &blk, &jit_result);
    }
    if (jit_result == JIT_TOO_BIG)
        panic("the instruction at 0x%x does not compile", pc);
    b->end = end_of(&blk, at + bytes);
    b->bytes = blocks_keep(code, b->end - at);
    b->cut = at + bytes - b->end < LIFT_MAX_BYTES;
    if (at_end_is_wanted())
        count(b, &blk, result, begun);
    return result;
}

/* The check's code comes after all other code and has a description of its own:
 * descriptions are sorted by code address. */
bool translate_check(TransBlock *b)
{
    size_t room;
    u8 *rx = code_next(&room);
    u32 at = b->pc & ~(u32)1;
    JitCheck check = {b->pc,
                      at,
                      b->end - at,
                      b->bytes,
                      block_record_entry(b),
                      rt_jit_check,
                      offsetof(ThreadHead, checks_left)};
    u32 size = blocks_full() ? 0 : jit_check(&check, code_writable(rx), rx, room);

    if (!size)
        return false;
    *blocks_new() = (TransBlock){
        .pc = b->pc, .end = b->end, .code = rx, .code_size = size, .glue = true};
    code_take(size);
    b->check = rx;
    return true;
}

bool translate_holds(const TransBlock *b)
{
    u32 at = b->pc & ~(u32)1, size = b->end - at;

    if (!memory_ok(at, size, PROT_READ) || !memory_ok(at, size, PROT_EXEC))
        return false;
    watch(at, size);
    return !memcmp(memory_at(at), b->bytes, size);
}

/* Emits: mov eax, pc; jmp rt_enter_aot. */
TranslateResult translate_glue(TransBlock *b, u32 pc)
{
    enum { MOV_EAX = 0xb8, MOV_SIZE = 5 };
    size_t room;
    u8 *rx = code_next(&room), *rw;

    if (room < GLUE_SIZE)
        return TRANSLATE_FULL;
    rw = code_writable(rx);
    rw[0] = MOV_EAX;
    __builtin_memcpy(rw + 1, &pc, sizeof pc);
    size_t size = jit_jump(rw + MOV_SIZE, rx + MOV_SIZE, rt_enter_aot);
    if (!size)
        panic("dynamic code is too far from the runtime");
    b->pc = pc;
    b->end = pc + INSN_SIZE;
    b->code = rx;
    b->code_size = MOV_SIZE + (u32)size;
    b->glue = true;
    code_take(GLUE_SIZE);
    stats_add(STATS_GLUE, 1);
    return TRANSLATED;
}

void translate_show(Thread *t, const TransBlock *b)
{
    if (symbol_logged(LOG_EXEC, b->pc))
        out_printf(log_out(), "%08x%s\n", b->pc, b->glue ? " ahead of time" : "");
    if (symbol_logged(LOG_CPU, b->pc))
        crash_registers(t, log_out());
}
