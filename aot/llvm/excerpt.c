/* excerpt.c -- the functions of a module that a dump wants.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/llvm/excerpt.h"

#include <llvm-c/Core.h>
#include <string.h>

#include "aot/elf/layout.h"

/* The host functions of a part of a unit, by the ends of their names; in `part` there
 * is room for one. */
enum { NUM_SUFFIXES = 4, PART_ROOM = 24 };

static void find_suffixes(UnitPart of, const char *suffix[NUM_SUFFIXES], char *part)
{
    suffix[0] = "";
    suffix[1] = ".body";
    suffix[2] = ".leave";
    suffix[3] = part;
    snprintf(part, PART_ROOM, ".part%u", of.part);
}

static bool wants_all(const Dump *dump)
{
    return !dump->where && !dump->high;
}

static const Function *wanted(const Dump *dump, u32 stage, const Chunk *chunk, u32 i)
{
    const Function *f = chunk->part[i].unit->function;

    return dump_wants(dump, stage, f->entry, f->name) ? f : NULL;
}

bool excerpt_wanted(const Dump *dump, u32 stage, const Chunk *chunk)
{
    for (u32 i = 0; i < chunk->count; i++)
        if (wanted(dump, stage, chunk, i))
            return true;
    return false;
}

static void print_value(FILE *to, LLVMValueRef function)
{
    char *text = LLVMPrintValueToString(function);

    fprintf(to, "%s\n", text);
    LLVMDisposeMessage(text);
}

static void print_module(FILE *to, LLVMModuleRef module)
{
    char *text = LLVMPrintModuleToString(module);

    fputs(text, to);
    LLVMDisposeMessage(text);
}

void excerpt_ir(const Dump *dump, const Chunk *chunk, LLVMModuleRef module)
{
    if (dump->stages & DUMP_LLVM && wants_all(dump)) {
        print_module(dump->to, module);
        return;
    }
    for (u32 i = 0; i < chunk->count; i++) {
        const char *suffixes[NUM_SUFFIXES];
        char part[PART_ROOM];
        const Function *f = wanted(dump, DUMP_LLVM, chunk, i);

        find_suffixes(chunk->part[i], suffixes, part);
        for (u32 k = 0; f && k < NUM_SUFFIXES; k++) {
            char name[LAYOUT_SYMBOL_ROOM];
            layout_symbol(name, sizeof name, f, suffixes[k]);
            LLVMValueRef function = LLVMGetNamedFunction(module, name);
            if (function && !LLVMIsDeclaration(function))
                print_value(dump->to, function);
        }
    }
}

/* From the function's label to the end that LLVM marks by .Lfunc_end. */
static void print_lines(FILE *to, const char *text, const char *name)
{
    char label[270];

    snprintf(label, sizeof label, "\n%s:", name);
    const char *start = strstr(text, label);
    const char *end = start ? strstr(start, "\n.Lfunc_end") : NULL;
    if (end)
        fprintf(to, "%.*s\n", (int)(end - start - 1), start + 1);
}

void excerpt_asm(const Dump *dump, const Chunk *chunk, const char *text, size_t size)
{
    if (wants_all(dump)) {
        fwrite(text, 1, size, dump->to);
        return;
    }
    for (u32 i = 0; i < chunk->count; i++) {
        const char *suffixes[NUM_SUFFIXES];
        char part[PART_ROOM];
        const Function *f = wanted(dump, DUMP_OUT_ASM, chunk, i);

        find_suffixes(chunk->part[i], suffixes, part);
        for (u32 k = 0; f && k < NUM_SUFFIXES; k++) {
            char name[LAYOUT_SYMBOL_ROOM];
            layout_symbol(name, sizeof name, f, suffixes[k]);
            print_lines(dump->to, text, name);
        }
    }
}
