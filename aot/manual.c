/* manual.c -- manual pages and shell completions of the tables of options.
 *
 *      dbt-manual dbt-aot.1 man docs/man/dbt-aot.1.in 0.1
 *      dbt-manual completions/dbt-aot bash dbt-aot
 *
 * A program of the build.  In a template the line @OPTIONS dbt-aot@ becomes the options
 * of that command, @ENVIRONMENT@ the variables that the runtime reads, @KINDS@ the
 * warnings of -W, @FIGURES@ what --fail-if knows, and @VERSION@ the version.
 * man-pages(7); Bash Reference Manual, 8.6; zshcompsys(1); fish's complete(1).
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "runtime/base/options.h"

/* The rows' ids are not used here. */
enum { ID };
#define ROW(name, ...) {ID, __VA_ARGS__},

static const Option aot_options[] = {
#define OPTION ROW
#include "aot/options.def"
};
static const Option disasm_options[] = {
#define OPTION ROW
#include "aot/disasm.def"
};
static const Option inspect_options[] = {
#define OPTION ROW
#include "aot/inspect/options.def"
};
static const Option run_options[] = {
#define OPTION ROW
#include "runtime/options.def"
};
static const Option compare_options[] = {
#define OPTION ROW
#include "aot/compare/options.def"
};

typedef struct {
    const char *name;
    const Option *option;
    size_t count;
    const char *operand; /* what its operands are, for people; NULL: it has none */
} Command;

static const Command commands[] = {
    {"dbt-aot", aot_options, ARRAY_LEN(aot_options), "guest program"},
    {"dbt-disasm", disasm_options, ARRAY_LEN(disasm_options), NULL},
    {"dbt-run", run_options, ARRAY_LEN(run_options), "guest program"},
    {"dbt-compare", compare_options, ARRAY_LEN(compare_options), "report"},
    {"dbt-inspect", inspect_options, ARRAY_LEN(inspect_options), "translated program"},
};

static const struct {
    const char *name, *value, *help, *more;
} variables[] = {
#define VARIABLE(name, value, help, more) {"DBT_" #name, value, help, more},
#include "runtime/environment.def"
};

/* What the manual page lists besides options: a word, and what it is. */
typedef struct {
    const char *word;
    enum { ALWAYS, USUAL, SPECIAL } rank;
    const char *what, *remedy;
} Listed;

static const Listed kinds[] = {
#define DIAGNOSTIC(name, ...) {__VA_ARGS__},
#include "aot/diagnostics.def"
};
static const Listed figures[] = {
#define FIGURE(name, word, what, value) {word, USUAL, what, NULL},
#include "aot/policy.def"
};

static const Command *find_command(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(commands); i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

/* Writes text as troff shows it. */
static void put_roff(const char *text)
{
    for (; *text; text++)
        if (*text == '-')
            fputs("\\-", stdout);
        else if (*text == '\\')
            fputs("\\e", stdout);
        else
            putchar(*text);
}

static void put_spelling(const Option *o, const char *spelling)
{
    bool word = strlen(spelling) > 2;

    fputs("\\fB", stdout);
    put_roff(spelling);
    fputs("\\fR", stdout);
    if (o->value == VALUE_NONE)
        return;
    fputs(o->value == VALUE_OPTIONAL ? "[" : "", stdout);
    fputs(word ? "=" : o->value == VALUE_OPTIONAL ? "" : " ", stdout);
    fputs("\\fI", stdout);
    put_roff(o->value_name);
    fputs("\\fR", stdout);
    fputs(o->value == VALUE_OPTIONAL ? "]" : "", stdout);
}

/* The help begins a sentence here. */
static void put_sentence(const char *help, const char *more)
{
    char first = *help >= 'a' && *help <= 'z' ? (char)(*help - 'a' + 'A') : *help;

    putchar(first);
    put_roff(help + 1);
    puts(".");
    put_roff(more);
    if (*more)
        putchar('\n');
}

static void put_options(const Command *c)
{
    for (size_t i = 0; i < c->count; i++) {
        const Option *o = &c->option[i];

        puts(".TP");
        if (o->letter && o->word)
            printf("\\fB\\-%c\\fR, ", o->letter[1]);
        put_spelling(o, o->word ? o->word : o->letter);
        putchar('\n');
        put_sentence(o->help, o->more);
    }
}

static void put_variables(void)
{
    for (size_t i = 0; i < ARRAY_LEN(variables); i++) {
        puts(".TP");
        printf("\\fB%s\\fR=\\fI", variables[i].name);
        put_roff(variables[i].value);
        puts("\\fR");
        put_sentence(variables[i].help, variables[i].more);
    }
}

static void put_listed(const Listed *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (list[i].rank == ALWAYS)
            continue;
        puts(".TP");
        printf("\\fB%s\\fR\n", list[i].word);
        put_sentence(list[i].what, list[i].rank == SPECIAL ? "Off by default." : "");
        if (list[i].remedy)
            put_sentence(list[i].remedy, "");
    }
}

/* A line of the template, with its words between @s put in. */
static bool put_line(char *line, const char *version)
{
    char name[32];

    if (sscanf(line, "@OPTIONS %31[^@]@", name) == 1) {
        const Command *c = find_command(name);
        if (!c)
            return false;
        put_options(c);
    } else if (strncmp(line, "@ENVIRONMENT@", 13) == 0) {
        put_variables();
    } else if (strncmp(line, "@KINDS@", 7) == 0) {
        put_listed(kinds, ARRAY_LEN(kinds));
    } else if (strncmp(line, "@FIGURES@", 9) == 0) {
        put_listed(figures, ARRAY_LEN(figures));
    } else {
        char *at = strstr(line, "@VERSION@");
        if (at)
            printf("%.*s%s%s", (int)(at - line), line, version,
                   at + strlen("@VERSION@"));
        else
            fputs(line, stdout);
    }
    return true;
}

