/* layout_guest.c -- what a guest's kernel headers say of the declared structures,
 * and where the declared numbers and flags differ from them.  Built with the guest's
 * compiler and run by qemu-user; GUEST(file) names the guest's own tables.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define loff_t long long
#include "runtime/linux/host.h"

#include <asm/unistd.h>
#include <stddef.h>

/* Every call of the headers, before the names of some are changed. */
static const struct {
    const char *name;
    unsigned number;
} every[] = {
#define CALL(name) {#name, __NR_##name},
#include GUEST_CALLS
};

/* Where there are two, `name` is the one of 32 bits. */
#ifdef __NR_getuid32
/* clang-format off */
#define TWO(_)                                                                      \
    _(lchown) _(getuid) _(getgid) _(geteuid) _(getegid) _(setreuid) _(setregid)     \
    _(getgroups) _(setgroups) _(fchown) _(setresuid) _(getresuid) _(setresgid)      \
    _(getresgid) _(chown) _(setuid) _(setgid) _(setfsuid) _(setfsgid)
/* clang-format on */
enum {
#define _(name) OF_16_##name = __NR_##name,
    TWO(_)
#undef _
};
#define __NR_lchown16 OF_16_lchown
#undef __NR_lchown
#define __NR_lchown __NR_lchown32
#define __NR_getuid16 OF_16_getuid
#undef __NR_getuid
#define __NR_getuid __NR_getuid32
#define __NR_getgid16 OF_16_getgid
#undef __NR_getgid
#define __NR_getgid __NR_getgid32
#define __NR_geteuid16 OF_16_geteuid
#undef __NR_geteuid
#define __NR_geteuid __NR_geteuid32
#define __NR_getegid16 OF_16_getegid
#undef __NR_getegid
#define __NR_getegid __NR_getegid32
#define __NR_setreuid16 OF_16_setreuid
#undef __NR_setreuid
#define __NR_setreuid __NR_setreuid32
#define __NR_setregid16 OF_16_setregid
#undef __NR_setregid
#define __NR_setregid __NR_setregid32
#define __NR_getgroups16 OF_16_getgroups
#undef __NR_getgroups
#define __NR_getgroups __NR_getgroups32
#define __NR_setgroups16 OF_16_setgroups
#undef __NR_setgroups
#define __NR_setgroups __NR_setgroups32
#define __NR_fchown16 OF_16_fchown
#undef __NR_fchown
#define __NR_fchown __NR_fchown32
#define __NR_setresuid16 OF_16_setresuid
#undef __NR_setresuid
#define __NR_setresuid __NR_setresuid32
#define __NR_getresuid16 OF_16_getresuid
#undef __NR_getresuid
#define __NR_getresuid __NR_getresuid32
#define __NR_setresgid16 OF_16_setresgid
#undef __NR_setresgid
#define __NR_setresgid __NR_setresgid32
#define __NR_getresgid16 OF_16_getresgid
#undef __NR_getresgid
#define __NR_getresgid __NR_getresgid32
#define __NR_chown16 OF_16_chown
#undef __NR_chown
#define __NR_chown __NR_chown32
#define __NR_setuid16 OF_16_setuid
#undef __NR_setuid
#define __NR_setuid __NR_setuid32
#define __NR_setgid16 OF_16_setgid
#undef __NR_setgid
#define __NR_setgid __NR_setgid32
#define __NR_setfsuid16 OF_16_setfsuid
#undef __NR_setfsuid
#define __NR_setfsuid __NR_setfsuid32
#define __NR_setfsgid16 OF_16_setfsgid
#undef __NR_setfsgid
#define __NR_setfsgid __NR_setfsgid32
#endif
#ifdef __NR_arm_fadvise64_64
#define __NR_fadvise64_64 __NR_arm_fadvise64_64
#endif
#ifdef __NR_arm_sync_file_range
#undef __NR_sync_file_range2
#define __NR_sync_file_range2 __NR_arm_sync_file_range
#endif

int printf(const char *, ...);

#include "runtime/linux/layout.h"

/* clang-format off */
#define STRUCT(name, host, guest)                                              \
    static void name##_show(const char *own) { typedef guest Guest;
#define A(type, n, member, host)                                               \
    printf("%s.%s %u %u\n", own, #member, (unsigned)offsetof(Guest, member),   \
           (unsigned)sizeof(((Guest *)0)->member));
#define F(type, member, host) A(type, 1, member, host)
#define PAD(n)
#define END printf("%s %u\n", own, (unsigned)sizeof(Guest)); }
/* clang-format on */

typedef struct {
    unsigned handler, flags, restorer;
    unsigned long long mask;
} GuestAction;

/* The headers of ARM have the old one only, by the name of the other. */
#ifdef __arm__
#undef sa_handler
struct old_sigaction {
    unsigned sa_handler, sa_mask, sa_flags, sa_restorer;
};
struct rt_sigaction {
    unsigned sa_handler, sa_flags, sa_restorer, sa_mask[2];
};
#define sigaction rt_sigaction
#endif

#include "runtime/linux/structs.def"
#include GUEST_STRUCTS
#undef STRUCT
#undef END

static void same(const char *what, const char *name, unsigned real, unsigned declared)
{
    if (real != declared)
        printf("%s %s is %#x, declared %#x\n", what, name, real, declared);
}

static void flags(void)
{
#define SET(name)
#define BIT(name, guest) same("flag", #name, (unsigned)name, guest);
#define VALUE(mask, name, guest_mask, guest)                                           \
    same("flag", #name, (unsigned)name, guest);                                        \
    same("mask", #mask, (unsigned)mask, guest_mask);
#define END
#include GUEST_FLAGS
}

static void numbers(void)
{
#define NR(n, name) same("call", #name, __NR_##name, n);
#include GUEST_NUMBERS
#define NUMBER(name, n) same("ioctl", #name, (unsigned)name, n);
#include GUEST_IOCTLS
#define CHARACTER(name, n) same("character", #name, name, n);
#include GUEST_CHARACTERS
#define OPTION(level, name, structure) printf("option %s %u\n", #name, (unsigned)name);
#include "runtime/linux/sockopts.def"
}

/* Each number has a row, if only to refuse it. */
static void all_calls(void)
{
    static const unsigned declared[] = {
#define NR(n, name) n,
#include GUEST_NUMBERS
    };

    for (unsigned i = 0; i < sizeof(every) / sizeof(every[0]); i++) {
        unsigned place = 0;
        while (place < sizeof(declared) / sizeof(declared[0]) &&
               declared[place] != every[i].number)
            place++;
        if (place == sizeof(declared) / sizeof(declared[0]))
            printf("call %s, %u, is not declared\n", every[i].name, every[i].number);
    }
}

int main(void)
{
#define _(name) name##_show(#name);
    LAYOUTS(_)
    flags();
    numbers();
    all_calls();
    return 0;
}
