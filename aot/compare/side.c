/* side.c -- counts of host instructions by what they access.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/compare/side.h"

#include <string.h>

/* Instructions that only read their last operand, too; others that begin so are none
 * that the translators make. */
static const char *const readers[] = {
    "cmp",  "test", "bt",  "ucomis", "comis", "vucomis", "vcomis", "push",    "ldmxcsr",
    "call", "jmp",  "mul", "imul",   "div",   "idiv",    "vptest", "vldmxcsr"};

static bool begins_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static bool only_reads(const char *mnemonic)
{
    for (size_t i = 0; i < ARRAY_LEN(readers); i++)
        if (begins_with(mnemonic, readers[i]))
            return true;
    return false;
}

/* These write their last operand without having read it. */
static bool only_writes(const char *mnemonic)
{
    return begins_with(mnemonic, "mov") || begins_with(mnemonic, "vmov") ||
           begins_with(mnemonic, "set") || begins_with(mnemonic, "vextract") ||
           begins_with(mnemonic, "pop") || begins_with(mnemonic, "stmxcsr") ||
           begins_with(mnemonic, "vstmxcsr") || begins_with(mnemonic, "vpextr") ||
           begins_with(mnemonic, "pextr");
}

/* The mnemonic, after prefixes. */
static const char *mnemonic_of(const char *text)
{
    static const char *const prefixes[] = {"lock\t", "rep\t", "repne\t"};

    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
        if (begins_with(text, prefixes[i]))
            return text + strlen(prefixes[i]);
    return text;
}

/* A comma after the operand that is found: in its brackets none counts. */
static bool is_last_operand(const char *operand)
{
    const char *close = strchr(operand, ')');
    const char *comma = strchr(close ? close : operand, ',');

    return !comma;
}

SideAccess side_access(const char *text, const char *base)
{
    const char *mnemonic = mnemonic_of(text), *operand = strstr(mnemonic, base);
    SideAccess access = {0};

    if (!operand || begins_with(mnemonic, "lea"))
        return access;
    access.stores = is_last_operand(operand) && !only_reads(mnemonic);
    access.loads = !access.stores || !only_writes(mnemonic);
    return access;
}

bool side_is_call(const char *text)
{
    return begins_with(text, "call");
}

/* How each translator reaches guest state. */
static const char *const state_base[] = {
    [SIDE_AOT] = "%fs:",
    [SIDE_JIT] = "(%rbp)",
};

void side_add(Side *side, SideKind kind, const char *text, u32 bytes)
{
    SideAccess state = side_access(text, state_base[kind]);

    side->bytes += bytes;
    side->insns++;
    side->state_loads += state.loads;
    side->state_stores += state.stores;
    side->spills += side_access(text, "(%rsp)").stores;
}

void side_sum(Side *side, const Side *other)
{
    side->bytes += other->bytes;
    side->insns += other->insns;
    side->state_loads += other->state_loads;
    side->state_stores += other->state_stores;
    side->calls += other->calls;
    side->spills += other->spills;
}

json_t *side_json(const Side *side)
{
    if (!side->insns)
        return json_null();
    json_t *cycles = side->cycles > 0 ? json_real(side->cycles) : json_null();
    return json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:o}", "bytes", side->bytes, "insns",
                     side->insns, "state_loads", side->state_loads, "state_stores",
                     side->state_stores, "calls", side->calls, "spills", side->spills,
                     "cycles", cycles);
}
