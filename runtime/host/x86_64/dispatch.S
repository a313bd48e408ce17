/*
 * dispatch.S -- the transfers of control between dispatcher, ahead-of-time code and
 * dynamic code.
 *
 * Registers are as abi.h and jit.h say.  The host stack below dispatch_rsp is free whenever
 * control is here.  The exception is rt_call_unknown: the host frames of its caller live
 * on, and it pushes a new frame below them:
 *
 *      return address
 *      rbp, dispatch_rsp, expected and frame_sp of the enclosing frame
 *      FRAME_BYTES                     <- dispatch_rsp
 *
 * A frame is dropped when the guest returns to `expected`; when dynamic code jumps to an
 * ahead-of-time function that is to return there; and when the guest's stack pointer is
 * above frame_sp, as after longjmp.  So a guest that never returns keeps no frames.  A
 * guest that switches stacks may lose frames that it still needs: it then goes on through
 * the dispatcher, which costs time only.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "runtime/host/x86_64/entry.inc"
#include "runtime/host/x86_64/offsets.h"
#include "runtime/host/x86_64/returns.inc"

/*
 * Makes the host call in the registers, which may wait: a restartable window between the
 * test for a signal and the call.  The host's signal handler looks at the pc it
 * interrupted (leave_call of signal.c):
 *
 *      from NAME_start to NAME_at      the call is not made yet: it sets the pc to
 *                                      NAME_before, and the result is CALL_BEFORE
 *      NAME_at, with rcx = NAME_done   the kernel was to restart the call, which leaves
 *                                      the address after `syscall` in rcx: it sets the pc
 *                                      to NAME_again, and the result is CALL_AGAIN
 */
        .macro  window name
        .irp    place, start, at, done, again, before
        .globl  \name\()_\place
        .hidden \name\()_\place
        .endr
        xorl    %ecx, %ecx
\name\()_start:
        testl   $SIGNAL_PENDING, %fs:AT_PENDING
        jne     \name\()_before
\name\()_at:
        syscall
\name\()_done:
        .subsection 1
\name\()_again:
        movq    $CALL_AGAIN_RESULT, %rax
        jmp     \name\()_done
\name\()_before:
        movq    $CALL_BEFORE_RESULT, %rax
        jmp     \name\()_done
        .previous
        .endm

        .text

/* rt_continue(edi = pc): continues the guest at pc; does not return. */
        entry   rt_continue
        movl    %edi, %eax
        jmp     go_on

/* The same for ahead-of-time code.  leaving.c may replace the first 5 bytes, which nothing
 * jumps into: this move has 6. */
        entry   rt_dispatch
        {disp32} leal 0(%rdi), %eax
go_on:  /* continues at guest pc eax, dropping the host stack */
        movq    %fs:AT_DISPATCH_RSP, %rsp
        cmpl    $0, %fs:AT_CODE_CHANGED
        jne     find_slowly
        cmpl    %fs:AT_EXPECTED, %eax
        je      rt_jit_ret
find:
        movl    %eax, %edx
        movl    dispatch_pc_shift(%rip), %ecx
        shrl    %cl, %edx
        andl    $JUMP_CACHE_MASK, %edx
        shlq    $JUMP_CACHE_ENTRY_SHIFT, %rdx
        addq    %fs:AT_JUMP_CACHE, %rdx
        cmpl    %eax, (%rdx)
        jne     find_slowly
        movq    %fs:AT_SELF, %rbp
        addq    $BIAS, %rbp
        movq    8(%rdx), %rdx
        leaq    rt_jit_lookup(%rip), %rcx
        cmpq    %rcx, %rdx              /* the host address of an empty entry */
        je      find_slowly
        jmp     *%rdx

find_slowly:
        movl    %eax, %esi
        movq    %fs:AT_SELF, %rdi
        call    dispatch_find

