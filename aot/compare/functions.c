/* functions.c -- the guest's functions, and what the run executed of them.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aot/compare/compare.h"
#include "aot/sorted.h"

/* ---- the program's functions ---- */

static int by_start(const void *a, const void *b)
{
    const FunctionRange *x = a, *y = b;

    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return x->function < y->function ? -1 : x->function > y->function;
}

static void add_function(Compare *c, const Function *f)
{
    u32 index = c->num_functions++;
    CodeFunction *new = &c->function[index];

    *new = (CodeFunction){.entry = f->entry & ~1u, .name = f->name};
    for (u32 i = 0; i < f->num_blocks; i++) {
        FunctionRange range = {f->block[i].start & ~1u, f->block[i].end & ~1u, index};
        new->bytes += range.end - range.start;
        c->range[c->num_ranges++] = range;
    }
}

static void add_program(Compare *c)
{
    const Program *p = &c->program;
    size_t blocks = 0;

    for (u32 i = 0; i < p->num_functions; i++)
        blocks += p->function[i].num_blocks;
    /* A block of dbt-run may each be in a function of its own. */
    c->function =
        base_alloc(((size_t)p->num_functions + c->jit.count + 1) * sizeof *c->function);
    c->range = base_alloc((blocks + 1) * sizeof *c->range);
    for (u32 i = 0; i < p->num_functions; i++)
        add_function(c, &p->function[i]);
    qsort(c->range, c->num_ranges, sizeof *c->range, by_start);
}

static u64 range_start(const void *range)
{
    return ((const FunctionRange *)range)->start;
}

u32 functions_range(const Compare *c, u64 pc)
{
    return sorted_before(c->range, c->num_ranges, sizeof *c->range, range_start, pc);
}

u32 functions_at(const Compare *c, u32 pc)
{
    u32 n = functions_range(c, (u64)pc + 1);

    /* Of functions that share a block the first one counts. */
    while (n > 1 && c->range[n - 2].start == c->range[n - 1].start)
        n--;
    return n && pc < c->range[n - 1].end ? c->range[n - 1].function : NO_FUNCTION;
}

/* ---- code that is in none of them ---- */

static const char *text_of(const DynBlock *b, const char *key)
{
    return json_string_value(json_object_get(b->row, key));
}

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* What to call code without a symbol, by the place that it is in. */
static const char *name_of_place(const DynBlock *b)
{
    static const struct {
        const char *where, *name;
    } names[] = {
        {"program", "(code that discovery did not find)"},
        {"libraries", "(a library)"},
        {"anonymous", "(generated code)"},
        {"kernel", "(vDSO)"},
    };
    const char *where = text_of(b, "where");

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (same(where, names[i].where))
            return names[i].name;
    return "(unknown)";
}

static u32 add_other(Compare *c, const DynBlock *b)
{
    const char *file = text_of(b, "file"), *name = text_of(b, "name");
    const CodeFunction *last = c->num_functions > c->program.num_functions
                                   ? &c->function[c->num_functions - 1]
                                   : NULL;

    if (!name && file)
        name = libraries_name(
            &c->libraries, file,
            (u64)json_integer_value(json_object_get(b->row, "file_offset")));
    name = name ? name : name_of_place(b);
    if (!last || !same(last->file, file) || !same(last->name, name))
        c->function[c->num_functions++] =
            (CodeFunction){.entry = b->pc, .name = name, .file = file};
    CodeFunction *f = &c->function[c->num_functions - 1];
    f->bytes += b->end - b->pc;
    f->insns += b->insns;
    return c->num_functions - 1;
}

/* ---- what dbt-run made and counted ---- */

/* Returns what the host code of a block is. */
static Side block_side(const Compare *c, const DynBlock *b)
{
    char text[HOST_ASM_ROOM];
    Side side = {0};

    for (u32 at = 0, size; at < b->code_size; at += size) {
        size = (u32)host_asm_next(c->host, b->code + at, b->code_size - at,
                                  b->host + at, text);
        side_add(&side, SIDE_JIT, text, size);
        side.calls += side_is_call(text);
    }
    return side;
}

void functions_make(Compare *c)
{
    add_program(c);
    c->block_function = base_alloc((c->jit.count + 1) * sizeof(u32));
    c->block_jit = base_alloc((c->jit.count + 1) * sizeof(Side));
    for (u32 i = 0; i < c->jit.count; i++) {
        const DynBlock *b = &c->jit.block[i];
        u32 index = functions_at(c, b->pc);
        if (index == NO_FUNCTION)
            index = add_other(c, b);
        CodeFunction *f = &c->function[index];
        c->block_function[i] = index;
        c->block_jit[i] = block_side(c, b);
        side_sum(&f->jit, &c->block_jit[i]);
        f->executed += b->executed;
    }
    for (u32 i = 0; i < c->num_functions; i++)
        c->function[i].calls = dynamic_executed(&c->jit, c->function[i].entry);
}

void functions_free(Compare *c)
{
    base_free(c->function);
    base_free(c->range);
    base_free(c->block_function);
    base_free(c->block_jit);
    base_free(c->block_aot);
    base_free(c->block_order);
    base_free(c->insn_aot);
}

/* ---- which are shown in detail ---- */

static u32 ask_for(Compare *c, const char *asked)
{
    char *end;
    u32 address = (u32)strtoul(asked, &end, 16), found = 0;
    bool is_address = *asked && !*end;

    for (u32 i = 0; i < c->num_functions; i++) {
        CodeFunction *f = &c->function[i];
        if (strcmp(f->name, asked) != 0 && !(is_address && f->entry == (address & ~1u)))
            continue;
        f->detail = true;
        found++;
    }
    return found;
}

static int by_executed(const void *a, const void *b)
{
    const CodeFunction *x = *(CodeFunction *const *)a, *y = *(CodeFunction *const *)b;

    if (x->executed != y->executed)
        return x->executed > y->executed ? -1 : 1;
    return x->entry < y->entry ? -1 : x->entry > y->entry;
}

/* The functions that executed most, as many as are asked for, but not more code than a
 * page can show quickly: a guest instruction takes some 1,500 bytes of it. */
enum { MOST_CODE = 24000 }; /* bytes of guest code */

static void choose_top(Compare *c)
{
    CodeFunction **all = base_alloc((c->num_functions + 1) * sizeof *all);
    u32 code = 0;

    for (u32 i = 0; i < c->num_functions; i++)
        all[i] = &c->function[i];
    qsort(all, c->num_functions, sizeof *all, by_executed);
    for (u32 i = 0, shown = 0; i < c->num_functions && shown < c->settings.top; i++) {
        bool much = code + all[i]->bytes > MOST_CODE && !c->settings.top_given;
        if (!all[i]->executed || much)
            continue;
        code += all[i]->bytes;
        all[i]->detail = true;
        shown++;
    }
    base_free(all);
}

static const char *write_chosen(Compare *c, const char *path)
{
    FILE *f = fopen(path, "we");

    for (u32 i = 0; f && i < c->program.num_functions; i++)
        if (c->function[i].detail)
            fprintf(f, "%x\n", c->program.function[i].entry);
    if (f && fclose(f) == 0)
        return NULL;
    return compare_wrong(c, path, strerror(errno));
}

const char *functions_choose(Compare *c, const char *path)
{
    for (u32 i = 0; i < c->settings.num_functions; i++)
        if (!ask_for(c, c->settings.functions[i]))
            return compare_wrong(c, c->settings.functions[i],
                                 "the program has no such function");
    choose_top(c);
    return write_chosen(c, path);
}
