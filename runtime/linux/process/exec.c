/* exec.c -- executes another program, of the host or of the guest.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/process/ending.h"
#include "runtime/linux/process/exec_check.h"
#include "runtime/linux/host.h"
#include "runtime/linux/file/own_file.h"
#include "runtime/linux/file/proc.h"
#include "runtime/linux/syscall.h"
#include "runtime/base/log.h"
#include "runtime/memory/bundle_file.h"
#include "runtime/program.h"

#include <string.h>

enum { MAX_STRINGS = 0x20000, MAX_LINE = 256, MAX_SCRIPTS = 4 };

static u32 count_strings(Call *c, u32 address)
{
    for (u32 n = 0; n < MAX_STRINGS; n++) {
        const u8 *at = guest_readable(address + 4 * n, 4);
        if (!at)
            return MAX_STRINGS;
        if (!guest_load32(c, at))
            return n;
    }
    return MAX_STRINGS;
}

/* Converts the guest's argv or envp, with room for `more` strings before the first. The
 * kernel takes a null pointer as an empty list. */
static const char **strings_in(Call *c, u32 address, u32 more, i64 *error)
{
    u32 count = address ? count_strings(c, address) : 0;

    if (count == MAX_STRINGS) {
        *error = -EFAULT;
        return NULL;
    }
    const char **host = call_room(c, sizeof(char *) * (count + more + 1ull));
    for (u32 i = 0; i < count; i++)
        host[more + i] = (const char *)memory_at(
            guest_load32(c, guest_readable(address + 4 * i, 4)));
    return host + more;
}

enum { MAX_PATH = 4096, EXECUTE = 1 };

static bool is_executable(const char *path)
{
    return sys_call4(__NR_faccessat, (u64)AT_FDCWD, (u64)path, EXECUTE, 0) == 0;
}

/* Returns the path of dbt-run in a folder of PATH, by the new program's environment. */
static const char *find_in_path(const char *const *environment, char *room)
{
    const char *at = NULL;

    for (; *environment; environment++)
        if (!strncmp(*environment, "PATH=", 5))
            at = *environment + 5;
    while (at && *at) {
        int length = 0;
        while (at[length] && at[length] != ':')
            length++;
        base_format(room, MAX_PATH, "%.*s/dbt-run", length, at);
        if (length && is_executable(room))
            return room;
        at += length + (at[length] == ':');
    }
    return NULL;
}

/* Returns the program that runs guest programs: this one, if it is dbt-run; else
 * dbt-run beside it or in PATH. */
static const char *translator(Call *c, const char *const *environment)
{
    char *path = call_room(c, MAX_PATH + 16);
    i64 length = sys_call4(__NR_readlinkat, (u64)AT_FDCWD, (u64) "/proc/self/exe",
                           (u64)path, MAX_PATH - 1);
    char *name = path;

    if (length > 0) {
        for (char *at = path; *at; at++)
            if (*at == '/')
                name = at + 1;
        if (!strcmp(name, "dbt-run"))
            return path;
        memcpy(name, "dbt-run", sizeof("dbt-run"));
        if (is_executable(path))
            return path;
    }
    return find_in_path(environment, path);
}

/* Splits "#! interpreter argument" in place; the argument may be NULL. */
static const char *script_words(char *line, i64 size, const char **argument)
{
    char *at = line + 2, *interpreter;

    line[size < MAX_LINE - 1 ? size : MAX_LINE - 1] = 0;
    for (char *end = line; *end; end++)
        if (*end == '\n')
            *end = 0;
    while (*at == ' ' || *at == '\t')
        at++;
    interpreter = at;
    while (*at && *at != ' ' && *at != '\t')
        at++;
    while (*at == ' ' || *at == '\t')
        *at++ = 0;
    for (char *end = at + strlen(at); end > at && (end[-1] == ' ' || end[-1] == '\t');)
        *--end = 0;
    *argument = *at ? at : NULL;
    return *interpreter ? interpreter : NULL;
}

typedef struct {
    u64 directory;
    const char *path;
    const char **arguments; /* each round may put more before the first */
    const char **environment;
    u64 flags;
    const char *shown; /* the path for the statistics; NULL: `path` */
    u32 bundled; /* the number of the bundle's entry that is executed, + 1; or 0 */
} ExecRequest;

/* Each script puts two strings before the first, run_guest at most nine. */
enum { ROOM_BEFORE = 2 * MAX_SCRIPTS + 9, MAX_NAME = MAX_PATH + 32 };

