/* dynamic.c -- running one block through the dynamic translator's back end, hosted.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include "tests/dynamic.h"

#include <asm/prctl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ir/fp.h"
#include "runtime/host/x86_64/cpu.h"

enum { CODE_SIZE = 1 << 20, PC_SLOT = STATE_MAX - 4 };

static ThreadHead *current; /* of the generated code that ran last */

/*
 * dynamic_call(entry, rbp, out) makes a frame and jumps to the entry; each stub
 * stores what it was given, and returns to dynamic_call's caller.
 */
StubCall *dynamic_result;
u64 dynamic_stack;
void dynamic_call(const void *entry, u8 *rbp);
extern const u8 stub_exit[], stub_lookup[], stub_ret[], stub_pending[], stub_resync[],
    stub_syscall[], stub_raise[];

#define STUB(name, number) "stub_" name ": movl $" number ", %ecx\n jmp stub_common\n"

__asm__(
    ".text\n"
    "dynamic_call:\n"
    "  push %rbx\n push %rbp\n push %r12\n push %r13\n push %r14\n push %r15\n"
    "  sub $2056, %rsp\n"
    "  mov %rsp, dynamic_stack(%rip)\n"
    "  mov %rsi, %rbp\n"
    "  jmp *%rdi\n"
    "stub_common:\n"
    "  cmp %rsp, dynamic_stack(%rip)\n"
    "  jne stub_common\n" /* a block must leave rsp as it was */
    "  mov dynamic_result(%rip), %rbx\n"
    "  mov %eax, (%rbx)\n mov %ecx, 4(%rbx)\n mov %edx, 8(%rbx)\n mov %rdx, 16(%rbx)\n"
    "  add $2056, %rsp\n"
    "  pop %r15\n pop %r14\n pop %r13\n pop %r12\n pop %rbp\n pop %rbx\n"
    "  ret\n" /* clang-format off */
        STUB("exit", "0") STUB("lookup", "1") STUB("ret", "2") STUB("pending", "3")
        STUB("resync", "4") STUB("syscall", "5") STUB("raise", "6")); /* clang-format on */

static void invalidate(u32 address, u32 size)
{
    (void)address;
    (void)size;
}

void dynamic_ask_host(JitConfig *config)
{
    Cpu cpu = cpu_ask();

    config->v3 = cpu_level(&cpu) >= 3;
    config->aes = cpu_has_aes(&cpu);
    config->sha = cpu_has_sha(&cpu);
}

Dynamic *dynamic_new(const JitConfig *config)
{
    Dynamic *d = base_alloc(sizeof(*d));
    JitConfig full = *config;

    full.stubs = (JitStubs){stub_exit,   stub_lookup,  stub_ret,  stub_pending,
                            stub_resync, stub_syscall, stub_raise};
    full.invalidate = invalidate;
    full.pc_slot = PC_SLOT;
    d->jit = jit_new(&full);
    d->code = mmap(NULL, CODE_SIZE, PROT_READ | PROT_WRITE | PROT_EXEC,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    d->thread = base_alloc(HEAD + sizeof(ThreadHead));
    d->state_size = 256;
    dynamic_head(d)->expected = NO_RETURN;
    dynamic_head(d)->jump_cache =
        (u64)(uintptr_t)base_alloc(JUMP_CACHE_SIZE * sizeof(JumpCacheEntry));
    JumpCacheEntry *cache = (JumpCacheEntry *)(uintptr_t)dynamic_head(d)->jump_cache;
    for (u32 i = 0; i < JUMP_CACHE_SIZE; i++)
        cache[i].host = (u64)(uintptr_t)stub_lookup;
    return d;
}

void dynamic_free(Dynamic *d)
{
    base_free((void *)(uintptr_t)dynamic_head(d)->jump_cache);
    if (current == dynamic_head(d))
        current = NULL;
    base_free(d->thread);
    munmap(d->code, CODE_SIZE);
    jit_free(d->jit);
    base_free(d);
}

/* In place of the weak one: generated code looks at it, too. */
u32 *fp_events(void)
{
    static u32 events;

    return current ? &current->fp_events : &events;
}

ThreadHead *dynamic_head(Dynamic *d)
{
    return (ThreadHead *)(void *)(d->thread + HEAD);
}

JitResult dynamic_compile(Dynamic *d, const Block *blk)
{
    d->block = (JitBlock){.exits = d->exits, .exit_room = ARRAY_LEN(d->exits)};
    return jit_compile(d->jit, blk, d->code, d->code, CODE_SIZE, &d->block);
}

u64 dynamic_stub(Stub stub)
{
    const u8 *const all[] = {stub_exit,   stub_lookup,  stub_ret,  stub_pending,
                             stub_resync, stub_syscall, stub_raise};

    return (u64)(uintptr_t)all[stub];
}

StubCall dynamic_enter(Dynamic *d, u8 *ram)
{
    static u8 *gs;
    StubCall result = {0};

    if (gs != ram)
        syscall(SYS_arch_prctl, ARCH_SET_GS, ram);
    gs = ram;
    dynamic_result = &result;
    dynamic_call(d->code, d->thread + STATE_BIAS);
    if (result.stub != BY_EXIT)
        result.exit = NULL;
    return result;
}

static Left left_of(const StubCall *call)
{
    switch ((Stub)call->stub) {
    case BY_EXIT:
        return (Left){call->pc, call->exit->kind == EXIT_CALL ? LEFT_CALL : LEFT_JUMP,
                      0, call->exit->ret};
    case BY_LOOKUP:
        if (call->edx == NO_RETURN)
            return (Left){call->pc, LEFT_JUMP, 0, 0};
        return (Left){call->pc, LEFT_CALL, 0, call->edx};
    case BY_RET: return (Left){call->pc, LEFT_RETURN, 0, 0};
    case BY_RESYNC: return (Left){call->pc, LEFT_RESYNC, 0, 0};
    case BY_SYSCALL: return (Left){call->pc, LEFT_SYSCALL, 0, 0};
    case BY_RAISE: return (Left){call->pc, LEFT_RAISE, (u8)call->edx, 0};
    case BY_PENDING: break;
    }
    panic("a block left as if something were pending");
}

Left dynamic_run(Dynamic *d, void *state, u8 *ram)
{
    StubCall call;

    memcpy(d->thread, state, d->state_size);
    dynamic_head(d)->fp_events = *fp_events();
    current = dynamic_head(d);
    dynamic_head(d)->code_changed = 1;
    call = dynamic_enter(d, ram);
    memcpy(state, d->thread, d->state_size);
    return left_of(&call);
}
