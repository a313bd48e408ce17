/* directories.c -- make, list and remove directories.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

int main(void)
{
    char folder[] = "/tmp/guest_XXXXXX", name[300], here[64];
    if (!mkdtemp(folder) || chdir(folder))
        return 1;
    for (int i = 0; i < 200; i++) {
        snprintf(name, sizeof name, "%s%d", i % 10 ? "file_with_a_long_name_" : "d", i);
        if (i % 10)
            close(open(name, O_CREAT | O_WRONLY, 0600));
        else
            mkdir(name, 0700);
    }
    DIR *dir = opendir(".");
    int files = 0, folders = 0, dots = 0;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        struct stat info;
        stat(entry->d_name, &info);
        if (entry->d_name[0] == '.')
            dots++;
        else if (S_ISDIR(info.st_mode))
            folders++;
        else
            files++;
    }
    rewinddir(dir);
    printf("%d files %d folders %d dots again %d\n", files, folders, dots,
           readdir(dir) != NULL);
    closedir(dir);
    struct dirent **list;
    int count = scandir(".", &list, NULL, by_name);
    printf("%d: %s %s\n", count, list[2]->d_name, list[count - 1]->d_name);
    for (int i = 2; i < count; i++)
        if (unlinkat(AT_FDCWD, list[i]->d_name,
                     list[i]->d_name[0] == 'd' ? AT_REMOVEDIR : 0))
            perror(list[i]->d_name);
    chdir("..");
    printf("%s\n", getcwd(here, sizeof here));
    printf("%d\n", rmdir(folder));
    printf("%d\n", opendir(folder) == NULL && errno == ENOENT);
    return 0;
}