/* Enters host code rax as a block. */
enter:
        movq    %fs:AT_DISPATCH_RSP, %rsp
        movq    %fs:AT_SELF, %rbp
        addq    $BIAS, %rbp
        jmp     *%rax

/* rt_call_unknown(r12d = expected, r13d = pc), preserve_none: runs the guest from pc on,
 * and returns, as a function does, when it reaches `expected`. */
        entry   rt_call_unknown
        movl    %r13d, %eax             /* leaving.c may replace 5 bytes from here */
        leaq    returned_from_aot(%rip), %rcx
call_unknown:
        cmpq    %rcx, (%rsp)
        je      go_on                   /* our return leads to the dispatcher: no frame */
        movl    dispatch_sp_slot(%rip), %ecx
        movl    %fs:(%rcx), %ecx
        cmpl    %fs:AT_FRAME_SP, %ecx
        jae     go_on                   /* the guest switched or unwound its stack */
run_until:
        pushq   %rbp
        pushq   %fs:AT_DISPATCH_RSP
        pushq   %fs:AT_EXPECTED         /* and frame_sp */
        subq    $FRAME_BYTES, %rsp
        movq    %rsp, %fs:AT_DISPATCH_RSP
        movl    %r12d, %fs:AT_EXPECTED
        movl    dispatch_sp_slot(%rip), %ecx
        movl    %fs:(%rcx), %ecx
        movl    %ecx, %fs:AT_FRAME_SP
        movl    %r13d, %eax
        jmp     find

/* What rt_call_unknown and rt_dispatch begin with if they are counted: leaving.c. */
        entry   rt_call_counted
        movl    %r12d, %edi
        movl    %r13d, %esi
        subq    $8, %rsp
        call    stats_left_by_call
        addq    $8, %rsp
        movl    %r13d, %eax
        leaq    returned_from_aot(%rip), %rcx
        jmp     call_unknown
        entry   rt_dispatch_counted
        movl    %edi, %ebx
        movq    (%rsp), %rsi
        andq    $-16, %rsp
        call    stats_left_by_jump
        movl    %ebx, %eax
        jmp     go_on

/* Drops the innermost frame, up to its rbp.  rsp must be dispatch_rsp. */
        .macro  leave_frame
        addq    $FRAME_BYTES, %rsp
        popq    %fs:AT_EXPECTED         /* and frame_sp */
        popq    %fs:AT_DISPATCH_RSP
        .endm

/* Stores what a function has returned in host registers to the state. */
        .macro  store_returned
        movl    dispatch_returned(%rip), %ecx
        movl    %eax, %fs:(%rcx)
        movl    dispatch_returned + 4(%rip), %ecx
        movl    %edx, %fs:(%rcx)
        .endm

/* rt_run_until(edi = expected, esi = pc): rt_call_unknown for C code. */
        entry   rt_run_until
        pushq   %rbp
        pushq   %rbx
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        subq    $8, %rsp
        movl    %edi, %r12d
        movl    %esi, %r13d
        call    run_until
        store_returned
        addq    $8, %rsp
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %rbx
        popq    %rbp
        ret

/* eax = guest pc = expected: returns from the innermost rt_call_unknown, as a function
 * does. */
        entry   rt_jit_ret
        movq    %fs:AT_DISPATCH_RSP, %rsp
        leave_frame
        popq    %rbp
        movl    dispatch_returned(%rip), %ecx
        movl    dispatch_returned + 4(%rip), %edx
        movl    %fs:(%rcx), %eax
        movl    %fs:(%rdx), %edx
        ret

/* Loads the guest's argument n from the state into host register `to`. */
        .macro  passed  n, to
        movl    dispatch_passed + 4 * \n(%rip), %ecx
        movl    %fs:(%rcx), \to
        .endm

