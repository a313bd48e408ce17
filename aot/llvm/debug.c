/* debug.c -- debug locations while a unit is lowered.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/llvm/debug.h"

#include <llvm-c/DebugInfo.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/abi.h"

#ifndef VERSION
#define VERSION "unknown"
#endif

/* A host function, and whose it is. */
typedef struct {
    LLVMValueRef host;
    const Function *function;
    LLVMMetadataRef subprogram;
    u32 file; /* the subprogram's, in Lines.file */
} DebugFunction;

struct Debug {
    LLVMContextRef context;
    LLVMModuleRef module;
    LLVMDIBuilderRef builder;
    const Lines *lines;
    LLVMMetadataRef *file; /* by index in Lines.file; made on demand */
    DebugFunction *function;
    u32 num_functions, room;
    bool outside; /* of any guest function: there are no locations */
    u32 pc;       /* of what is being built; NO_RETURN: of no single instruction */
    DebugPart part;
};

static LLVMMetadataRef file_of(Debug *d, u32 index)
{
    const char *name = d->lines->file[index];

    if (!d->file[index])
        d->file[index] =
            LLVMDIBuilderCreateFile(d->builder, name, strlen(name), ".", 1);
    return d->file[index];
}

static void add_flag(Debug *d, const char *name, u32 value)
{
    LLVMTypeRef type = LLVMInt32TypeInContext(d->context);

    LLVMAddModuleFlag(d->module, LLVMModuleFlagBehaviorWarning, name, strlen(name),
                      LLVMValueAsMetadata(LLVMConstInt(type, value, false)));
}

Debug *debug_begin(LLVMContextRef context, LLVMModuleRef module, const Lines *lines)
{
    static const char producer[] = "dbt-aot " VERSION;
    enum { DWARF = 4 }; /* what Valgrind 3.19 and gdb of its time read */

    if (!lines)
        return NULL;
    Debug *d = base_alloc(sizeof *d);
    *d = (Debug){.context = context, .module = module, .lines = lines, .outside = true};
    d->file = base_alloc(lines->num_files * sizeof *d->file);
    d->builder = LLVMCreateDIBuilder(module);
    add_flag(d, "Dwarf Version", DWARF);
    add_flag(d, "Debug Info Version", LLVMDebugMetadataVersion());
    LLVMDIBuilderCreateCompileUnit(
        d->builder, LLVMDWARFSourceLanguageC99, file_of(d, LISTING_FILE), producer,
        sizeof producer - 1, true, "", 0, 0, "", 0, LLVMDWARFEmissionFull, 0, false,
        false, "", 0, "", 0);
    return d;
}

void debug_end(Debug *d)
{
    if (!d)
        return;
    LLVMDisposeDIBuilder(d->builder);
    base_free(d->file);
    base_free(d->function);
    base_free(d);
}

void debug_finish(Debug *d)
{
    if (d)
        LLVMDIBuilderFinalize(d->builder);
}

/* ---- while code is made ---- */

/* Returns the location, in the listing, for part `part` of the instruction at `pc`. */
static LLVMMetadataRef location(const Debug *d, const DebugFunction *f, u32 pc,
                                DebugPart part)
{
    u32 line = pc == NO_RETURN ? 0 : lines_line(d->lines, f->function, pc);

    return LLVMDIBuilderCreateDebugLocation(d->context, line, line ? part : PART_MERGED,
                                            f->subprogram, NULL);
}

void debug_again(Lower *w)
{
    Debug *d = w->debug;

    if (!d)
        return;
    LLVMMetadataRef at =
        d->outside ? NULL
                   : location(d, &d->function[d->num_functions - 1], d->pc, d->part);
    LLVMSetCurrentDebugLocation2(w->b, at);
}

static LLVMMetadataRef make_subprogram(Debug *d, const Function *f, LLVMValueRef host,
                                       Place place)
{
    size_t length;
    const char *symbol = LLVMGetValueName2(host, &length);
    LLVMMetadataRef file = file_of(d, place.file);
    LLVMMetadataRef type =
        LLVMDIBuilderCreateSubroutineType(d->builder, file, NULL, 0, LLVMDIFlagZero);

    return LLVMDIBuilderCreateFunction(d->builder, file, f->name, strlen(f->name),
                                       symbol, length, file, place.line, type, true,
                                       true, place.line, LLVMDIFlagZero, true);
}

void debug_function(Lower *w)
{
    Debug *d = w->debug;

    if (!d)
        return;
    if (d->num_functions == d->room) {
        d->room = d->room ? 2 * d->room : 64;
        d->function = base_resize(d->function, d->room * sizeof *d->function);
    }
    const Function *f = w->fn->unit->function;
    Place place = lines_of_function(d->lines, f);
    LLVMMetadataRef subprogram = make_subprogram(d, f, w->fn->host, place);
    LLVMSetSubprogram(w->fn->host, subprogram);
    d->function[d->num_functions++] =
        (DebugFunction){w->fn->host, f, subprogram, place.file};
    d->outside = false;
    d->pc = f->entry;
    d->part = PART_ENTRY;
    debug_again(w);
}

void debug_no_function(Lower *w)
{
    if (!w->debug)
        return;
    w->debug->outside = true;
    debug_again(w);
}

void debug_insn(Lower *w, u32 pc)
{
    if (!w->debug)
        return;
    w->debug->pc = pc;
    w->debug->part = PART_INSN;
    debug_again(w);
}

void debug_op(Lower *w, u32 index)
{
    if (!w->debug)
        return;
    while (index > 0 && w->blk->ops->ops[index].code != OP_insn)
        index--;
    const Op *op = &w->blk->ops->ops[index];
    debug_insn(w, op->code == OP_insn ? (u32)op->imm : NO_RETURN);
}

