/* words.c -- a guest program: the most frequent words of a text, and their lengths.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 257, LONGEST = 16 };

typedef struct Word {
    struct Word *next;
    unsigned count;
    char text[];
} Word;

static Word *bucket[BUCKETS];
static unsigned distinct, total, length_count[LONGEST + 1];

static Word **find(const char *text)
{
    unsigned hash = 5381;
    for (const char *c = text; *c; c++)
        hash = hash * 33 ^ (unsigned char)*c;
    Word **at = &bucket[hash % BUCKETS];
    while (*at && strcmp((*at)->text, text))
        at = &(*at)->next;
    return at;
}

static void add(const char *text)
{
    Word **at = find(text);
    size_t length = strlen(text);
    if (!*at) {
        *at = calloc(1, sizeof **at + length + 1);
        if (!*at)
            exit(2);
        strcpy((*at)->text, text);
        distinct++;
    }
    (*at)->count++;
    total++;
    length_count[length < LONGEST ? length : LONGEST]++;
}

static void read_words(FILE *file)
{
    char text[64];
    size_t length = 0;
    for (int c; (c = getc(file)) != EOF || length;) {
        if (c != EOF && isalpha(c)) {
            if (length < sizeof text - 1)
                text[length++] = (char)tolower(c);
            continue;
        }
        text[length] = 0;
        if (length)
            add(text);
        length = 0;
    }
}

static int by_count(const void *a, const void *b)
{
    const Word *x = *(Word *const *)a, *y = *(Word *const *)b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return strcmp(x->text, y->text);
}

static void show(unsigned most)
{
    Word **all = calloc(distinct + 1, sizeof *all);
    unsigned n = 0;
    double mean = 0;
    for (int i = 0; i < BUCKETS; i++)
        for (Word *word = bucket[i]; word; word = word->next)
            all[n++] = word;
    qsort(all, n, sizeof *all, by_count);
    for (unsigned i = 0; i < n && i < most; i++)
        printf("%4u %5.2f%%  %s\n", all[i]->count, 100.0 * all[i]->count / total,
               all[i]->text);
    for (unsigned i = 1; i <= LONGEST; i++) {
        mean += (double)i * length_count[i] / total;
        if (length_count[i])
            printf("%2u letters %4u %.*s\n", i, length_count[i],
                   (int)(length_count[i] * 60 / total),
                   "##############################"
                   "##############################");
    }
    printf("%u words, %u different, %.3f letters on average\n", total, distinct, mean);
    free(all);
}

int main(int argc, char **argv)
{
    FILE *file = argc > 1 ? fopen(argv[1], "r") : stdin;
    if (!file) {
        fprintf(stderr, "words: %s: %s\n", argv[1], strerror(errno));
        return 1;
    }
    read_words(file);
    show(argc > 2 ? (unsigned)atoi(argv[2]) : 10);
    return fclose(file) != 0;
}
