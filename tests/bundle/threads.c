/* threads.c SECONDS -- eight threads use a file of the bundle by all ways at once, some
 * of them in child processes.  What is not read is not copied, so a copy may come while
 * others read. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SIZE = 300001, THREADS = 8, PART = 512 };

static const char *const big = "/bundle/data/big";
static unsigned wanted; /* sum of the file */
static time_t end;
static volatile int failed;

static unsigned sum_of(const unsigned char *bytes, long size, unsigned sum)
{
    while (size-- > 0)
        sum = 31 * sum + *bytes++;
    return sum;
}

static unsigned sum_by_read(int fd, size_t part, unsigned sum)
{
    unsigned char bytes[1 << 16];
    long got;

    while ((got = read(fd, bytes, part)) > 0)
        sum = sum_of(bytes, got, sum);
    close(fd);
    return sum;
}

static int reads(unsigned seed)
{
    return sum_by_read(open(big, O_RDONLY), 1 + (seed & 0xffff), 0) == wanted;
}

static int maps(unsigned seed)
{
    int fd = open(big, O_RDONLY);
    unsigned char *map =
        mmap(NULL, SIZE, PROT_READ, seed & 1 ? MAP_SHARED : MAP_PRIVATE, fd, 0);
    int right = map != MAP_FAILED && sum_of(map, SIZE, 0) == wanted;

    close(fd);
    munmap(map, SIZE);
    return right;
}

static int loads(unsigned seed)
{
    void *plugin = dlopen("/bundle/plugin.so", RTLD_NOW);
    int (*twice)(int) = plugin ? (int (*)(int))dlsym(plugin, "twice") : NULL;
    int right = twice && twice((int)seed & 0xff) == 2 * ((int)seed & 0xff);

    if (plugin)
        dlclose(plugin);
    return right;
}

static int lists(unsigned seed)
{
    DIR *folder = opendir("/bundle/data");
    int count = 0;

    (void)seed;
    while (folder && readdir(folder))
        count++;
    if (folder)
        closedir(folder);
    return count == 9;
}

/* The beginning is read before the rest is there. */
static int duplicates(unsigned seed)
{
    unsigned char part[PART];
    struct stat st;
    int fd = open(big, O_RDONLY);
    unsigned sum = sum_of(part, read(fd, part, PART), 0);
    int right = fstat(fd, &st) == 0 && st.st_size == SIZE && st.st_nlink == 1;
    int other = dup(fd);

    close(fd);
    return right && sum_by_read(other, 1 + (seed & 0xffff), sum) == wanted;
}

static int forks(unsigned seed)
{
    int fd = open(big, O_RDONLY), status;
    pid_t child = fork();

    if (!child)
        _exit(sum_by_read(fd, 1 + (seed & 0xffff), 0) == wanted ? 3 : 4);
    waitpid(child, &status, 0);
    close(fd);
    return WIFEXITED(status) && WEXITSTATUS(status) == 3;
}

static void *work(void *argument)
{
    static int (*const ways[])(unsigned) = {reads, maps,       loads,
                                            lists, duplicates, forks};
    unsigned seed = (unsigned)(size_t)argument;

    while (time(NULL) < end) {
        seed = 1103515245 * seed + 12345;
        unsigned way = (seed >> 16) % 6;
        if (!ways[way](seed >> 8))
            failed |= 1 << way;
    }
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t thread[THREADS];

    wanted = sum_by_read(open(big, O_RDONLY), 1 << 16, 0);
    end = time(NULL) + (argc > 1 ? atoi(argv[1]) : 60);
    for (size_t i = 0; i < THREADS; i++)
        pthread_create(&thread[i], NULL, work, (void *)(7 * i + 1));
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(thread[i], NULL);
    printf("wrong ways %x, descriptors %s\n", (unsigned)failed,
           dup(0) < 8 ? "closed" : "open");
    return 3;
}
