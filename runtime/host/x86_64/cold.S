/*
 * cold.S -- functions that ahead-of-time code calls off its hot path.
 *
 * cold_NAME calls NAME by LLVM's preserve_all convention: arguments and result as in C,
 * but every other register is kept.  The hot path then need not spill registers for a
 * call that hardly ever happens.  The convention lets r11 change.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifdef __AVX__
#define VECTOR_SIZE 32
#define SAVE(n) vmovups %ymm##n, n * VECTOR_SIZE(%rsp)
#define RESTORE(n) vmovups n * VECTOR_SIZE(%rsp), %ymm##n
#else
#define VECTOR_SIZE 16
#define SAVE(n) movups %xmm##n, n * VECTOR_SIZE(%rsp)
#define RESTORE(n) movups n * VECTOR_SIZE(%rsp), %xmm##n
#endif
#define ALL_VECTORS(DO)                                                                \
    DO(0); DO(1); DO(2); DO(3); DO(4); DO(5); DO(6); DO(7);                            \
    DO(8); DO(9); DO(10); DO(11); DO(12); DO(13); DO(14); DO(15)

    .text

/* Calls the function at r11 and keeps all registers but rax and r11.  rsp stays aligned
 * to 16, as our return address and seven pushes are eight words. */
keep_all:
    push %rcx
    push %rdx
    push %rsi
    push %rdi
    push %r8
    push %r9
    push %r10
    sub $16 * VECTOR_SIZE, %rsp
    ALL_VECTORS(SAVE)
    call *%r11
    ALL_VECTORS(RESTORE)
    add $16 * VECTOR_SIZE, %rsp
    pop %r10
    pop %r9
    pop %r8
    pop %rdi
    pop %rsi
    pop %rdx
    pop %rcx
    ret

/* The same for a function without a result: keeps rax, too. */
keep_all_and_rax:
    push %rax
    call keep_all
    pop %rax
    ret

#define COLD_BY(name, keeper)                                                          \
    .globl cold_##name;                                                                \
    .hidden cold_##name;                                                               \
    .type cold_##name, @function;                                                      \
    cold_##name: lea name(%rip), %r11;                                                 \
    jmp keeper;                                                                        \
    .size cold_##name, . - cold_##name

#define COLD(name) COLD_BY(name, keep_all)
#define COLD_VOID(name) COLD_BY(name, keep_all_and_rax)

    COLD(fp_nan2_64)
    COLD(fp_nan2_32)
    COLD(fp_fma_single)
    COLD(fp_add)
    COLD(fp_sub)
    COLD(fp_mul)
    COLD(fp_div)
    COLD(fp_sqrt)
    COLD(fp_fma)
    COLD(fp_expand)
    COLD(fp_compact)
    COLD(fp_to_int)
    COLD(fp_round)
    COLD_VOID(ir_vector)

/* Keeps rax, too, and does not return if its caller may not go on. */
    .globl cold_rt_poll
    .hidden cold_rt_poll
    .type cold_rt_poll, @function
cold_rt_poll:
    push %rax
    lea rt_poll(%rip), %r11
    call keep_all
    test %eax, %eax
    pop %rax
    jne 1f
    ret
1:  mov dispatch_pc_slot(%rip), %edi
    mov %fs:(%rdi), %edi
    jmp rt_dispatch /* as if our caller had called it */
    .size cold_rt_poll, . - cold_rt_poll

    .section .note.GNU-stack, "", @progbits
