/* proc_cost.c -- what reading /proc/self costs in processor time.  Programs watch their
 * own memory by it many times a second (redis: ten), so milliseconds each would be
 * felt. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

enum { READS = 100, MAX_MICROSECONDS = 4000 };

static long microseconds(void)
{
    struct rusage used;

    getrusage(RUSAGE_SELF, &used);
    return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000 +
           used.ru_utime.tv_usec + used.ru_stime.tv_usec;
}

static long read_whole(const char *path)
{
    static char text[65536];
    long total = 0, got;
    int fd = open(path, O_RDONLY);

    while ((got = read(fd, text, sizeof text)) > 0)
        total += got;
    close(fd);
    return total;
}

static void cost_of(const char *path)
{
    long start = microseconds(), total = 0;

    for (int i = 0; i < READS; i++)
        total += read_whole(path);
    long each = (microseconds() - start) / READS;
    printf("%s %s\n", path, total && each < MAX_MICROSECONDS ? "is cheap" : "is dear");
    if (each >= MAX_MICROSECONDS)
        printf("%ld microseconds each\n", each);
}

int main(void)
{
    cost_of("/proc/self/stat");
    cost_of("/proc/self/status");
    cost_of("/proc/self/maps");
    cost_of("/proc/self/cmdline");
    return 0;
}
