/* options.c -- reads a command line by a table.  POSIX, Base Definitions, 12.2.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/base/options.h"

#include <string.h>

/* The number of edits (insert, remove, replace a character) from one word to another;
 * words longer than LONGEST are taken to be far apart.  Wagner and Fischer, 1974. */
static u32 distance(const char *a, const char *b)
{
    enum { LONGEST = 40 };
    size_t m = strlen(a), n = strlen(b);
    u32 row[LONGEST + 1];

    if (m > LONGEST || n > LONGEST)
        return LONGEST;
    for (u32 k = 0; k <= n; k++)
        row[k] = k;
    for (u32 i = 1; i <= m; i++) {
        u32 diagonal = row[0];

        row[0] = i;
        for (u32 k = 1; k <= n; k++) {
            u32 replaced = diagonal + (a[i - 1] != b[k - 1]);
            u32 least = row[k] < row[k - 1] ? row[k] + 1 : row[k - 1] + 1;

            diagonal = row[k];
            row[k] = replaced < least ? replaced : least;
        }
    }
    return row[n];
}

/* Keeps the word in *best if it is nearer to `text` than what is there. */
static void try_word(const char *text, const char *word, const char **best, u32 *least)
{
    u32 far = word ? distance(text, word) : ~0u;

    if (far < *least) {
        *least = far;
        *best = word;
    }
}

/* A third of a word's letters may be wrong. */
static u32 tolerance(const char *text)
{
    return (u32)strlen(text) / 3 + 1;
}

static int wrong(OptionReader *r, const char *format, const char *a, const char *b)
{
    base_format(r->error, sizeof r->error, format, a, b);
    return OPTION_WRONG;
}

static int unknown(OptionReader *r, const char *arg)
{
    char word[64];
    size_t length = 0;
    const char *best = NULL;

    while (arg[length] && arg[length] != '=' && length < sizeof word - 1) {
        word[length] = arg[length];
        length++;
    }
    word[length] = 0;
    u32 least = tolerance(word);
    for (u32 i = 0; i < r->count; i++)
        try_word(word, r->table[i].word, &best, &least);
    if (best)
        return wrong(r, "unknown option %.60s; did you mean %s?", word, best);
    return wrong(r, "unknown option %.60s", word, "");
}

/* Takes the next argument as the option's value. */
static int take_next(OptionReader *r, const char *spelling)
{
    if (r->next == r->argc)
        return wrong(r, "%s needs a value: %s", spelling, r->option->value_name);
    r->value = r->argv[r->next++];
    return r->option->id;
}

/* Takes one letter of an argument. The text behind it is the option's value, or more
 * letters. */
static int take_letter(OptionReader *r)
{
    char *rest = r->letters + 1;

    for (u32 i = 0; i < r->count; i++) {
        const Option *o = &r->table[i];

        if (!o->letter || o->letter[1] != r->letters[0])
            continue;
        r->option = o;
        r->value = NULL;
        r->letters = NULL;
        if (o->value == VALUE_NONE) {
            if (*rest)
                r->letters = rest;
            return o->id;
        }
        if (*rest) {
            r->value = rest;
            return o->id;
        }
        return o->value == VALUE_NEEDED ? take_next(r, o->letter) : o->id;
    }
    char spelling[] = {'-', r->letters[0], 0};
    r->letters = NULL;
    return unknown(r, spelling);
}

static bool is_prefix(const char *text, size_t length, const char *word)
{
    return strlen(word) >= length && strncmp(text, word, length) == 0;
}

/* Returns the option whose word is the first `length` bytes of `text`, or the only
 * option whose word begins with them; NULL if there is none. */
static const Option *find_word(const OptionReader *r, const char *text, size_t length)
{
    const Option *found = NULL;
    u32 matches = 0;

    for (u32 i = 0; i < r->count; i++) {
        const Option *o = &r->table[i];

        if (!o->word || !is_prefix(text, length, o->word))
            continue;
        if (strlen(o->word) == length)
            return o;
        found = o;
        matches++;
    }
    return matches == 1 && length > 2 && text[1] == '-' ? found : NULL;
}

/* Takes an argument that is no option; returns OPTION_END if there is none. */
static int take_word(OptionReader *r, char *arg)
{
    size_t length = 0;

    while (arg[length] && arg[length] != '=')
        length++;
    const Option *o = find_word(r, arg, length);
    if (!o)
        return OPTION_END;
    r->option = o;
    r->value = arg[length] ? arg + length + 1 : NULL;
    if (r->value && o->value == VALUE_NONE)
        return wrong(r, "%s has no value", o->word, "");
    if (!r->value && o->value == VALUE_NEEDED)
        return take_next(r, o->word);
    return o->id;
}

int option_next(OptionReader *r)
{
    if (r->letters)
        return take_letter(r);
    if (!r->next)
        r->next = 1;
    if (r->next >= r->argc)
        return OPTION_END;
    char *arg = r->argv[r->next];
    bool operand = r->no_more || arg[0] != '-' || !arg[1];
    if (operand && r->operands_last)
        return OPTION_END;
    r->next++;
    r->value = arg;
    if (operand)
        return OPTION_OPERAND;
    if (strcmp(arg, "--") == 0) {
        r->no_more = true;
        return option_next(r);
    }
    int id = take_word(r, arg);
    if (id != OPTION_END)
        return id;
    if (arg[1] == '-')
        return unknown(r, arg);
    r->letters = arg + 1;
    id = take_letter(r);
    /* Not a row of letters: an unknown word behind a single dash. */
    return id == OPTION_WRONG && arg[2] && !r->letters ? unknown(r, arg) : id;
}

