/* warn.c -- what of a translation is worth a warning.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/report/report.h"

/* Text of a diagnostic, up to what a line may have. */
enum { TEXT = 1200 };

static void warn_cut(const Report *r, Diagnostics *d)
{
    const ElfFile *file = r->file;
    char text[TEXT];

    for (u32 i = 0; i < file->num_mapped; i++) {
        const MappedRange *m = &file->mapped[i];

        if (m->kind != MAPPED_NOTHING)
            continue;
        base_format(text, sizeof text,
                    "%s: cut short; what belongs to 0x%08x is not there",
                    r->options->input, m->address);
        diagnostics_say(d, &(Diagnostic){.kind = DIAGNOSTIC_TRUNCATED,
                                         .file = r->options->input,
                                         .has_address = true,
                                         .address = m->address,
                                         .message = text});
        return;
    }
}

static void say(const Report *r, Diagnostics *d, DiagnosticKind kind, const char *why,
                const char *remedy)
{
    char text[TEXT];

    base_format(text, sizeof text, "%s: %s", r->options->input, why);
    diagnostics_say(d, &(Diagnostic){.kind = kind,
                                     .file = r->options->input,
                                     .message = text,
                                     .remedy = remedy});
}

void report_warn_read(const Report *r, Diagnostics *d)
{
    const ElfFile *file = r->file;

    warn_cut(r, d);
    if (file->section_note)
        say(r, d, file->symbols_damaged ? DIAGNOSTIC_SYMBOLS : DIAGNOSTIC_STRIPPED,
            file->section_note, NULL);
}

/* "3 functions found by guess". */
static void say_count(const Report *r, Diagnostics *d, DiagnosticKind kind, u32 count,
                      const char *what, const char *words, const char *remedy)
{
    char text[200];

    if (!count)
        return;
    base_format(text, sizeof text, "%u %s%s %s", count, what, count > 1 ? "s" : "",
                words);
    say(r, d, kind, text, remedy);
}

typedef struct {
    const Report *report;
    Diagnostics *diagnostics;
    u32 count;
} Undefined;

static void note_undefined(void *to, const LeftJump *at)
{
    Undefined *u = to;
    char text[TEXT];

    u->count++;
    base_format(text, sizeof text, "%.500s: undefined instruction at 0x%08x",
                at->function->name, at->at);
    diagnostics_say(u->diagnostics, &(Diagnostic){.kind = DIAGNOSTIC_UNDEFINED,
                                                  .note = true,
                                                  .file = u->report->options->input,
                                                  .has_address = true,
                                                  .address = at->at,
                                                  .function = at->function->name,
                                                  .message = text});
}

/* All code is lifted once more for it, if somebody asks. */
static void warn_undefined(const Report *r, Diagnostics *d)
{
    Undefined u = {r, d, 0};

    if (!d->level[DIAGNOSTIC_UNDEFINED].on)
        return;
    left_undefined(r->file->guest, &r->file->image, r->program, note_undefined, &u);
    say_count(r, d, DIAGNOSTIC_UNDEFINED, u.count, "instruction",
              "that the processor model lacks", NULL);
}

void report_warn_found(const Report *r, Diagnostics *d)
{
    for (int i = LEAVE_UNFOUND_TIME; i <= LEAVE_UNFOUND_MEMORY; i++) {
        LeaveWords w = report_leave_words(r, (Leave)i);
        char text[200];

        base_format(text, sizeof text, "%s; the rest is left to the runtime", w.why);
        if (r->left[i])
            say(r, d, DIAGNOSTIC_UNFOUND, text, w.action);
    }
    say_count(r, d, DIAGNOSTIC_GUESSED, r->guessed, "function", "found by guess", NULL);
    say_count(r, d, DIAGNOSTIC_JUMPS, r->indirect - r->tables, "indirect jump",
              "left to the runtime", report_leave_words(r, LEAVE_JUMPS).action);
    warn_undefined(r, d);
}

/* For programs that read the diagnostics: each part that is left. */
static void note_left(const Report *r, const LeftPart *left, Diagnostics *d)
{
    char text[TEXT], part[40] = "";

    if (left->num_parts > 1)
        base_format(part, sizeof part, ", part %u of %u", left->part + 1,
                    left->num_parts);
    base_format(text, sizeof text, "%.500s%s: %s", left->function->name, part,
                left_why(left));
    diagnostics_say(
        d,
        &(Diagnostic){.kind = DIAGNOSTIC_LEFT,
                      .note = true,
                      .file = r->options->input,
                      .has_address = true,
                      .address = left->function->entry,
                      .function = left->function->name,
                      .message = text,
                      .remedy = report_leave_words(r, report_leave_of(left)).action});
}

static void print_left(const LeftPart *left)
{
    fprintf(stderr, "given up   0x%08x %s", left->function->entry,
            left->function->name);
    if (left->num_parts > 1)
        fprintf(stderr, ", part %u of %u", left->part + 1, left->num_parts);
    fprintf(stderr, ": %s\n", left_why(left));
}

static void warn_without_lines(const Report *r, Diagnostics *d)
{
    say_count(
        r, d, DIAGNOSTIC_LINES, r->result->without_lines, "function",
        "with no debug information: the code generator would make other code with it",
        NULL);
}

void report_warn_left(const Report *r, Diagnostics *d, bool verbose)
{
    const AotResult *result = r->result;
    const LeftPart *first = result->left;
    char text[TEXT];

    warn_without_lines(r, d);
    if (!result->num_left)
        return;
    base_format(text, sizeof text, "%u function%s left to the runtime: %s: %s%s",
                result->num_left, result->num_left > 1 ? "s are" : " is",
                first->function->name, left_why(first),
                verbose || d->format != DIAGNOSTICS_TEXT ? "" : " (-v lists them)");
    diagnostics_say(
        d,
        &(Diagnostic){.kind = DIAGNOSTIC_LEFT,
                      .file = r->options->input,
                      .has_address = true,
                      .address = first->function->entry,
                      .function = first->function->name,
                      .message = text,
                      .remedy = report_leave_words(r, report_leave_of(first)).action});
    for (u32 i = 0; i < result->num_left; i++) {
        note_left(r, &result->left[i], d);
        if (verbose)
            print_left(&result->left[i]);
    }
}
