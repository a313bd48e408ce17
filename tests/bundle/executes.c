/* executes.c -- executes each of its arguments; as an interpreter, prints them.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "two words") == 0) {
        printf("%s %s %s\n", argv[0], argv[1], argv[2]);
        return 0;
    }
    for (int i = 1; i < argc; i++) {
        if (fork() == 0) {
            execl(argv[i], argv[i], (char *)NULL);
            printf("%s\n", strerror(errno));
            return 1;
        }
        wait(NULL);
    }
    return 0;
}
