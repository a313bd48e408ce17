/* details.c -- the columns of the functions that are shown in detail.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aot/compare/compare.h"

static json_t *hex(const u8 *bytes, u32 count)
{
    char text[2 * HOST_ASM_LONGEST + 1];

    for (u32 i = 0; i < count && i < HOST_ASM_LONGEST; i++)
        snprintf(text + 2 * i, 3, "%02x", bytes[i]);
    return json_stringn(text, 2 * (size_t)count);
}

/* ---- ahead of time ---- */

/* What host code a guest instruction has: of its own, or what LLVM moved elsewhere. */
enum { HAS_OWN = 1, HAS_MOVED = 2 };

typedef struct {
    const Compare *c;
    json_t *rows;
    u8 *has; /* by line of the listing: HAS_... */
} AotRows;

/* Returns the instruction as the page shows it, without tabs. */
static json_t *without_tabs(const char *text)
{
    char line[HOST_ASM_ROOM];

    snprintf(line, sizeof line, "%s", text);
    for (char *at = line; (at = strchr(at, '\t'));)
        *at = ' ';
    return json_string(line);
}

/* Calls and jumps to other functions get their names. */
static json_t *text_with_name(const Compare *c, const HostFunction *from,
                              const char *text)
{
    char whole[HOST_ASM_ROOM];
    u64 target = translated_target(text);
    const HostFunction *to = target ? output_function(&c->output, target) : NULL;

    if (!to || to == from)
        return without_tabs(text);
    snprintf(whole, sizeof whole, "%s <%.150s>", text, to->name);
    return without_tabs(whole);
}

static void add_aot_row(void *arg, const HostFunction *h, u64 address, u32 size,
                        const char *text)
{
    AotRows *rows = arg;
    const Compare *c = rows->c;
    const char *part;
    const GuestLine *line = translated_insn(c, h, address, &part);

    if (line)
        rows->has[line - c->listing.line] |=
            strcmp(part, "moved") == 0 ? HAS_MOVED : HAS_OWN;
    json_array_append_new(rows->rows,
                          json_pack("[I,o,o,I,s,I]", (json_int_t)address,
                                    hex(h->code + (address - h->address), size),
                                    text_with_name(c, h, text),
                                    (json_int_t)(line ? line->pc : 0), part,
                                    (json_int_t)translated_target(text)));
}

/* ---- the dynamic translator ---- */

static const char *part_at(const DynBlock *b, u32 offset)
{
    const DynMark *mark = dynamic_mark(b->parts, b->num_parts, offset);

    return mark && mark->part ? mark->part : "insn";
}

static json_t *jit_row(const Compare *c, const DynBlock *b, u32 at, u32 *size)
{
    char text[HOST_ASM_ROOM];
    const DynMark *mark = dynamic_mark(b->map, b->num_map, at);

    *size = (u32)host_asm_next(c->host, b->code + at, b->code_size - at, b->host + at,
                               text);
    return json_pack("[I,o,o,I,s]", (json_int_t)b->host + (json_int_t)at,
                     hex(b->code + at, *size), without_tabs(text),
                     (json_int_t)((mark ? mark->pc : b->pc) & ~1u), part_at(b, at));
}

static json_t *jit_block(const Compare *c, const DynBlock *b)
{
    json_t *rows = json_array();

    for (u32 at = 0, size; at < b->code_size; at += size)
        json_array_append_new(rows, jit_row(c, b, at, &size));
    return json_pack("{s:I,s:I,s:I,s:I,s:o}", "pc", (json_int_t)b->pc, "end",
                     (json_int_t)b->end, "count", (json_int_t)b->count, "address",
                     (json_int_t)b->host, "rows", rows);
}

static json_t *jit_blocks(const Compare *c, u32 function)
{
    json_t *blocks = json_array();

    for (u32 i = 0; i < c->jit.count; i++)
        if (c->block_function[i] == function)
            json_array_append_new(blocks, jit_block(c, &c->jit.block[i]));
    return blocks;
}

/* ---- the guest's code ---- */

/* What LLVM's IR tells of the instruction at `pc`: [kind, pcs]. */
static json_t *fate_of(const json_t *record, u32 pc)
{
    const json_t *fates = json_object_get(record, "fate");

    for (size_t i = 0; i < json_array_size(fates); i++) {
        const json_t *fate = json_array_get(fates, i);
        if (((u32)json_integer_value(json_array_get(fate, 0)) & ~1u) == pc)
            return json_pack("[O,O]", json_array_get(fate, 1), json_array_get(fate, 2));
    }
    return json_pack("[s,[]]", "gone");
}

static json_t *guest_row(const Compare *c, const CodeFunction *f, const GuestLine *line,
                         u8 has)
{
    u32 pc = line->pc;
    json_t *fate = has & HAS_OWN     ? json_null()
                   : has & HAS_MOVED ? json_pack("[s,[]]", "moved")
                                     : fate_of(f->record, pc);

    return json_pack("[I,s,s,I,o]", (json_int_t)pc, line->bytes, line->text,
                     (json_int_t)dynamic_executed(&c->jit, pc), fate);
}

static json_t *guest_rows(const Compare *c, u32 function, const u8 *has)
{
    json_t *rows = json_array();
    u32 i, end;

    for (listing_function(&c->listing, function, &i, &end); i < end; i++) {
        const GuestLine *line = &c->listing.line[i];
        const GuestLine *counted =
            line->text ? listing_at(&c->listing, line->pc) : NULL;
        if (counted)
            json_array_append_new(rows, guest_row(c, &c->function[function], line,
                                                  has[counted - c->listing.line]));
    }
    return rows;
}

/* ---- */

static void set_column(json_t *detail, const char *key, const json_t *record)
{
    json_t *column = json_object_get(record, key);

    json_object_set_new(detail, key, column ? json_incref(column) : json_array());
}

/* LLVM says the same of an instruction as often as it looks at it. */
static json_t *each_once(const json_t *remarks)
{
    json_t *once = json_array(), *seen = json_object();

    for (size_t i = 0; i < json_array_size(remarks); i++) {
        json_t *remark = json_array_get(remarks, i);
        char *key = json_dumps(remark, JSON_COMPACT);
        if (key && !json_object_get(seen, key)) {
            json_object_set_new(seen, key, json_true());
            json_array_append(once, remark);
        }
        free(key);
    }
    json_decref(seen);
    return once;
}

static json_t *detail_of(const Compare *c, u32 index)
{
    const CodeFunction *f = &c->function[index];
    AotRows rows = {
        .c = c, .rows = json_array(), .has = base_alloc(c->listing.count + 1)};
    json_t *detail = json_pack("{s:I}", "function", (json_int_t)index);
    static const char *const columns[] = {"raw", "opt", "before", "after"};

    if (index < c->program.num_functions)
        functions_host_code(c, f->entry, add_aot_row, &rows);
    json_object_set_new(detail, "guest", guest_rows(c, index, rows.has));
    for (size_t i = 0; i < ARRAY_LEN(columns); i++)
        set_column(detail, columns[i], f->record);
    json_object_set_new(detail, "remarks",
                        each_once(json_object_get(f->record, "remarks")));
    json_object_set_new(detail, "aot", rows.rows);
    json_object_set_new(detail, "jit", jit_blocks(c, index));
    base_free(rows.has);
    return detail;
}

json_t *report_details(const Compare *c)
{
    json_t *details = json_array();

    for (u32 i = 0; i < c->num_functions; i++)
        if (c->function[i].detail)
            json_array_append_new(details, detail_of(c, i));
    return details;
}
