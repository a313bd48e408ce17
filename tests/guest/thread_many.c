/* thread_many.c COUNT -- threads made and ended: nothing of them stays.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static int done;

static void *work(void *unused)
{
    volatile char some[3000];

    for (int i = 0; i < 3000; i += 100)
        some[i] = (char)i;
    __atomic_add_fetch(&done, 1, __ATOMIC_RELAXED);
    return NULL;
}

/* Of this process, in pages. */
static long resident(void)
{
    long size = 0, pages = 0;
    FILE *f = fopen("/proc/self/statm", "r");

    if (!f || fscanf(f, "%ld %ld", &size, &pages) != 2)
        printf("no statm\n");
    fclose(f);
    return pages;
}

static void make(int count)
{
    enum { AT_A_TIME = 4 };
    pthread_t thread[AT_A_TIME];

    for (int i = 0; i < count; i += AT_A_TIME) {
        for (int k = 0; k < AT_A_TIME; k++)
            if (pthread_create(&thread[k], NULL, work, NULL))
                printf("no thread %d\n", i + k);
        for (int k = 0; k < AT_A_TIME; k++)
            pthread_join(thread[k], NULL);
    }
}

int main(int argc, char **argv)
{
    int count = argc > 1 ? atoi(argv[1]) : 10000;

    make(count); /* what is kept for the next ones is there after this */
    resident();
    long before = resident();
    make(count);
    long grown = resident() - before;
    /* Each has more pages than that: of its stack, registers, caches. */
    printf("%d threads, %s\n", done,
           grown < 3 * count ? "nothing kept" : "memory kept");
    if (grown >= 3 * count)
        printf("%ld pages\n", grown);
    return 0;
}