static u32 name_bit(const OptionName *names, u32 count, const char *text, size_t length)
{
    for (u32 i = 0; i < count; i++)
        if (strlen(names[i].name) == length &&
            strncmp(names[i].name, text, length) == 0)
            return names[i].bit;
    return 0;
}

static void explain_name(const OptionName *names, u32 count, const char *text,
                         size_t length, const char *what, char *error, size_t room)
{
    char word[40] = "", all[200];
    const char *best = NULL;
    int used = 0;

    if (length < sizeof word)
        memcpy(word, text, length);
    u32 least = tolerance(word);
    for (u32 i = 0; i < count; i++) {
        try_word(word, names[i].name, &best, &least);
        if (used < (int)sizeof all)
            used += base_format(all + used, sizeof all - (size_t)used, "%s%s",
                                i ? "," : "", names[i].name);
    }
    if (best && word[0])
        base_format(error, room, "%s knows no %s; did you mean %s?", what, word, best);
    else
        base_format(error, room, "%s knows no \"%.*s\", but %s", what, (int)length,
                    text, all);
}

static u32 read_names(const OptionName *names, u32 count, const char *list,
                      size_t length, const char *what, char *error, size_t room)
{
    u32 bits = 0;

    for (size_t at = 0; at <= length; at++) {
        size_t end = at;

        while (end < length && list[end] != ',')
            end++;
        u32 bit = name_bit(names, count, list + at, end - at);
        if (!bit) {
            explain_name(names, count, list + at, end - at, what, error, room);
            return 0;
        }
        bits |= bit;
        at = end;
    }
    return bits;
}

static u32 digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return (u32)(c - '0');
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? (u32)(c - 'a') + 10 : ~0u;
}

/* Reads a hexadecimal number, with or without 0x, at *at; false if there is none. */
static bool read_address(const char **at, u32 *address)
{
    const char *p = *at;

    if (p[0] == '0' && (p[1] == 'x' || p[1] == 'X'))
        p += 2;
    if (digit_of(*p) == ~0u)
        return false;
    for (*address = 0; digit_of(*p) != ~0u; p++)
        *address = *address << 4 | digit_of(*p);
    *at = p;
    return true;
}

/* Reads a place: an address, a range of addresses, or else a function's name of
 * `length` bytes. */
static void read_where(OptionRequest *request, const char *text, size_t length)
{
    OptionWhere *where = &request->where;
    const char *at = text;

    *where = (OptionWhere){0};
    if (read_address(&at, &where->low)) {
        where->high = where->low;
        if (at == text + length ||
            (*at++ == '-' && read_address(&at, &where->high) && at == text + length))
            return;
    }
    base_format(request->name, sizeof request->name, "%.*s", (int)length, text);
    *where = (OptionWhere){.name = request->name};
}

static size_t length_until(const char *text, char end, char other)
{
    size_t n = 0;

    while (text[n] && text[n] != end && text[n] != other)
        n++;
    return n;
}

bool option_request(const OptionName *names, u32 count, const char *text,
                    const char *what, OptionRequest *request, char *error, size_t room)
{
    size_t length = length_until(text, '@', ':');
    u32 bits = read_names(names, count, text, length, what, error, room);

    if (!bits)
        return false;
    request->bits |= bits;
    text += length;
    if (*text == '@') {
        length = length_until(++text, ':', ':');
        read_where(request, text, length);
        text += length;
    }
    if (*text)
        request->path = text + 1;
    return true;
}

bool option_where_is(const OptionWhere *where, u32 pc, const char *name)
{
    if (where->name)
        return strcmp(where->name, name) == 0;
    return !where->high || (pc >= where->low && pc <= where->high);
}

/* "-o, --output=FILE" */
static void spell(const Option *o, char *text, size_t room)
{
    const char *value = o->value_name ? o->value_name : "";
    const char *optional = o->value == VALUE_OPTIONAL ? "[" : "";
    const char *close = o->value == VALUE_OPTIONAL ? "]" : "";

    if (o->letter && o->word)
        base_format(text, room, "%s, %s%s%s%s%s", o->letter, o->word, optional,
                    *value ? "=" : "", value, close);
    else if (o->word)
        base_format(text, room, "%s%s%s%s%s", o->word, optional, *value ? "=" : "",
                    value, close);
    else
        base_format(text, room, "%s%s%s", o->letter, *value ? " " : "", value);
}

/* Prints an option that is wider than its column on a line of its own. */
static void show(Out *out, const char *spelling, const char *help)
{
    enum { COLUMN = 24 };

    if (strlen(spelling) > COLUMN)
        out_printf(out, "  %s\n%*s%s\n", spelling, COLUMN + 3, "", help);
    else
        out_printf(out, "  %-*s %s\n", COLUMN, spelling, help);
}

void option_help(const Option *table, u32 count, bool all, Out *out)
{
    for (u32 i = 0; i < count; i++) {
        char text[80];

        if (table[i].rank == OPTION_SPECIAL && !all)
            continue;
        spell(&table[i], text, sizeof text);
        show(out, text, table[i].help);
    }
}

void option_names_help(const OptionName *names, u32 count, Out *out)
{
    for (u32 i = 0; i < count; i++)
        out_printf(out, "  %-10s %s\n", names[i].name, names[i].help);
}
