/*
 * launch.c -- runs a program under limits and refusals of the system.
 *
 *      launch [-v KIB] [-d KIB] [-s KIB] [-r CALL]... [-x] [-m] [-e NAME=VALUE]...
 *             PROGRAM [ARGUMENTS]
 *
 * -v, -d, -s set RLIMIT_AS, RLIMIT_DATA and RLIMIT_STACK, as the shell's ulimit does.
 * -r refuses the system call CALL with EPERM; -x refuses executable memory (mmap,
 * mprotect and pkey_mprotect with PROT_EXEC) with EACCES: both by a seccomp filter.
 * -m denies memory that was writable to become executable (PR_SET_MDWE).  The exit
 * status is 77 if the kernel has no PR_SET_MDWE, 126 if anything else is wrong.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef PR_SET_MDWE
#define PR_SET_MDWE 65
#endif

enum { REFUSE_EXEC_GAIN = 1, FAILED = 126, NO_MDWE = 77, MAX_FILTER = 64 };

static const struct {
    const char *name;
    unsigned number;
} calls[] = {
    {"mremap", SYS_mremap},
    {"mprotect", SYS_mprotect},
    {"arch_prctl", SYS_arch_prctl},
    {"mmap", SYS_mmap},
    {"memfd_create", SYS_memfd_create},
    {"sigaltstack", SYS_sigaltstack},
    {"madvise", SYS_madvise},
    {"prlimit64", SYS_prlimit64},
};

static const unsigned mapping[] = {SYS_mmap, SYS_mprotect, SYS_pkey_mprotect};

static struct sock_filter filter[MAX_FILTER];
static unsigned short length;

static void fail(const char *what)
{
    fprintf(stderr, "launch: %s: %s\n", what, strerror(errno));
    exit(FAILED);
}

static void add(unsigned short code, unsigned char yes, unsigned char no, unsigned k)
{
    filter[length++] = (struct sock_filter){code, yes, no, k};
}

static void load(unsigned long offset)
{
    add(BPF_LD | BPF_W | BPF_ABS, 0, 0, (unsigned)offset);
}

static void refuse(const char *name)
{
    for (unsigned i = 0; i < sizeof calls / sizeof *calls; i++)
        if (!strcmp(calls[i].name, name)) {
            load(offsetof(struct seccomp_data, nr));
            add(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, calls[i].number);
            add(BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | EPERM);
            return;
        }
    errno = EINVAL;
    fail(name);
}

/* Of each call the third argument is the protection. */
static void refuse_executable(void)
{
    for (unsigned i = 0; i < sizeof mapping / sizeof *mapping; i++) {
        load(offsetof(struct seccomp_data, nr));
        add(BPF_JMP | BPF_JEQ | BPF_K, 0, 3, mapping[i]);
        load(offsetof(struct seccomp_data, args[2]));
        add(BPF_JMP | BPF_JSET | BPF_K, 0, 1, PROT_EXEC);
        add(BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | EACCES);
    }
}

static void install_filter(void)
{
    struct sock_fprog program = {length, filter};

    if (!length)
        return;
    add(BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW);
    program.len = length;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
        fail("seccomp");
}

static void set_limit(int option, const char *value)
{
    int resource = option == 'v'   ? RLIMIT_AS
                   : option == 'd' ? RLIMIT_DATA
                                   : RLIMIT_STACK;
    rlim_t bytes = 1024 * strtoull(value, NULL, 10);

    if (setrlimit(resource, &(struct rlimit){bytes, bytes}))
        fail("setrlimit");
}

int main(int argc, char **argv)
{
    static struct {
        int option;
        const char *value;
    } limit[8];
    int option, limits = 0;

    while ((option = getopt(argc, argv, "+v:d:s:r:xme:")) != -1)
        switch (option) {
        case 'v':
        case 'd':
        case 's':
            if (limits == 8)
                return FAILED;
            limit[limits].option = option;
            limit[limits++].value = optarg;
            break;
        case 'r': refuse(optarg); break;
        case 'x': refuse_executable(); break;
        case 'e': putenv(optarg); break;
        case 'm':
            if (prctl(PR_SET_MDWE, REFUSE_EXEC_GAIN, 0, 0, 0))
                return errno == EINVAL ? NO_MDWE : FAILED;
            break;
        default: return FAILED;
        }
    if (optind == argc)
        return FAILED;
    for (int i = 0; i < limits; i++)
        set_limit(limit[i].option, limit[i].value);
    install_filter();
    execv(argv[optind], argv + optind);
    return FAILED;
}
