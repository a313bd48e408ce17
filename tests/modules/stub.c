/* stub.c -- a program that changes how it calls a function of a shared object,
 * plugin.c: the word by which its stub finds it, and the stub's code.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <link.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

uint32_t plugin_twice(uint32_t x);
uint32_t plugin_calls(void);

static __attribute__((noinline)) uint32_t call(uint32_t x)
{
    return plugin_twice(x) + 1;
}

static uint32_t thrice(uint32_t x)
{
    return 3 * x;
}

static uintptr_t dynamic(int tag)
{
    const ElfW(Dyn) *d = _DYNAMIC;

    while (d->d_tag != DT_NULL && d->d_tag != tag)
        d++;
    return d->d_un.d_val;
}

/* Returns the word of the global offset table that the stub of a function loads. */
static uintptr_t *word_of(const char *function)
{
    size_t row = dynamic(DT_PLTREL) == DT_RELA ? sizeof(ElfW(Rela)) : sizeof(ElfW(Rel));
    const ElfW(Sym) *symbol = (const ElfW(Sym) *)dynamic(DT_SYMTAB);
    uintptr_t at = dynamic(DT_JMPREL), end = at + dynamic(DT_PLTRELSZ);

    for (; at < end; at += row) {
        const ElfW(Rel) *r = (const ElfW(Rel) *)at;
        const char *name = (const char *)dynamic(DT_STRTAB);

        if (!strcmp(name + symbol[r->r_info >> 8].st_name, function))
            return (uintptr_t *)r->r_offset;
    }
    return NULL;
}

static void change_word(void)
{
    uintptr_t *word = word_of("plugin_twice"), before = *word;

    *word = (uintptr_t)thrice;
    printf("another function: %u\n", call(10));
    *word = before;
    printf("as before: %u\n", call(10));
}

/* mov r0, #123; bx lr, or li r3, 123; blr */
#ifdef __arm__
static const uint32_t returns_123[] = {0xe3a0007b, 0xe12fff1e};
#else
static const uint32_t returns_123[] = {0x3860007b, 0x4e800020};
#endif

static void write_code(char *at, const void *code)
{
    memcpy(at, code, sizeof returns_123);
    __builtin___clear_cache(at, at + sizeof returns_123);
}

static void change_code(void)
{
    /* A program at a fixed address sees its own stub as the address of the function. */
    char *stub = (char *)(uintptr_t)plugin_twice, before[sizeof returns_123];
    char *page = (char *)((uintptr_t)stub & ~(uintptr_t)4095);

    if (mprotect(page, (size_t)(stub + sizeof before - page),
                 PROT_READ | PROT_WRITE | PROT_EXEC))
        printf("mprotect fails\n");
    memcpy(before, stub, sizeof before);
    write_code(stub, returns_123);
    printf("another stub: %u\n", call(10));
    write_code(stub, before);
    printf("as before: %u\n", call(10));
}

static volatile int over;

/* Calls the function till the word no longer changes; returns how often neither of the
 * two functions was called. */
static void *call_often(void *unused)
{
    uintptr_t wrong = 0;

    (void)unused;
    while (!over) {
        uint32_t got = call(10);
        wrong += got != 31 && got != 22;
    }
    return (void *)wrong;
}

static void change_word_often(void)
{
    volatile uintptr_t *word = word_of("plugin_twice");
    uintptr_t before = *word, wrong = 0;
    pthread_t thread[3];
    void *result;

    for (int i = 0; i < 3; i++)
        pthread_create(&thread[i], NULL, call_often, NULL);
    for (int i = 0; i < 2000; i++) {
        *word = (uintptr_t)thrice;
        wrong += call(i) != 3u * i + 1;
        *word = before;
        wrong += call(i) != 2u * i + 2;
    }
    over = 1;
    for (int i = 0; i < 3; i++) {
        pthread_join(thread[i], &result);
        wrong += (uintptr_t)result;
    }
    printf("%u wrong\n", (unsigned)wrong);
}

int main(void)
{
    uint32_t sum = 0;

    for (uint32_t i = 0; i < 100; i++)
        sum += call(i);
    printf("%u %u\n", sum, plugin_calls());
    change_word();
    change_word_often();
    change_code();
    change_word();
    return 0;
}
