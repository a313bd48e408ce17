/* thread_fork.c -- fork, vfork and posix_spawn while other threads are at work.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int stop;
static int counter;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
extern char **environ;

/* Memory maps and new code keep the locks of whoever runs this busy. */
static void *disturb(void *unused)
{
    while (!stop) {
        void *at = mmap(NULL, 65536, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        pthread_mutex_lock(&mutex);
        counter++;
        pthread_mutex_unlock(&mutex);
        memset(at, 1, 65536);
        free(malloc(1000));
        munmap(at, 65536);
    }
    return NULL;
}

static void *in_child(void *value)
{
    return (void *)((long)value + 1);
}

static int child(int i)
{
    pthread_t thread;
    void *result;

    /* A child of a threaded process has one thread, and can make others. */
    if (i % 4 == 0) {
        pthread_create(&thread, NULL, in_child, (void *)(long)i);
        pthread_join(thread, &result);
        return (int)(long)result;
    }
    free(malloc(100000));
    return i + 1;
}

static void *forks(void *unused)
{
    int good = 0;

    for (int i = 0; i < 20; i++) {
        int status;
        pid_t pid = fork();
        if (pid == 0)
            _exit(child(i));
        waitpid(pid, &status, 0);
        good += WIFEXITED(status) && WEXITSTATUS(status) == i + 1;
    }
    printf("forked well %d\n", good);
    return NULL;
}

static void *spawns(void *unused)
{
    int good = 0;

    for (int i = 0; i < 10; i++) {
        char code[20], *arguments[] = {"sh", "-c", code, NULL};
        int status;
        pid_t pid;
        sprintf(code, "exit %d", i + 3);
        if (posix_spawn(&pid, "/bin/sh", NULL, NULL, arguments, environ))
            continue;
        waitpid(pid, &status, 0);
        good += WIFEXITED(status) && WEXITSTATUS(status) == i + 3;
    }
    char *none[] = {"none", NULL};
    pid_t pid;
    int error = posix_spawn(&pid, "/does/not/exist", NULL, NULL, none, environ);
    printf("spawned well %d, missing: %s\n", good, strerror(error));
    return NULL;
}

static void join(void *(*body)(void *))
{
    pthread_t thread;

    pthread_create(&thread, NULL, body, NULL);
    pthread_join(thread, NULL);
    fflush(stdout);
}

int main(void)
{
    pthread_t others[3];

    setvbuf(stdout, NULL, _IOFBF, 4096);
    for (int i = 0; i < 3; i++)
        pthread_create(&others[i], NULL, disturb, NULL);
    join(forks);
    join(spawns);
    pid_t pid = vfork();
    if (pid == 0)
        _exit(9);
    int status;
    waitpid(pid, &status, 0);
    printf("vfork %d\n", WEXITSTATUS(status));
    stop = 1;
    for (int i = 0; i < 3; i++)
        pthread_join(others[i], NULL);
    printf("worked %d\n", counter > 0);
    fflush(stdout);

    /* The first thread ends before the others. */
    if (fork() == 0) {
        pthread_create(&others[0], NULL, spawns, NULL);
        pthread_detach(others[0]);
        pthread_exit(NULL);
    }
    wait(&status);
    printf("status %d\n", status);
    return 0;
}
