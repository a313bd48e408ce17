/* main.c -- dbt-inspect: what an output of dbt-aot is.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "aot/inspect/show.h"
#include "aot/settings.h"
#include "aot/workspace.h"
#include "runtime/base/options.h"

enum { NOT_DONE = 1, USAGE = 2 };

enum {
#define OPTION OPTION_ID
#include "aot/inspect/options.def"
    NUM_OPTIONS
};

static const Option table[] = {
#define OPTION OPTION_ROW
#include "aot/inspect/options.def"
};

typedef struct {
    const char *path;
    const char *extract; /* the file to write, or NULL */
    const char *file;    /* the path of the bundle's file to write; NULL: the guest's */
    void (*show)(const Output *output);
    u32 forms; /* how many were asked for */
} Request;

static void help(bool all)
{
    Out out = out_to_file(stdout);

    puts("usage: dbt-inspect [options] FILE\n"
         "Show what an output of dbt-aot was made of, and how.\n");
    option_help(table, ARRAY_LEN(table), all, &out);
    puts("\nStatus: 0 done, 1 not done, 2 usage.  See dbt-inspect(1).");
}

static int finish_stdout(void)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return 0;
    fprintf(stderr, "dbt-inspect: standard output: %s\n",
            errno ? strerror(errno) : "not all could be written");
    return NOT_DONE;
}

static int usage(const char *what, const char *value)
{
    fprintf(stderr, "dbt-inspect: %s%s; see dbt-inspect --help\n", what, value);
    return USAGE;
}

/* Bytes that are to be written to a file. */
typedef struct {
    const void *bytes; /* NULL: they are not there */
    u64 size;
} Extract;

static Extract find_extract(const Output *o, const char *path)
{
    if (!path)
        return (Extract){o->guest, o->note.guest_size};
    u32 i = bundled_find(&o->bundle, path);
    if (i == o->bundle.count)
        return (Extract){0};
    AotBundleEntry e = bundled_entry(&o->bundle, i);
    return bundled_kind(&e) == BUNDLED_FILE
               ? (Extract){bundled_bytes(&o->bundle, i), e.size}
               : (Extract){0};
}

static const char *write_bytes(Workspace *w, const Extract *e)
{
    FILE *file = fopen(workspace_path(w, "guest"), "we");

    if (!file)
        return strerror(errno);
    bool written = fwrite(e->bytes, 1, e->size, file) == e->size;
    const char *wrong = written ? NULL : strerror(errno);
    if (fclose(file) != 0 && !wrong)
        wrong = strerror(errno);
    return wrong;
}

static bool is_same(const Output *o, const char *path)
{
    struct stat in, out;

    return stat(o->path, &in) == 0 && stat(path, &out) == 0 &&
           in.st_dev == out.st_dev && in.st_ino == out.st_ino;
}

static int complain(const char *what, const char *why)
{
    fprintf(stderr, "dbt-inspect: %s%s%s\n", what, *what ? ": " : "", why);
    return NOT_DONE;
}

static int extract(const Output *o, const char *path, const char *of)
{
    Workspace w = {0};
    const Extract e = find_extract(o, of);

    if (of && !e.bytes)
        return complain(of, "the bundle has no file of this name");
    if (!e.bytes)
        return complain(o->path, "the guest's file is not in it; "
                                 "it was made with --no-guest-file");
    if (is_same(o, path))
        return complain(path, "it would replace the file that is read");
    const char *wrong = workspace_open(&w, path);
    if (wrong)
        complain("", wrong);
    else if ((wrong = write_bytes(&w, &e)))
        complain(path, wrong);
    else if ((wrong = workspace_finish(&w, "guest", 0777)))
        complain("", wrong);
    workspace_close(&w);
    return wrong ? NOT_DONE : 0;
}

static int run(const Request *request)
{
    Output output;
    const char *wrong = output_open(&output, request->path);
    int status = 0;

    if (wrong)
        status = complain("", wrong);
    else if (request->extract)
        status = extract(&output, request->extract, request->file);
    else {
        request->show(&output);
        status = finish_stdout();
    }
    output_close(&output);
    return status;
}

/* Takes an option or operand.  Returns false if it ends the program, with *status. */
static bool take(Request *request, int id, const char *value, int *status)
{
    switch (id) {
    case OPTION_JSON:
        request->show = show_json;
        request->forms++;
        return true;
    case OPTION_SPDX:
        request->show = show_spdx;
        request->forms++;
        return true;
    case OPTION_EXTRACT:
        request->extract = value;
        request->forms++;
        return true;
    case OPTION_FILES:
        request->show = show_files;
        request->forms++;
        return true;
    case OPTION_FILE: request->file = value; return true;
    case OPTION_HELP:
        help(value);
        *status = finish_stdout();
        return false;
    case OPTION_VERSION:
        puts("dbt-inspect " VERSION);
        *status = finish_stdout();
        return false;
    }
    if (request->path) {
        *status = usage("more than one file: ", value);
        return false;
    }
    request->path = value;
    return true;
}

int main(int argc, char **argv)
{
    OptionReader r = {
        .table = table, .count = ARRAY_LEN(table), .argc = argc, .argv = argv};
    Request request = {.show = show_text};
    int status;

    json_set_alloc_funcs(base_alloc, base_free);
    for (int id; (id = option_next(&r)) != OPTION_END;) {
        if (id == OPTION_WRONG)
            return usage(r.error, "");
        if (!take(&request, id, r.value, &status))
            return status;
    }
    if (!request.path)
        return usage("no file to inspect", "");
    if (request.forms > 1)
        return usage("only one of --json, --spdx, --files and --extract can be had",
                     "");
    if (request.file && !request.extract)
        return usage("--file says which file --extract writes", "");
    return run(&request);
}
