/* decode_excuse.c -- what the checks of our decoders against LLVM's have in common.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "tests/decode_excuse.h"

#include <stdio.h>
#include <string.h>

#include "lifter/pattern.h"

static bool has_name(const char *text, const char *name)
{
    size_t length = strlen(name);

    if (length && name[length - 1] == '*')
        return !strncmp(text, name, length - 1);
    return !strncmp(text, name, length) && (text[length] == ' ' || !text[length]);
}

static bool in_picture(u32 word, const char *picture)
{
    if (!picture)
        return true;
    Pattern p = pattern_compile(picture);
    return pattern_matches(&p, word);
}

bool is_excused(const Excuse *excuse, size_t count, const char *set, const char *text,
                u32 word)
{
    for (size_t i = 0; i < count; i++)
        if ((excuse[i].set[0] == '*' || !strcmp(excuse[i].set, set)) &&
            has_name(text, excuse[i].name) && in_picture(word, excuse[i].picture))
            return true;
    return false;
}

u32 random_word(void)
{
    static u64 x = 88172645463325252ull;

    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return (u32)(x >> 16);
}

int report_words(u64 seen, u64 decoded, u64 failures)
{
    printf("%llu words, %llu of them defined, %llu differences\n",
           (unsigned long long)seen, (unsigned long long)decoded,
           (unsigned long long)failures);
    return failures != 0;
}
