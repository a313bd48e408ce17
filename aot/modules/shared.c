/* shared.c -- modules in files of their own, in the folder of --shared-libs.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/modules/shared.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "aot/elf/shared_stubs.h"
#include "aot/jobserver.h"
#include "aot/link.h"
#include "aot/modules/shared_file.h"
#include "aot/spelling.h"

static const char *folder_of(const Job *program)
{
    return job_value(program, OPTION_SHARED_LIBS);
}

/* ---- names ---- */

/* What has no meaning for any shell stays of a library's name. */
static void clean(char *name)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.+-_";

    for (; *name; name++)
        if (!strchr(plain, *name))
            *name = '_';
}

static char *name_of(const char *called, const char *key, u32 base)
{
    char *name = spelling_new("%.100s-%.16s-%08x.dbtm", called, key, base);

    clean(name);
    return name;
}

/* Returns the way from one folder to another, neither with links or "..". */
static char *way(const char *from, const char *to)
{
    size_t same = 0;

    for (size_t i = 0;; i++) {
        bool ends = (!from[i] || from[i] == '/') && (!to[i] || to[i] == '/');

        if (ends)
            same = i;
        if (from[i] != to[i] || !from[i])
            break;
    }
    char *result = spelling_new("%s", "");
    for (const char *rest = from + same; *rest; rest++) {
        if (*rest != '/' || !rest[1])
            continue;
        char *longer = spelling_new("%s../", result);
        base_free(result);
        result = longer;
    }
    char *whole = spelling_new("%s%s", result, to[same] == '/' ? to + same + 1 : "");
    base_free(result);
    return whole;
}

/* Returns the folder as the output has it: absolute if it was given so, else the way
 * from the output's folder; NULL: one of them is not there. */
static char *folder_for_output(const Job *program)
{
    const char *folder = folder_of(program);
    const char *output = job_value(program, OPTION_OUTPUT);
    const char *slash = strrchr(output, '/');

    if (folder[0] == '/')
        return spelling_new("%s", folder);
    char *beside = slash ? spelling_new("%.*s", (int)(slash - output + 1), output)
                         : spelling_new("%s", ".");
    char from[PATH_MAX], to[PATH_MAX];
    bool there = realpath(beside, from) && realpath(folder, to);
    base_free(beside);
    return there ? way(from, to) : NULL;
}

/* Reads the file of a module, by what its name is made of.  Returns false if the folder
 * has no right one. */
static bool find(const Job *program, const char *called, const char *key, u32 base,
                 ModuleFile *m)
{
    char *name = name_of(called, key, base);
    char *path = spelling_new("%s/%s", folder_of(program), name);
    bool there = shared_file_read(m, path, key);

    base_free(path);
    if (there)
        m->shared = name;
    else
        base_free(name);
    return there;
}

/* ---- making files ---- */

static void warn(const Job *program, const char *about, const char *why)
{
    char text[1200];

    base_format(text, sizeof text, "--shared-libs=%.500s: %.200s: %.400s",
                folder_of(program), about, why);
    diagnostics_say(program->diagnostics,
                    &(Diagnostic){.kind = DIAGNOSTIC_LIBRARIES, .message = text});
}

/* Links the .dbto to file "shared" of the workspace. */
static const char *link_module(Job *program, ModuleFile *m, Workspace *w, char *text,
                               size_t room)
{
    char *stubs = spelling_new("%s", workspace_path(w, "stubs.o"));
    char *input[] = {m->path, stubs};
    Link link = {.linker = program->linker,
                 .input = input,
                 .num_inputs = ARRAY_LEN(input),
                 .output = workspace_path(w, "shared"),
                 .kind = LINK_SHARED,
                 .one_thread = jobserver_descriptor() >= 0};
    const char *wrong = shared_stubs_write(stubs, m);

    if (!wrong)
        wrong = link_run(&link, text, room);
    base_free(stubs);
    return wrong;
}

