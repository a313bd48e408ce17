/* strings.c -- the C library's string functions.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "bench.h"

static const char *const words[] = {"the",  "quick", "brown", "fox",    "jumps",
                                    "over", "a",     "lazy",  "dog",    "while",
                                    "many", "other", "words", "follow", "it"};
enum { NUM_WORDS = sizeof words / sizeof *words };

static char text[4096], copy[4096];

NOINLINE static uint32_t work(uint32_t seed)
{
    uint32_t sum = 0;
    text[0] = 0;
    char *end = text;
    for (int i = 0; i < 200; i++) {
        strcpy(end, words[bench_random(&seed) % NUM_WORDS]);
        end += strlen(end);
        *end++ = ' ';
    }
    *end = 0;
    memcpy(copy, text, (size_t)(end - text) + 1);
    sum += (uint32_t)(strcmp(text, copy) == 0) + (uint32_t)strlen(copy);
    for (const char *at = copy; (at = strstr(at, "fox")) != NULL; at++)
        sum = sum * 7 + (uint32_t)(at - copy);
    for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
        sum += (uint32_t)strlen(word) * (strchr(word, 'o') ? 3 : 1) +
               (memchr(word, 'e', strlen(word)) != NULL);
    return sum;
}

int main(int argc, char **argv)
{
    unsigned count = bench_count(argc, argv);
    uint32_t sum = 0;
    for (unsigned i = 0; i < count; i++)
        sum = sum * 31 + work(i);
    return bench_result(sum);
}
