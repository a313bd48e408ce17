/* sys.S -- system calls of the host's kernel: see runtime/base/sys.h.  System V ABI,
 * AMD64, A.2.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <asm/unistd.h>

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

/* sys_new_thread(rdi = flags, rsi = child's stack, rdx = clear_tid, rcx = child's fs); the
 * child pops an argument and a function, and calls it. */
        entry   sys_new_thread
        movq    %rdx, %r10
        movq    %rcx, %r8
        xorl    %edx, %edx
        movl    $__NR_clone, %eax
        syscall
        testq   %rax, %rax
        jnz     1f
        xorl    %ebp, %ebp
        popq    %rdi
        popq    %rax
        callq   *%rax
        ud2
1:      ret

/* sys_unmap_and_exit(rdi = address, rsi = bytes, edx = status): the stack may be in what
 * is unmapped. */
        entry   sys_unmap_and_exit
        movl    %edx, %ebx
        movl    $__NR_munmap, %eax
        syscall
        movl    %ebx, %edi
        movl    $__NR_exit, %eax
        syscall
        ud2

        .section .note.GNU-stack, "", @progbits
