/*
 * flags_result.c -- functions whose result is the flags, as __aeabi_cdcmple's is: also
 * for callers that are made at run time.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

__asm__(".syntax unified\n.arm\n.text\n"
        ".type compare, %function\n"
        "compare: cmp r0, r1\n bx lr\n"
        /* flags of the first that the second depends on, and a call before */
        ".type in_order, %function\n"
        "in_order: push {r0, r1, r2, lr}\n bl difference\n cmp r0, #0\n cmnmi r0, #0\n"
        " pop {r0, r1, r2, pc}\n"
        ".type in_turn, %function\n"
        "in_turn: mov r12, r0\n mov r0, r1\n mov r1, r12\n b compare\n"
        ".type difference, %function\n"
        "difference: sub r0, r0, r1\n bx lr\n"
        /* flags over a call of what is not known, which leaves them */
        ".type around, %function\n"
        "around: push {r4, lr}\n cmp r0, r1\n blx r2\n mov r0, #0\n movlt r0, #1\n"
        " orreq r0, #2\n orrcs r0, #4\n pop {r4, pc}\n"
        ".size difference, . - difference\n");
void compare(void), in_order(void), in_turn(void);
int around(int, int, void *);

/* push {lr}; ldr r12, [pc, #20]; blx r12; movlt r0, #1; movge r0, #0; orreq r0, #2;
 * orrcs r0, #4; pop {pc}; the function's address */
static const uint32_t caller[] = {0xe52de004, 0xe59fc014, 0xe12fff3c, 0xb3a00001,
                                  0xa3a00000, 0x03800002, 0x23800004, 0xe49df004};

int main(void)
{
    static void (*const function[])(void) = {compare, in_order, in_turn};
    static const int pair[][2] = {{1, 2}, {2, 1}, {3, 3}, {-5, 4}, {4, -5}, {-7, -7}};
    uint32_t *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    memcpy(page, caller, sizeof caller);
    for (int f = 0; f < 3; f++) {
        page[8] = (uint32_t)function[f];
        __builtin___clear_cache((char *)page, (char *)(page + 9));
        for (int i = 0; i < 6; i++)
            printf("%d ", ((int (*)(int, int))page)(pair[i][0], pair[i][1]));
        puts("");
    }
    page[16] = 0xe12fff1e; /* bx lr */
    __builtin___clear_cache((char *)(page + 16), (char *)(page + 17));
    for (int i = 0; i < 6; i++)
        printf("%d ", around(pair[i][0], pair[i][1], page + 16));
    puts("");
    return 0;
}
