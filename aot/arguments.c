/* arguments.c -- command lines in files.  Using the GNU Compiler Collection, 3.2
 * (@file). SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/arguments.h"

#include <string.h>

#include "aot/files.h"
#include "ir/base.h"

enum { DEEPEST = 32 };

/* Strings, with a NULL behind them; they live as long as the process. */
typedef struct {
    char **at;
    int count;
} List;

static void add(List *list, char *argument)
{
    list->at = base_resize(list->at, ((size_t)list->count + 2) * sizeof *list->at);
    list->at[list->count++] = argument;
    list->at[list->count] = NULL;
}

static bool is_space(char c)
{
    return c && strchr(" \t\n\v\f\r", c);
}

/* Takes the next argument off *text, where it stays, without its quotes and
 * backslashes: it only gets shorter. */
static char *take(char **text)
{
    char *from = *text, *word = from, *to = from, quote = 0;

    for (; *from && (quote || !is_space(*from)); from++) {
        if (*from == '\\' && from[1])
            *to++ = *++from;
        else if (*from == quote)
            quote = 0;
        else if (!quote && (*from == '"' || *from == '\''))
            quote = *from;
        else
            *to++ = *from;
    }
    *text = *from ? from + 1 : from;
    *to = 0;
    return word;
}

/* Adds an argument, or those in its file, whose text is kept. */
static bool expand(List *list, char *argument, int depth)
{
    static List texts;
    size_t size;
    char *text = argument[0] == '@' && argument[1] && depth < DEEPEST
                     ? files_read(argument + 1, &size)
                     : NULL;
    bool fine = true;

    if (!text) {
        add(list, argument);
        return argument[0] != '@' || depth < DEEPEST;
    }
    add(&texts, text);
    for (char *at = text; fine;) {
        while (is_space(*at))
            at++;
        if (!*at)
            break;
        fine = expand(list, take(&at), depth + 1);
    }
    return fine;
}

const char *arguments_expand(int *argc, char ***argv)
{
    List list = {0};
    bool fine = true;

    if (*argc)
        add(&list, (*argv)[0]);
    for (int i = 1; i < *argc && fine; i++)
        fine = expand(&list, (*argv)[i], 0);
    *argc = list.count;
    *argv = list.at;
    return fine ? NULL : "files of arguments (@FILE) name each other without end";
}
