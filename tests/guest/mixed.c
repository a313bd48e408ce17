/* mixed.c -- code and data in one page: data written between, by and while runs of the
 * code, by threads and by system calls, and code that is overwritten and comes back.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "machine_code.h"

enum { TURNS = 400, PAGE = 4096, CODE = 256 /* word of the page where code begins */ };

typedef int Code(int, int);

static uint32_t *page;

static int call(void *code, int first, int second)
{
    return ((Code *)code)(first, second);
}

static int address_of(void *at)
{
    return (int)(uintptr_t)at;
}

/* Two pages; each test has new ones. */
static void begin(void)
{
    page = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE | PROT_EXEC,
                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void end(const char *what, int sum)
{
    printf("%s %d\n", what, sum);
    munmap(page, 2 * PAGE);
}

static void counting(void)
{
    volatile uint32_t *counter = page;
    int sum = 0;

    put_return(put_add(page + CODE, 3));
    for (int i = 0; i < TURNS; i++) {
        ++*counter;
        sum = call(page + CODE, sum, 0);
    }
    end("a counter beside code", sum + (int)*counter);
}

/* The code lies across the end of the first page; what is written is in the second. */
static void across(void)
{
    uint32_t *code = page + PAGE / 4 - 1;
    volatile uint32_t *counter = page + 2 * PAGE / 4 - 1;
    int sum = 0;

    put_return(put_add(put_add(code, 3), 4));
    for (int i = 0; i < TURNS; i++) {
        ++*counter;
        sum = call(code, sum, 0);
        if (i == TURNS / 2)
            put_add(put_add(code, 5), 6);
    }
    end("code across pages", sum + (int)*counter);
}

static void in_turn(int apart)
{
    uint32_t version[2][ADD_WORDS];
    int sum = 0;

    put_add(version[0], 5);
    put_add(version[1], 70);
    put_return(put_add(page + CODE, 0));
    for (int i = 0; i < TURNS; i++) {
        memcpy(page + CODE, version[i / apart % 2], sizeof version[0]);
        sum = call(page + CODE, sum, 0);
    }
    end("two versions in turn", sum);
}

/* More versions than anyone keeps, announced now and then. */
static void many(void)
{
    int sum = 0;

    for (int i = 0; i < TURNS; i++) {
        uint32_t *last = put_return(put_add(page + CODE, i % 23));
        if (i % 3 == 0)
            announce(page + CODE, (unsigned)(last - page - CODE) * 4);
        sum = call(page + CODE, sum, 0);
    }
    end("many versions", sum);
}

static void same_bytes(void)
{
    uint32_t copy[ADD_WORDS + 1];
    int sum = 0;

    put_return(put_add(copy, 9));
    for (int i = 0; i < TURNS; i++) {
        memcpy(page + CODE, copy, sizeof copy);
        if (i % 2)
            announce(page + CODE, sizeof copy);
        sum = call(page + CODE, sum, 0);
    }
    end("the same bytes", sum);
}

/* It stores in front of itself, and then where it adds, for the next call. */
static void writing_itself(void)
{
    uint32_t *code = page + CODE, *add = put_store(code), number[ADD_WORDS];
    int sum = 0;

    put_return(put_add(add, 0));
    for (int i = 0; i < TURNS; i++) {
        call(code, i, address_of(page + i % CODE));
        put_add(number, i);
        call(code, (int)number[0], address_of(add));
        sum += call(code, i, address_of(page)) - i;
    }
    end("a store by the code", sum);
}

static int calls_of_system(void)
{
    uint32_t number[ADD_WORDS];
    int ends[2], sum = 0;

    if (pipe(ends))
        return 1;
    put_return(put_add(page + CODE, 1));
    for (int i = 0; i < TURNS; i++) {
        put_add(number, i);
        void *to = i % 4 ? page + i % CODE : page + CODE;
        if (write(ends[1], number, 4) != 4 || read(ends[0], to, 4) != 4)
            return 1;
        sum = call(page + CODE, sum, 0);
    }
    close(ends[0]);
    close(ends[1]);
    end("system calls", sum);
    return 0;
}

/* Never writable and executable at once. */
static void protecting(void)
{
    int sum = 0;

    for (int i = 0; i < TURNS; i++) {
        mprotect(page, PAGE, PROT_READ | PROT_WRITE);
        put_return(put_add(page + CODE, i / 2));
        page[0] = (uint32_t)i;
        mprotect(page, PAGE, PROT_READ | PROT_EXEC);
        announce(page + CODE, 4 * ADD_WORDS);
        sum = call(page + CODE, sum, 0);
    }
    end("protecting", sum);
}

/* Writes have stopped, code runs on, and then is changed. */
static void resting(void)
{
    int sum = 0;

    put_return(put_add(page + CODE, 1));
    for (int i = 0; i < 20; i++) {
        page[0]++;
        sum = call(page + CODE, sum, 0);
    }
    for (int part = 2; part < 6; part++) {
        for (int i = 0; i < 70000; i++)
            sum = call(page + CODE, sum, 0);
        put_add(page + CODE, part);
    }
    end("resting", call(page + CODE, sum, 0));
}

static sigjmp_buf after_illegal;

static void on_illegal(int signal)
{
    siglongjmp(after_illegal, signal);
}

/* What was no instruction becomes one. */
static void illegal(void)
{
    volatile int sum = 0;

    signal(SIGILL, on_illegal);
    put_return(page + CODE + 2);
    put_second(page + CODE);
    for (volatile int i = 0; i < 40; i++) {
        page[CODE + 1] = i % 2 ? LEGAL : ILLEGAL;
        if (!sigsetjmp(after_illegal, 1))
            sum += call(page + CODE, 0, 1) > 1 ? 100 : 0;
        else
            sum += 3;
    }
    signal(SIGILL, SIG_DFL);
    end("no instruction", sum);
}

static volatile int over, ready;

static void *write_data(void *unused)
{
    for (ready = 1; !over;)
        page[0]++;
    return unused;
}

static void threads(void)
{
    pthread_t writer;
    int sum = 0;

    put_return(put_add(page + CODE, 2));
    over = ready = 0;
    pthread_create(&writer, NULL, write_data, NULL);
    while (!ready)
        ;
    for (int i = 0; i < 20000; i++)
        sum = call(page + CODE, sum, 0);
    over = 1;
    pthread_join(writer, NULL);
    end("a thread writes data", page[0] ? sum : -1);
}

static pthread_barrier_t barrier;

/* Its turn is the odd one. */
static void *write_code(void *unused)
{
    for (int i = 0; i < TURNS; i++) {
        pthread_barrier_wait(&barrier);
        put_add(page + CODE, i % 3);
        pthread_barrier_wait(&barrier);
    }
    return unused;
}

static void threads_in_turn(void)
{
    pthread_t writer;
    int sum = 0;

    put_return(put_add(page + CODE, 0));
    pthread_barrier_init(&barrier, NULL, 2);
    pthread_create(&writer, NULL, write_code, NULL);
    for (int i = 0; i < TURNS; i++) {
        sum = call(page + CODE, sum, 0);
        pthread_barrier_wait(&barrier);
        pthread_barrier_wait(&barrier);
        sum = call(page + CODE, sum, 0);
    }
    pthread_join(writer, NULL);
    end("a thread writes code", sum);
}

int main(void)
{
    static void (*const tests[])(void) = {
        counting,   across,  many,           illegal, same_bytes,
        protecting, resting, writing_itself, threads, threads_in_turn};

    for (unsigned i = 0; i < sizeof tests / sizeof *tests; i++) {
        begin();
        tests[i]();
    }
    for (int apart = 1; apart < 4; apart++) {
        begin();
        in_turn(apart);
    }
    begin();
    return calls_of_system();
}
