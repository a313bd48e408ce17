/* inject.c -- preloaded into dbt-aot: the Nth call of a function fails.
 *
 *      LD_PRELOAD=inject.so FAULT_CALL=open FAULT_AT=3 FAULT_MARK=fired dbt-aot prog -o
 * out
 *
 * FAULT_CALL is malloc (with calloc, realloc and aligned allocations), mmap, open,
 * write, fork, posix_spawn, clock, which then goes on a quarter of 120,000 seconds
 * later, or statm, which once tells that the process has a terabyte.  After it "@main"
 * leaves alone the processes that dbt-aot forks, and "@worker" counts in each of those
 * by itself.  When the call has failed, the file FAULT_MARK is made. Processes of other
 * programs that dbt-aot starts are left alone.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static char wanted[32];
static enum { ANY, MAIN, WORKER } where;
static bool in_worker;
static long fail_at;
static atomic_long calls;

__attribute__((constructor)) static void begin(void)
{
    const char *at = getenv("FAULT_AT");

    if (strcmp(program_invocation_short_name, "dbt-aot") == 0 && at) {
        fail_at = strtol(at, NULL, 10);
        snprintf(wanted, sizeof wanted, "%s", getenv("FAULT_CALL"));
        where = strstr(wanted, "@main")     ? MAIN
                : strstr(wanted, "@worker") ? WORKER
                                            : ANY;
        wanted[strcspn(wanted, "@")] = 0;
    }
}

/* Is this call of `name` the one that fails? */
static bool fails(const char *name, int error)
{
    if (!*wanted || strcmp(wanted, name) != 0 || (where == MAIN && in_worker) ||
        (where == WORKER && !in_worker) || ++calls != fail_at)
        return false;
    const char *mark = getenv("FAULT_MARK");
    if (mark)
        close((int)syscall(SYS_open, mark, O_CREAT | O_WRONLY, 0600));
    errno = error;
    return true;
}

/* POSIX has dlsym's result converted to a pointer to a function, which C has not. */
#define REAL(name) (__extension__(__typeof__(&name)) dlsym(RTLD_NEXT, #name))

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *p, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size)
{
    return fails("malloc", ENOMEM) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return fails("malloc", ENOMEM) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *p, size_t size)
{
    return fails("malloc", ENOMEM) ? NULL : __libc_realloc(p, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return fails("malloc", ENOMEM) ? NULL : __libc_memalign(alignment, size);
}

void *mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
    if (fails("mmap", ENOMEM))
        return MAP_FAILED;
    long got = syscall(SYS_mmap, at, size, protection, flags, fd, offset);
    return (void *)got;
}

#define OPEN(name)                                                                     \
    int name(const char *path, int flags, ...)                                         \
    {                                                                                  \
        va_list ap;                                                                    \
                                                                                       \
        va_start(ap, flags);                                                           \
        unsigned mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(ap, unsigned) : 0;      \
        va_end(ap);                                                                    \
        return fails("open", EMFILE)                                                   \
                   ? -1                                                                \
                   : (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);            \
    }
OPEN(open)
OPEN(open64)

static FILE *open_statm(void)
{
    static char much[] = "400000000 300000000 0 0 0 400000000\n";

    return fmemopen(much, sizeof much - 1, "r");
}

FILE *fopen(const char *path, const char *mode)
{
    if (strcmp(path, "/proc/self/statm") == 0 && fails("statm", 0))
        return open_statm();
    return fails("open", EMFILE) ? NULL : REAL(fopen)(path, mode);
}

FILE *fopen64(const char *path, const char *mode)
{
    return fails("open", EMFILE) ? NULL : REAL(fopen64)(path, mode);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
    return fails("write", ENOSPC) ? -1 : syscall(SYS_write, fd, bytes, size);
}

#define PWRITE(name)                                                                   \
    ssize_t name(int fd, const void *bytes, size_t size, off_t offset)                 \
    {                                                                                  \
        return fails("write", ENOSPC)                                                  \
                   ? -1                                                                \
                   : syscall(SYS_pwrite64, fd, bytes, size, offset);                   \
    }
PWRITE(pwrite)
PWRITE(pwrite64)

size_t fwrite(const void *bytes, size_t size, size_t count, FILE *file)
{
    return fails("write", ENOSPC) ? 0 : REAL(fwrite)(bytes, size, count, file);
}

int clock_gettime(clockid_t clock, struct timespec *t)
{
    static long later;
    long result = syscall(SYS_clock_gettime, clock, t);

    if (fails("clock", 0))
        later = 30000;
    t->tv_sec += later;
    return (int)result;
}

pid_t fork(void)
{
    pid_t pid = fails("fork", EAGAIN) ? -1 : REAL(fork)();

    in_worker |= pid == 0;
    return pid;
}

int posix_spawn(pid_t *restrict pid, const char *restrict path,
                const posix_spawn_file_actions_t *files,
                const posix_spawnattr_t *restrict attributes,
                char *const argv[restrict], char *const env[restrict])
{
    return fails("posix_spawn", EAGAIN)
               ? EAGAIN
               : REAL(posix_spawn)(pid, path, files, attributes, argv, env);
}
