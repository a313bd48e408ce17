/* block_line.c -- a record of a block as a line of JSON.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/block_line.h"

#include <string.h>

#include "runtime/base/json.h"
#include "runtime/base/sys.h"
#include "runtime/code/block_file.h"
#include "runtime/code/block_record.h"
#include "runtime/code/symbols.h"
#include "runtime/end_file.h"
#include "runtime/program.h"
#include "runtime/thread.h"

typedef unsigned long long Big;

static u32 address_of(u32 pc)
{
    return pc & ~(u32)1;
}

static Big now(const u64 *count)
{
    return __atomic_load_n(count, __ATOMIC_RELAXED);
}

void block_line_first(Out *out)
{
    const Thread *t = thread_self();

    out_printf(out,
               "{\"dbt_blocks\":%u,\"guest\":\"%s\",\"program\":", BLOCK_FILE_VERSION,
               t->guest->name);
    json_string(out, guest_program.path);
    out_printf(out, ",\"pid\":%d,\"forked\":%s}\n", (int)sys_call0(__NR_getpid),
               end_file_forked ? "true" : "false");
}

static void put_place(Out *out, const TransBlock *b, const BlockRecord *r)
{
    u32 offset = 0;
    const char *name = symbol_at(b->pc, &offset);

    out_printf(out,
               ",\"why\":\"%s\",\"where\":\"%s\",\"name\":", stats_key(r->kind.why),
               stats_key(stats_where(b->pc, r->kind.where)));
    json_string_or_null(out, name);
    out_printf(out, ",\"offset\":%u", name ? address_of(offset) : 0);
    if (!r->file)
        return;
    out_printf(out, ",\"file\":");
    json_string(out, r->file);
    out_printf(out, ",\"file_offset\":%llu", (Big)r->file_offset);
}

/* The code as it was translated, with exits that lead to the block's own stubs. */
static void put_code(Out *out, const TransBlock *b)
{
    const ExitRecord *exits = block_record_exits(b);
    u8 *code = base_alloc(b->code_size);

    memcpy(code, b->code, b->code_size);
    for (u32 i = 0; i < b->num_exits; i++) {
        u32 distance = (u32)(b->exits[i].stub - (exits[i].site + 4));
        memcpy(code + (exits[i].site - b->code), &distance, sizeof distance);
    }
    json_hex(out, code, b->code_size);
    base_free(code);
}

static void put_map(Out *out, const TransBlock *b)
{
    JitPcs row = jit_pcs(b->code, b->table);

    for (const char *before = "["; jit_pcs_next(&row); before = ",")
        out_printf(out, "%s[%u,%u]", before, row.offset, address_of(row.pc));
    out_printf(out, "]");
}

static void put_part(Out *out, u32 from, u32 to, const char *name)
{
    if (from < to)
        out_printf(out, "%s[%u,\"%s\"]", from ? "," : "", from, name);
}

static void put_parts(Out *out, const TransBlock *b, const BlockRecord *r)
{
    JitPcs row = jit_pcs(b->code, b->table);
    u32 insns = jit_pcs_next(&row) ? row.offset : 0;

    put_part(out, 0, insns, "entry");
    put_part(out, insns, r->cold, "insn");
    put_part(out, r->cold, r->leaves, "cold");
    put_part(out, r->leaves, b->code_size, "exit");
}

static void put_exits(Out *out, const TransBlock *b)
{
    const ExitRecord *exits = block_record_exits(b);

    for (u32 i = 0; i < b->num_exits; i++) {
        const JitExit *exit = &b->exits[i];
        u32 stub = (u32)(exit->stub - b->code);
        out_printf(out, "%s[%u,%u,%llu]", i ? "," : "",
                   address_of(jit_guest_pc(b->code, b->table, stub)),
                   address_of(exit->pc), now(&exits[i].left));
    }
}

void block_line(Out *out, const TransBlock *b, const char *ends)
{
    const BlockRecord *r = block_record_of(b);

    out_printf(out, "{\"pc\":%u,\"end\":%u,", address_of(b->pc), b->end);
    if (b->pc & 1)
        out_printf(out, "\"thumb\":true,");
    out_printf(out, "\"insns\":%u,\"count\":%llu", r->insns, now(&r->entered));
    put_place(out, b, r);
    out_printf(out, ",\"host\":%llu,\"code\":", (Big)(u64)b->code);
    put_code(out, b);
    out_printf(out, ",\"map\":");
    put_map(out, b);
    out_printf(out, ",\"parts\":[");
    put_parts(out, b, r);
    out_printf(out, "],\"exits\":[");
    put_exits(out, b);
    out_printf(out, "],\"ends\":\"%s\"}\n", ends);
}
