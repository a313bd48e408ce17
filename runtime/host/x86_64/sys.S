/* sys.S -- system calls of the host's kernel: see runtime/base/sys.h.  System V ABI,
 * AMD64, A.2.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/host/x86_64/entry.inc"
#include "runtime/host/x86_64/returns.inc"

        .bss
        .globl  host_spoils_returns
        .hidden host_spoils_returns
host_spoils_returns:
        .zero   1

        .text

/* sys_call6(rdi = number, a to f: rsi, rdx, rcx, r8, r9, stack); returns rax */
        entry   sys_call6
        movl    %edi, %eax
        movq    %rsi, %rdi
        movq    %rdx, %rsi
        movq    %rcx, %rdx
        movq    %r8, %r10
        movq    %r9, %r8
        movq    8(%rsp), %r9
        syscall
        mend_returns
        ret

/* sys_call4(rdi = number, a to d: rsi, rdx, rcx, r8); returns rax */
        entry   sys_call4
        movl    %edi, %eax
        movq    %rsi, %rdi
        movq    %rdx, %rsi
        movq    %rcx, %rdx
        movq    %r8, %r10
        xorl    %r8d, %r8d
        xorl    %r9d, %r9d
        syscall
        mend_returns
        ret

        .section .note.GNU-stack, "", @progbits
