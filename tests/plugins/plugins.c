/*
 * plugins.c -- loads and unloads plugins, in many threads at a time.
 *
 *      plugins FOLDER once             what each plugin computes
 *      plugins FOLDER THREADS MS       threads load, call and unload plugins for that
 * long; each result must be that of the first time
 *
 * Status 0 if all was right.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#define _GNU_SOURCE
#include "plugins.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { PLUGINS = 5, SEEDS = 8, MOST_THREADS = 64 };

static const char *folder;
static unsigned expected[PLUGINS][SEEDS];
static atomic_int loaded, loads, wrong, rounds;
static atomic_bool over;

void host_counts(int change)
{
    atomic_fetch_add(&loaded, change);
    if (change > 0)
        atomic_fetch_add(&loads, 1);
}

/* So that a plugin is not always held by another thread, and is unloaded. */
static void rest(unsigned us)
{
    nanosleep(&(struct timespec){0, us * 1000L}, NULL);
}

static void *open_plugin(int number)
{
    char path[4096];
    void *plugin;

    snprintf(path, sizeof path, "%s/plugin%d.so", folder, number);
    plugin = dlopen(path, number % 2 ? RTLD_LAZY : RTLD_NOW);
    if (!plugin)
        printf("not loaded: %s\n", dlerror());
    return plugin;
}

static unsigned call(void *plugin, unsigned seed)
{
    unsigned (*work)(unsigned) = (unsigned (*)(unsigned))dlsym(plugin, "plugin_work");

    return work(seed);
}

static void once(void)
{
    for (int number = 0; number < PLUGINS; number++) {
        void *plugin = open_plugin(number);

        printf("plugin %d:", number);
        for (unsigned seed = 0; seed < SEEDS && plugin; seed++)
            printf(" %08x", expected[number][seed] = call(plugin, seed));
        printf(", loaded %d", atomic_load(&loaded));
        if (plugin)
            dlclose(plugin);
        printf(", then %d\n", atomic_load(&loaded));
    }
}

static void *load_and_unload(void *at)
{
    unsigned state = (unsigned)(size_t)at * 7919 + 1;

    while (!atomic_load(&over)) {
        int number = (int)((state = state * 1103515245 + 12345) >> 16) % PLUGINS;
        unsigned seed = state >> 8 & (SEEDS - 1);
        void *plugin = open_plugin(number);

        if (!plugin || call(plugin, seed) != expected[number][seed])
            atomic_fetch_add(&wrong, 1);
        if (plugin)
            dlclose(plugin);
        atomic_fetch_add(&rounds, 1);
        rest(state >> 20 & 4095);
    }
    return NULL;
}

static void in_threads(int count, long ms)
{
    struct timespec time = {ms / 1000, ms % 1000 * 1000000};
    pthread_t threads[MOST_THREADS];

    for (int i = 0; i < count; i++)
        pthread_create(&threads[i], NULL, load_and_unload, (void *)(size_t)i);
    nanosleep(&time, NULL);
    atomic_store(&over, 1);
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    printf("%d threads: wrong %d, loaded %d\n", count, atomic_load(&wrong),
           atomic_load(&loaded));
    fprintf(stderr, "%d rounds, %d loads\n", atomic_load(&rounds), atomic_load(&loads));
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    folder = argv[1];
    once();
    if (argc > 3)
        in_threads(atoi(argv[2]) < MOST_THREADS ? atoi(argv[2]) : MOST_THREADS,
                   atol(argv[3]));
    return atomic_load(&wrong) || atomic_load(&loaded);
}
