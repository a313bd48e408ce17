/* init.c -- the first process of a machine that only runs headers.c, and then stops.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    char *command[] = {
        (char *)"/headers", getenv("KIND"),  (char *)"arm", (char *)"/probe",
        getenv("FIRST"),    getenv("COUNT"), NULL};

    (void)argc, (void)argv;
    mkdir("/proc", 0755), mkdir("/dev", 0755), mkdir("/tmp", 0777);
    mount("proc", "/proc", "proc", 0, NULL);
    mount("dev", "/dev", "devtmpfs", 0, NULL);
    mount("tmp", "/tmp", "tmpfs", 0, NULL);
    int console = open("/dev/console", O_RDWR);
    dup2(console, 0), dup2(console, 1), dup2(console, 2);
    personality(ADDR_NO_RANDOMIZE);
    if (fork() == 0) {
        chdir("/tmp");
        setuid(1000); /* who may not map what is below vm.mmap_min_addr */
        execv(command[0], command);
        perror(command[0]);
        _exit(1);
    }
    wait(NULL);
    puts("the end");
    sync();
    reboot(RB_POWER_OFF);
    return 0;
}
