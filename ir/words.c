/* words.c -- the words that immediates are written with.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "ir/words.h"

#define CONDITION(name, value)                                                         \
    {                                                                                  \
        name, 0xff, value                                                              \
    }
static const Word cond_words[] = {
    CONDITION("eq", CC_EQ),
    CONDITION("ne", CC_NE),
    CONDITION("lt", CC_LT),
    CONDITION("ge", CC_GE),
    CONDITION("le", CC_LE),
    CONDITION("gt", CC_GT),
    CONDITION("ltu", CC_LTU),
    CONDITION("geu", CC_GEU),
    CONDITION("leu", CC_LEU),
    CONDITION("gtu", CC_GTU),
    {NULL, 0, 0},
};
_Static_assert(ARRAY_LEN(cond_words) == NUM_CONDS + 1, "a word for each Cond");

static const Word fcond_words[] = {
    {"eq", FC_KIND, FC_EQ},
    {"lt", FC_KIND, FC_LT},
    {"le", FC_KIND, FC_LE},
    {"unordered", FC_KIND, FC_UNORDERED},
    {"signals", FC_SIGNALS, FC_SIGNALS},
    {NULL, 0, 0},
};

static const Word nan_words[] = {
    {"default", NAN_RULE, NAN_DEFAULT},
    {"ppc", NAN_RULE, NAN_PPC},
    {"arm", NAN_RULE, NAN_ARM},
    {"neg_addend", FMA_NEG_ADDEND, FMA_NEG_ADDEND},
    {"neg_result", FMA_NEG_RESULT, FMA_NEG_RESULT},
    {"single", FMA_SINGLE, FMA_SINGLE},
    {"of_div", NAN_OF_DIV, NAN_OF_DIV},
    {"of_sqrt", NAN_OF_SQRT, NAN_OF_SQRT},
    {NULL, 0, 0},
};

#define ROUND_WORDS                                                                    \
    {"current", ROUND_MODE, ROUND_CURRENT}, {"nearest", ROUND_MODE, ROUND_NEAREST},    \
        {"zero", ROUND_MODE, ROUND_ZERO}, {"up", ROUND_MODE, ROUND_UP},                \
        {"down", ROUND_MODE, ROUND_DOWN}, {"away", ROUND_MODE, ROUND_AWAY},            \
    {                                                                                  \
        "exact", ROUND_EXACT, ROUND_EXACT                                              \
    }

static const Word round_words[] = {ROUND_WORDS, {NULL, 0, 0}};

static const Word int_words[] = {
    ROUND_WORDS,
    {"unsigned", INT_UNSIGNED, INT_UNSIGNED},
    {"nan_min", INT_NAN_MIN, INT_NAN_MIN},
    {NULL, 0, 0},
};

static const Word mem_words[] = {
    {"8", MEM_SIZE, MEM_1},    {"16", MEM_SIZE, MEM_2},
    {"32", MEM_SIZE, MEM_4},   {"64", MEM_SIZE, MEM_8},
    {"128", MEM_SIZE, MEM_16}, {"signed", MEM_SIGNED, MEM_SIGNED},
    {"big", MEM_BIG, MEM_BIG}, {NULL, 0, 0},
};

static const Word vec_words[] = {
    {"8", VEC_LANE, 8},
    {"16", VEC_LANE, 16},
    {"32", VEC_LANE, 32},
    {"64", VEC_LANE, 64},
    {"signed", VEC_SIGNED, VEC_SIGNED},
    {"round", VEC_ROUND, VEC_ROUND},
    {"saturate", VEC_SATURATE, VEC_SATURATE},
    {"to_unsigned", VEC_TO_UNSIGNED, VEC_TO_UNSIGNED},
    {"standard", VEC_STANDARD, VEC_STANDARD},
    {NULL, 0, 0},
};

static const Word raise_words[] = {
    {"illegal", 0xff, RAISE_ILLEGAL},
    {"privileged", 0xff, RAISE_PRIVILEGED},
    {"trap", 0xff, RAISE_TRAP},
    {"debug", 0xff, RAISE_DEBUG},
    {"fetch", 0xff, RAISE_FETCH},
    {"align", 0xff, RAISE_ALIGN},
    {"float", 0xff, RAISE_FLOAT},
    {"step", 0xff, RAISE_STEP},
    {NULL, 0, 0},
};
_Static_assert(ARRAY_LEN(raise_words) == NUM_RAISES + 1, "a word for each Raise");

const Word *const imm_words[NUM_IMMS] = {
    [IMM_COND] = cond_words,   [IMM_FCOND] = fcond_words, [IMM_NAN] = nan_words,
    [IMM_INT] = int_words,     [IMM_ROUND] = round_words, [IMM_MEM] = mem_words,
    [IMM_RAISE] = raise_words, [IMM_VEC] = vec_words,
};

u64 words_mask(ImmKind kind)
{
    bool has_more = kind == IMM_MEM || kind == IMM_RAISE || kind == IMM_VEC;

    return has_more ? 0xffffffff : ~0ull;
}

bool words_say(ImmKind kind, u64 imm)
{
    u64 said = 0, chosen = 0, fields = 0;

    imm &= words_mask(kind);
    for (const Word *word = imm_words[kind]; word->name; word++) {
        fields |= word->mask;
        if ((imm & word->mask) == word->value) {
            chosen |= word->mask;
            said |= word->value;
        }
        if (word->mask == word->value && !(imm & word->mask))
            chosen |= word->mask; /* a flag that is off */
    }
    return said == imm && chosen == fields;
}