/* Executes a file of the bundle.  A script is left to take_interpreter: the kernel
 * would hand a descriptor to the interpreter that is closed by then. */
static i64 exec_copy(const ExecRequest *p)
{
    u32 entry = p->bundled - 1;
    const AotBundleEntry *e = bundle_entry(entry);
    const u8 *bytes = bundle_bytes(entry);

    if (!bundle_is(entry, BUNDLE_FILE) || !(e->mode & 0111))
        return -EACCES;
    if (e->size >= 2 && bytes[0] == '#' && bytes[1] == '!')
        return -ENOEXEC;
    i64 fd = bundle_open(entry, O_CLOEXEC);
    if (fd < 0)
        return fd;
    i64 result = signal_call(__NR_execveat, (u64)fd, (u64) "", (u64)p->arguments,
                             (u64)p->environment, AT_EMPTY_PATH, 0);
    sys_call1(__NR_close, (u64)fd);
    return result;
}

static i64 host_exec(const ExecRequest *p)
{
    if (p->bundled)
        return exec_copy(p);
    ending_show_exec(thread_self(), p->directory, p->path,
                     p->shown ? p->shown : p->path);
    return signal_call(__NR_execveat, p->directory, (u64)p->path, (u64)p->arguments,
                       (u64)p->environment, p->flags, 0);
}

/* Returns the program's name as the kernel has it: its path, or a name below the
 * descriptor. */
static const char *name_of(Call *c, const ExecRequest *p)
{
    char *name = call_room(c, MAX_NAME);

    if ((i32)p->directory == AT_FDCWD || p->path[0] == '/')
        return p->path;
    base_format(name, MAX_NAME, *p->path ? "/dev/fd/%d/%s" : "/dev/fd/%d%s",
                (int)p->directory, p->path);
    return name;
}

static i64 open_program(const ExecRequest *p, u64 flags)
{
    char link[32];
    u64 directory = p->directory;
    const char *path = p->path;

    if (p->bundled)
        return bundle_open(p->bundled - 1, flags | O_CLOEXEC);
    if (!*path) {
        base_format(link, sizeof link, "/proc/self/fd/%d", (int)directory);
        directory = (u64)AT_FDCWD, path = link;
    }
    return sys_call4(__NR_openat, directory, (u64)path, flags | O_CLOEXEC, 0);
}

/* "dbt-run [-L root] -0 argv0 -f descriptor -- name arguments": the file may have no
 * other name. */
static i64 run_guest(Call *c, ExecRequest *p, const char *by, i64 fd)
{
    const char **own = p->arguments[0] ? p->arguments : p->arguments - 1;
    const char *name = name_of(c, p);
    const char *first = own == p->arguments ? own[0] : name;
    char *descriptor = call_room(c, 16);

    base_format(descriptor, 16, "%d", (int)fd);
    *own = name;
    own -= 5;
    own[0] = "-0", own[1] = first, own[2] = "-f", own[3] = descriptor, own[4] = "--";
    if (root_folder()) {
        *--own = root_folder();
        *--own = "-L";
    }
    *--own = by;
    sys_call3(__NR_fcntl, (u64)fd, F_SETFD, 0);
    return host_exec(
        &(ExecRequest){(u64)AT_FDCWD, by, own, p->environment, .shown = name});
}

/* Executes this program's own file in place of the guest's; the guest's name or
 * descriptor stays in use. */
static i64 exec_own_file(ExecRequest p)
{
    i64 fd = -1;

    p.shown = guest_program.path;
    p.bundled = 0;
    if (*p.path) {
        p.directory = (u64)AT_FDCWD, p.path = guest_program.file;
        return host_exec(&p);
    }
    fd = sys_call4(__NR_openat, (u64)AT_FDCWD, (u64)guest_program.file,
                   O_PATH | O_CLOEXEC, 0);
    p.directory = (u64)fd;
    i64 result = fd < 0 ? fd : host_exec(&p);
    if (fd >= 0)
        sys_call1(__NR_close, (u64)fd);
    return result;
}

/* Sets what an absolute path of the guest names: a file of the bundle, or the host's.
 */
static void name_program(Call *c, ExecRequest *p, const char *path)
{
    BundleWalk w;

    p->bundled = 0;
    p->path = root_name(path, true, call_room(c, ROOT_ROOM));
    if (!bundle_is_there() || bundle_walk(&w, "/", path, true) != BUNDLE_HAS ||
        bundle_is(w.entry, BUNDLE_FOLDER))
        return;
    p->bundled = w.entry + 1;
    p->path = path;
}

