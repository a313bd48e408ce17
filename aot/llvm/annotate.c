/* annotate.c -- LLVM's texts with guest addresses.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/llvm/annotate.h"

#include <stdlib.h>
#include <string.h>

#include "aot/debug/insn.h"

/* Returns the length of the line at `text`, without its end. */
static size_t line_length(const char *text)
{
    return strcspn(text, "\n");
}

static const char *next_line(const char *text)
{
    text += line_length(text);
    return *text ? text + 1 : text;
}

/* ---- IR ---- */

/* Returns true for a line that begins an instruction.  A switch has more lines: its
 * cases are indented further, and its end is a bracket. */
static bool begins_insn(const char *line)
{
    return line[0] == ' ' && line[1] == ' ' && line[2] != ' ' && line[2] != ']' &&
           line[2] != ';' && line[2] != '#';
}

static LLVMValueRef first_insn(LLVMBasicBlockRef bb)
{
    LLVMValueRef insn = NULL;

    for (; bb && !insn; bb = LLVMGetNextBasicBlock(bb))
        insn = LLVMGetFirstInstruction(bb);
    return insn;
}

static LLVMValueRef next_insn(LLVMValueRef insn)
{
    LLVMValueRef next = LLVMGetNextInstruction(insn);

    return next ? next
                : first_insn(LLVMGetNextBasicBlock(LLVMGetInstructionParent(insn)));
}

void annotate_function(Debug *debug, LLVMValueRef function, const char *text,
                       AnnotateLine *line, void *arg)
{
    LLVMValueRef next = first_insn(LLVMGetFirstBasicBlock(function));
    DebugPart part = PART_MERGED;
    u32 pc = 0;

    for (; *text; text = next_line(text)) {
        if (next && (*text != ' ' || begins_insn(text)))
            part = debug_where(debug, next, &pc);
        line(arg, pc, part, text, line_length(text));
        if (next && begins_insn(text))
            next = next_insn(next);
    }
}

static void print_line(void *arg, u32 pc, DebugPart part, const char *line,
                       size_t length)
{
    FILE *to = arg;

    fprintf(to, "%.*s", (int)length, line);
    if (begins_insn(line) && pc)
        fprintf(to, " ; 0x%08x%s%s", pc, part == PART_INSN ? "" : " ",
                part == PART_INSN ? "" : debug_part_name(part));
    else if (begins_insn(line))
        fprintf(to, " ; %s", debug_part_name(part));
    fputc('\n', to);
}

void annotate_print_function(Debug *debug, LLVMValueRef function, const char *text,
                             FILE *to)
{
    if (debug)
        annotate_function(debug, function, text, print_line, to);
    else
        fprintf(to, "%s", text);
}

static LLVMValueRef next_definition(LLVMValueRef function)
{
    while (function && LLVMIsDeclaration(function))
        function = LLVMGetNextFunction(function);
    return function;
}

/* Prints one function of a module's text, from its first line on.  Returns what follows
 * it. */
static const char *print_definition(Debug *debug, LLVMValueRef function,
                                    const char *text, FILE *to)
{
    const char *end = strstr(text, "\n}\n");
    size_t length = end ? (size_t)(end - text) + 3 : strlen(text);
    char *own = base_alloc(length + 1);

    memcpy(own, text, length);
    annotate_function(debug, function, own, print_line, to);
    base_free(own);
    return text + length;
}

void annotate_module(Debug *debug, LLVMModuleRef module, const char *text, FILE *to)
{
    LLVMValueRef function = next_definition(LLVMGetFirstFunction(module));

    if (!debug) {
        fputs(text, to);
        return;
    }
    while (*text) {
        if (strncmp(text, "define ", 7) == 0 && function) {
            text = print_definition(debug, function, text, to);
            function = next_definition(LLVMGetNextFunction(function));
            continue;
        }
        size_t length = line_length(text);
        fprintf(to, "%.*s\n", (int)length, text);
        text = next_line(text);
    }
}

/* ---- assembly ---- */

typedef struct {
    Debug *debug;
    FILE *to;
    bool in_debug; /* in a section of debug information */
    u32 line, column;
} Asm;

static bool starts(const char *line, const char *with)
{
    return strncmp(line, with, strlen(with)) == 0;
}

/* Prints where the lines that follow come from. */
static void print_place(const Asm *a)
{
    const Lines *lines = debug_lines(a->debug);
    u32 pc = lines_pc(lines, a->line);
    char text[400];

    if (!pc) {
        fputs("\t# merged\n", a->to);
        return;
    }
    insn_text(lines->guest, lines->image, lines->program, pc, text, sizeof text);
    fprintf(a->to, "\t# 0x%08x  %s", guest_code_at(lines->guest, pc), text);
    DebugPart part = debug_part_of(a->debug, a->line, a->column);
    if (part != PART_INSN)
        fprintf(a->to, "  [%s]", debug_part_name(part));
    fputc('\n', a->to);
}

/* Takes "\t.loc\tFILE LINE COLUMN ...". */
static void take_place(Asm *a, const char *line)
{
    char *at;

    strtoul(line + 6, &at, 10);
    u32 number = (u32)strtoul(at, &at, 10), column = (u32)strtoul(at, &at, 10);
    if (!number)
        column = PART_MERGED; /* LLVM leaves the last one */
    if (number == a->line && column == a->column)
        return;
    a->line = number;
    a->column = column;
    print_place(a);
}

/* Returns true for a line that is there only because of debug information. */
static bool is_about_debug(const char *line)
{
    bool numbered_file = starts(line, "\t.file\t") && line[7] >= '0' && line[7] <= '9';
    bool label = (starts(line, ".Ltmp") || starts(line, ".Lfunc_begin") ||
                  starts(line, ".Lsec_end")) &&
                 !starts(next_line(line), "\t.size");

    return numbered_file || label || starts(line, "\t.cfi_") ||
           starts(line, "\t.loc\t");
}

static void take_line(Asm *a, const char *line)
{
    if (starts(line, "\t.section\t") || starts(line, "\t.text"))
        a->in_debug = starts(line, "\t.section\t.debug_");
    if (a->in_debug)
        return;
    if (starts(line, "\t.loc\t"))
        take_place(a, line);
    else if (starts(line, "\t.cfi_startproc"))
        a->line = a->column = ~0u; /* another function */
    if (!is_about_debug(line))
        fprintf(a->to, "%.*s\n", (int)line_length(line), line);
}

char *annotate_asm(Debug *debug, const char *text, size_t *size)
{
    char *result = NULL;
    Asm a = {.debug = debug, .to = open_memstream(&result, size)};

    if (!a.to)
        return NULL;
    for (; *text; text = next_line(text))
        take_line(&a, text);
    return fclose(a.to) == 0 ? result : NULL;
}
