/* excerpt.c -- the functions of a module that a dump wants.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/llvm/excerpt.h"

#include <llvm-c/Core.h>
#include <string.h>

#include "aot/elf/layout.h"
#include "aot/llvm/annotate.h"

/* The host functions of a part of a unit, by the ends of their names; in `part` there
 * is room for one. */
enum { NUM_SUFFIXES = 3, PART_ROOM = 24 };

static void find_suffixes(UnitPart of, const char *suffix[NUM_SUFFIXES], char *part)
{
    suffix[0] = "";
    suffix[1] = ".body";
    suffix[2] = part;
    snprintf(part, PART_ROOM, ".part%u", of.part);
}

static bool wants_all(const Dump *dump)
{
    return !dump->asked.where.name && !dump->asked.where.high;
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

/* Prints one host function of `from`, by its name, if it is there. */
typedef void PrintFunction(FILE *to, void *from, const char *name);

/* Prints each host function of the units that the dump wants `stage` of. */
static void print_wanted(const Dump *dump, u32 stage, const Chunk *chunk,
                         PrintFunction *print, void *from)
{
    for (u32 i = 0; i < chunk->count; i++) {
        const char *suffixes[NUM_SUFFIXES];
        char part[PART_ROOM];
        const Function *f = wanted(dump, stage, chunk, i);

        find_suffixes(chunk->part[i], suffixes, part);
        for (u32 k = 0; f && k < NUM_SUFFIXES; k++) {
            char name[LAYOUT_SYMBOL_ROOM];
            layout_symbol(name, sizeof name, f, suffixes[k]);
            print(dump->to, from, name);
        }
    }
}

void excerpt_module(LLVMModuleRef module, Debug *debug, FILE *to)
{
    char *text = LLVMPrintModuleToString(module);

    annotate_module(debug, module, text, to);
    LLVMDisposeMessage(text);
}

typedef struct {
    LLVMModuleRef module;
    Debug *debug;
} Ir;

static void print_ir(FILE *to, void *from, const char *name)
{
    const Ir *ir = from;
    LLVMValueRef function = LLVMGetNamedFunction(ir->module, name);

    if (!function || LLVMIsDeclaration(function))
        return;
    char *text = LLVMPrintValueToString(function);
    annotate_print_function(ir->debug, function, text, to);
    fputc('\n', to);
    LLVMDisposeMessage(text);
}

void excerpt_ir(const Dump *dump, const Chunk *chunk, LLVMModuleRef module,
                Debug *debug)
{
    Ir ir = {module, debug};

    if (dump->asked.bits & DUMP_LLVM && wants_all(dump))
        excerpt_module(module, debug, dump->to);
    else
        print_wanted(dump, DUMP_LLVM, chunk, print_ir, &ir);
}

/* From the function's label to the end that LLVM marks by .Lfunc_end. */
static void print_asm(FILE *to, void *text, const char *name)
{
    char label[LAYOUT_SYMBOL_ROOM + 2];

    snprintf(label, sizeof label, "\n%s:", name);
    const char *start = strstr(text, label);
    const char *end = start ? strstr(start, "\n.Lfunc_end") : NULL;
    if (end)
        fprintf(to, "%.*s\n", (int)(end - start - 1), start + 1);
}

void excerpt_asm(const Dump *dump, const Chunk *chunk, const char *text, size_t size)
{
    if (wants_all(dump))
        fwrite(text, 1, size, dump->to);
    else
        print_wanted(dump, DUMP_OUT_ASM, chunk, print_asm, (void *)text);
}
