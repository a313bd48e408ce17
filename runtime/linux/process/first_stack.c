/* first_stack.c -- the guest's first stack, in the kernel's layout: argc, argv,
 * environment and auxv at the stack pointer, the strings above.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <asm/auxvec.h>
#include <linux/auxvec.h>
#include <linux/resource.h>
#include <string.h>

#include "runtime/linux/abi.h"
#include "runtime/linux/linux.h"
#include "runtime/base/sys.h"
#include "runtime/memory/loader.h"
#include "runtime/memory/memory.h"
#include "runtime/memory/pages.h"
#include "runtime/program.h"

enum {
    STACK_MAX = 128 << 20,
    STACK_GAP = 1 << 20, /* kept free below */
    MAX_AUXV = 64,
    /* asm/auxvec.h of PowerPC */
    AT_DCACHEBSIZE = 19,
    AT_ICACHEBSIZE = 20,
    AT_UCACHEBSIZE = 21,
    AT_IGNOREPPC = 22,
    AT_HWCAP_2 = 26,
};

typedef struct {
    const Guest *guest;
    u32 sp;
    u32 auxv[2 * MAX_AUXV];
    u32 auxv_words;
} Stack;

static void put_word(const Stack *s, u32 address, u32 v)
{
    if (s->guest->big_endian)
        v = __builtin_bswap32(v);
    __builtin_memcpy(memory_at(address), &v, 4);
}

static u32 push_bytes(Stack *s, const void *bytes, size_t size)
{
    s->sp -= (u32)size;
    memcpy(memory_at(s->sp), bytes, size);
    return s->sp;
}

static u32 push_text(Stack *s, const char *text)
{
    return push_bytes(s, text, strlen(text) + 1);
}

/* Puts strings into memory in the order of the array, as the kernel does. */
static u32 push_texts(Stack *s, char **text)
{
    u32 count = 0;

    while (text[count])
        count++;
    for (u32 i = count; i-- > 0;)
        push_text(s, text[i]);
    return count;
}

static void add_auxv(Stack *s, u32 type, u32 value)
{
    s->auxv[s->auxv_words++] = type;
    s->auxv[s->auxv_words++] = value;
}

static u64 host_auxv(const u64 *auxv, u64 type)
{
    for (; auxv[0] != AT_NULL; auxv += 2)
        if (auxv[0] == type)
            return auxv[1];
    return 0;
}

static const Processor *processor_of(const Guest *guest)
{
    return linux_abi_of(guest)->processor;
}

static void make_auxv(Stack *s, const Loaded *loaded, const u64 *auxv, u32 random,
                      u32 execfn, u32 platform)
{
    static const u8 ids[] = {AT_UID, AT_EUID, AT_GID, AT_EGID, AT_SECURE};
    const Processor *p = processor_of(loaded->guest);

    if (p->cache_line) {
        add_auxv(s, AT_IGNOREPPC, AT_IGNOREPPC);
        add_auxv(s, AT_IGNOREPPC, AT_IGNOREPPC);
        add_auxv(s, AT_DCACHEBSIZE, p->cache_line);
        add_auxv(s, AT_ICACHEBSIZE, p->cache_line);
        add_auxv(s, AT_UCACHEBSIZE, p->cache_line);
    }
    add_auxv(s, AT_SYSINFO_EHDR, linux_map_vdso(loaded->guest));
    add_auxv(s, AT_HWCAP, p->hwcap);
    add_auxv(s, AT_PAGESZ, GUEST_PAGE);
    add_auxv(s, AT_CLKTCK, 100);
    add_auxv(s, AT_PHDR, loaded->phdr);
    add_auxv(s, AT_PHENT, loaded->phent);
    add_auxv(s, AT_PHNUM, loaded->phnum);
    add_auxv(s, AT_BASE, loaded->base);
    add_auxv(s, AT_FLAGS, 0);
    add_auxv(s, AT_ENTRY, loaded->entry);
    for (unsigned i = 0; i < ARRAY_LEN(ids); i++)
        add_auxv(s, ids[i], (u32)host_auxv(auxv, ids[i]));
    add_auxv(s, AT_RANDOM, random);
    add_auxv(s, AT_HWCAP_2, p->hwcap2 ? p->hwcap2() : 0);
    add_auxv(s, AT_EXECFN, execfn);
    add_auxv(s, AT_PLATFORM, platform);
    add_auxv(s, AT_NULL, 0);
}

