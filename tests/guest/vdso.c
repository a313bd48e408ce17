/* vdso.c -- the shared object that the kernel maps: found by the auxiliary vector, its
 * symbols by their version, its functions against the calls they stand for.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#ifdef __powerpc__
#define PREFIX "__kernel_"
#define VERSION "LINUX_2.6.15"
#else
#define PREFIX "__vdso_"
#define VERSION "LINUX_2.6"
#endif

typedef long Function(long, void *);

static const char *base, *strings;
static const ElfW(Sym) * symbols;
static const ElfW(Half) * versions;
static const ElfW(Verdef) * definitions;
static unsigned num_symbols, num_definitions;

static void read_object(void)
{
    const ElfW(Ehdr) *header = (const void *)base;
    const ElfW(Phdr) *segment = (const void *)(base + header->e_phoff);
    const ElfW(Dyn) *dynamic = NULL;

    for (int i = 0; i < header->e_phnum; i++)
        if (segment[i].p_type == PT_DYNAMIC)
            dynamic = (const void *)(base + segment[i].p_vaddr);
    for (; dynamic->d_tag; dynamic++) {
        const void *at = base + dynamic->d_un.d_ptr;
        if (dynamic->d_tag == DT_STRTAB)
            strings = at;
        if (dynamic->d_tag == DT_SYMTAB)
            symbols = at;
        if (dynamic->d_tag == DT_VERSYM)
            versions = at;
        if (dynamic->d_tag == DT_VERDEF)
            definitions = at;
        if (dynamic->d_tag == DT_VERDEFNUM)
            num_definitions = dynamic->d_un.d_val;
    }
    /* Symbols are before their strings or versions, whichever comes first. */
    const char *end = (const char *)versions;
    if (strings > (const char *)symbols && strings < end)
        end = strings;
    num_symbols = (end - (const char *)symbols) / sizeof *symbols;
}

static const char *version_name(unsigned index)
{
    const ElfW(Verdef) *at = definitions;

    for (unsigned i = 0; i < num_definitions; i++) {
        const ElfW(Verdaux) *name = (const void *)((const char *)at + at->vd_aux);
        if (at->vd_ndx == index)
            return strings + name->vda_name;
        at = (const void *)((const char *)at + at->vd_next);
    }
    return "";
}

static Function *find(const char *name)
{
    for (unsigned i = 0; i < num_symbols; i++)
        if (symbols[i].st_shndx && !strcmp(strings + symbols[i].st_name, name) &&
            !strcmp(version_name(versions[i] & 0x7fff), VERSION))
            return (Function *)(base + symbols[i].st_value);
    printf("no %s\n", name);
    exit(1);
}

/* PowerPC's tell of an error in CR0.SO, as its system calls do. */
static long call(Function *function, long a, void *b)
{
#ifdef __powerpc__
    register long r3 __asm__("r3") = a;
    register void *r4 __asm__("r4") = b;
    register long r0 __asm__("r0");
    __asm__ volatile("mtctr %3\n\tbctrl\n\tmfcr %2"
                     : "+r"(r3), "+r"(r4), "=r"(r0)
                     : "r"(function)
                     : "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12", "cr0", "cr1",
                       "cr5", "cr6", "cr7", "ctr", "lr", "memory");
    return r0 & 1 << 28 ? -r3 : r3;
#else
    return function(a, b);
#endif
}

static long long nanoseconds(struct timespec t)
{
    return t.tv_sec * 1000000000ll + t.tv_nsec;
}

/* Between two system calls. */
static void clocks(Function *function)
{
    static const int clock[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME,
                                CLOCK_MONOTONIC_RAW, CLOCK_THREAD_CPUTIME_ID};
    struct timespec before, now, after;
    int good = 0;

    for (int i = 0; i < 5; i++) {
        syscall(SYS_clock_gettime, clock[i], &before);
        long result = call(function, clock[i], &now);
        syscall(SYS_clock_gettime, clock[i], &after);
        good += result == 0 && nanoseconds(before) <= nanoseconds(now) &&
                nanoseconds(now) <= nanoseconds(after);
    }
    printf("clocks %d, bad %ld\n", good, call(function, 12345, &now));
}

