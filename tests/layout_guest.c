/* layout_guest.c -- what a guest's kernel headers say of the declared structures,
 * and where the declared numbers and flags differ from them.  Built with the guest's
 * compiler and run by qemu-user; GUEST(file) names the guest's own tables. */
#define loff_t long long
#include "runtime/linux/host.h"

#include <asm/unistd.h>
#include <stddef.h>

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
}

int main(void)
{
#define _(name) name##_show(#name);
    LAYOUTS(_)
    flags();
    numbers();
    return 0;
}