DebugPart debug_part(Lower *w, DebugPart part)
{
    if (!w->debug)
        return PART_INSN;
    DebugPart before = w->debug->part;
    w->debug->part = part;
    debug_again(w);
    return before;
}

/* ---- before and after LLVM's passes ---- */

typedef void Visit(Debug *d, const DebugFunction *f, LLVMValueRef insn);

static void visit_function(Debug *d, const DebugFunction *f, Visit *visit)
{
    for (LLVMBasicBlockRef bb = LLVMGetFirstBasicBlock(f->host); bb;
         bb = LLVMGetNextBasicBlock(bb))
        for (LLVMValueRef i = LLVMGetFirstInstruction(bb); i;
             i = LLVMGetNextInstruction(i))
            visit(d, f, i);
}

static void visit_all(Debug *d, Visit *visit)
{
    for (u32 i = 0; d && i < d->num_functions; i++)
        visit_function(d, &d->function[i], visit);
}

/* LLVM adds a number to a name that is there already. */
static void name_value(Debug *d, const DebugFunction *f, LLVMValueRef insn)
{
    LLVMMetadataRef at = LLVMInstructionGetDebugLoc(insn);
    char name[24];

    (void)f;
    if (!at || !LLVMDILocationGetLine(at) ||
        LLVMGetTypeKind(LLVMTypeOf(insn)) == LLVMVoidTypeKind)
        return;
    int length = base_format(name, sizeof name, "x%x.",
                             lines_pc(d->lines, LLVMDILocationGetLine(at)));
    LLVMSetValueName2(insn, name, (size_t)length);
}

void debug_name_values(Debug *d)
{
    visit_all(d, name_value);
}

bool debug_named_pc(LLVMValueRef value, u32 *pc)
{
    size_t length;
    const char *name = LLVMGetValueName2(value, &length);
    char *end;

    if (length < 3 || name[0] != 'x')
        return false;
    *pc = (u32)strtoul(name + 1, &end, 16);
    return end > name + 1 && *end == '.';
}

static void find_moved(Debug *d, const DebugFunction *f, LLVMValueRef insn)
{
    u32 pc;

    if (!LLVMInstructionGetDebugLoc(insn) && debug_named_pc(insn, &pc))
        LLVMInstructionSetDebugLoc(insn, location(d, f, pc, PART_MOVED));
}

void debug_find_moved(Debug *d)
{
    visit_all(d, find_moved);
}

/* ---- places in sources ---- */

/* Returns a location of the listing as one of the sources.  Where it was inlined keeps
 * its line: a body is inlined only into its own function's entry. */
static LLVMMetadataRef in_sources(Debug *d, const DebugFunction *f, LLVMMetadataRef at)
{
    Place place = lines_place(d->lines, f->function, LLVMDILocationGetLine(at));
    LLVMMetadataRef scope = LLVMDILocationGetScope(at);
    LLVMMetadataRef outer = LLVMDILocationGetInlinedAt(at);

    if (outer)
        outer = in_sources(d, f, outer);
    if (place.line && place.file != f->file)
        scope = LLVMDIBuilderCreateLexicalBlockFile(d->builder, scope,
                                                    file_of(d, place.file), 0);
    return LLVMDIBuilderCreateDebugLocation(
        d->context, place.line, place.line ? LLVMDILocationGetColumn(at) : PART_MERGED,
        scope, outer);
}

static void use_sources(Debug *d, const DebugFunction *f, LLVMValueRef insn)
{
    LLVMMetadataRef at = LLVMInstructionGetDebugLoc(insn);

    if (at)
        LLVMInstructionSetDebugLoc(insn, in_sources(d, f, at));
}

void debug_use_sources(Debug *d)
{
    if (d && d->lines->num_rows)
        visit_all(d, use_sources);
}

LLVMContextRef debug_context(const Debug *d)
{
    return d->context;
}

LLVMValueRef debug_host(const Debug *d, u32 i, const Function **function)
{
    if (i >= d->num_functions)
        return NULL;
    *function = d->function[i].function;
    return d->function[i].host;
}

u32 debug_line(LLVMValueRef insn)
{
    LLVMMetadataRef at =
        LLVMIsAInstruction(insn) ? LLVMInstructionGetDebugLoc(insn) : NULL;

    return at ? LLVMDILocationGetLine(at) : 0;
}

const Lines *debug_lines(const Debug *d)
{
    return d->lines;
}

DebugPart debug_part_of(const Debug *d, u32 line, u32 column)
{
    if (!line)
        return PART_MERGED;
    if (lines_is_heading(d->lines, line))
        return PART_ENTRY;
    return column ? (DebugPart)column : PART_INSN;
}

DebugPart debug_where(const Debug *d, LLVMValueRef insn, u32 *pc)
{
    LLVMMetadataRef at = insn ? LLVMInstructionGetDebugLoc(insn) : NULL;
    u32 line = at ? LLVMDILocationGetLine(at) : 0;

    *pc = guest_code_at(d->lines->guest, lines_pc(d->lines, line));
    return debug_part_of(d, line, at ? LLVMDILocationGetColumn(at) : 0);
}

const char *debug_part_name(unsigned part)
{
    static const char *const names[NUM_DEBUG_PARTS] = {
        [PART_MERGED] = "merged", [PART_INSN] = "insn", [PART_ENTRY] = "entry",
        [PART_POLL] = "poll",     [PART_EXIT] = "exit", [PART_MOVED] = "moved",
    };

    return names[part < NUM_DEBUG_PARTS ? part : PART_MERGED];
}
