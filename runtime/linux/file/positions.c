/* positions.c -- directory positions as 32-bit words. File systems give a 32-bit
 * process shorter positions (hashes of names), but do not know that the guest is one. A
 * position beyond 32 bits gets a number, in the order in which they are first seen.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/file/positions.h"

#include <string.h>

#include "runtime/host/x86_64/cpu.h"

enum { FIRST = 0x40000000, LEAST_ROOM = 1024 };

static struct {
    u64 *host;    /* by number */
    u32 *numbers; /* a hash table of 2 * room: number + 1, or 0 */
    u32 count, room;
    u8 taken;
} positions;

static void take(void)
{
    while (__atomic_test_and_set(&positions.taken, __ATOMIC_ACQUIRE))
        cpu_pause();
}

static void drop(void)
{
    __atomic_clear(&positions.taken, __ATOMIC_RELEASE);
}

/* Returns the place of a host position in the hash table: its own, or a free one. */
static u32 *find(u64 host)
{
    u32 size = 2 * positions.room;
    u32 at = (u32)((host * 0x9e3779b97f4a7c15u) >> 32) & (size - 1);

    while (positions.numbers[at] && positions.host[positions.numbers[at] - 1] != host)
        at = (at + 1) & (size - 1);
    return &positions.numbers[at];
}

static void grow(void)
{
    u32 room = positions.room ? 2 * positions.room : LEAST_ROOM;
    u64 *old = positions.host;
    u32 *old_numbers = positions.numbers;

    positions.host = base_alloc(room * sizeof(u64));
    positions.numbers = base_alloc(2ull * room * sizeof(u32));
    memset(positions.numbers, 0, 2ull * room * sizeof(u32));
    positions.room = room;
    for (u32 i = 0; i < positions.count; i++) {
        positions.host[i] = old[i];
        *find(old[i]) = i + 1;
    }
    if (old) {
        base_free(old);
        base_free(old_numbers);
    }
}

u32 position_to_guest(u64 host)
{
    if (host < FIRST)
        return (u32)host;
    take();
    if (positions.count == positions.room)
        grow();
    u32 *number = find(host);
    if (!*number) {
        positions.host[positions.count] = host;
        *number = ++positions.count;
    }
    u32 guest = FIRST + *number - 1;
    drop();
    return guest;
}

u64 position_to_host(u32 guest)
{
    u64 host = guest;

    take();
    if (guest >= FIRST && guest - FIRST < positions.count)
        host = positions.host[guest - FIRST];
    drop();
    return host;
}
