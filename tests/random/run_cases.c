/*
 * run_cases.c -- the guest's side: run cases from stdin, write results to stdout.
 *
 * With CASE_TABLE their code is in the program, where it is translated ahead of time;
 * else it is copied to one place.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#ifdef __arm__
#include "case_arm.h"
#else
#include "case.h"
#endif

extern const char case_enter[], case_enter_end[], case_leave[], case_leave_end[];
#ifdef CASE_TABLE
void case_run(const uint32_t *code);
extern const uint32_t *const case_table[];
#endif

static void *map_at(uint32_t address, size_t size)
{
    return mmap((void *)(uintptr_t)address, size, PROT_READ | PROT_WRITE | PROT_EXEC,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
}

#ifdef CASE_TABLE
static void run(const Case *c)
{
    static uint32_t number;

    (void)c;
    case_run(case_table[number++]);
}
#else
static char *append(char *to, const char *from, const char *end)
{
    memcpy(to, from, (size_t)(end - from));
    return to + (end - from);
}

static void run(const Case *c)
{
    static char *page;

    if (!page)
        page = map_at(CASE_CODE - 4096, 8192);
    char *code = page + 4096, *entry = code - (case_enter_end - case_enter);
    append(entry, case_enter, case_enter_end);
    char *at =
        append(code, (const char *)c->insn, (const char *)(c->insn + CASE_WORDS));
    at = append(at, case_leave, case_leave_end);
    __builtin___clear_cache(page, at);
    ((void (*)(void))entry)();
}
#endif

int main(void)
{
    uint8_t *data = map_at(CASE_DATA, CASE_DATA_SIZE);
    CaseState *state = map_at(CASE_STATE, 4096);
    Case c;

    while (fread(&c, sizeof(c), 1, stdin) == 1) {
        for (uint32_t i = 0; i < CASE_DATA_SIZE; i++)
            data[i] = case_data(c.seed, i);
        *state = c.before;
        run(&c);
        Result r = {.after = *state, .data = case_sum(data)};
        fwrite(&r, sizeof(r), 1, stdout);
    }
    return 0;
}
