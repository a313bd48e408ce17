/* profile.c -- the profile of a run: what is counted, and its file.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/profile/profile_own.h"

#include "runtime/at_end.h"
#include "runtime/base/log.h"
#include "runtime/base/text.h"
#include "runtime/code/block_record.h"
#include "runtime/end_file.h"
#include "runtime/fault.h"
#include "runtime/program.h"
#include "runtime/thread.h"

typedef unsigned long long Big;

/* What was asked for. */
static const char *asked;
/* Paths may hold any byte but 0; what would end the line, and the escape's own mark,
 * are written as %XX. */
static void print_path(Out *out, const char *path)
{
    for (; *path; path++)
        if ((u8)*path < ' ' || *path == '%' || *path == 0x7f)
            out_printf(out, "%%%02x", (unsigned)(u8)*path);
        else
            out->write(out, path, 1);
}

static void print_module(Out *out, const OriginFile *f)
{
    out_printf(out, "module %u %s ", f->number, f->is_program ? "program" : "library");
    if (f->bytes)
        out_printf(out, "%016llx %llu ", (Big)f->hash, (Big)f->size);
    else
        out_printf(out, "- 0 ");
    print_path(out, f->path);
    out_printf(out, "\n");
}

static void print(Out *out, const Rows *rows, const Generated *generated)
{
    bool all = !program_image() || log_on(LOG_NOAOT);

    out_printf(out, PROFILE_MAGIC " %u\nguest %s\ncounts %s\n", PROFILE_VERSION,
               thread_self()->guest->name, all ? "all" : "dynamic");
    for (const OriginFile *f = origin_files(); f; f = f->next)
        print_module(out, f);
    rows_print(rows, out);
    if (fault_handlers)
        out_printf(out, "handlers %llu\n", (Big)fault_handlers);
    out_printf(out, "generated %llu %llu\nend\n", (Big)generated->blocks,
               (Big)generated->insns);
}

/* A process that executes another program may go on, if that fails: then it writes the
 * same counts again, with those since.  They are counted twice, which costs nothing but
 * precision. */
static void write(const ProcessEnd *ending)
{
    Rows rows = {0};
    Text text = {0};
    Out out = text_out(&text);

    (void)ending;
    origin_note_all();
    Generated generated = profile_collect(&rows);
    print(&out, &rows, &generated);
    end_file_append(asked, "DBT_PROFILE", text.text, text.length);
    base_free(text.text);
    rows_free(&rows);
}

bool profile_start(const char *to, const char *what, char *error, size_t room)
{
    static AtEnd at_end = {write, profile_clear, NULL};

    if (!end_file_try(to, what, error, room))
        return false;
    asked = to;
    if (!profile_on)
        at_end_add(&at_end);
    profile_on = true;
    block_record_start(profile_keep_block);
    block_record_want_origin();
    return true;
}
