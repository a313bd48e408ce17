/* cpu_info.c -- /proc/cpuinfo is ARM's, and agrees with the auxiliary vector.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/utsname.h>
#include <unistd.h>

static const char *const names[] = {
    "swp",   "half",   "thumb",  "26bit",   "fastmult", "fpa",     "vfp",      "edsp",
    "java",  "iwmmxt", "crunch", "thumbee", "neon",     "vfpv3",   "vfpv3d16", "tls",
    "vfpv4", "idiva",  "idivt",  "vfpd32",  "lpae",     "evtstrm",
};

static const char *const names2[] = {"aes", "pmull", "sha1", "sha2", "crc32"};

static unsigned long bit_of(const char *word, const char *const *name, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        if (!strcmp(name[i], word))
            return 1ul << i;
    return 0;
}

/* Returns true if the words are those of AT_HWCAP and AT_HWCAP2. */
static int agrees(char *line)
{
    unsigned long bits = 0, bits2 = 0;

    for (char *word = strtok(line, " \n"); word; word = strtok(NULL, " \n")) {
        bits |= bit_of(word, names, sizeof names / sizeof *names);
        bits2 |= bit_of(word, names2, sizeof names2 / sizeof *names2);
    }
    return bits == getauxval(AT_HWCAP) && bits2 == getauxval(AT_HWCAP2);
}

int main(void)
{
    FILE *file = fopen("/proc/cpuinfo", "r");
    char line[512], model[64] = "";
    int processors = 0, agree = 0, architecture = 0;
    struct utsname system;

    while (fgets(line, sizeof line, file)) {
        processors += !strncmp(line, "processor\t: ", 12);
        sscanf(line, "model name\t: ARMv7 Processor rev %*d (%63[^)]", model);
        sscanf(line, "CPU architecture: %d", &architecture);
        if (!strncmp(line, "Features\t: ", 11))
            agree += agrees(line + 11);
        if (strstr(line, "Intel") || strstr(line, "AMD"))
            printf("the host's: %s", line);
    }
    uname(&system);
    printf("processors %d, features %d\n", processors == sysconf(_SC_NPROCESSORS_ONLN),
           agree == processors);
    printf("%s %d, platform %d, machine %d\n", model, architecture,
           !strcmp(model, (const char *)getauxval(AT_PLATFORM)),
           !strcmp(system.machine + 3, model));
    return 0;
}
