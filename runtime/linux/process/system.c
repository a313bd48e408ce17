/* system.c -- information about the system, and its limits.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/host.h"
#include "runtime/linux/process.h"
#include "runtime/linux/syscall.h"

#include <string.h>

i64 sys_uname(Call *c)
{
    struct new_utsname *name = (struct new_utsname *)c->arg[0];
    i64 result = sys_call6(__NR_uname, (u64)name, 0, 0, 0, 0, 0);

    memset(name->machine, 0, sizeof(name->machine));
    memcpy(name->machine, c->abi->machine, strlen(c->abi->machine));
    return result;
}

/* sysinfo gives memory sizes in a unit in which they fit 32 bits. */
i64 sys_sysinfo(Call *c)
{
    struct sysinfo *info = (struct sysinfo *)c->arg[0];
    i64 result = sys_call6(__NR_sysinfo, (u64)info, 0, 0, 0, 0, 0);
    unsigned long *const size[] = {&info->totalram,  &info->freeram,   &info->sharedram,
                                   &info->bufferram, &info->totalswap, &info->freeswap,
                                   &info->totalhigh, &info->freehigh};
    u64 all = (u64)info->totalram | info->totalswap;
    unsigned shift = 0;

    while (all >> shift >> 32 && info->mem_unit << shift < GUEST_PAGE)
        shift++;
    for (u32 i = 0; i < ARRAY_LEN(size); i++)
        *size[i] >>= shift;
    info->mem_unit <<= shift;
    return result;
}

/* Limits of the address space concern the guest's, which the host cannot measure; they
 * are stored here and not passed to the host. */
static struct rlimit64 own_limits[RLIM_NLIMITS];
static u32 own_limits_set;

static bool is_own(int resource)
{
    return resource == RLIMIT_AS || resource == RLIMIT_DATA || resource == RLIMIT_STACK;
}

static i64 get_limit(int resource, struct rlimit64 *limit)
{
    if (resource >= 0 && resource < RLIM_NLIMITS && own_limits_set >> resource & 1) {
        *limit = own_limits[resource];
        return 0;
    }
    return sys_call4(__NR_prlimit64, 0, (u64)resource, 0, (u64)limit);
}

static i64 set_limit(int resource, const struct rlimit64 *limit)
{
    struct rlimit64 now;

    if (!is_own(resource))
        return sys_call4(__NR_prlimit64, 0, (u64)resource, (u64)limit, 0);
    if (limit->rlim_cur > limit->rlim_max)
        return -EINVAL;
    get_limit(resource, &now);
    if (limit->rlim_max > now.rlim_max)
        return -EPERM;
    own_limits[resource] = *limit;
    own_limits_set |= 1u << resource;
    return 0;
}

static i64 limit_within(Call *c, u64 most, u64 infinity)
{
    struct rlimit64 *limit = (struct rlimit64 *)c->arg[1];
    i64 result = get_limit((int)c->arg[0], limit);

    if (limit->rlim_cur > most)
        limit->rlim_cur = infinity;
    if (limit->rlim_max > most)
        limit->rlim_max = infinity;
    return result;
}

i64 sys_getrlimit(Call *c)
{
    return limit_within(c, 0xfffffffe, 0xffffffff);
}

i64 sys_old_getrlimit(Call *c)
{
    return limit_within(c, 0x7fffffff, 0x7fffffff);
}

i64 sys_setrlimit(Call *c)
{
    struct rlimit64 *limit = (struct rlimit64 *)c->arg[1];

    if (limit->rlim_cur == 0xffffffff)
        limit->rlim_cur = RLIM64_INFINITY;
    if (limit->rlim_max == 0xffffffff)
        limit->rlim_max = RLIM64_INFINITY;
    return set_limit((int)c->arg[0], limit);
}