static u64 soft_limit(u32 resource, u64 otherwise)
{
    u64 limit[2] = {otherwise, otherwise};

    sys_call2(__NR_getrlimit, resource, (u64)limit);
    return limit[0];
}

/* All of the stack counts for RLIMIT_DATA, so it takes no more than a quarter of that.
 */
static u32 stack_bytes(void)
{
    u64 size = soft_limit(RLIMIT_STACK, GUEST_STACK_SIZE);

    if (size > GUEST_STACK_SIZE) {
        u64 most = soft_limit(RLIMIT_DATA, RLIM64_INFINITY) / 4;
        size = size < most ? size : most;
    }
    if (size < GUEST_STACK_SIZE)
        return GUEST_STACK_SIZE;
    return size > STACK_MAX ? STACK_MAX : (u32)size & -(u32)GUEST_PAGE;
}

static u64 text_bytes(char **text)
{
    u64 size = 0;

    for (; *text; text++)
        size += strlen(*text) + 1 + 4;
    return size;
}

static void map_stack(Stack *s, const Loaded *loaded, u64 used)
{
    int protection =
        PROT_READ | PROT_WRITE | (loaded->executable_stack ? PROT_EXEC : 0);
    u32 size = stack_bytes();

    if (used > size / 2)
        program_refuse("the arguments and the environment are too long");
    s->guest = loaded->guest;
    s->sp = GUEST_STACK_TOP - 4; /* the kernel leaves a null word at the end */
    i64 got =
        memory_map(GUEST_STACK_TOP - size, size, protection,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
    if (got < 0)
        program_no_memory("the guest's stack", size, got);
    guest_program.stack_low = GUEST_STACK_TOP - size;
    guest_program.stack_top = GUEST_STACK_TOP;
    pages_map_top = GUEST_STACK_TOP - size - STACK_GAP;
}

/* Stores the addresses of `count` strings that follow each other from `text`, then
 * 0. */
static u32 put_pointers(const Stack *s, u32 at, u32 text, u32 count)
{
    for (; count; count--, at += 4) {
        put_word(s, at, text);
        text += (u32)strlen((const char *)memory_at(text)) + 1;
    }
    put_word(s, at, 0);
    return at + 4;
}

static void put_vectors(Stack *s, u32 argc, u32 argv, u32 envc, u32 env)
{
    u32 at;

    s->sp = (s->sp - 4 * (1 + argc + 1 + envc + 1 + s->auxv_words)) & -16u;
    put_word(s, s->sp, argc);
    at = put_pointers(s, s->sp + 4, argv, argc);
    at = put_pointers(s, at, env, envc);
    guest_program.auxv = at;
    for (u32 i = 0; i < s->auxv_words; i++, at += 4)
        put_word(s, at, s->auxv[i]);
    guest_program.auxv_end = at;
}

void linux_first_stack(Thread *t, const Loaded *loaded, char **argv, char **env,
                       const u64 *auxv)
{
    Stack s = {0};
    u8 random[16];

    map_stack(&s, loaded, text_bytes(argv) + text_bytes(env) + strlen(loaded->execfn));
    u32 execfn = push_text(&s, loaded->execfn);
    guest_program.environment_end = s.sp;
    u32 envc = push_texts(&s, env);
    u32 env_text = s.sp;
    guest_program.arguments_end = s.sp;
    u32 argc = push_texts(&s, argv);
    u32 argv_text = s.sp;
    guest_program.arguments = s.sp;
    u32 platform = push_text(&s, processor_of(loaded->guest)->platform);
    sys_call3(__NR_getrandom, (u64)random, sizeof random, 0);
    s.sp &= -16u;
    u32 random_at = push_bytes(&s, random, sizeof random);
    make_auxv(&s, loaded, auxv, random_at, execfn, platform);
    put_vectors(&s, argc, argv_text, envc, env_text);
    *thread_slot(t, loaded->guest->sp_slot) = s.sp;

    guest_program.host_vdso = host_auxv(auxv, AT_SYSINFO_EHDR);
    guest_program.entry = loaded->entry;
    guest_program.image_end = loaded->break_start;
    pages_break_start = loaded->break_start;
}
