/* wide_text.c -- wide characters and regular expressions.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include <wctype.h>

int main(void)
{
    wchar_t wide[32];
    printf("%zu", mbstowcs(wide, "hello wide", 32));
    printf(" %d", wcscmp(wide, L"hello wide") == 0);
    printf(" %d %c\n", iswalpha(L'q') != 0, (char)towupper(L'q'));
    char text[32];
    swprintf(wide, 32, L"%d %ls", 42, L"wide");
    wcstombs(text, wide, sizeof text);
    puts(text);
    regex_t expression;
    regmatch_t match[3];
    regcomp(&expression, "([a-z]+)=([0-9]+)", REG_EXTENDED);
    int got = regexec(&expression, "set value=123;", 3, match, 0);
    printf("%d %d-%d %d-%d\n", got, (int)match[1].rm_so, (int)match[1].rm_eo,
           (int)match[2].rm_so, (int)match[2].rm_eo);
    regfree(&expression);
    return 0;
}
