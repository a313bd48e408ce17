/* aio_calls.c -- the kernel's asynchronous I/O (io_setup and its kin), on the host's.
 * The structures iocb and io_event have the same size for guests and host, and are
 * converted in place: the kernel identifies an operation by the address of its iocb,
 * which thereby is the one in guest memory.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <string.h>

#include "runtime/linux/host.h"
#include "runtime/linux/signal/wait_mask.h"
#include "runtime/world.h"
#include "runtime/base/sys.h"

/* The number of a guest's context is the address of a page, as the kernel's is that of
 * its ring. C libraries look for a magic number in the ring; this page has none. The
 * host's context is stored behind that place. */
enum { HOST_CONTEXT = 64 };

static i64 find_context(u32 id, u64 *host)
{
    const u8 *page = guest_readable(id, GUEST_PAGE);

    if (!page)
        return -EINVAL;
    memcpy(host, page + HOST_CONTEXT, sizeof *host);
    return 0;
}

i64 sys_io_setup(Call *c)
{
    u8 *id = guest_writable((u32)c->arg[1], 4);
    u64 host = 0;

    if (!id)
        return -EFAULT;
    if (guest_load32(c, id))
        return -EINVAL;
    i64 result = sys_call2(__NR_io_setup, c->arg[0], (u64)&host);
    if (sys_failed(result))
        return result;
    i64 page = memory_map(0, GUEST_PAGE, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page < 0) {
        sys_call1(__NR_io_destroy, host);
        return page;
    }
    memcpy(memory_at((u32)page) + HOST_CONTEXT, &host, sizeof host);
    guest_store32(c, id, (u32)page);
    return 0;
}

/* io_destroy waits for the operations under way. */
i64 sys_io_destroy(Call *c)
{
    u64 host;
    i64 error = find_context((u32)c->arg[0], &host);

    if (error)
        return error;
    world_leave(c->t);
    i64 result = sys_call1(__NR_io_destroy, host);
    world_enter(c->t);
    if (!sys_failed(result))
        memory_unmap((u32)c->arg[0], GUEST_PAGE);
    return result;
}

/* Converts the address of an operation's buffer, or its list of buffers. */
static i64 buffer_to_host(Call *c, struct iocb *io)
{
    u32 address = (u32)io->aio_buf, op = io->aio_lio_opcode;
    bool vector = op == IOCB_CMD_PREADV || op == IOCB_CMD_PWRITEV;
    Arg list = {.kind = op == IOCB_CMD_PREADV ? K_IOVEC_OUT : K_IOVEC_IN};
    u64 converted;

    if (io->aio_buf >> 32 || io->aio_nbytes >> 31)
        return -EINVAL;
    if (vector) {
        i64 error = iovec_in(c, &list, address, (u32)io->aio_nbytes, &converted);
        io->aio_buf = error ? 0 : converted;
        return error;
    }
    if (op != IOCB_CMD_PREAD && op != IOCB_CMD_PWRITE)
        return 0;
    if (address + io->aio_nbytes > 1ull << 32)
        return -EFAULT;
    if (op == IOCB_CMD_PREAD)
        guest_prepare(address, io->aio_nbytes);
    io->aio_buf = (u64)memory_at(address);
    return 0;
}

static i64 submit_one(Call *c, u64 context, u32 address)
{
    Layout layout = c->abi->layout[LAYOUT_iocb]();
    u8 *at = guest_writable(address, sizeof(struct iocb));
    u8 guest[sizeof(struct iocb)];
    struct iocb io = {0};

    if (!at)
        return -EFAULT;
    memcpy(guest, at, sizeof guest);
    layout_to_host(layout, c->abi->big_endian, guest, &io);
    i64 error = buffer_to_host(c, &io);
    if (error)
        return error;
    memcpy(at, &io, sizeof io);
    world_leave(c->t);
    i64 result = sys_call3(__NR_io_submit, context, 1, (u64)&at);
    world_enter(c->t);
    memcpy(&io, at, sizeof io);
    u32 key = io.aio_key; /* which the kernel has set */
    layout_to_host(layout, c->abi->big_endian, guest, &io);
    io.aio_key = key;
    layout_to_guest(layout, c->abi->big_endian, &io, at);
    return result;
}

i64 sys_io_submit(Call *c)
{
    i32 count = (i32)c->arg[1];
    u64 context;
    i64 error = find_context((u32)c->arg[0], &context);

    if (error || count < 0)
        return -EINVAL;
    for (i32 i = 0; i < count; i++) {
        const u8 *list = guest_readable((u32)c->arg[2] + 4 * (u32)i, 4);
        i64 result = list ? submit_one(c, context, guest_load32(c, list)) : -EFAULT;
        if (result != 1)
            return i ? i : result;
    }
    return count;
}

static void events_to_guest(Call *c, u8 *at, i64 count)
{
    Layout layout = c->abi->layout[LAYOUT_io_event]();

    for (; count > 0; count--, at += sizeof(struct io_event)) {
        struct io_event event;
        memcpy(&event, at, sizeof event);
        event.obj -= (u64)memory_at(0);
        layout_to_guest(layout, c->abi->big_endian, &event, at);
    }
}

i64 sys_io_cancel(Call *c)
{
    Layout layout = c->abi->layout[LAYOUT_iocb]();
    u8 *at = guest_writable((u32)c->arg[1], sizeof(struct iocb));
    u64 context;
    i64 error = find_context((u32)c->arg[0], &context);
    u8 guest[sizeof(struct iocb)], unused[sizeof(struct io_event)];

    if (error || !at)
        return error ? error : -EFAULT;
    memcpy(guest, at, sizeof guest);
    layout_to_host(layout, c->abi->big_endian, guest, at);
    i64 result = sys_call3(__NR_io_cancel, context, (u64)at, (u64)unused);
    memcpy(at, guest, sizeof guest);
    return result;
}

static i64 get_events(Call *c, const u64 *mask)
{
    u32 address = (u32)c->arg[3];
    i64 least = (i64)c->arg[1], most = (i64)c->arg[2];
    u64 context, size = (u64)most * sizeof(struct io_event);
    i64 error = find_context((u32)c->arg[0], &context);
    u64 sigset[2] = {(u64)mask, sizeof *mask};

    if (error || most < 0 || least > most)
        return -EINVAL;
    if (address + size > 1ull << 32)
        return -EFAULT;
    guest_prepare(address, size);
    u64 a[6] = {context,   (u64)least,
                (u64)most, (u64)memory_at(address),
                c->arg[4], mask ? (u64)sigset : 0};
    i64 result = wait_call(c, mask, __NR_io_pgetevents, a);
    if (!sys_failed(result))
        events_to_guest(c, memory_at(address), result);
    return result;
}

i64 sys_io_getevents(Call *c)
{
    return get_events(c, NULL);
}

i64 sys_io_pgetevents(Call *c)
{
    u64 mask;
    i64 has_mask = mask_argument(c, (u32)c->arg[5], &mask);

    return has_mask < 0 ? has_mask : get_events(c, has_mask ? &mask : NULL);
}