/* Replaces a script by its interpreter. */
static bool take_interpreter(Call *c, ExecRequest *p, char *start, i64 size)
{
    const char *argument, *interpreter = NULL;

    if (size >= 3 && start[0] == '#' && start[1] == '!')
        interpreter = script_words(start, size, &argument);
    if (!interpreter)
        return false;
    if (!p->arguments[0])
        p->arguments--;
    p->arguments[0] = name_of(c, p);
    if (argument)
        *--p->arguments = argument;
    *--p->arguments = interpreter;
    p->directory = (u64)AT_FDCWD, p->flags = 0;
    name_program(c, p, interpreter);
    return true;
}

/* The kernel could not execute the file. If it is a guest program, or a script for one,
 * the translator that runs this program executes it. */
static i64 exec_by_us(Call *c, ExecRequest *p)
{
    i64 result = -ENOEXEC;

    for (int round = 0; round < MAX_SCRIPTS && result == -ENOEXEC; round++) {
        u8 *start = call_room(c, MAX_LINE);
        const char *by = translator(c, p->environment);
        i64 fd = open_program(p, O_RDONLY);
        if (fd < 0)
            return -ENOEXEC;
        i64 size = sys_call4(__NR_pread64, (u64)fd, (u64)start, MAX_LINE - 1, 0);
        i64 wrong = exec_check(c, fd, start, size);
        if (!wrong && own_file_is_same(fd))
            result = exec_own_file(*p);
        else if (!wrong && by)
            result = run_guest(c, p, by, fd);
        sys_call1(__NR_close, (u64)fd);
        if (wrong != -ENOEXEC && wrong)
            return wrong;
        if (!wrong || !take_interpreter(c, p, (char *)start, size))
            return result;
        result = host_exec(p);
    }
    return result == -ENOEXEC ? -ELOOP : result;
}

/* Returns true if the program is named by a descriptor that came of opening
 * /proc/self/exe. */
static bool is_copy(const ExecRequest *p)
{
    i64 fd = own_file_has_copies() ? open_program(p, O_PATH) : -1;
    bool copy = own_file_is_copy(fd);

    if (fd >= 0)
        sys_call1(__NR_close, (u64)fd);
    return copy;
}

static i64 execute(Call *c, u64 directory, u32 path, u32 arguments, u32 environment,
                   u64 flags)
{
    i64 error = 0;
    ExecRequest p = {directory,
                     root_name(guest_string(path), true, call_room(c, ROOT_ROOM)),
                     strings_in(c, arguments, ROOM_BEFORE, &error),
                     strings_in(c, environment, 0, &error),
                     flags,
                     NULL,
                     0};

    if (error || !p.path)
        return -EFAULT;
    const char *name = proc_self_name(p.path);
    if (name && !strcmp(name, "exe"))
        p.path = guest_program.file, p.shown = guest_program.path;
    i64 result = is_copy(&p) ? exec_own_file(p) : host_exec(&p);
    return result == -ENOEXEC ? exec_by_us(c, &p) : result;
}

/* Executes a file of the bundle. */
static i64 execute_bundled(Call *c, u32 entry)
{
    u32 path = c->row->id == CALL_execve ? 0 : 1;
    i64 error = 0;
    ExecRequest p = {.directory = (u64)AT_FDCWD,
                     .path = guest_string((u32)c->raw[path]),
                     .arguments =
                         strings_in(c, (u32)c->raw[path + 1], ROOM_BEFORE, &error),
                     .environment = strings_in(c, (u32)c->raw[path + 2], 0, &error),
                     .bundled = entry + 1};

    if (error || !p.path)
        return -EFAULT;
    i64 result = host_exec(&p);
    if (result == -ENOEXEC)
        result = exec_by_us(c, &p);
    if (result == -ENOEXEC)
        out_printf(log_error(),
                   "%s: %s of the bundle is a program for %s, and there is no dbt-run "
                   "beside this one or in PATH\n",
                   program_name, p.path, c->t->guest->name);
    return result;
}

i64 sys_execve(Call *c)
{
    if (c->bundle > 0)
        return execute_bundled(c, (u32)c->bundle - 1);
    return execute(c, (u64)AT_FDCWD, (u32)c->raw[0], (u32)c->raw[1], (u32)c->raw[2], 0);
}

i64 sys_execveat(Call *c)
{
    if (c->bundle > 0)
        return execute_bundled(c, (u32)c->bundle - 1);
    return execute(c, c->arg[0], (u32)c->raw[1], (u32)c->raw[2], (u32)c->raw[3],
                   c->arg[4]);
}
