/* enter_arm.S -- load all registers, and put them back; as enter.S.  r14 is the one
 * register the cases leave alone.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define SAVE 0x200

    .syntax unified
    .arm
    .fpu neon-vfpv4
    .globl case_enter, case_enter_end, case_leave, case_leave_end, case_run

    .macro load_all state
    movw \state, #0x0000 /* CASE_STATE */
    movt \state, #0x3001
    str sp, [\state, #SAVE]
    ldr r1, [\state, #60]
    vmsr fpscr, r1
    add r1, \state, #64
    vldmia r1!, {d0-d15}
    vldmia r1!, {d16-d31}
    ldr r1, [\state, #56]
    msr APSR_nzcvqg, r1
    ldm \state, {r0-r13}
    .endm

case_enter:
    push {r4-r11, lr}
    load_all r0
case_enter_end:

/* The code at r0, which goes on at case_leave. */
    .type case_run, %function
case_run:
    push {r4-r11, lr}
    mov lr, r0
    load_all r0
    bx lr

    .type case_leave, %function
case_leave:
    movw r14, #0x0000
    movt r14, #0x3001
    stm r14, {r0-r13}
    mrs r0, cpsr
    str r0, [r14, #56]
    vmrs r0, fpscr
    str r0, [r14, #60]
    add r1, r14, #64
    vstmia r1!, {d0-d15}
    vstmia r1!, {d16-d31}
    ldr sp, [r14, #SAVE]
    pop {r4-r11, pc}
case_leave_end:
    .section .note.GNU-stack, "", %progbits
