/*
 * decode_arm.c -- our ARM decoder against LLVM's disassembler.
 *
 *      decode_arm            sampled, A32 and T32; all of T16; seconds
 *      decode_arm N          N times as many
 *      decode_arm all SET    every word of SET: a32 t32 t16
 *
 * Each word must have the same mnemonic for both, in the Advanced SIMD space also the
 * same operands, or be undefined for both; besides that, only what decode_arm.def
 * excuses may differ.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <llvm-c/Disassembler.h>
#include <llvm-c/Target.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lifter/arm/neon/neon.h"
#include "lifter/lifter.h"
#include "tests/decode_excuse.h"

enum { PC = 0x10000, MAX_REPORTS = 100 };

static const Excuse only_llvm[] = {
#define ONLY_LLVM(set, name, picture) {set, name, picture},
#define ONLY_OURS(set, name, picture)
#include "tests/decode_arm.def"
};

static const Excuse only_ours[] = {
#define ONLY_LLVM(set, name, picture)
#define ONLY_OURS(set, name, picture) {set, name, picture},
#include "tests/decode_arm.def"
};

typedef struct {
    const char *name;
    const char *triple;
    u32 thumb; /* the low bit of addresses */
    u32 size;
    LLVMDisasmContextRef llvm;
} Set;

static Set sets[] = {{"a32", "armv7-linux-gnueabihf", 0, 4, NULL},
                     {"t32", "thumbv7-linux-gnueabihf", 1, 4, NULL},
                     {"t16", "thumbv7-linux-gnueabihf", 1, 2, NULL}};
static u64 words_seen, words_decoded, failures;

static void to_bytes(const Set *set, u32 word, u8 *code)
{
    u32 low = set->thumb && set->size == 4 ? word >> 16 : word & 0xffff;
    u32 high = set->thumb ? word & 0xffff : word >> 16;

    code[0] = (u8)low, code[1] = (u8)(low >> 8);
    code[2] = (u8)high, code[3] = (u8)(high >> 8);
}

/* In the Advanced SIMD space, where the operands are compared too. */
static bool is_neon(const Set *set, u32 word)
{
    return set->size == 4 && arm_neon_word(word, set->thumb);
}

/* From the text of a disassembler: no .w and .n, one space for each tab; the mnemonic
 * alone unless `whole`. */
static void take_text(char *to, size_t room, const char *text, bool whole)
{
    size_t length = 0;

    while (*text == '\t' || *text == ' ')
        text++;
    for (; *text && length + 1 < room; text++) {
        bool is_blank = *text == '\t' || *text == ' ';
        if (is_blank && !whole)
            break;
        to[length++] = is_blank ? ' ' : *text;
    }
    to[length] = 0;
    char *dot = strstr(to, ".w");
    if (dot && !dot[2])
        *dot = 0;
}

static void llvm_text(const Set *set, const u8 *code, char *text, size_t room,
                      bool whole)
{
    char raw[200];

    text[0] = 0;
    if (LLVMDisasmInstruction(set->llvm, (u8 *)(uintptr_t)code, set->size, PC, raw,
                              sizeof(raw)))
        take_text(text, room, raw, whole);
    /* It remembers being in an IT block. */
    if (!strncmp(text, "it", 2) && set->size == 2)
        for (u32 i = 0; i < 4; i++) {
            u8 nop[2] = {0x00, 0xbf};
            LLVMDisasmInstruction(set->llvm, nop, 2, PC, raw, sizeof(raw));
        }
}

static void our_text(const Set *set, const u8 *code, char *text, size_t room,
                     bool whole)
{
    char raw[200];

    guest_arm.disassemble(raw, sizeof(raw), code, set->size, PC | set->thumb, NULL);
    take_text(text, room, raw, whole);
    if (text[0] == '.')
        text[0] = 0;
}

/* Names that mean the same: moves and adds that LLVM calls by what they do. */
static bool alike(const char *theirs, const char *ours)
{
    static const char *const pairs[][2] = {
        {"push", "stmdb"}, {"push", "str"}, {"pop", "ldm"},  {"pop", "ldr"},
        {"movw", "mov"},   {"neg", "rsb"},  {"ldm", "pop"},  {"stmdb", "push"},
        {"hint", "esb"},   {"str", "push"}, {"ssbb", "dsb"}, {"pssbb", "dsb"},
    };

    if (!strcmp(theirs, ours))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
        size_t m = strlen(pairs[i][0]), n = strlen(pairs[i][1]);
        if (!strncmp(theirs, pairs[i][0], m) && !strncmp(ours, pairs[i][1], n) &&
            !strcmp(theirs + m, ours + n))
            return true;
    }
    return false;
}

/* Of each pair of mnemonics, report the first two words. */
static bool is_news(const char *theirs, const char *ours)
{
    static char seen[MAX_REPORTS][60];
    static u32 count[MAX_REPORTS];
    char both[60];

    snprintf(both, sizeof(both), "%.*s/%.*s", (int)strcspn(theirs, " "), theirs,
             (int)strcspn(ours, " "), ours);
    for (u32 i = 0; i < MAX_REPORTS; i++) {
        if (!seen[i][0])
            memcpy(seen[i], both, sizeof(both));
        if (!strcmp(seen[i], both))
            return count[i]++ < 2;
    }
    return false;
}

