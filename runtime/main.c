/* main.c -- options, and the order in which things are set up.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/main.h"

#include <linux/auxvec.h>
#include <linux/prctl.h>
#include <string.h>

#include "runtime/code/code.h"
#include "runtime/crash.h"
#include "runtime/dispatch.h"
#include "runtime/code/image.h"
#include "runtime/code/invalidate.h"
#include "runtime/memory/loader.h"
#include "runtime/base/log.h"
#include "runtime/memory/memory.h"
#include "runtime/memory/root.h"
#include "runtime/linux/linux.h"
#include "runtime/program.h"
#include "runtime/signal.h"
#include "runtime/program.h"
#include "runtime/base/sys.h"

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

static _Noreturn void usage(Out *out, int status)
{
    out_printf(out, "usage: dbt-run [-d flags[:file]] [-L root] [-0 argv0] [-f "
                    "descriptor] program [arguments]\n"
                    "flags: ");
    log_names(out);
    out_printf(out, "\n");
    sys_call1(__NR_exit_group, (u64)status);
    for (;;)
        ;
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

static bool take_option(Process *p, const char *option, const char *value)
{
    if (strcmp(option, "-0") == 0)
        p->name = value;
    else if (strcmp(option, "-L") == 0)
        root_set(value);
    else if (strcmp(option, "-f") == 0)
        return (p->file = descriptor_of(value)) >= 0;
    else if (strcmp(option, "-d") != 0)
        return false;
    else if (!log_set(value))
        program_refuse("-d %s: no such flag", value);
    return true;
}

/* Takes the options; the remaining arguments are the guest's. */
static void take_options(Process *p)
{
    u64 used = 1;

    while (used < p->argc && p->argv[used][0] == '-') {
        const char *option = p->argv[used++];
        if (strcmp(option, "--") == 0)
            break;
        if (strcmp(option, "-h") == 0 || strcmp(option, "--help") == 0)
            usage(log_error(), 0);
        if (used == p->argc || !take_option(p, option, p->argv[used++]))
            usage(log_error(), 1);
    }
    if (used == p->argc)
        usage(log_error(), 1);
    p->argc -= used;
    p->argv += used;
}

static void take_environment(const Process *p)
{
    const char *log = environment(p, "DBT_LOG");
    const char *crash = environment(p, "DBT_CRASH");
    const char *root = environment(p, "DBT_ROOT");

    if (log)
        log_set(log);
    if (root)
        root_set(root);
    if (crash && strcmp(crash, "full") == 0)
        crash_full = true;
}

/* Names the process after the file that it runs, as the kernel does. */
static void name_process(const char *path)
{
    const char *name = path;

    for (; *path; path++)
        if (*path == '/')
            name = path + 1;
    sys_call2(__NR_prctl, PR_SET_NAME, (u64)name);
}

void main_run(u64 *stack)
{
    Process process = process_of(stack);
    const AotImage *image = program_image();
    Loaded loaded;

    if (image)
        root_set(image_at_offset(image, image->root));
    if (!auxv_value(process.auxv, AT_SECURE))
        take_environment(&process);
    if (!image)
        take_options(&process);
    os = &linux_os;
    memory_changing = invalidate_range;
    memory_writing = invalidate_write;
    code_reserve();
    memory_init();
    if (image) {
        loaded = load_image(image);
        loaded.execfn = (const char *)auxv_value(process.auxv, AT_EXECFN);
    } else {
        loaded = load_file(process.argv[0], process.file);
        name_process(process.argv[0]);
        if (process.name)
            process.argv[0] = (char *)process.name;
    }
    image_init(image);

    dispatch_init(loaded.guest);
    Thread *t = thread_create(loaded.guest);
    thread_enter(t);
    signal_init(t);
    os->start(t, &loaded, process.argv, process.env, process.auxv);
    thread_set_pc(t, loaded.start);
    rt_dispatch(loaded.start);
}
