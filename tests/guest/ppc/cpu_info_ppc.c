/* cpu_info_ppc.c -- /proc/cpuinfo is PowerPC's, and agrees with the auxiliary vector
 * and the registers.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/platform/ppc.h>
#include <unistd.h>

enum { ALTIVEC = 0x10000000 };

int main(void)
{
    FILE *file = fopen("/proc/cpuinfo", "r");
    char line[512], name[64] = "";
    unsigned high = 0, low = 0, rate = 0, memory = 0, version;
    int processors = 0, altivec = 0;

    while (fgets(line, sizeof line, file)) {
        processors += !strncmp(line, "processor\t: ", 12);
        altivec += !!strstr(line, "altivec");
        sscanf(line, "cpu\t\t: %63s", name);
        sscanf(line, "revision\t: %*s (pvr %x %x)", &high, &low);
        sscanf(line, "timebase\t: %u", &rate);
        sscanf(line, "Memory\t\t: %u MB", &memory);
        if (strstr(line, "Intel") || strstr(line, "AMD"))
            printf("the host's: %s", line);
    }
    __asm__("mfspr %0, 287" : "=r"(version));
    printf("processors %d, %s\n", processors == sysconf(_SC_NPROCESSORS_ONLN), name);
    printf("version %d, memory %d\n", version == (high << 16 | low), memory > 0);
    printf("altivec %d\n", !altivec == !(getauxval(AT_HWCAP) & ALTIVEC));
    printf("%s\n", (const char *)getauxval(AT_PLATFORM));
    printf("rate %d\n", rate == __ppc_get_timebase_freq());
    return 0;
}
