/* main.c -- options, and the order in which things are set up.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/main.h"

#include <asm/fcntl.h>
#include <linux/auxvec.h>
#include <linux/prctl.h>
#include <string.h>

#include "runtime/code/block_file.h"
#include "runtime/code/code.h"
#include "runtime/crash.h"
#include "runtime/dispatch.h"
#include "runtime/fallback.h"
#include "runtime/code/image.h"
#include "runtime/code/invalidate.h"
#include "runtime/code/leaving.h"
#include "runtime/code/modules.h"
#include "runtime/code/shared_file.h"
#include "runtime/code/symbols.h"
#include "runtime/memory/bundle.h"
#include "runtime/memory/loader.h"
#include "runtime/base/log.h"
#include "runtime/base/options.h"
#include "runtime/memory/memory.h"
#include "runtime/memory/root.h"
#include "runtime/linux/linux.h"
#include "runtime/profile/profile.h"
#include "runtime/program.h"
#include "runtime/signal.h"
#include "runtime/stats.h"
#include "runtime/base/sys.h"

#ifndef VERSION
#define VERSION "unknown"
#endif

typedef struct {
    u64 argc;
    char **argv, **env;
    const char *name; /* the guest's argv[0] if it differs from the path, or NULL */
    i64 file;         /* open descriptor of the program's file, or -1 */
    const u64 *auxv;
} Process;

static Process process_of(u64 *stack)
{
    Process p = {stack[0], (char **)(stack + 1), NULL, NULL, -1, NULL};
    char **end;

    p.env = p.argv + p.argc + 1;
    for (end = p.env; *end; end++)
        ;
    p.auxv = (const u64 *)(end + 1);
    return p;
}

static u64 auxv_value(const u64 *auxv, u64 type)
{
    for (; auxv[0] != AT_NULL; auxv += 2)
        if (auxv[0] == type)
            return auxv[1];
    return 0;
}

static const char *environment(const Process *p, const char *name)
{
    size_t length = strlen(name);

    for (char **e = p->env; *e; e++)
        if (strncmp(*e, name, length) == 0 && (*e)[length] == '=')
            return *e + length + 1;
    return NULL;
}

enum {
#define OPTION OPTION_ID
#include "runtime/options.def"
};

static const Option options[] = {
#define OPTION OPTION_ROW
#include "runtime/options.def"
};

/* What the process ends with if its command line is wrong. */
enum { USAGE = 2 };

static _Noreturn void end(int status)
{
    sys_call1(__NR_exit_group, (u64)status);
    for (;;)
        ;
}

static _Noreturn void usage_error(const char *error)
{
    out_printf(log_error(), "dbt-run: %s; see dbt-run --help\n", error);
    end(USAGE);
}

static void write_stdout(Out *out, const char *text, size_t length)
{
    u64 *failed = out->to;

    if (!*failed && sys_call3(__NR_write, 1, (u64)text, length) != (i64)length)
        *failed = 1;
}