/* Loads all arguments but the first into the registers of abi.h; ecx, which `passed`
 * uses, is the last. */
        .macro  load_passed
        passed  1, %r13d
        passed  2, %r14d
        passed  3, %r15d
        passed  4, %edi
        passed  5, %esi
        passed  6, %edx
        passed  8, %r8d
        passed  9, %r9d
        passed  7, %ecx
        .endm

/* The same at the state's pc, entered as blocks: with no look at what is there but for
 * `expected`; and to the ahead-of-time function there. */
        entry   rt_go_on_here
        movl    dispatch_pc_slot(%rip), %ecx
        movl    %fs:(%rcx), %eax
        jmp     go_on
        entry   rt_enter_here
        movl    dispatch_pc_slot(%rip), %ecx
        movl    %fs:(%rcx), %eax
/* eax = guest pc; entered as a block: calls the ahead-of-time function at pc, or
 * dispatches to pc if there is none. */
        entry   rt_enter_aot
        movl    %eax, %esi
        movl    dispatch_pc_shift(%rip), %ecx
        shrl    %cl, %eax
        andl    $TABLE_SIZE - 1, %eax
        leaq    image_table(%rip), %rdx
        movq    (%rdx,%rax,8), %rax
        movl    %eax, %ecx
        xorl    %esi, %ecx
        testl   $~TABLE_DOUBTFUL, %ecx
        jne     not_aot
        sarq    $32, %rax
        addq    %rdx, %rax
        movl    dispatch_sp_slot(%rip), %ecx
        movl    %fs:(%rcx), %ebx
drop_dead_frames:
        cmpl    %fs:AT_FRAME_SP, %ebx
        jbe     1f
        leave_frame
        movq    %fs:AT_DISPATCH_RSP, %rsp
        jmp     drop_dead_frames
1:      passed  0, %r12d
        movl    %r12d, %ebx
        andl    dispatch_return_mask(%rip), %ebx
        cmpl    %fs:AT_EXPECTED, %ebx
        je      enter_for_caller
        movl    %ebx, (%rsp)
        load_passed
        call    *%rax
returned_from_aot:
        store_returned
        movl    (%rsp), %eax
        jmp     go_on
enter_for_caller:                       /* it returns to the caller of rt_call_unknown */
        leave_frame
        popq    %rbp
        load_passed
        jmp     *%rax
not_aot:                                /* the cache of indirect branches leads here */
        movl    %esi, %eax
        cmpl    %fs:AT_EXPECTED, %eax
        je      rt_jit_ret
        jmp     find_slowly

/* rt_call_stub(r12d = expected, r13d = pc, r14 = AotCall), preserve_none: the call of a
 * stub whose AotCall does not lead to pc.  An ahead-of-time function there is entered as
 * if the caller had called it. */
        entry   rt_call_stub
        movq    %r14, %rdi
        movl    %r13d, %esi
        subq    $8, %rsp
        call    image_calls_bind
        addq    $8, %rsp
        testq   %rax, %rax
        je      rt_call_unknown
        load_passed
        jmp     *%rax

/* A direct exit that is not chained: eax = guest pc, rdx = JitExit. */
        entry   rt_jit_exit
        movl    %eax, %esi
        movq    %fs:AT_SELF, %rdi
        call    dispatch_exit
        jmp     enter

/* A miss of the indirect-branch cache: eax = guest pc. */
        entry   rt_jit_lookup
        cmpb    $0, stats_on(%rip)
        je      go_on
        movl    %eax, %ebx
        call    stats_lookup_missed
        movl    %ebx, %eax
        jmp     go_on

/* An indirect exit of a block while a profile is made: eax = guest pc, edx as for the exit,
 * ecx = guest pc of its instruction. */
        entry   rt_jit_jumped
        movl    %eax, %ebx
        movl    %ecx, %edi
        movl    %eax, %esi
        call    profile_jumped
        movl    %ebx, %eax
        jmp     go_on

