/* linux_stubs.c -- the runtime that the Linux layer sees in unit tests.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "tests/linux_stubs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

#include "runtime/dispatch.h"
#include "runtime/fault.h"
#include "runtime/linux/syscall.h"
#include "runtime/base/log.h"
#include "runtime/memory/memory.h"
#include "runtime/code/invalidate.h"
#include "runtime/memory/pages.h"
#include "runtime/signal.h"
#include "runtime/at_end.h"
#include "runtime/stats.h"
#include "runtime/base/sys.h"
#include "runtime/world.h"
#include "runtime/program.h"

u8 *memory_base;
bool memory_read_implies_exec;
const u8 rt_call_fault[1], rt_frame_fault[1];
u32 log_flags;
i64 stub_call_result;
char stub_log[4096];
u32 pages_break_start = 0x40000, pages_map_top;
static u32 stub_break = 0x40000;
Thread *stub_thread;

int stub_setup(void **state)
{
    Thread *t = aligned_alloc(64, (sizeof(Thread) + 63) / 64 * 64);

    (void)state;
    stub_call_result = 0;
    memset(t, 0, sizeof(*t));
    if (!memory_base)
        memory_base = (u8 *)sys_map(1ull << 32, PROT_READ | PROT_WRITE);
    memset(memory_base + STUB_START, 0, STUB_END - STUB_START);
    t->guest = &guest_ppc;
    guest_program.path = "/guest/program";
    guest_program.host_vdso = getauxval(AT_SYSINFO_EHDR);
    stub_thread = t;
    linux_map_vdso(t->guest);
    linux_init(t);
    return 0;
}

int stub_teardown(void **state)
{
    (void)state;
    free(stub_thread->linux_data);
    free(stub_thread);
    return 0;
}

i64 sys_map(u64 size, int protection)
{
    return sys_call6(__NR_mmap, 0, size, (u64)protection,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, (u64)-1, 0);
}

bool memory_ok(u32 address, u64 size, int protection)
{
    u32 end = protection & PROT_WRITE ? STUB_READ_ONLY : STUB_END;

    return address >= STUB_START && address + size <= end;
}

bool memory_prepare_write(u32 address, u64 size)
{
    return memory_ok(address, size, PROT_WRITE);
}

i64 memory_string_length(u32 address)
{
    for (u32 at = address; memory_ok(at, 1, PROT_READ); at++)
        if (!*memory_at(at))
            return at - address;
    return -1;
}

i64 memory_map(u32 address, u64 size, int protection, int flags, int fd, u64 offset)
{
    (void)address, (void)size, (void)protection, (void)flags, (void)fd, (void)offset;
    return STUB_READ_ONLY - GUEST_PAGE;
}

i64 memory_map_pages(u32 address, u64 size, int protection, int flags, int fd,
                     u64 offset, const void *pages, u64 there, bool *taken)
{
    (void)pages, (void)there;
    *taken = false;
    return memory_map(address, size, protection, flags, fd, offset);
}

i64 memory_unmap(u32 address, u64 size)
{
    (void)address, (void)size;
    return 0;
}

i64 memory_protect(u32 address, u64 size, int protection)
{
    (void)address, (void)size, (void)protection;
    return 0;
}

i64 memory_remap(u32 address, u64 old_size, u64 new_size, int flags, u32 new_address)
{
    (void)address, (void)old_size, (void)new_size, (void)flags, (void)new_address;
    return -ENOMEM;
}

u32 memory_brk(u32 wanted)
{
    if (wanted >= 0x40000 && wanted <= 0x60000)
        stub_break = wanted;
    return stub_break;
}

bool memory_next_range(u64 from, MemoryRange *range)
{
    *range = (MemoryRange){STUB_START, STUB_END, PROT_READ | PROT_WRITE};
    return from <= STUB_START;
}

i64 signal_host_call(u64 number, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f)
{
    return stub_call_result ? stub_call_result : sys_call6(number, a, b, c, d, e, f);
}

void signal_set_way(int signal, SignalWay way, u64 flags)
{
    (void)signal, (void)way, (void)flags;
}

void signal_force_mask(Thread *t, u64 mask)
{
    t->signal_mask = mask;
}

bool signal_set_mask(Thread *t, u64 mask)
{
    signal_force_mask(t, mask);
    return true;
}

void signal_die(Thread *t, int signal)
{
    (void)t;
    printf("died of signal %d\n", signal);
    exit(1);
}

void thread_before_fork(Thread *t)
{
    (void)t;
}

void thread_after_fork(Thread *t, bool child)
{
    (void)t, (void)child;
}

static void write_log(Out *out, const char *text, size_t length)
{
    size_t used = strlen(stub_log), room = sizeof(stub_log) - 1 - used;

    (void)out;
    strncat(stub_log, text, length < room ? length : room);
}

Out *log_out(void)
{
    static Out out = {write_log, NULL};

    return &out;
}

Out *log_error(void)
{
    return log_out();
}

/* There is one thread, and it makes no others. */
Thread *thread_copy(const Thread *like)
{
    (void)like;
    return NULL;
}