static void show_environment(Out *out)
{
    out_printf(out, "\nEnvironment, of dbt-run and of translated programs:\n");
#define VARIABLE(name, value, help, more)                                              \
    out_printf(out, "  %-24s %s\n", "DBT_" #name "=" value, help);
#include "runtime/environment.def"
}

/* Prints the help, and ends the process: with 1 if it cannot be written. */
static _Noreturn void show_help(bool all)
{
    u64 failed = 0;
    Out out = {write_stdout, &failed};

    out_printf(&out, "usage: dbt-run [options] PROGRAM [arguments]\n"
                     "Run a Linux program for 32-bit PowerPC or ARM.\n\n");
    option_help(options, ARRAY_LEN(options), all, &out);
    if (all)
        show_environment(&out);
    end(failed != 0);
}

static _Noreturn void show_logs(void)
{
    u64 failed = 0;
    Out out = {write_stdout, &failed};

    log_help(&out);
    end(failed != 0);
}

static _Noreturn void show_version(void)
{
    u64 failed = 0;
    Out out = {write_stdout, &failed};

    out_printf(&out, "dbt-run %s\n", VERSION);
    end(failed != 0);
}

/* A descriptor, or -1. */
static i64 descriptor_of(const char *text)
{
    const char *start = text;
    i64 number = 0;

    for (; *text >= '0' && *text <= '9' && number < 1 << 24; text++)
        number = 10 * number + (*text - '0');
    return *text || text == start ? -1 : number;
}

static bool is_folder(const char *path)
{
    i64 fd = sys_call3(__NR_open, (u64)path, O_PATH | O_DIRECTORY | O_CLOEXEC, 0);

    if (!sys_failed(fd))
        sys_call1(__NR_close, (u64)fd);
    return !sys_failed(fd);
}

static void take_log(const char *request)
{
    char error[240];

    if (strcmp(request, "help") == 0)
        show_logs();
    if (!log_set(request, "-d", error, sizeof error))
        usage_error(error);
}

static void take_root(const char *folder)
{
    char error[240];

    if (!is_folder(folder)) {
        base_format(error, sizeof error, "-L %.150s: there is no such folder", folder);
        usage_error(error);
    }
    root_set(folder);
}

static void take_stats(const char *to)
{
    char error[240];

    if (!stats_start(to ? to : "1", "--stats", error, sizeof error))
        usage_error(error);
}

static void take_blocks(const char *to)
{
    char error[240];

    if (!block_file_start(to, "--blocks", error, sizeof error))
        usage_error(error);
}

static void take_profile(const char *to)
{
    char error[240];

    if (!profile_start(to, "--profile", error, sizeof error))
        usage_error(error);
}

static void take_option(Process *p, int id, const OptionReader *r)
{
    switch (id) {
    case OPTION_ROOT: take_root(r->value); break;
    case OPTION_DEBUG: take_log(r->value); break;
    case OPTION_STATS: take_stats(r->value); break;
    case OPTION_BLOCKS: take_blocks(r->value); break;
    case OPTION_PROFILE: take_profile(r->value); break;
    case OPTION_NAME: p->name = r->value; break;
    case OPTION_FILE:
        p->file = descriptor_of(r->value);
        if (p->file < 0)
            usage_error("-f wants the number of an open file");
        break;
    case OPTION_HELP:
        if (r->value && strcmp(r->value, "all") != 0)
            usage_error("--help knows only --help=all");
        show_help(r->value);
    case OPTION_VERSION: show_version();
    case OPTION_WRONG: usage_error(r->error);
    }
}

/* Takes the options; the remaining arguments are the guest's. */
static void take_options(Process *p)
{
    OptionReader r = {.table = options,
                      .count = ARRAY_LEN(options),
                      .operands_last = true,
                      .argc = (int)p->argc,
                      .argv = p->argv};

    for (int id; (id = option_next(&r)) != OPTION_END;)
        take_option(p, id, &r);
    if (r.next >= (int)p->argc)
        usage_error("no program to run");
    p->argc -= (u64)r.next;
    p->argv += r.next;
}

/* A wrong variable is told; the program runs all the same. */
static void take_environment(const Process *p)
{
    const char *log = environment(p, "DBT_LOG");
    const char *crash = environment(p, "DBT_CRASH");
    const char *root = environment(p, "DBT_ROOT");
    const char *other = environment(p, "DBT_FALLBACK");
    const char *stats = environment(p, "DBT_STATS");
    const char *blocks = environment(p, "DBT_BLOCKS");
    const char *profile = environment(p, "DBT_PROFILE");
    char error[240];

    if (log && log[0] && !log_set(log, "DBT_LOG", error, sizeof error))
        out_printf(log_error(), "%s: %s\n", program_name, error);
    if (stats && stats[0] && !stats_start(stats, "DBT_STATS", error, sizeof error))
        out_printf(log_error(), "%s: %s\n", program_name, error);
    if (blocks && blocks[0] &&
        !block_file_start(blocks, "DBT_BLOCKS", error, sizeof error))
        out_printf(log_error(), "%s: %s\n", program_name, error);
    if (profile && profile[0] &&
        !profile_start(profile, "DBT_PROFILE", error, sizeof error))
        out_printf(log_error(), "%s: %s\n", program_name, error);
    if (root && root[0] && !is_folder(root))
        out_printf(log_error(), "%s: DBT_ROOT=%.150s: there is no such folder\n",
                   program_name, root);
    else if (root)
        root_set(root);
    if (other && other[0] && !fallback_set(other))
        out_printf(log_error(), "%s: DBT_FALLBACK=%.150s: not jit, interp or none\n",
                   program_name, other);
    if (crash && strcmp(crash, "full") == 0)
        crash_full = true;
}

/* Takes what the program was made with; the environment may say otherwise. */
static void take_fallback(const AotImage *image)
{
    if (image->flags & AOT_FALLBACK_INTERP)
        fallback = FALLBACK_INTERP;
    if (image->flags & AOT_FALLBACK_NONE)
        fallback = FALLBACK_NONE;
}

static const char *last_part(const char *path)
{
    const char *name = path;

    for (; *path; path++)
        if (*path == '/')
            name = path + 1;
    return name;
}

/* As the kernel names a process by what it executes. */
static void name_process(const char *path)
{
    sys_call2(__NR_prctl, PR_SET_NAME, (u64)last_part(path));
}

void main_run(u64 *stack)
{
    Process process = process_of(stack);
    const AotImage *image = program_image();
    Loaded loaded;

    if (process.argc)
        program_name = last_part(process.argv[0]);
    if (image) {
        root_set(image_at_offset(image, image->root));
        bundle_set(image_at_offset(image, image->bundle));
        take_fallback(image);
    }
    if (!auxv_value(process.auxv, AT_SECURE))
        take_environment(&process);
    if (!image)
        take_options(&process);
    if (log_on(LOG_INTERP))
        fallback = FALLBACK_INTERP;
    if (!image && fallback == FALLBACK_NONE)
        program_refuse("DBT_FALLBACK=none: nothing was translated ahead of time");
    os = &linux_os;
    memory_changing = invalidate_range;
    memory_writing = invalidate_write;
    code_reserve();
    if (image)
        shared_files_map(image, (const char *)auxv_value(process.auxv, AT_EXECFN),
                         auxv_value(process.auxv, AT_SECURE));
    memory_init();
    image_init(image);
    modules_init();
    if (image) {
        loaded = load_image(image, (const char *)auxv_value(process.auxv, AT_EXECFN));
    } else {
        loaded = load_file(process.argv[0], process.file);
        name_process(process.argv[0]);
        if (process.name)
            process.argv[0] = (char *)process.name;
    }
    symbols_of_image(image);
    image_start();

    dispatch_init(loaded.guest);
    Thread *t = thread_create(loaded.guest);
    thread_enter(t, auxv_value(process.auxv, AT_HWCAP2) & CPU_SETS_BASES);
    signal_init(t);
    os->start(t, &loaded, process.argv, process.env, process.auxv);
    modules_start();
    thread_set_pc(t, loaded.start);
    if (stats_on || profile_on)
        leaving_count(t);
    if (stats_on)
        stats_begin();
    rt_continue(loaded.start);
}