i64 sys_prlimit64(Call *c)
{
    const u64 *a = c->arg;
    int resource = (int)a[1];
    i64 result = 0;

    if (a[0] && (i64)a[0] != sys_call0(__NR_getpid))
        return sys_call6(__NR_prlimit64, a[0], a[1], a[2], a[3], 0, 0);
    if (a[3])
        result = get_limit(resource, (struct rlimit64 *)a[3]);
    if (a[2] && !result)
        result = set_limit(resource, (const struct rlimit64 *)a[2]);
    return result;
}

/* PR_GET_FPEXC and PR_SET_FPEXC: the enabled floating-point exceptions, a word per
 * thread. */
static i64 float_exceptions(Call *c, bool set)
{
    LinuxThread *own = linux_thread(c->t);

    if (set) {
        own->float_exceptions = (u32)c->arg[1];
        c->abi->set_float_traps(
            c->t, (c->arg[1] & (PR_FP_EXC_PRECISE | PR_FP_EXC_SW_ENABLE)));
        return 0;
    }
    u8 *to = guest_writable((u32)c->arg[1], 4);
    if (!to)
        return -EFAULT;
    guest_store32(c, to, own->float_exceptions);
    return 0;
}

static i64 prctl_name(Call *c)
{
    bool set = c->arg[0] == PR_SET_NAME;
    u32 address = (u32)c->arg[1];

    if (set ? !guest_string(address) : !guest_writable(address, 16))
        return -EFAULT;
    return sys_call6(__NR_prctl, c->arg[0], (u64)memory_at(address), 0, 0, 0, 0);
}

static i64 prctl_store(Call *c)
{
    IntCell cell = {0};
    i64 result = sys_call6(__NR_prctl, c->arg[0], (u64)&cell, 0, 0, 0, 0);

    return result < 0 ? result : guest_put(c, LAYOUT_int_cell, &cell, (u32)c->arg[1]);
}

i64 sys_prctl(Call *c)
{
    const u64 *a = c->arg;

    switch (a[0]) {
    case PR_SET_NAME:
    case PR_GET_NAME: return prctl_name(c);
    case PR_SET_FPEXC:
    case PR_GET_FPEXC: return float_exceptions(c, a[0] == PR_SET_FPEXC);
    case PR_GET_PDEATHSIG:
    case PR_GET_CHILD_SUBREAPER: return prctl_store(c);
    case PR_SET_PDEATHSIG:
    case PR_GET_DUMPABLE:
    case PR_SET_DUMPABLE:
    case PR_GET_KEEPCAPS:
    case PR_SET_KEEPCAPS:
    case PR_GET_TIMING:
    case PR_SET_TIMING:
    case PR_CAPBSET_READ:
    case PR_CAPBSET_DROP:
    case PR_SET_CHILD_SUBREAPER:
    case PR_SET_NO_NEW_PRIVS:
    case PR_GET_NO_NEW_PRIVS:
    case PR_GET_SECUREBITS:
    case PR_GET_TIMERSLACK:
    case PR_SET_TIMERSLACK:
    case PR_GET_THP_DISABLE:
    case PR_SET_THP_DISABLE:
    case PR_SET_SECUREBITS:
    case PR_GET_SECCOMP:
    case PR_CAP_AMBIENT:
    case PR_MCE_KILL:
    case PR_MCE_KILL_GET:
    case PR_GET_IO_FLUSHER:
    case PR_SET_IO_FLUSHER:
    case PR_GET_SPECULATION_CTRL:
    case PR_SET_SPECULATION_CTRL:
    case PR_SET_PTRACER:
        return sys_call6(__NR_prctl, a[0], (u64)(i64)(i32)a[1], a[2], a[3], a[4], 0);
    default: return -EINVAL;
    }
}

/* READ_IMPLIES_EXEC is the only part of a personality with an effect here; the others
 * are only remembered. */
i64 sys_personality(Call *c)
{
    static u32 others;
    u32 old = others | (memory_read_implies_exec ? READ_IMPLIES_EXEC : 0);

    if (c->arg[0] == 0xffffffff)
        return old;
    others = (u32)c->arg[0] & ~READ_IMPLIES_EXEC;
    memory_read_implies_exec = c->arg[0] & READ_IMPLIES_EXEC;
    return old;
}