static void check_word(const Set *set, u32 word)
{
    char theirs[60], ours[60];
    bool whole = is_neon(set, word);
    u8 code[4];

    to_bytes(set, word, code);
    llvm_text(set, code, theirs, sizeof(theirs), whole);
    our_text(set, code, ours, sizeof(ours), whole);
    words_seen++;
    words_decoded += ours[0] != 0;
    if (alike(theirs, ours))
        return;
    u32 drawn = whole ? arm_neon_word(word, set->thumb) : word;
    const char *name = whole ? "neon" : set->name;
    if (!ours[0] && is_excused(only_llvm, ARRAY_LEN(only_llvm), name, theirs, drawn))
        return;
    if (is_excused(only_ours, ARRAY_LEN(only_ours), name, ours, drawn))
        return;
    failures++;
    if (is_news(theirs, ours))
        printf("%s %08x: LLVM \"%s\", ours \"%s\"\n", set->name, word, theirs, ours);
}

/* At times with registers that are 0, 13 or 15: such have other meanings. */
static u32 random_operands(void)
{
    u32 word = random_word(), how = random_word();

    for (u32 shift = 0; shift <= 16; shift += 4)
        switch (how >> shift & 15) {
        case 0:
        case 1: word |= 15u << shift; break;
        case 2:
        case 3: word &= ~(15u << shift); break;
        case 4: word = (word & ~(15u << shift)) | 13u << shift;
        }
    return word;
}

/* Every value of the bits that tell instructions, with random operands. */
static void check_a32(u32 times)
{
    for (u32 op = 0; op < 4096; op++)
        for (u32 i = 0; i < 16 * times; i++) {
            u32 cond = i % 8 == 0 ? 15 : i % 8 == 1 ? random_word() % 15 : 14;
            u32 word = random_operands() & 0x000fff0f;
            check_word(&sets[0], cond << 28 | (op >> 4) << 20 | (op & 15) << 4 | word);
        }
}

static void check_t32(u32 times)
{
    for (u32 op = 0xe800; op < 0x10000; op += 16)
        for (u32 i = 0; i < 200 * times; i++) {
            u32 word = random_operands();
            check_word(&sets[1], op << 16 | (word & 0x000fffff));
        }
}

static void check_neon_word(u32 word)
{
    check_word(&sets[0], word);
    check_word(&sets[1], arm_neon_word_of_t32(word));
}

/* Every value of all bits but those of registers, and all lists of registers. */
static void check_neon(u32 times)
{
    for (u32 op = 0; op < 1 << 17; op++)
        for (u32 i = 0; i < times; i++) {
            u32 high =
                (op >> 16 & 1) << 24 | (op >> 15 & 1) << 23 | (op >> 8 & 63) << 16;
            u32 operands = random_word() & 0x0040f00f;
            if (op & 1 << 14)
                operands &= 0x0040e00e;
            check_neon_word(0xf2000000 | high | (op & 255) << 4 | operands);
        }
    for (u32 op = 0; op < 1 << 15; op++)
        for (u32 i = 0; i < times; i++) {
            u32 high =
                (op >> 14 & 1) << 23 | (op >> 13 & 1) << 22 | (op >> 12 & 1) << 21;
            check_neon_word(0xf4000000 | high | (op & 4095) << 4 |
                            (random_word() & 0x000f000f));
        }
}

static void check_t16(void)
{
    for (u32 word = 0; word < 0xe800; word++)
        check_word(&sets[2], word);
}

static void check_all(const char *name)
{
    if (!strcmp(name, "t16"))
        check_t16();
    else if (!strcmp(name, "t32"))
        for (u64 word = 0xe8000000; word <= 0xffffffff; word++)
            check_word(&sets[1], (u32)word);
    else
        for (u64 word = 0xe0000000; word <= 0xffffffff; word++)
            check_word(&sets[0], (u32)word);
}

int main(int argc, char **argv)
{
    const char *complaint = guest_arm.check();

    LLVMInitializeARMTargetInfo();
    LLVMInitializeARMTargetMC();
    LLVMInitializeARMDisassembler();
    for (u32 i = 0; i < ARRAY_LEN(sets); i++) {
        sets[i].llvm = LLVMCreateDisasmCPUFeatures(
            sets[i].triple, "generic",
            "+v7,+v8,+fp-armv8,+hwdiv,+hwdiv-arm,+mp,+dsp,+vfp4,+neon,+aes,+sha2,+crc",
            NULL, 0, NULL, NULL);
        if (!sets[i].llvm)
            return 1;
    }
    if (complaint)
        printf("the tables: %s\n", complaint);
    if (argc == 3) {
        check_all(argv[2]);
    } else {
        u32 times = argc == 2 ? (u32)atoi(argv[1]) : 1;
        check_a32(times);
        check_t32(times);
        check_neon(times);
        check_t16();
    }
    int status = report_words(words_seen, words_decoded, failures);
    return status || complaint;
}
