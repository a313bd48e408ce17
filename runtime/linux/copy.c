/* copy.c -- reads and writes guest memory for system calls.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/syscall.h"

const u8 *guest_readable(u32 address, u64 size)
{
    return memory_ok(address, size, PROT_READ) ? memory_at(address) : NULL;
}

u8 *guest_writable(u32 address, u64 size)
{
    return memory_prepare_write(address, size) ? memory_at(address) : NULL;
}

/* Makes pages writable up to the first that the guest may not write: the kernel gets no
 * farther. */
void guest_prepare(u32 address, u64 size)
{
    u64 end = address + size;

    if (size == 0 || memory_prepare_write(address, size))
        return;
    for (u64 at = address; at < end; at = (at | (GUEST_PAGE - 1)) + 1)
        if (!memory_prepare_write((u32)at, 1))
            return;
}

bool guest_get(Call *c, LayoutId id, u32 address, void *host)
{
    Layout l = c->abi->layout[id]();
    const u8 *from = guest_readable(address, layout_size(l));

    if (from)
        layout_to_host(l, c->abi->big_endian, from, host);
    return from != NULL;
}

i64 guest_put(Call *c, LayoutId id, const void *host, u32 address)
{
    Layout l = c->abi->layout[id]();
    u8 *to = guest_writable(address, layout_size(l));

    if (!to)
        return -EFAULT;
    return layout_to_guest(l, c->abi->big_endian, host, to) ? 0 : -EOVERFLOW;
}

u32 guest_load32(Call *c, const u8 *from)
{
    return (u32)layout_read(from, 4, c->abi->big_endian);
}

void guest_store32(Call *c, u8 *to, u32 value)
{
    layout_write(to, 4, c->abi->big_endian, value);
}

/* A signal set is two words, the low one first in any byte order. */
u64 guest_load_sigset(Call *c, const u8 *from)
{
    return guest_load32(c, from) | (u64)guest_load32(c, from + 4) << 32;
}

void guest_store_sigset(Call *c, u8 *to, u64 set)
{
    guest_store32(c, to, (u32)set);
    guest_store32(c, to + 4, (u32)(set >> 32));
}

const char *guest_string(u32 address)
{
    return memory_string_length(address) < 0 ? NULL : (const char *)memory_at(address);
}
