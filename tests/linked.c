/* linked.c -- a dynamically linked program: what libraries and it do to each other.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

static __thread int own = 5;
static int started;
static jmp_buf way_out;
static volatile sig_atomic_t signals;

__attribute__((constructor)) static void start(void)
{
    started = 1;
}

/* Only tables lead to these, with addresses that the dynamic linker puts there. */
static int twice(int x)
{
    return 2 * x;
}

static int square(int x)
{
    return x * x;
}

static int (*const table[])(int) = {twice, square};

static int compare(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static int compare_and_leave(const void *a, const void *b)
{
    (void)a, (void)b;
    longjmp(way_out, 1);
}

static void *work(void *at)
{
    own += *(int *)at;
    return (void *)(long)own;
}

static void count(int number)
{
    (void)number;
    signals++;
}

static void callbacks(void)
{
    int v[] = {5, 3, 9, 1};

    qsort(v, 4, sizeof *v, compare);
    printf("sorted %d %d %d %d\n", v[0], v[1], v[2], v[3]);
    if (!setjmp(way_out))
        qsort(v, 4, sizeof *v, compare_and_leave);
    else
        printf("left the library\n");
    printf("table %d %d\n", table[0](7), table[1](7));
}

static void threads(void)
{
    pthread_t thread;
    int n = 7;
    void *result;

    pthread_create(&thread, NULL, work, &n);
    pthread_join(thread, &result);
    printf("thread %ld, own %d\n", (long)result, own);
}

static void loads(void)
{
    void *library = dlopen("libm.so.6", RTLD_NOW);
    double (*root)(double) = (double (*)(double))dlsym(library, "cbrt");

    printf("loaded %.6f, linked %.6f\n", root(27), pow(2.5, own / 2.0));
    dlclose(library);
    printf("missing: %s\n",
           dlopen("libnothere.so.1", RTLD_NOW) ? "there" : "not there");
}

static void interrupts(void)
{
    signal(SIGUSR1, count);
    for (int i = 0; i < 100; i++)
        raise(SIGUSR1);
    printf("signals %d\n", (int)signals);
}

/* A file is there by all of its names, and what is made is not made in the root. */
static void files(const char *made)
{
    struct stat by_name, by_descriptor;
    int fd = open("/lib/libm.so.6", O_RDONLY);

    printf("same file %d\n", stat("/lib/libm.so.6", &by_name) == 0 &&
                                 fstat(fd, &by_descriptor) == 0 &&
                                 by_name.st_ino == by_descriptor.st_ino);
    printf("listed %d\n", access("/lib/libm.so.6", R_OK) == 0 &&
                              lstat("/lib/libm.so.6", &by_name) == 0);
    close(open(made, O_CREAT | O_WRONLY, 0600));
    printf("made %d\n", unlink(made) == 0);
    printf("no file %d\n", open("/lib/nothing", O_RDONLY) < 0 && errno == ENOENT);
}

int main(int argc, char **argv)
{
    printf("started %d, interpreter %d\n", started, getauxval(AT_BASE) != 0);
    if (argc > 2) {
        printf("executed with %s\n", argv[2]);
        return 3;
    }
    callbacks();
    threads();
    loads();
    interrupts();
    files(argv[1]);
    fflush(stdout);
    execl("/proc/self/exe", argv[0], argv[1], "arguments", (char *)NULL);
    return 1;
}