/* A check failed: eax = guest pc of the block.  The cache of indirect branches may lead
 * to that block, so it is not looked at. */
        entry   rt_jit_check
        movl    %eax, %esi
        movq    %fs:AT_SELF, %rdi
        call    dispatch_check
        jmp     enter

        entry   rt_jit_pending
        movq    %fs:AT_SELF, %rdi
        movq    %rbx, %rsi
        call    dispatch_pending
        jmp     go_on

        entry   rt_jit_resync
        movl    %eax, %esi
        movq    %fs:AT_SELF, %rdi
        call    dispatch_resync
        jmp     go_on

/* eax = guest pc, edx = a Raise */
        entry   rt_jit_raise
        movl    %eax, %esi
        movq    %fs:AT_SELF, %rdi
        call    dispatch_raise
        jmp     go_on

/* The host's handler of faults sends the thread here; the Thread has the fault. */
        .macro  after_fault name, function
        entry   \name
        movq    %fs:AT_DISPATCH_RSP, %rsp
        movq    %fs:AT_SELF, %rdi
        call    \function
        jmp     go_on
        .endm

        after_fault rt_fault, dispatch_fault
        after_fault rt_replay, dispatch_replay
        after_fault rt_call_fault, dispatch_call_fault
        after_fault rt_frame_fault, dispatch_frame_fault

/* rt_syscall(edi = next): returns eax = 0 to go on at guest pc next, see abi.h. */
        entry   rt_syscall
        pushq   %rbx
        leaq    1f(%rip), %rbx
        movl    %edi, %esi
        jmp     make_call
1:      call    dispatch_after_call
        mend_returns
        popq    %rbx
        ret

/* rt_step_call(edi = next): the same for the interpreter; no result. */
        entry   rt_step_call
        pushq   %rbx
        leaq    1f(%rip), %rbx
        movl    %edi, %esi
        jmp     make_call
1:      call    dispatch_after_step_call
        mend_returns
        popq    %rbx
        ret

/* A system call of dynamic code: eax = the guest pc after it. */
        entry   rt_jit_syscall
        leaq    1f(%rip), %rbx
        movl    %eax, %esi
        jmp     make_call
1:      call    dispatch_after_jit_call
        jmp     go_on

/* Makes the guest's system call whose instruction ends at guest pc esi.  Goes on at host
 * address rbx, with rdi = the Thread. */
make_call:
        movq    %fs:AT_SELF, %rdi
        call    dispatch_call
        testq   %rax, %rax
        jz      call_over
        movq    CALL_ARG(%rax), %rdi
        movq    CALL_ARG + 8(%rax), %rsi
        movq    CALL_ARG + 16(%rax), %rdx
        movq    CALL_ARG + 24(%rax), %r10
        movq    CALL_ARG + 32(%rax), %r8
        movq    CALL_ARG + 40(%rax), %r9
        cmpb    $0, CALL_WAITS(%rax)
        movl    CALL_HOST(%rax), %eax
        je      make_call_plainly
        window  guest_call
call_made:
        movq    %rax, %rsi
        movq    %fs:AT_SELF, %rdi
        movq    os(%rip), %rax
        call    *OS_CALL_END(%rax)
call_over:
        movq    %fs:AT_SELF, %rdi
        jmp     *%rbx
make_call_plainly:
        syscall
        jmp     call_made

/* signal_host_call(rdi = number, a to f: rsi, rdx, rcx, r8, r9, stack); returns rax */
        entry   signal_host_call
        movl    %edi, %eax
        movq    %rsi, %rdi
        movq    %rdx, %rsi
        movq    %rcx, %rdx
        movq    %r8, %r10
        movq    %r9, %r8
        movq    8(%rsp), %r9
        window  signal_call
        mend_returns
        ret

/* The SA_RESTORER of host handlers: returns from the handler. */
        entry   signal_restorer
        movl    $15, %eax               /* rt_sigreturn */
        syscall
        ud2

        .section .note.GNU-stack, "", @progbits
