/* capability.c -- capabilities, and the kernel's keys.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <linux/capability.h>
#include <linux/keyctl.h>

#include "runtime/linux/host.h"
#include "runtime/linux/syscall.h"
#include "runtime/linux/unimp.h"

/* capget and capset: a header of version and process; then one set of three words, or
 * two. */
enum { HEADER_WORDS = 2, SET_WORDS = 3 };

static u32 data_words(u32 version)
{
    return version == _LINUX_CAPABILITY_VERSION_1 ? SET_WORDS : 2 * SET_WORDS;
}

/* For an unknown version the kernel fails and stores the version it prefers. */
i64 sys_capget(Call *c)
{
    u8 *header = guest_writable((u32)c->arg[0], 4 * HEADER_WORDS), *data = NULL;
    u32 head[HEADER_WORDS], sets[2 * SET_WORDS];

    if (!header)
        return -EFAULT;
    for (u32 i = 0; i < HEADER_WORDS; i++)
        head[i] = guest_load32(c, header + 4 * i);
    u32 words = data_words(head[0]);
    if (c->arg[1] && !(data = guest_writable((u32)c->arg[1], 4ull * words)))
        return -EFAULT;
    i64 result = sys_call2(__NR_capget, (u64)head, data ? (u64)sets : 0);
    guest_store32(c, header, head[0]);
    for (u32 i = 0; data && !result && i < words; i++)
        guest_store32(c, data + 4 * i, sets[i]);
    return result;
}

i64 sys_capset(Call *c)
{
    const u8 *header = guest_readable((u32)c->arg[0], 4 * HEADER_WORDS);
    u32 head[HEADER_WORDS], sets[2 * SET_WORDS];

    if (!header)
        return -EFAULT;
    for (u32 i = 0; i < HEADER_WORDS; i++)
        head[i] = guest_load32(c, header + 4 * i);
    u32 words = data_words(head[0]);
    const u8 *data = guest_readable((u32)c->arg[1], 4ull * words);
    if (!data)
        return -EFAULT;
    for (u32 i = 0; i < words; i++)
        sets[i] = guest_load32(c, data + 4 * i);
    return sys_call2(__NR_capset, (u64)head, (u64)sets);
}

i64 sys_keyctl(Call *c)
{
    switch ((u32)c->raw[0]) {
    case KEYCTL_JOIN_SESSION_KEYRING: return CALL_keyctl_name;
    case KEYCTL_UPDATE:
    case KEYCTL_INSTANTIATE: return CALL_keyctl_payload;
    case KEYCTL_DESCRIBE:
    case KEYCTL_READ:
    case KEYCTL_GET_SECURITY: return CALL_keyctl_text;
    case KEYCTL_SEARCH: return CALL_keyctl_search;
    case KEYCTL_GET_KEYRING_ID:
    case KEYCTL_REVOKE:
    case KEYCTL_CHOWN:
    case KEYCTL_SETPERM:
    case KEYCTL_CLEAR:
    case KEYCTL_LINK:
    case KEYCTL_UNLINK:
    case KEYCTL_NEGATE:
    case KEYCTL_SET_REQKEY_KEYRING:
    case KEYCTL_SET_TIMEOUT:
    case KEYCTL_ASSUME_AUTHORITY:
    case KEYCTL_SESSION_TO_PARENT:
    case KEYCTL_REJECT:
    case KEYCTL_INVALIDATE:
    case KEYCTL_GET_PERSISTENT:
    case KEYCTL_MOVE: return CALL_keyctl_numbers;
    default: unimp_tell("keyctl", (u32)c->raw[0], NULL, NULL); return -EOPNOTSUPP;
    }
}
