/* own_view.c -- what /proc/self, uname and prctl say of the program.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

static volatile int data = 1;

/* Is this address in a mapping whose rights begin so? */
static int mapped(void *address, const char *rights)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    unsigned long start, end;
    char line[512], found[8];
    int result = 0;

    while (fgets(line, sizeof line, maps))
        if (sscanf(line, "%lx-%lx %7s", &start, &end, found) == 3 &&
            (unsigned long)address >= start && (unsigned long)address < end)
            result = !strncmp(found, rights, strlen(rights));
    fclose(maps);
    return result;
}

static void auxv(void)
{
    ElfW(auxv_t) entry;
    int fd = open("/proc/self/auxv", O_RDONLY), page = 0;

    while (read(fd, &entry, sizeof entry) == sizeof entry && entry.a_type != AT_NULL)
        if (entry.a_type == AT_PAGESZ)
            page = entry.a_un.a_val;
    printf("page %d %d\n", page, (int)getauxval(AT_PAGESZ));
    close(fd);
}

int main(int argc, char **argv)
{
    char path[PATH_MAX], text[64] = "", *heap = malloc(10);
    int local, pid = 0;
    struct rlimit limit;

    (void)argc;
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    path[length < 0 ? 0 : length] = 0;
    printf("exe absolute %d, there %d\n", path[0] == '/', access(path, R_OK));
    int fd = open("/proc/self/exe", O_RDONLY);
    read(fd, text, 4);
    printf("exe is elf %d\n", !memcmp(text, "\177ELF", 4));
    close(fd);
    printf("code %d data %d heap %d stack %d null %d\n", mapped((void *)main, "r-x"),
           mapped((void *)&data, "rw"), mapped(heap, "rw-"), mapped(&local, "rw-"),
           mapped(NULL, "---"));
    FILE *cmdline = fopen("/proc/self/cmdline", "r");
    length = fread(path, 1, sizeof path, cmdline);
    printf("cmdline %d\n", length > 0 && path[length - 1] == 0);
    FILE *stat = fopen("/proc/self/stat", "r");
    printf("stat %d", fscanf(stat, "%d (", &pid));
    printf(" %d\n", pid == getpid());
    auxv();
    prctl(PR_SET_NAME, "renamed");
    prctl(PR_GET_NAME, text);
    printf("name %s\n", text);
    limit.rlim_cur = 1 << 20, limit.rlim_max = RLIM_INFINITY;
    printf("set %d", setrlimit(RLIMIT_CORE, &limit));
    getrlimit(RLIMIT_CORE, &limit);
    printf(" limit %d infinite %d\n", (int)limit.rlim_cur,
           limit.rlim_max == RLIM_INFINITY);
    return 0;
}
