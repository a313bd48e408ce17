/* ioctl.c -- ioctl, by the requests of ioctls.def.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/file/ioctl.h"

#include <string.h>

#include "runtime/linux/host.h"
#include "runtime/linux/rows.h"
#include "runtime/linux/syscall.h"
#include "runtime/linux/unimp.h"

typedef struct {
    const char *name;
    u32 host;
    i64 (*by)(Call *c, u64 host, u32 address);
    Arg arg;
} Ioctl;

static const FlagSet termios_sets[4] = {FLAGS_iflag, FLAGS_oflag, FLAGS_cflag,
                                        FLAGS_lflag};

static u32 *termios_word(struct termios2 *t, int i)
{
    u32 *const word[4] = {&t->c_iflag, &t->c_oflag, &t->c_cflag, &t->c_lflag};

    return word[i];
}

/* Reorders the control characters of termios, which the guest has in another order. */
static void order_characters(const Call *c, struct termios2 *t, bool to_guest)
{
    struct termios2 old = *t;

    __builtin_memset(t->c_cc, 0, sizeof(t->c_cc));
    for (int i = 0; i < NCCS; i++) {
        u8 guest = c->abi->control_character[i];
        if (guest >= NCCS)
            continue;
        if (to_guest)
            t->c_cc[guest] = old.c_cc[i];
        else
            t->c_cc[i] = old.c_cc[guest];
    }
}

/* Reads a terminal's settings by the host's request, and converts them. */
static i64 fetch_settings(const Call *c, u64 host, struct termios2 *t)
{
    i64 result = sys_call3(__NR_ioctl, c->arg[0], host, (u64)t);

    if (result < 0)
        return result;
    for (int i = 0; i < 4; i++) {
        u32 *word = termios_word(t, i);
        *word = flags_to_guest(c->abi->flags[termios_sets[i]], *word);
    }
    order_characters(c, t, true);
    return 0;
}

static i64 apply_settings(const Call *c, u64 host, struct termios2 *t)
{
    for (int i = 0; i < 4; i++) {
        u32 *word = termios_word(t, i);
        *word = flags_to_host(c->abi->flags[termios_sets[i]], *word);
    }
    order_characters(c, t, false);
    return sys_call3(__NR_ioctl, c->arg[0], host, (u64)t);
}

static i64 get_termios(Call *c, u64 host, u32 address)
{
    struct termios2 t = {0};
    i64 result = fetch_settings(c, host == TCGETS ? TCGETS2 : host, &t);

    return result ? result : guest_put(c, LAYOUT_termios, &t, address);
}

static i64 set_termios(Call *c, u64 host, u32 address)
{
    struct termios2 t = {0};

    if (!guest_get(c, LAYOUT_termios, address, &t))
        return -EFAULT;
    return apply_settings(c, host, &t);
}

/* TCGETA: the older structure has the low halves of the flags, and the first control
 * characters. */
static i64 get_termio(Call *c, u64 host, u32 address)
{
    struct termios2 t = {0};
    Termio old = {0};
    i64 result = fetch_settings(c, TCGETS2, &t);

    (void)host;
    for (int i = 0; i < 4; i++)
        old.word[i] = (u16)*termios_word(&t, i);
    old.line = t.c_line;
    memcpy(old.characters, t.c_cc, sizeof old.characters);
    return result ? result : guest_put(c, LAYOUT_termio, &old, address);
}

/* TCSETA: settings that the older structure does not have are kept. */
static i64 set_termio(Call *c, u64 host, u32 address)
{
    struct termios2 t = {0};
    Termio new;
    i64 result = fetch_settings(c, TCGETS2, &t);

    memcpy(new.characters, t.c_cc, sizeof new.characters);
    if (result || !guest_get(c, LAYOUT_termio, address, &new))
        return result ? result : -EFAULT;
    for (int i = 0; i < 4; i++) {
        u32 *word = termios_word(&t, i);
        *word = (*word & 0xffff0000) | new.word[i];
    }
    t.c_line = new.line;
    memcpy(t.c_cc, new.characters, sizeof new.characters);
    return apply_settings(c, host - TCSETA + TCSETS, &t);
}

/* TERMIOS(name) names one of these. */
#define termios_TCGETS get_termios
#define termios_TCSETS set_termios
#define termios_TCSETSW set_termios
#define termios_TCSETSF set_termios
#define termios_TCGETA get_termio
#define termios_TCSETA set_termio
#define termios_TCSETAW set_termio
#define termios_TCSETAF set_termio
#define termios_TIOCGLCKTRMIOS get_termios
#define termios_TIOCSLCKTRMIOS set_termios

_Static_assert(TCSETAW - TCSETA == TCSETSW - TCSETS, "one after the other");
_Static_assert(TCSETAF - TCSETA == TCSETSF - TCSETS, "one after the other");

static const Ioctl ioctls[NUM_IOCTLS] = {
#define IOCTL(name, ...) [IOCTL_##name] = {#name, (u32)name, NULL, __VA_ARGS__},
#define IOCTL_BY(name, by) [IOCTL_##name] = {#name, (u32)name, by, NOTHING},
#define TERMIOS(name) [IOCTL_##name] = {#name, (u32)name, termios_##name, NOTHING},
#include "runtime/linux/ioctls.def"
};

static const Ioctl *find(const Call *c, u32 number)
{
    for (u32 i = 0; i < NUM_IOCTLS; i++)
        if (number && c->abi->ioctl[i] == number)
            return &ioctls[i];
    return NULL;
}

i64 sys_ioctl(Call *c)
{
    const Ioctl *request = find(c, (u32)c->arg[1]);
    u32 value = (u32)c->arg[2];
    u64 converted;

    if (!request) {
        unimp_tell("ioctl", (u32)c->arg[1], NULL, NULL);
        return -ENOTTY;
    }
    if (request->by)
        return request->by(c, request->host, value);
    i64 result = argument_in(c, &request->arg, value, &converted);
    if (result)
        return result;
    result = sys_call6(__NR_ioctl, c->arg[0], request->host, converted, 0, 0, 0);
    i64 error = argument_out(c, &request->arg, value, converted, result);
    return error ? error : result;
}
