/* enter.S -- load all registers, and put them back.  Copied around the case's code,
 * so it must run anywhere; SPR 256 is the one register a program has to spare.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define STATE_HIGH 0x3001 /* CASE_STATE */
#define SAVE 0x200

    .globl case_enter, case_enter_end, case_leave, case_leave_end
case_enter:
    stwu 1, -96(1)
    stmw 13, 16(1)
    mflr 0
    stw 0, 100(1)
    mfcr 0
    stw 0, 12(1)
    lis 31, STATE_HIGH
    stw 1, SAVE(31)
    stw 2, SAVE+4(31)
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    lfd \n, 144+8*\n(31)
    .endr
    lwz 0, 128(31)
    mtcr 0
    lwz 0, 132(31)
    mtxer 0
    lwz 0, 136(31)
    mtctr 0
    lwz 0, 140(31)
    mtlr 0
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    lwz \n, 4*\n(31)
    .endr
case_enter_end:

case_leave:
    mtspr 256, 31
    lis 31, STATE_HIGH
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30
    stw \n, 4*\n(31)
    .endr
    mfspr 30, 256
    stw 30, 124(31)
    mfcr 0
    stw 0, 128(31)
    .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    stfd \n, 144+8*\n(31)
    .endr
    mfxer 0
    stw 0, 132(31)
    mfctr 0
    stw 0, 136(31)
    mflr 0
    stw 0, 140(31)
    lwz 1, SAVE(31)
    lwz 2, SAVE+4(31)
    lwz 0, 12(1)
    mtcr 0
    lwz 0, 100(1)
    mtlr 0
    lmw 13, 16(1)
    addi 1, 1, 96
    blr
case_leave_end:
    .section .note.GNU-stack, "", @progbits