/* Makes the file `path`. */
static const char *make(Job *program, ModuleFile *m, const char *path, const char *key,
                        char *text, size_t room)
{
    Workspace w;
    const char *wrong = workspace_open(&w, path);

    if (!wrong)
        wrong = link_module(program, m, &w, text, room);
    if (!wrong)
        wrong = shared_file_end(workspace_path(&w, "shared"), key, m);
    if (!wrong)
        wrong = workspace_finish(&w, "shared", 0666);
    if (wrong && wrong != text)
        base_format(text, room, "%s", wrong);
    workspace_close(&w);
    return wrong ? text : NULL;
}

/* Gives the module its own file, which is there. */
static void use(ModuleFile *m, char *name, char *path)
{
    base_free(m->path);
    m->shared = name;
    m->path = path;
}

static void put(Job *program, ModuleFile *m, const char *key)
{
    char text[600];
    char *name = name_of(m->soname, key, m->image.module_start);
    char *path = spelling_new("%s/%s", folder_of(program), name);
    const char *wrong = make(program, m, path, key, text, sizeof text);

    if (!wrong) {
        use(m, name, path);
        return;
    }
    warn(program, m->soname, wrong);
    base_free(name);
    base_free(path);
}

/* ---- what the folder has ---- */

static bool is_on(const Job *program)
{
    return program->shared_folder;
}

/* A .dbto of --with is made to a file anew, unless that is there. */
static void put_given(Job *program, ModuleFile *m)
{
    char sum[KEY_SHA256], key[KEY_SHA256];
    ModuleFile had;

    if (!SHA256File(m->path, sum)) {
        warn(program, m->soname, strerror(errno));
        return;
    }
    char *text = spelling_new("module %s", sum);
    SHA256Data((const u8 *)text, strlen(text), key);
    base_free(text);
    if (!find(program, m->soname, key, m->image.module_start, &had)) {
        put(program, m, key);
        return;
    }
    module_file_free(m);
    *m = had;
}

/* Makes the folder where it is not there. */
static bool has_folder(const char *folder)
{
    struct stat st;

    if (mkdir(folder, 0777) == 0)
        return true;
    if (errno != EEXIST || stat(folder, &st) < 0)
        return false;
    errno = ENOTDIR;
    return S_ISDIR(st.st_mode);
}

void shared_libs_begin(Job *program)
{
    const char *folder = folder_of(program);

    if (!folder)
        return;
    if (!has_folder(folder)) {
        warn(program, "cannot be made", strerror(errno));
        return;
    }
    program->shared_folder = folder_for_output(program);
    if (!program->shared_folder) {
        warn(program, "not found from the output", strerror(errno));
        return;
    }
    for (u32 i = 0; i < program->modules.count; i++)
        put_given(program, &program->modules.item[i]);
}

/* Sets the library's key: of all that its file is made of. */
static bool make_key(Job *library)
{
    Key key;
    bool fine = !key_make(&key, &library->options, &library->file);

    if (fine) {
        char *text =
            spelling_new("library %s\n%s\n%s\n%s\n%08x", key.tool, key.guest,
                         key.options, library->options.called, library->options.base);
        SHA256Data((const u8 *)text, strlen(text), library->shared_key);
        base_free(text);
    }
    key_free(&key);
    return fine;
}

bool shared_libs_take(Job *program, Job *library)
{
    Modules *all = &program->modules;
    ModuleFile m;

    if (!is_on(program) || !make_key(library))
        return false;
    if (!find(program, library->options.called, library->shared_key,
              library->options.base, &m))
        return false;
    all->item = base_resize(all->item, (all->count + 1) * sizeof *all->item);
    all->item[all->count++] = m;
    return true;
}

void shared_libs_put(Job *program, const char key[KEY_SHA256])
{
    if (is_on(program) && *key)
        put(program, &program->modules.item[program->modules.count - 1], key);
}
