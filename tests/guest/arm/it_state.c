/* it_state.c -- signals in the middle of IT blocks: what handlers see of the IT state,
 * edit, and return to.  The code of each case is Thumb, its registers are loaded from
 * `in`.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

enum { THUMB = 1 << 5, IT_HIGH = 0x3f << 10, IT_LOW = 3 << 25, FLAGS = 0xf8000000u };

/* r0 to r7 as the code begins and ends; flags after it. */
volatile long it_in[8], it_out[9];
#define in it_in
#define out it_out
static char *place; /* to which nobody has access until `mend` says so */

#define CASE(name, code)                                                               \
    void case_##name(void);                                                            \
    __asm__(".pushsection .text\n.syntax unified\n.arch armv7-a\n.thumb\n.align 2\n"   \
            ".global case_" #name "\n.thumb_func\n.type case_" #name ", %function\n"   \
            "case_" #name ":\npush {r4-r11, lr}\nldr r12, 1f\nldm r12, {r0-r7}\n" code \
            "\nldr r12, 2f\nstm r12, {r0-r7}\nmrs r0, apsr\nstr r0, [r12, #32]\n"      \
            "pop {r4-r11, pc}\n.align 2\n1: .word it_in\n2: .word it_out\n"            \
            ".popsection\n");

/* Narrow instructions set flags outside of IT blocks, and not inside. */
CASE(load, "cmp r0, r0\n itete eq\n addeq r1, #1\n movne r2, #9\n"
           "ldreq r3, [r4]\n movne r2, #7")
CASE(store_last, "cmp r0, r0\n itt eq\n subeq r1, r1\n streq r3, [r4]")
CASE(multiple, "cmp r0, #2\n ittee ne\n addne r1, #1\n ldmne r4, {r2, r3}\n"
               "addeq r1, #2\n addeq r1, #4")
CASE(call, "cmp r0, r0\n itete eq\n addeq r2, #1\n addne r2, #16\n svceq 0\n"
           "addne r2, #32")
CASE(call_not, "cmp r0, r0\n ittee ne\n addne r2, #1\n svcne 0\n addeq r2, #2\n"
               "addeq r3, #4")
CASE(call_first, "cmp r0, r0\n ittt eq\n svceq 0\n subeq r2, r2\n addeq r3, #1")
CASE(second, "cmp r0, #2\n ittee eq\n ldreq.w r1, [r4]\n ldreq.w r1, [r4, #4]\n"
             "ldrne.w r2, [r4, #8]\n strne.w r2, [r4]")
CASE(undefined, "cmp r0, r0\n itet eq\n addeq r1, #1\n addne r1, #2\n udfeq #0\n")
CASE(undefined_first, "cmp r0, r0\n ite eq\n udfeq #0\n addne r1, #2\n")
CASE(breakpoint, "cmp r0, r0\n itte ne\n addne r1, #1\n bkpt #0\n addeq r1, #4")
/* Out of the block to what looks at the IT state: a call, and an addition of flags. */
#define CALL "cmp r0, r1\n svc 0\n adds r2, #1"
CASE(branch, "cmp r0, r0\n itt eq\n subeq r3, r3\n beq 3f\n movs r6, #9\n3:" CALL)
CASE(branch_link, "cmp r0, r0\n ite ne\n addne r3, #1\n bleq 3f\n movs r6, #9\n3:" CALL)
CASE(branch_register, "adr.w r3, 3f\n add.w r3, r3, #1\n cmp r0, r0\n it eq\n"
                      "blxeq r3\n movs r6, #9\n.align 2\n3: mov r3, #4\n" CALL)
CASE(call_last, "cmp r0, r0\n it eq\n svceq 0\n cmp r4, #1\n adds r2, #1")
CASE(plain, "mov r1, #6\n udf #0\n subs r1, #2\n adds r2, #2\n subs r3, #2\n nop")

static enum { NOTHING, SKIP, MEND, ENTER, CLEAR } what;
static char report[400];

static unsigned it_of(unsigned cpsr)
{
    return (cpsr & IT_HIGH) >> 10 << 2 | (cpsr & IT_LOW) >> 25;
}

static unsigned with_it(unsigned cpsr, unsigned it)
{
    return (cpsr & ~(IT_HIGH | IT_LOW)) | (it >> 2) << 10 | (it & 3) << 25;
}

static unsigned after(unsigned it)
{
    return it & 7 ? (it & 0xe0) | (it << 1 & 0x1f) : 0;
}

/* Over the instruction, as an emulator in a handler would go on. */
static void skip(mcontext_t *m)
{
    unsigned short half = *(unsigned short *)m->arm_pc;

    m->arm_pc += half >= 0xe800 ? 4 : 2;
    m->arm_cpsr = with_it(m->arm_cpsr, after(it_of(m->arm_cpsr)));
}

