/*
 * registers.c -- every special register, read and written: which ones a program may.
 *
 * The code is made as it runs.  What is not a program's raises SIGILL, with the code
 * for privileged instructions if the number's bit 16 says that it is one.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>

enum { MFSPR = 339, MTSPR = 467, MFTB = 371, NUM_REGISTERS = 1024 };

static sigjmp_buf back;
static volatile int code;
static uint32_t *page;

static void handler(int signal, siginfo_t *info, void *context)
{
    (void)context;
    code = signal == SIGILL && info->si_addr == page + 1 ? info->si_code : -1;
    siglongjmp(back, 1);
}

static uint32_t move(unsigned how, unsigned number)
{
    return 31u << 26 | 3u << 21 | (number & 31) << 16 | number >> 5 << 11 | how << 1;
}

/* The code of its SIGILL, or 0.  The value goes in and out in r3. */
static int try_move(unsigned how, unsigned number, uint32_t *value)
{
    page[0] = 0x7c8802a6; /* mflr r4 */
    page[1] = move(how, number);
    page[2] = 0x7c8803a6; /* mtlr r4 */
    page[3] = 0x4e800020; /* blr */
    __builtin___clear_cache((char *)page, (char *)(page + 4));
    if (sigsetjmp(back, 1))
        return code;

    register uint32_t r3 __asm__("r3") = *value;
    __asm__ volatile("mtctr %1\n bctrl"
                     : "+r"(r3)
                     : "r"(page)
                     : "r4", "lr", "ctr", "memory");
    *value = r3;
    return 0;
}

static void show(const char *what, unsigned how)
{
    unsigned illegal = 0, privileged = 0, odd = 0;

    printf("%s:", what);
    for (unsigned number = 0; number < NUM_REGISTERS; number++) {
        uint32_t value = 0;
        int result = try_move(how, number, &value);
        if (!result)
            printf(" %u", number);
        illegal += result == ILL_ILLOPC && !(number & 16);
        privileged += result == ILL_PRVOPC && number & 16;
        odd += result && result != (number & 16 ? ILL_PRVOPC : ILL_ILLOPC);
    }
    printf("; %u illegal, %u privileged, %u neither\n", illegal, privileged, odd);
}

/* Registers that are written are read back; of XER the bits that are there. */
static void check_kept(void)
{
    static const unsigned number[] = {1, 3, 17, 256};

    for (unsigned i = 0; i < sizeof(number) / sizeof(number[0]); i++) {
        uint32_t in = 0x12345678, out = 0;
        try_move(MTSPR, number[i], &in);
        try_move(MFSPR, number[i], &out);
        printf("%u holds %x\n", number[i], (unsigned)out);
        in = 0;
        try_move(MTSPR, number[i], &in);
    }
}

int main(void)
{
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};

    page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    sigaction(SIGILL, &action, NULL);
    sigaction(SIGSEGV, &action, NULL);
    show("mfspr", MFSPR);
    show("mtspr", MTSPR);
    show("mftb", MFTB);
    check_kept();
    return 0;
}
