/* never_returns.h -- ways to go on for ever, each a hundred thousand times, in bounded
 * memory.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NOINLINE __attribute__((noinline))

enum { TURNS = 100000, MAY_GROW = 1024 };

static long field(const char *text, const char *name)
{
    const char *at = strstr(text, name);
    return at ? strtol(at + strlen(name), NULL, 10) : 0;
}

/* The most memory the process has had, in KiB, without pages of files: a program's own
 * code is read in as it is executed. */
static long peak(void)
{
    char text[4096];
    int fd = open("/proc/self/status", O_RDONLY);
    ssize_t size = read(fd, text, sizeof text - 1);

    close(fd);
    text[size > 0 ? size : 0] = 0;
    return field(text, "VmHWM:") - field(text, "RssFile:");
}

typedef unsigned Way(unsigned turns);

/* Before it measures, it takes so many turns that the host stack was used up once, and
 * the dynamic translator has started: both take memory, but not for each turn. */
static void measure(const char *name, Way *way)
{
    unsigned sum = way(100);

    way(TURNS / 10);
    long before = peak();

    sum = sum * 31 + way(TURNS);
    long grown = peak() - before;
    if (grown > MAY_GROW)
        printf("%s grows by %ld KiB\n", name, grown);
    printf("%s %u\n", name, sum);
    fflush(stdout);
}
