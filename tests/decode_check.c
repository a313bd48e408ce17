/*
 * decode_check.c -- our PowerPC decoder against LLVM's disassembler.
 *
 *      decode_check              sampled: every opcode with many operands; seconds
 *      decode_check FIRST LAST   every word from FIRST to LAST (hexadecimal)
 *
 * Each word must be printed alike by both, or be undefined for both; besides that,
 * only what decode_check.def excuses may differ.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <llvm-c/Disassembler.h>
#include <llvm-c/Target.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lifter/lifter.h"
#include "tests/decode_excuse.h"

enum { PC = 0x10000000, MAX_REPORTS = 40 };

static const Excuse only_llvm[] = {
#define ONLY_LLVM(name, picture) {"*", name, picture},
#define ONLY_OURS(name, picture)
#include "tests/decode_check.def"
};

static const Excuse only_ours[] = {
#define ONLY_LLVM(name, picture)
#define ONLY_OURS(name, picture) {"*", name, picture},
#include "tests/decode_check.def"
};

static LLVMDisasmContextRef llvm;
static u64 words_seen, words_decoded, failures;

static void to_bytes(u32 word, u8 *code)
{
    for (u32 i = 0; i < 4; i++)
        code[i] = (u8)(word >> (24 - 8 * i));
}

/* LLVM puts tabs before and between; one space will do.  "" if undefined. */
static void llvm_text(u32 word, char *text, size_t room)
{
    u8 code[4];
    char raw[200];
    size_t length = 0;

    to_bytes(word, code);
    text[0] = 0;
    if (!LLVMDisasmInstruction(llvm, code, 4, PC, raw, sizeof(raw)))
        return;
    for (char *c = raw; *c && length + 1 < room; c++) {
        bool blank = *c == '\t' || *c == ' ';
        if (!blank || (length && text[length - 1] != ' '))
            text[length++] = blank ? ' ' : *c;
    }
    while (length && text[length - 1] == ' ')
        length--;
    text[length] = 0;
}

static void our_text(u32 word, char *text, size_t room)
{
    u8 code[4];

    to_bytes(word, code);
    guest_ppc.disassemble(text, room, code, 4, PC, NULL);
    if (text[0] == '.')
        text[0] = 0;
}

static void check_word(u32 word)
{
    char theirs[200], ours[200];

    llvm_text(word, theirs, sizeof(theirs));
    our_text(word, ours, sizeof(ours));
    words_seen++;
    words_decoded += ours[0] != 0;
    if (!strcmp(theirs, ours))
        return;
    if (!ours[0] && is_excused(only_llvm, ARRAY_LEN(only_llvm), "", theirs, word))
        return;
    if (is_excused(only_ours, ARRAY_LEN(only_ours), "", ours, word))
        return;
    if (failures++ < MAX_REPORTS)
        printf("%08x: LLVM \"%s\", ours \"%s\"\n", word, theirs, ours);
}

/* The operands, at times with fields that are 0 or equal: aliases and reserved
 * bits are about such. */
static u32 random_operands(void)
{
    u32 word = random_word(), how = random_word();

    for (u32 shift = 11; shift <= 21; shift += 5)
        if ((how >> shift & 3) == 0)
            word &= ~(31u << shift);
    if ((how & 7) == 1)
        word = (word & ~(31u << 11)) | (word >> 10 & 31u << 11);
    if ((how & 0x38) == 8)
        word &= ~2047u;
    return word;
}

/* All the opcodes there are, primary and, in its widest form, extended. */
static void check_sample(u32 per_opcode)
{
    for (u32 primary = 0; primary < 64; primary++)
        for (u32 extended = 0; extended < 2048; extended++)
            for (u32 i = 0; i < per_opcode; i++) {
                u32 low = random_operands() & 0x03fff800;
                check_word(primary << 26 | low | extended);
            }
}

int main(int argc, char **argv)
{
    LLVMInitializePowerPCTargetInfo();
    LLVMInitializePowerPCTargetMC();
    LLVMInitializePowerPCDisassembler();
    llvm = LLVMCreateDisasmCPU("powerpc-unknown-linux-gnu", "generic", NULL, 0, NULL,
                               NULL);
    if (!llvm)
        return 1;
    if (argc == 3) {
        u32 last = (u32)strtoul(argv[2], NULL, 16);
        for (u64 word = strtoul(argv[1], NULL, 16); word <= last; word++)
            check_word((u32)word);
    } else {
        check_sample(argc == 2 ? (u32)atoi(argv[1]) : 20);
    }
    return report_words(words_seen, words_decoded, failures);
}
