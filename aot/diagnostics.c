/* diagnostics.c -- warnings and errors, as text or kept until the end.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/diagnostics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "aot/progress.h"

enum { MOST_KEPT = 10000 };

const DiagnosticInfo diagnostic_info[NUM_DIAGNOSTICS] = {
#define DIAGNOSTIC(name, ...) [DIAGNOSTIC_##name] = {__VA_ARGS__},
#include "aot/diagnostics.def"
};

static bool wants_colour(void)
{
    const char *none = getenv("NO_COLOR"), *terminal = getenv("TERM");

    return isatty(2) && !(none && *none) && terminal && strcmp(terminal, "dumb") != 0;
}

void diagnostics_begin(Diagnostics *d, DiagnosticsFormat format)
{
    *d = (Diagnostics){.format = format};
    d->colour = format == DIAGNOSTICS_TEXT && wants_colour();
    for (int i = 0; i < NUM_DIAGNOSTICS; i++)
        d->level[i].on = diagnostic_info[i].rank != SPECIAL;
}

/* ---- -W ---- */

static bool set_one(DiagnosticLevel *level, bool no, bool error)
{
    if (!error) {
        level->on = !no;
        return true;
    }
    level->is_error = !no;
    level->is_never_error = no;
    level->on |= !no;
    return true;
}

static bool set_named(Diagnostics *d, const char *name, bool no, bool error)
{
    bool found = false;

    for (int i = 0; i < NUM_DIAGNOSTICS; i++)
        if (diagnostic_info[i].rank != ALWAYS &&
            (strcmp(name, "all") == 0 || strcmp(diagnostic_info[i].name, name) == 0))
            found = set_one(&d->level[i], no, error);
    return found;
}

bool diagnostics_set(Diagnostics *d, const char *text)
{
    static const char error[] = "error";
    bool no = strncmp(text, "no-", 3) == 0;

    text += no ? 3 : 0;
    if (strncmp(text, error, strlen(error)) != 0)
        return set_named(d, text, no, false);
    text += strlen(error);
    if (!*text)
        d->all_errors = !no;
    return !*text || (*text == '=' && set_named(d, text + 1, no, true));
}

void diagnostics_help(Out *out)
{
    for (int i = 0; i < NUM_DIAGNOSTICS; i++)
        if (diagnostic_info[i].rank != ALWAYS)
            out_printf(out, "  %-10s %s%s\n", diagnostic_info[i].name,
                       diagnostic_info[i].what,
                       diagnostic_info[i].rank == SPECIAL ? " (off)" : "");
}

DiagnosticSeverity diagnostics_severity(const Diagnostics *d, const Diagnostic *of)
{
    const DiagnosticLevel *level = &d->level[of->kind];

    if (diagnostic_info[of->kind].rank == ALWAYS)
        return DIAGNOSTIC_ERROR;
    if (!level->on)
        return DIAGNOSTIC_NONE;
    if (of->note)
        return DIAGNOSTIC_NOTE;
    if (level->is_error || (d->all_errors && !level->is_never_error))
        return DIAGNOSTIC_ERROR;
    return DIAGNOSTIC_WARNING;
}

/* ---- saying it ---- */

/* The escape sequences of colours; ECMA-48, 8.3.117 (SGR). */
typedef struct {
    const char *name, *word, *end;
} Colours;

/* Names of files and functions may have any bytes, also those that a terminal obeys. */
static void put_text(const char *text)
{
    for (; *text; text++)
        if ((u8)*text < ' ' || *text == '\177')
            fprintf(stderr, "\\x%02x", (unsigned)*text);
        else
            fputc(*text, stderr);
}

static void print(const Diagnostics *d, const Diagnostic *of,
                  DiagnosticSeverity severity)
{
    static const Colours plain = {"", "", ""};
    static const Colours red = {"\033[1m", "\033[1;31m", "\033[0m"};
    static const Colours magenta = {"\033[1m", "\033[1;35m", "\033[0m"};
    bool warning = diagnostic_info[of->kind].rank != ALWAYS;
    bool error = severity == DIAGNOSTIC_ERROR;
    const Colours *c = !d->colour ? &plain : error ? &red : &magenta;

    progress_clear();
    fprintf(stderr, "%sdbt-aot:%s ", c->name, c->end);
    if (warning)
        fprintf(stderr, "%s%s:%s ", c->word, diagnostics_level(severity), c->end);
    put_text(of->message);
    if (warning)
        fprintf(stderr, " [%s-W%s%s%s]", c->word, error ? "error=" : "",
                diagnostic_info[of->kind].name, c->end);
    fputc('\n', stderr);
}

static char *copy(const char *text)
{
    return text ? base_copy(text, strlen(text)) : NULL;
}

static void keep(Diagnostics *d, const Diagnostic *of, DiagnosticSeverity severity)
{
    u32 n = d->num_kept;

    if (n == MOST_KEPT && severity == DIAGNOSTIC_NOTE)
        return;
    if ((n & (n - 1)) == 0)
        d->kept = base_resize(d->kept, (n ? 2 * n : 1) * sizeof *d->kept);
    d->kept[d->num_kept++] = (KeptDiagnostic){
        .kind = of->kind,
        .severity = severity,
        .has_address = of->has_address,
        .address = of->address,
        .file = copy(of->file),
        .function = copy(of->function),
        .message = copy(of->message),
        .remedy = of->remedy ? of->remedy : diagnostic_info[of->kind].remedy,
    };
}

void diagnostics_say(Diagnostics *d, const Diagnostic *of)
{
    DiagnosticSeverity severity = diagnostics_severity(d, of);

    if (severity == DIAGNOSTIC_NONE)
        return;
    d->errors += severity == DIAGNOSTIC_ERROR;
    d->warnings +=
        severity >= DIAGNOSTIC_WARNING && diagnostic_info[of->kind].rank != ALWAYS;
    if (d->quiet && severity != DIAGNOSTIC_ERROR)
        return;
    if (d->format != DIAGNOSTICS_TEXT)
        keep(d, of, severity);
    else if (severity != DIAGNOSTIC_NOTE)
        print(d, of, severity);
}

void diagnostics_next(Diagnostics *d)
{
    d->warnings = 0;
    d->errors = 0;
}

const char *diagnostics_level(DiagnosticSeverity severity)
{
    static const char *const level[] = {
        [DIAGNOSTIC_NONE] = "none",
        [DIAGNOSTIC_NOTE] = "note",
        [DIAGNOSTIC_WARNING] = "warning",
        [DIAGNOSTIC_ERROR] = "error",
    };

    return level[severity];
}

void diagnostics_end(Diagnostics *d, int status)
{
    if (d->ended)
        return;
    d->ended = true;
    switch (d->format) {
    case DIAGNOSTICS_TEXT: break;
    case DIAGNOSTICS_JSON: diagnostics_write_json(d, status); break;
    case DIAGNOSTICS_SARIF: diagnostics_write_sarif(d, status); break;
    }
    for (u32 i = 0; i < d->num_kept; i++) {
        base_free(d->kept[i].file);
        base_free(d->kept[i].function);
        base_free(d->kept[i].message);
    }
    base_free(d->kept);
    d->kept = NULL;
    d->num_kept = 0;
}
