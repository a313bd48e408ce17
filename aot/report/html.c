/* html.c -- the report as a page: page.html, with what stands between two @ filled in.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <string.h>

#include "aot/report/escape.h"
#include "aot/report/report.h"

enum { MOST_ITEMS = 200 };

/* Made by embed.cmake; a 0 is behind each. */
extern const char embedded_page_html[], embedded_page_css[], embedded_page_css_end[];

static void put_number(FILE *to, const char *format, double value)
{
    fputs("<td class=\"number\">", to);
    fprintf(to, format, value);
    fputs("</td>", to);
}

static void put_count(FILE *to, u64 value)
{
    fprintf(to, "<td class=\"number\">%llu</td>", (unsigned long long)value);
}

/* An empty cell stands for 0, which is: not known. */
static void put_mib(FILE *to, u64 bytes)
{
    if (bytes)
        put_number(to, "%.0f", (double)bytes / (1 << 20));
    else
        fputs("<td></td>", to);
}

static void put_share(FILE *to, u64 part, u64 whole)
{
    double percent = report_percent(part, whole);

    put_number(to, "%.1f %%", percent);
    fprintf(to, "<td><meter max=\"100\" value=\"%.1f\">%.1f %%</meter></td>", percent,
            percent);
}

static void put_text(FILE *to, const char *text)
{
    fputs("<td>", to);
    escape_html(text, to);
    fputs("</td>", to);
}

static void put_function(FILE *to, const Function *f)
{
    fprintf(to, "<td><code>0x%08x</code></td><td class=\"name\">", f->entry);
    escape_html(f->name, to);
    fputs("</td>", to);
}

static void put_hash(const Report *r, FILE *to)
{
    (void)r;
    fputs(PAGE_CSS_SHA256, to);
}

static void put_style(const Report *r, FILE *to)
{
    (void)r;
    fwrite(embedded_page_css, 1, (size_t)(embedded_page_css_end - embedded_page_css),
           to);
}

static void put_program(const Report *r, FILE *to)
{
    escape_html(r->options->input, to);
}

static void put_outcome(const Report *r, FILE *to)
{
    fprintf(to, "<p class=\"%s\">", r->error ? "failed" : "done");
    if (r->error)
        fputs("Not translated: ", to);
    escape_html(r->error ? r->error : "Translated", to);
    fputs("</p>", to);
}

static void put_facts(const Report *r, FILE *to)
{
    const ElfFile *file = r->file;

    if (!file)
        return;
    fprintf(to,
            "<p class=\"quiet\">%s program, entry <code>0x%08x</code>, %u segments, %u "
            "symbols, %u functions of .eh_frame",
            file->guest->name, file->image.entry, file->image.num_segments,
            file->image.num_symbols, file->hints.num_functions);
    if (file->section_note) {
        fputs("; ", to);
        escape_html(file->section_note, to);
    }
    fputs("</p>", to);
}

static void put_stages(const Report *r, FILE *to)
{
    double sum = 0;

    fputs("<table><tr><th>stage<th class=\"number\">seconds<th class=\"number\">peak "
          "memory, MiB<th class=\"number\">of a worker or the linker, MiB<th></tr>\n",
          to);
    for (int i = 0; i < NUM_STAGES; i++) {
        const StageReport *s = &r->stage[i];

        if (!s->reached)
            continue;
        fputs("<tr>", to);
        put_text(to, report_stage_name((ReportStage)i));
        put_number(to, "%.2f", s->cost.seconds);
        put_mib(to, s->cost.peak);
        put_mib(to, s->cost.workers_peak);
        put_text(to, s->done ? "" : "failed");
        fputs("</tr>\n", to);
        sum += s->cost.seconds;
    }
    fputs("<tr><td>all</td>", to);
    put_number(to, "%.2f", sum);
    fputs("<td></td><td></td><td></td></tr></table>\n", to);
}

static void put_row(FILE *to, const char *what, u64 part, u64 whole)
{
    fputs("<tr>", to);
    put_text(to, what);
    put_count(to, part);
    put_count(to, whole);
    put_share(to, part, whole);
    fputs("</tr>\n", to);
}

static void put_counts(const Report *r, FILE *to)
{
    const AotResult *result = r->result;

    if (!result) {
        fputs("<p class=\"quiet\">Nothing was translated.</p>\n", to);
        return;
    }
    fputs("<table><tr><th><th class=\"number\">translated<th class=\"number\">found"
          "<th class=\"number\">share<th></tr>\n",
          to);
    put_row(to, "functions", result->functions, r->found);
    put_row(to, "instructions", result->insns, r->insns);
    put_row(to,
            r->file->hints.num_code ? "bytes of executable sections"
                                    : "bytes of executable segments",
            r->translated_bytes, r->code_bytes);
    put_row(to, "indirect jumps, with a table", r->tables, r->indirect);
    fputs("</table>\n", to);
}

static void put_left(const Report *r, FILE *to)
{
    bool any = false;

    for (int i = 0; i < NUM_LEAVES; i++) {
        LeaveWords w = report_leave_words(r, (Leave)i);

        if (!r->left[i])
            continue;
        if (!any)
            fputs(
                "<table><tr><th class=\"number\"><th>what<th>why<th>what to do</tr>\n",
                to);
        any = true;
        fputs("<tr>", to);
        if (w.what)
            put_count(to, r->left[i]);
        else
            fputs("<td></td>", to);
        put_text(to, r->left[i] > 1 || !w.what ? w.whats : w.what);
        put_text(to, w.why);
        put_text(to, w.action);
        fputs("</tr>\n", to);
    }
    fputs(any ? "</table>\n" : "<p class=\"quiet\">Nothing that was found.</p>\n", to);
}

