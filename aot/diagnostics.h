/*
 * diagnostics.h -- all that dbt-aot says when something is not as it should be.
 *
 *      Diagnostics d;
 *      diagnostics_begin(&d, DIAGNOSTICS_TEXT);
 *      diagnostics_say(&d, &(Diagnostic){.kind = DIAGNOSTIC_ROOT, .message = "..."});
 *      if (diagnostics_errors(&d)) ...
 *      diagnostics_end(&d, status);
 *
 * A kind is a row of diagnostics.def.  Text is printed at once, JSON
 * (docs/diagnostics.schema.json) and SARIF 2.1.0 at the end, all on stderr.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_DIAGNOSTICS_H
#define AOT_DIAGNOSTICS_H

#include "ir/base.h"

typedef enum {
#define DIAGNOSTIC(name, ...) DIAGNOSTIC_##name,
#include "aot/diagnostics.def"
    NUM_DIAGNOSTICS
} DiagnosticKind;

/* DIAGNOSTIC_NOTE: a part of a warning, for programs; -v tells it to people. */
typedef enum {
    DIAGNOSTIC_NONE,
    DIAGNOSTIC_NOTE,
    DIAGNOSTIC_WARNING,
    DIAGNOSTIC_ERROR
} DiagnosticSeverity;

typedef struct {
    DiagnosticKind kind;
    bool note;
    const char *file; /* that it is about; NULL: none */
    bool has_address;
    u32 address;          /* of guest code */
    const char *function; /* of guest code; NULL: none */
    const char *message;  /* a line, which names the file if that matters to people */
    const char *remedy;   /* NULL: that of the kind, if it has one */
} Diagnostic;

typedef enum {
    DIAGNOSTICS_TEXT,
    DIAGNOSTICS_JSON,
    DIAGNOSTICS_SARIF
} DiagnosticsFormat;

/* What -W says of a kind. */
typedef struct {
    bool on;
    bool is_error, is_never_error; /* neither: as -Werror says of all */
} DiagnosticLevel;

/* A diagnostic that is kept until the end; its texts are from base_alloc, or NULL. */
typedef struct {
    DiagnosticKind kind;
    DiagnosticSeverity severity;
    bool has_address;
    u32 address;
    char *file, *function, *message;
    const char *remedy; /* a constant */
} KeptDiagnostic;

typedef struct {
    DiagnosticsFormat format;
    DiagnosticLevel level[NUM_DIAGNOSTICS];
    bool all_errors; /* -Werror */
    bool quiet;      /* warnings count, but are not shown */
    bool colour;
    u32 warnings, errors; /* of this program: see diagnostics_next */
    KeptDiagnostic *kept;
    u32 num_kept;
    bool ended;
} Diagnostics;

/* How a kind is told: see diagnostics.def. */
typedef struct {
    const char *name;
    enum { ALWAYS, USUAL, SPECIAL } rank;
    const char *what, *remedy;
} DiagnosticInfo;
extern const DiagnosticInfo diagnostic_info[NUM_DIAGNOSTICS];

/* Colours are used for text on a terminal, unless NO_COLOR is set or TERM is dumb. */
void diagnostics_begin(Diagnostics *d, DiagnosticsFormat format);
/* Reads what follows -W: KIND, no-KIND, error, error=KIND, no-error, no-error=KIND,
 * all, no-all.  Returns false if there is no such kind. */
bool diagnostics_set(Diagnostics *d, const char *text);
/* Prints the kinds that -W can switch. */
void diagnostics_help(Out *out);
/* Says something, or keeps it for the end.  A remedy must be a constant. */
void diagnostics_say(Diagnostics *d, const Diagnostic *diagnostic);
/* Returns what it counts as: warnings may be errors, or switched off. */
DiagnosticSeverity diagnostics_severity(const Diagnostics *d, const Diagnostic *of);
/* Counts warnings and errors from 0 again, for another program. */
void diagnostics_next(Diagnostics *d);
/* Prints what was kept, and frees it. */
void diagnostics_end(Diagnostics *d, int status);

/* The printers of what is kept, which are called by diagnostics_end. */
void diagnostics_write_json(const Diagnostics *d, int status);
void diagnostics_write_sarif(const Diagnostics *d, int status);
/* "error", "warning" or "note": words of SARIF, which JSON shares. */
const char *diagnostics_level(DiagnosticSeverity severity);

#endif
