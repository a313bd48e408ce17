/* text.c -- string functions of the C library at every alignment.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static char from[600], to[600], model[600];

static int sign(int n)
{
    return (n > 0) - (n < 0);
}

static unsigned copies(void)
{
    unsigned bad = 0;
    for (unsigned i = 0; i < sizeof from; i++)
        from[i] = (char)('a' + i % 26);
    for (unsigned a = 0; a < 9; a++)
        for (unsigned b = 0; b < 9; b++)
            for (unsigned n = 0; n < 100; n += 1 + n / 8) {
                memset(to, '.', sizeof to);
                for (unsigned i = 0; i < sizeof model; i++)
                    model[i] = i >= b && i < b + n ? from[a + i - b] : '.';
                memcpy(to + b, from + a, n);
                bad += memcmp(to, model, sizeof to) != 0;
                memmove(to + a, to + b, n);
                bad += memcmp(to + a, from + a, n) != 0;
            }
    return bad;
}

static unsigned searches(void)
{
    unsigned bad = 0;
    for (unsigned a = 0; a < 9; a++)
        for (unsigned n = 1; n < 70; n++) {
            memset(from, 'x', sizeof from);
            from[a + n] = 0;
            bad += strlen(from + a) != n;
            from[a + n - 1] = 'y';
            bad += strchr(from + a, 'y') != from + a + n - 1;
            bad += memchr(from + a, 'y', n) != from + a + n - 1;
            bad += strrchr(from + a, 'y') != from + a + n - 1;
            memcpy(to + 3, from + a, n + 1);
            bad += strcmp(to + 3, from + a) != 0;
            to[3 + n - 1] = 'z';
            bad += sign(strcmp(to + 3, from + a)) != 1;
            bad += sign(memcmp(from + a, to + 3, n)) != -1;
        }
    return bad;
}

int main(void)
{
    char line[64] = "one,two;;three", *rest;
    printf("copies %u\n", copies());
    printf("searches %u\n", searches());
    for (char *word = strtok_r(line, ",;", &rest); word;
         word = strtok_r(NULL, ",;", &rest))
        printf("[%s]", word);
    printf("\n%zu %zu\n", strspn("aabbcc", "ab"), strcspn("hello world", " "));
    printf("%s %s\n", strstr("needle in haystack", "in"), strpbrk("abc=def", "=:"));
    printf("%d %d\n", sign(strncmp("abcd", "abce", 3)), sign(strcasecmp("ABC", "abd")));
    strncpy(to, "pad", 8);
    strncat(to, "ding", 2);
    printf("%s %d %d\n", to, isalpha('q') != 0, toupper('q'));
    return 0;
}
