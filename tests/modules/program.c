/* program.c -- what programs do with shared objects, an argument each; ./plugin1.so to
 * ./plugin5.so are plugin.c.  It prints the same everywhere.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
    void *handle;
    uint32_t (*run)(uint32_t, uint32_t), (*calls)(void), (*twice)(uint32_t),
        (*visit)(uint32_t (*)(uint32_t), uint32_t), (*wait)(volatile int *);
} Plugin;

static void *symbol(void *handle, const char *name)
{
    void *found = dlsym(handle, name);

    if (!found) {
        printf("no %s: %s\n", name, dlerror());
        exit(1);
    }
    return found;
}

static Plugin take(void *handle)
{
    if (!handle) {
        printf("%s\n", dlerror());
        exit(1);
    }
    return (Plugin){
        handle,
        (uint32_t(*)(uint32_t, uint32_t))symbol(handle, "plugin_run"),
        (uint32_t(*)(void))symbol(handle, "plugin_calls"),
        (uint32_t(*)(uint32_t))symbol(handle, "plugin_twice"),
        (uint32_t(*)(uint32_t(*)(uint32_t), uint32_t))symbol(handle, "plugin_visit"),
        (uint32_t(*)(volatile int *))symbol(handle, "plugin_wait")};
}

static Plugin load(int number, int flags)
{
    char path[40];

    snprintf(path, sizeof path, "./plugin%d.so", number);
    return take(dlopen(path, flags));
}

static uint32_t visit(uint32_t x)
{
    return x * x + 7;
}

static void use(const char *when, const Plugin *p)
{
    uint32_t first = p->run(1000, 1), second = p->visit(visit, 100);

    printf("%s: %08x %08x %u %u\n", when, first, second, p->twice(20), p->calls());
}

static void once(int flags)
{
    for (int i = 1; i <= 5; i++) {
        Plugin p = load(i, flags);
        use("plugin", &p);
    }
}

static void reload(void)
{
    for (int i = 0; i < 4; i++) {
        Plugin p = load(1 + i % 2, RTLD_LAZY);
        use("loaded", &p);
        use("again", &p);
        dlclose(p.handle);
    }
}

static void copies(void)
{
    Plugin first = load(1, RTLD_NOW);
    Plugin second = take(dlmopen(LM_ID_NEWLM, "./plugin1.so", RTLD_NOW));

    use("first", &first);
    use("second", &second);
    use("first", &first);
    dlclose(first.handle);
    use("second", &second);
    first = load(1, RTLD_NOW);
    use("first anew", &first);
}

/* Takes the address range that `where` names before the file is loaded. */
static void taken(const char *where)
{
    void *at = (void *)strtoul(where, NULL, 16);
    volatile char *mine = mmap(at, 8192, PROT_READ | PROT_WRITE,
                               MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

    mine[0] = 5;
    Plugin p = load(1, RTLD_NOW);
    use("elsewhere", &p);
    printf("%d\n", mine[0]);
    dlclose(p.handle);
    munmap((void *)mine, 8192);
    p = load(1, RTLD_NOW);
    use("free again", &p);
}

static int end_of(pid_t child)
{
    int status;

    waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static void forks(void)
{
    Plugin p = load(1, RTLD_NOW);

    use("parent", &p);
    fflush(stdout);
    pid_t child = fork();
    if (!child) {
        use("child", &p);
        dlclose(p.handle);
        p = load(2, RTLD_NOW);
        use("child, other", &p);
        fflush(stdout);
        _exit(3);
    }
    printf("%d\n", end_of(child));
    use("parent", &p);
}

static void *page_of(void *address)
{
    return (void *)((uintptr_t)address & ~(uintptr_t)4095);
}

/* Takes the right to execute a module's code, in a child that then dies of it, and
 * gives it back. */
static void unexecutable(void)
{
    Plugin p = load(1, RTLD_NOW);
    void *page = page_of((void *)(uintptr_t)p.run);

    use("before", &p);
    fflush(stdout);
    pid_t child = fork();
    if (!child) {
        mprotect(page, 4096, PROT_READ);
        p.run(1, 1);
        _exit(0);
    }
    printf("%d\n", end_of(child));
    mprotect(page, 4096, PROT_READ);
    mprotect(page, 4096, PROT_READ | PROT_EXEC);
    use("after", &p);
}

/* Unmaps a part of a module that is loaded and maps the same bytes again, written by
 * hand: the code is as before, then another one. */
static void rewritten(void)
{
    Plugin p = load(1, RTLD_NOW);
    char *page = page_of((void *)(uintptr_t)p.run), *bytes = malloc(4096);

    use("before", &p);
    memcpy(bytes, page, 4096);
    mmap(page, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
         -1, 0);
    memcpy(page, bytes, 4096);
    mprotect(page, 4096, PROT_READ | PROT_EXEC);
    __builtin___clear_cache(page, page + 4096);
    use("the same", &p);
    free(bytes);
}

static volatile int flag, signals;
static const Plugin *in_handler;

static void on_alarm(int number)
{
    (void)number;
    if (in_handler->run(10, 1) != 0)
        signals++;
    flag = signals >= 20;
}

static void signalled(void)
{
    Plugin p = load(1, RTLD_NOW);
    struct itimerval often = {{0, 2000}, {0, 2000}}, never = {{0, 0}, {0, 0}};

    in_handler = &p;
    signal(SIGALRM, on_alarm);
    setitimer(ITIMER_REAL, &often, NULL);
    uint32_t got = p.wait(&flag);
    setitimer(ITIMER_REAL, &never, NULL);
    printf("%u %d %08x\n", got, signals >= 20, p.run(1000, 1));
}

static int rounds;

static void *hammer(void *number)
{
    uintptr_t bad = 0;

    for (int i = 0; i < rounds; i++) {
        int which = 1 + ((int)(intptr_t)number + i) % 5;
        Plugin p = load(which, i % 2 ? RTLD_LAZY : RTLD_NOW);
        uint32_t first = p.run(200, (uint32_t)i), again = p.run(200, (uint32_t)i);
        bad += first != again || p.twice(4) != 8u + (uint32_t)which;
        bad += p.visit(visit, 10) != p.visit(visit, 10);
        dlclose(p.handle);
    }
    return (void *)bad;
}

static void threads(int count)
{
    pthread_t thread[4];
    uintptr_t bad = 0;
    void *result;

    rounds = count;
    for (intptr_t i = 0; i < 4; i++)
        pthread_create(&thread[i], NULL, hammer, (void *)i);
    for (int i = 0; i < 4; i++) {
        pthread_join(thread[i], &result);
        bad += (uintptr_t)result;
    }
    printf("%u wrong\n", (unsigned)bad);
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";

    if (!strcmp(what, "lazy"))
        once(RTLD_LAZY);
    if (!strcmp(what, "now"))
        once(RTLD_NOW);
    if (!strcmp(what, "reload"))
        reload();
    if (!strcmp(what, "copies"))
        copies();
    if (!strcmp(what, "taken"))
        taken(argv[2]);
    if (!strcmp(what, "forks"))
        forks();
    if (!strcmp(what, "unexecutable"))
        unexecutable();
    if (!strcmp(what, "rewritten"))
        rewritten();
    if (!strcmp(what, "signalled"))
        signalled();
    if (!strcmp(what, "threads"))
        threads(atoi(argv[2]));
    return 0;
}