static void on_signal(int number, siginfo_t *info, void *context)
{
    mcontext_t *m = &((ucontext_t *)context)->uc_mcontext;

    sprintf(report + strlen(report), " signal %d at +%lx it %02x flags %lx T %d",
            number, m->arm_pc - (in[7] & ~1), it_of(m->arm_cpsr), m->arm_cpsr >> 27,
            (m->arm_cpsr & THUMB) != 0);
    if (what == SKIP)
        skip(m);
    if (what == MEND)
        mprotect(place, 4096, PROT_READ | PROT_WRITE);
    if (what == CLEAR) {
        skip(m);
        m->arm_cpsr = with_it(m->arm_cpsr, 0);
    }
    if (what == ENTER) { /* as if `itet mi` were before the next instruction */
        m->arm_pc += 2;
        m->arm_cpsr = with_it(m->arm_cpsr & ~FLAGS, 0x4a);
    }
}

static void run(const char *name, void (*code)(void), int then, int call)
{
    for (int i = 0; i < 7; i++)
        in[i] = i + 1;
    if (call >= 0) {
        in[0] = getpid();
        in[1] = SIGUSR1;
        in[7] = call;
    } else {
        in[4] = (long)place;
        in[7] = (long)code;
    }
    what = then;
    report[0] = 0;
    mprotect(place, 4096, PROT_NONE);
    code();
    if (call >= 0)
        out[0] = out[0] == in[0], out[4] = out[7] = 0;
    else
        out[4] = out[7] = 0;
    printf("%s:%s ->", name, report);
    for (int i = 0; i < 7; i++)
        printf(" %lx", out[i]);
    printf(" flags %lx\n", (unsigned long)out[8] >> 27);
}

static void on_call(int number)
{
    sprintf(report + strlen(report), " signal %d", number);
}

static void on_call_info(int number, siginfo_t *info, void *context)
{
    mcontext_t *m = &((ucontext_t *)context)->uc_mcontext;

    sprintf(report + strlen(report), " signal %d it %02x result %ld", number,
            it_of(m->arm_cpsr), m->arm_r0);
}

/* The timer may be early, on a busy machine: it goes on until it finds the call
 * waiting. */
static void on_alarm(int number, siginfo_t *info, void *context)
{
    const struct itimerval never = {0};

    if ((long)((ucontext_t *)context)->uc_mcontext.arm_r0 != -EINTR)
        return;
    setitimer(ITIMER_REAL, &never, NULL);
    on_call_info(number, info, context);
}

static void set(int number, void (*handler)(int, siginfo_t *, void *))
{
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};

    sigaction(number, &action, NULL);
}

int main(void)
{
    struct itimerval soon = {{.tv_usec = 20000}, {.tv_usec = 20000}};

    place = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    set(SIGILL, on_signal);
    set(SIGTRAP, on_signal);
    run("undefined", case_undefined, SKIP, -1);
    run("undefined first", case_undefined_first, SKIP, -1);
    run("breakpoint", case_breakpoint, SKIP, -1);
    run("into a block", case_plain, ENTER, -1);
    run("call", case_call, NOTHING, SYS_getpid);
    run("call not made", case_call_not, NOTHING, SYS_getpid);
    run("call first", case_call_first, NOTHING, SYS_getpid);
    run("branch", case_branch, NOTHING, SYS_getpid);
    run("branch with link", case_branch_link, NOTHING, SYS_getpid);
    run("branch to a register", case_branch_register, NOTHING, SYS_getpid);
    run("call last", case_call_last, NOTHING, SYS_getpid);
    signal(SIGUSR1, on_call);
    run("signal", case_call, NOTHING, SYS_kill);
    set(SIGUSR1, on_call_info);
    run("signal with context", case_call, NOTHING, SYS_kill);
    run("signal first", case_call_first, NOTHING, SYS_kill);
    run("signal after a branch", case_branch, NOTHING, SYS_kill);
    run("signal last", case_call_last, NOTHING, SYS_kill);
    set(SIGALRM, on_alarm);
    setitimer(ITIMER_REAL, &soon, NULL);
    run("interrupted", case_call, NOTHING, SYS_pause);
    set(SIGSEGV, on_signal);
    run("load skipped", case_load, SKIP, -1);
    run("load mended", case_load, MEND, -1);
    run("second condition skipped", case_second, SKIP, -1);
    run("second condition mended", case_second, MEND, -1);
    run("store skipped", case_store_last, SKIP, -1);
    run("store mended", case_store_last, MEND, -1);
    run("multiple skipped", case_multiple, SKIP, -1);
    run("multiple mended", case_multiple, MEND, -1);
    run("multiple, left the block", case_multiple, CLEAR, -1);
    run("undefined", case_undefined, SKIP, -1);
    run("signal first", case_call_first, NOTHING, SYS_kill);
    return 0;
}
