/* start.S -- the process's entry point, to which the kernel jumps.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
        .text
        .globl  _start
        .hidden _start
        .type   _start, @function
_start:
        xorl    %ebp, %ebp
        movq    %rsp, %rdi              /* argc, argv, environment, auxv */
        leaq    _DYNAMIC(%rip), %rsi
        .hidden _DYNAMIC
        andq    $-16, %rsp
        call    start_process
        ud2
        .size   _start, . - _start

        .section .note.GNU-stack, "", @progbits