void thread_free(Thread *t)
{
    (void)t;
}

i64 thread_clone(u64 flags, Thread *child, u32 *clear_tid, void (*start)(Thread *))
{
    (void)flags, (void)child, (void)clear_tid, (void)start;
    return -ENOSYS;
}

void thread_end(Thread *t, u32 status)
{
    (void)t;
    exit((int)status);
}

void world_remove(Thread *t)
{
    (void)t;
}

void world_free_dead(void)
{
}

u32 world_count(void)
{
    return 1;
}

void world_each(void (*visit)(Thread *t, void *data), void *data)
{
    visit(stub_thread, data);
}

void world_leave_slowly(Thread *t)
{
    (void)t;
}

void world_enter_slowly(Thread *t)
{
    (void)t;
}

void world_stop(Thread *t)
{
    (void)t;
}

void world_start(Thread *t)
{
    (void)t;
}

void signal_init_thread(Thread *t)
{
    (void)t;
}

void signal_block_all(void)
{
}

void fault_expect(Thread *t, int signal)
{
    (void)t, (void)signal;
}

Lock lock_actions, lock_code;
bool lock_needed, memory_is_shared;

void lock_begin(void)
{
}

void lock_take(Lock *lock)
{
    (void)lock;
}

void lock_drop_dead(const Thread *t)
{
    (void)t;
}

void lock_drop(Lock *lock)
{
    (void)lock;
}

void interpret_steps(Thread *t)
{
    (void)t;
}

bool stats_on;
bool profile_on;

void profile_mapped(u32 address)
{
    (void)address;
}
u64 stats_count[NUM_STATS];

bool at_end_is_wanted(void)
{
    return false;
}

void at_end_write(const ProcessEnd *ending)
{
    (void)ending;
}

void at_end_after_fork(void)
{
}

void rt_continue(u32 pc)
{
    printf("went to %x\n", pc);
    exit(1);
}

i64 pages_apply(u32 first, u32 end)
{
    (void)first, (void)end;
    return 0;
}

void pages_set(u32 first, u32 end, u8 flags)
{
    (void)first, (void)end, (void)flags;
}

void invalidate_range(u32 address, u64 size)
{
    (void)address, (void)size;
}

void invalidate_announced(u32 address, u32 size)
{
    (void)address, (void)size;
}

PpcCpu *stub_cpu(Thread *t)
{
    return (PpcCpu *)(void *)t->state;
}

/* As dispatch.S. */
void stub_syscall(Thread *t)
{
    const Call *c = linux_call_begin(t);

    if (!c)
        return;
    const u64 *a = c->arg;
    i64 result = stub_call_result && c->waits
                     ? stub_call_result
                     : sys_call6(c->host, a[0], a[1], a[2], a[3], a[4], a[5]);
    linux_call_end(t, result);
}

i64 stub_call(Thread *t, u32 number, const u32 reg[6])
{
    PpcCpu *cpu = stub_cpu(t);

    cpu->gpr[0] = number;
    for (int i = 0; i < 6; i++)
        cpu->gpr[3 + i] = reg[i];
    stub_syscall(t);
    return cpu->cr[3] ? -(i64)cpu->gpr[3] : (i64)cpu->gpr[3];
}

u32 stub_word(u32 address)
{
    const u8 *p = memory_at(address);

    return (u32)p[0] << 24 | (u32)p[1] << 16 | (u32)p[2] << 8 | p[3];
}

void stub_set_word(u32 address, u32 value)
{
    for (int i = 0; i < 4; i++)
        memory_at(address)[i] = (u8)(value >> (24 - 8 * i));
}

u32 stub_file_of(const char *text)
{
    char name[] = "/tmp/syscall_test_XXXXXX";
    i64 fd = sys_call4(__NR_memfd_create, (u64)name, 0, 0, 0);

    sys_call3(__NR_write, (u64)fd, (u64)text, strlen(text));
    sys_call3(__NR_lseek, (u64)fd, 0, 0);
    return (u32)fd;
}