static const char *write_man(const char *path, const char *version)
{
    char line[1024];
    FILE *f = fopen(path, "r");
    const char *wrong = f ? NULL : strerror(errno);

    while (f && !wrong && fgets(line, sizeof line, f))
        if (!put_line(line, version))
            wrong = "it asks for the options of an unknown command";
    if (f)
        fclose(f);
    return wrong;
}

static void write_bash(const Command *c)
{
    /* Only names of files are quoted; an option's "=" is not to be. */
    static const char bash_files[] =
        "compopt -o filenames\n"
        "       mapfile -t COMPREPLY < <(compgen -f -- \"$current\")";

    printf("# bash completion of %s\n_dbt_%s()\n{\n    local current=$2 options='",
           c->name, strchr(c->name, '-') + 1);
    for (size_t i = 0; i < c->count; i++) {
        const Option *o = &c->option[i];
        const char *end = o->value == VALUE_NEEDED ? "=" : "";

        if (o->letter)
            printf("%s ", o->letter);
        if (o->word)
            printf("%s%s ", o->word, end);
    }
    printf("'\n"
           "    case $current in\n"
           "    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$current\"))\n"
           "        [[ $COMPREPLY == *= ]] && compopt -o nospace ;;\n"
           "    *) %s ;;\n"
           "    esac\n}\n"
           "complete -F _dbt_%s %s\n",
           c->operand ? bash_files : "COMPREPLY=()", strchr(c->name, '-') + 1, c->name);
}

/* Text within [ ] and quotes of a zsh specification. */
static void put_zsh(const char *text)
{
    for (; *text; text++) {
        if (*text == '[' || *text == ']' || *text == ':')
            putchar('\\');
        fputs(*text == '\'' ? "'\\''" : (char[]){*text, 0}, stdout);
    }
}

static void put_zsh_option(const Option *o, const char *spelling)
{
    bool word = strlen(spelling) > 2;

    printf("    '%s", spelling);
    if (o->value == VALUE_NEEDED)
        fputs(word ? "=" : "+", stdout);
    putchar('[');
    put_zsh(o->help);
    putchar(']');
    if (o->value == VALUE_NEEDED) {
        putchar(':');
        put_zsh(o->value_name);
        fputs(strstr(o->value_name, "FILE") || strstr(o->value_name, "FOLDER")
                  ? ":_files"
                  : ":",
              stdout);
    }
    puts("' \\");
}

static void write_zsh(const Command *c)
{
    printf("#compdef %s\n_arguments -s \\\n", c->name);
    for (size_t i = 0; i < c->count; i++) {
        if (c->option[i].letter)
            put_zsh_option(&c->option[i], c->option[i].letter);
        if (c->option[i].word)
            put_zsh_option(&c->option[i], c->option[i].word);
    }
    if (c->operand)
        printf("    '*:%s:_files'\n", c->operand);
    else
        puts("    && return");
}

static void put_fish(const char *text)
{
    putchar('\'');
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\')
            putchar('\\');
        putchar(*text);
    }
    putchar('\'');
}

static void write_fish(const Command *c)
{
    for (size_t i = 0; i < c->count; i++) {
        const Option *o = &c->option[i];

        printf("complete -c %s", c->name);
        if (o->letter)
            printf(" -s %s", o->letter + 1);
        if (o->word) {
            bool dashes = o->word[1] == '-';

            fputs(dashes ? " -l " : " -o ", stdout);
            put_fish(o->word + (dashes ? 2 : 1));
        }
        if (o->value == VALUE_NEEDED)
            fputs(" -r", stdout);
        fputs(" -d ", stdout);
        put_fish(o->help);
        putchar('\n');
    }
}

static const struct {
    const char *name;
    void (*write)(const Command *c);
} shells[] = {{"bash", write_bash}, {"zsh", write_zsh}, {"fish", write_fish}};

static int complain(const char *what, const char *why)
{
    fprintf(stderr, "dbt-manual: %s: %s\n", what, why);
    return 1;
}

/* Writes what the arguments after the file's name ask for to stdout.  Returns what is
 * wrong. */
static const char *write_any(int argc, char **argv)
{
    if (argc == 5 && strcmp(argv[2], "man") == 0)
        return write_man(argv[3], argv[4]);
    const Command *c = argc == 4 ? find_command(argv[3]) : NULL;
    for (size_t i = 0; c && i < ARRAY_LEN(shells); i++)
        if (strcmp(shells[i].name, argv[2]) == 0) {
            shells[i].write(c);
            return NULL;
        }
    return "usage: dbt-manual FILE man TEMPLATE VERSION, or FILE bash|zsh|fish COMMAND";
}

int main(int argc, char **argv)
{
    if (argc > 1 && !freopen(argv[1], "w", stdout))
        return complain(argv[1], strerror(errno));
    const char *wrong = write_any(argc, argv);
    if (wrong)
        complain(argc > 3 ? argv[3] : "arguments", wrong);
    else if (fflush(stdout) != 0)
        wrong = strerror(errno);
    if (wrong && argc > 1)
        remove(argv[1]);
    return wrong != NULL;
}
