/* input.c -- standard input to the end, by lines and by words.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
    char line[64], word[16];
    int letters = 0, number;
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        for (char *c = line; *c; c++)
            letters += isalpha((unsigned char)*c) != 0;
        if (sscanf(line, "%15s %d", word, &number) == 2)
            printf("%s = %d\n", word, number);
        else
            printf("[%s]\n", line);
    }
    printf("letters %d end %d\n", letters, feof(stdin) != 0);
    return 0;
}
