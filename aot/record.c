/* record.c -- the file of --record.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/record.h"

#include <stdlib.h>
#include <string.h>

#include "aot/debug/json.h"
#include "aot/settings.h"

static u32 count_ops(const Block *block)
{
    u32 count = 0;

    for (u32 i = 0; i < block->count; i++)
        count += block->ops[i].code != OP_insn;
    return count;
}

/* Adds [pc, text] for each micro-op, of the text that ir_print makes. */
static void add_ops(const Units *units, const Block *block, json_t *rows)
{
    size_t size;
    char *text, *rest, *line;
    FILE *memory = open_memstream(&text, &size);
    u32 pc = block->pc;

    if (!memory)
        return;
    Out out = out_to_file(memory);
    ir_print(block, &units->guest->names, &out);
    fclose(memory);
    for (rest = text; (line = strsep(&rest, "\n"));) {
        if (strncmp(line, "0x", 2) == 0)
            pc = (u32)strtoul(line, NULL, 16);
        else if (*line && strncmp(line, "block ", 6) != 0)
            json_array_append_new(
                rows, json_pack("[Io]", (json_int_t)guest_code_at(units->guest, pc),
                                json_text(line, strlen(line))));
    }
    free(text);
}

/* What is added up for a function. */
typedef struct {
    u32 insns, raw, ops;
    json_t *blocks, *raw_rows, *op_rows;
} Sum;

static void add_block(const Units *units, const UnitBlock *block, bool rows, Sum *sum)
{
    Block raw = {0};
    const Guest *guest = units->guest;

    if (unit_is_hub(block) || !unit_lift_raw(units, block, &raw))
        return;
    u32 before = count_ops(&raw), after = count_ops(&block->ops);
    json_array_append_new(sum->blocks,
                          json_pack("[IIiii]",
                                    (json_int_t)guest_code_at(guest, block->start),
                                    (json_int_t)guest_code_at(guest, block->end),
                                    block->ops.num_insns, before, after));
    sum->insns += block->ops.num_insns;
    sum->raw += before;
    sum->ops += after;
    if (rows) {
        add_ops(units, &raw, sum->raw_rows);
        add_ops(units, &block->ops, sum->op_rows);
    }
    ir_free(&raw);
}

static json_t *describe(const Units *units, const Unit *unit, bool rows)
{
    const Function *f = unit->function;
    Sum sum = {.blocks = json_array(),
               .raw_rows = rows ? json_array() : NULL,
               .op_rows = rows ? json_array() : NULL};

    for (u32 i = 0; i < unit->num_blocks; i++)
        add_block(units, &unit->block[i], rows, &sum);
    json_t *line = json_pack("{sI so si si si so}", "entry",
                             (json_int_t)guest_code_at(units->guest, f->entry), "name",
                             json_text(f->name, strlen(f->name)), "insns", sum.insns,
                             "ops_raw", sum.raw, "ops", sum.ops, "blocks", sum.blocks);
    if (rows) {
        json_object_set_new(line, "raw", sum.raw_rows);
        json_object_set_new(line, "opt", sum.op_rows);
    }
    return line;
}

/* Returns the index of the unit that a line of details is about; NOWHERE: of none. */
static u32 find_unit(const Units *units, const json_t *detail)
{
    u32 entry = (u32)json_integer_value(json_object_get(detail, "entry"));
    u32 index = units_find(units, entry);

    return index == NOWHERE ? units_find(units, entry | 1) : index;
}

/* Adds the arrays of a line of details to those that are there. */
static void join(json_t **all, json_t *detail)
{
    const char *key;
    json_t *value;

    if (!*all)
        *all = json_object();
    json_object_foreach(detail, key, value)
    {
        json_t *before = json_object_get(*all, key);

        if (!json_is_array(value))
            continue;
        if (before)
            json_array_extend(before, value);
        else
            json_object_set(*all, key, value);
    }
}

/* Returns the details by unit; NULL where there are none. */
static json_t **read_details(const Units *units, const char *details, size_t size)
{
    json_t **of = base_alloc((units->num_units + 1) * sizeof *of);
    const char *at = details, *end = details + size;

    while (at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t length = stop ? (size_t)(stop - at) : (size_t)(end - at);
        json_t *detail = json_loadb(at, length, 0, NULL);
        u32 index = detail ? find_unit(units, detail) : NOWHERE;

        if (index != NOWHERE)
            join(&of[index], detail);
        json_decref(detail);
        at += length + 1;
    }
    return of;
}

void record_write(const Units *units, const bool *recorded, const char *details,
                  size_t size, FILE *to)
{
    json_t **more = read_details(units, details, size);

    for (u32 i = 0; i < units->num_units; i++) {
        json_t *line = describe(units, &units->unit[i], recorded[i]);

        if (more[i])
            json_object_update(line, more[i]);
        json_dumpf(line, to, JSON_COMPACT);
        fputc('\n', to);
        json_decref(line);
        json_decref(more[i]);
    }
    base_free(more);
}