static void put_sizes(const Report *r, FILE *to)
{
    if (r->error || !r->output_bytes) {
        fputs("<p class=\"quiet\">No executable was made.</p>\n", to);
        return;
    }
    fputs("<table><tr><th>part<th class=\"number\">bytes<th class=\"number\">share<th>"
          "</tr>\n",
          to);
    for (u32 i = 0; i < REPORT_SIZES; i++) {
        fputs("<tr>", to);
        put_text(to, r->size[i].what);
        put_count(to, r->size[i].bytes);
        put_share(to, r->size[i].bytes, r->output_bytes);
        fputs("</tr>\n", to);
    }
    fputs("<tr><td>all</td>", to);
    put_count(to, r->output_bytes);
    fputs("<td></td><td></td></tr></table>\n", to);
}

static void put_largest(const Report *r, FILE *to)
{
    if (!r->num_largest) {
        fputs("<p class=\"quiet\">None.</p>\n", to);
        return;
    }
    fputs("<table><tr><th>address<th>name<th class=\"number\">bytes of host code<th "
          "class=\"number\">of guest code</tr>\n",
          to);
    for (u32 i = 0; i < r->num_largest; i++) {
        const FunctionReport *f = &r->largest[i];

        fputs("<tr>", to);
        put_function(to, f->function);
        if (f->host_bytes)
            put_count(to, f->host_bytes);
        else
            fputs("<td></td>", to);
        put_count(to, f->guest_bytes);
        fputs("</tr>\n", to);
    }
    fputs("</table>\n", to);
}

static void put_libraries(const Report *r, FILE *to)
{
    if (!r->num_libraries) {
        fputs("<p class=\"quiet\">None.</p>\n", to);
        return;
    }
    fputs("<table><tr><th>address<th>name<th class=\"number\">functions<th "
          "class=\"number\">instructions</tr>\n",
          to);
    for (u32 i = 0; i < r->num_libraries; i++) {
        const ModuleFile *m = &r->library[i];

        fprintf(to, "<tr><td><code>0x%08x</code></td>", m->image.module_start);
        put_text(to, m->soname);
        put_count(to, m->note.functions_translated);
        put_count(to, m->note.instructions_translated);
        fputs("</tr>\n", to);
    }
    fputs("</table>\n", to);
}

/* Begins a list of `count` items, of which the first are shown. */
static void begin_items(FILE *to, const char *what, u32 count)
{
    fprintf(to, "<details><summary>%u %s</summary>\n", count, what);
    if (count > MOST_ITEMS)
        fprintf(to,
                "<p class=\"quiet\">The first %d of them; FILE.json has more.</p>\n",
                MOST_ITEMS);
    fputs("<table>\n", to);
}

static void put_items(const Report *r, FILE *to)
{
    u32 functions = r->result ? r->result->num_left : 0;

    if (functions)
        begin_items(to, "functions, or parts of them, that are left", functions);
    for (u32 i = 0; i < functions && i < MOST_ITEMS; i++) {
        fputs("<tr>", to);
        put_function(to, r->result->left[i].function);
        put_text(to, left_why(&r->result->left[i]));
        fputs("</tr>\n", to);
    }
    if (functions)
        fputs("</table></details>\n", to);
    if (!r->num_jumps)
        return;
    begin_items(to, "indirect jumps that are left", r->num_jumps);
    for (u32 i = 0; i < r->num_jumps && i < MOST_ITEMS; i++) {
        fprintf(to, "<tr><td><code>0x%08x</code></td><td class=\"name\">",
                r->jump[i].at);
        escape_html(r->jump[i].function->name, to);
        fputs("</td><td>to ", to);
        escape_html(r->jump[i].why, to);
        fputs("</td></tr>\n", to);
    }
    fputs("</table></details>\n", to);
}

static void put_tool(const Report *r, FILE *to)
{
    fprintf(to, "dbt-aot %s", options_version());
    for (u32 i = 0; i < r->num_arguments; i++) {
        fputc(' ', to);
        escape_html(r->argument[i], to);
    }
}

static const struct {
    const char *name;
    void (*put)(const Report *report, FILE *to);
} slots[] = {
    {"hash", put_hash},       {"style", put_style},         {"program", put_program},
    {"outcome", put_outcome}, {"facts", put_facts},         {"stages", put_stages},
    {"counts", put_counts},   {"libraries", put_libraries}, {"left", put_left},
    {"sizes", put_sizes},     {"largest", put_largest},     {"items", put_items},
    {"tool", put_tool},
};

static void put_slot(const Report *r, const char *name, size_t length, FILE *to)
{
    for (size_t i = 0; i < ARRAY_LEN(slots); i++)
        if (strlen(slots[i].name) == length &&
            strncmp(slots[i].name, name, length) == 0) {
            slots[i].put(r, to);
            return;
        }
    panic("page.html has no slot @%.*s@", (int)length, name);
}

void report_write_html(const Report *r, FILE *to)
{
    const char *at = embedded_page_html;

    for (;;) {
        size_t plain = strcspn(at, "@"), name;

        fwrite(at, 1, plain, to);
        at += plain;
        if (!*at)
            return;
        name = strcspn(at + 1, "@");
        put_slot(r, at + 1, name, to);
        at += name + 2;
    }
}