static void resolutions(Function *function)
{
    struct timespec a = {1, 1}, b = {2, 2};
    long result = call(function, CLOCK_MONOTONIC, &a);

    syscall(SYS_clock_getres, CLOCK_MONOTONIC, &b);
    printf("resolution %ld %d, without %ld, bad %ld\n", result,
           nanoseconds(a) == nanoseconds(b), call(function, CLOCK_REALTIME, NULL),
           call(function, 12345, &a));
}

static void time_of_day(Function *function)
{
    struct timeval before, now, after;
    struct timezone zone = {99, 99};

    syscall(SYS_gettimeofday, &before, NULL);
    long result = call(function, (long)&now, NULL);
    syscall(SYS_gettimeofday, &after, NULL);
    printf("time of day %ld %d %d\n", result,
           !timercmp(&now, &before, <) && !timercmp(&after, &now, <),
           now.tv_usec >= 0 && now.tv_usec < 1000000);
    result = call(function, (long)&now, &zone);
    printf("with a zone %ld %d\n", result, zone.tz_dsttime == 0);
    printf("without time %ld\n", call(function, 0, NULL));
}

static int mapped(void)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    char line[512], rights[8], name[128];
    unsigned long start, end;
    int good = 0;

    while (fgets(line, sizeof line, maps))
        if (sscanf(line, "%lx-%lx %7s %*s %*s %*s %127s", &start, &end, rights, name) ==
                4 &&
            !strcmp(name, "[vdso]"))
            good = start == (unsigned long)base && !strcmp(rights, "r-xp");
    fclose(maps);
    return good;
}

#ifdef __powerpc__
/* The rate of the time base, which is measured for a tenth of a second. */
static void time_base(void)
{
    unsigned high, low, start, end;
    struct timespec a, b;
    Function *function = find("__kernel_get_tbfreq");

    __asm__ volatile("mtctr %2\n\tbctrl\n\tmr %0,3\n\tmr %1,4"
                     : "=&r"(high), "=&r"(low)
                     : "r"(function)
                     : "r3", "r4", "cr0", "ctr", "lr");
    clock_gettime(CLOCK_MONOTONIC, &a);
    __asm__ volatile("mftb %0" : "=r"(start));
    usleep(100000);
    clock_gettime(CLOCK_MONOTONIC, &b);
    __asm__ volatile("mftb %0" : "=r"(end));
    double rate = (end - start) * 1e9 / (nanoseconds(b) - nanoseconds(a));
    if (high || rate < 0.99 * low || rate > 1.01 * low)
        printf("time base: %u:%u, measured %.0f\n", high, low, rate);
}

/* New code is seen after it was announced. */
static void code(void)
{
    static unsigned words[2] __attribute__((aligned(64)));
    long start = (long)words & -4096l;
    Function *announce = find("__kernel_sync_dicache");
    unsigned (*function)(void) = (unsigned (*)(void))words;

    syscall(SYS_mprotect, start, 8192, 7);
    for (unsigned i = 0; i < 100; i++) {
        words[0] = 0x38600000 | i;
        words[1] = 0x4e800020;
        call(announce, (long)words, words + 2);
        if (function() != i)
            printf("code %u was not seen\n", i);
    }
}

static void particular(void)
{
    int stored = 0;
    long now = time(NULL), seconds = call(find("__kernel_time"), (long)&stored, NULL);
    unsigned cpu = ~0u, node = ~0u;

    if (seconds < now || seconds > now + 1 || stored != seconds)
        printf("time %ld %ld %d\n", now, seconds, stored);
    if (call(find("__kernel_getcpu"), (long)&cpu, &node) || cpu > 4096 || node > 4096)
        printf("cpu %u node %u\n", cpu, node);
    time_base();
    code();
}
#else
static void particular(void)
{
}
#endif

int main(void)
{
    base = (const char *)getauxval(AT_SYSINFO_EHDR);
    if (!base) {
        puts("none");
        return 0;
    }
    read_object();
    printf("mapped %d\n", mapped());
    clocks(find(PREFIX "clock_gettime"));
    resolutions(find(PREFIX "clock_getres"));
    time_of_day(find(PREFIX "gettimeofday"));
    particular();
    return 0;
}
