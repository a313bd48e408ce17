/* returns.h -- the processor's stack of return addresses after a host call, in assembly
 * code. */
#ifndef RUNTIME_RETURNS_H
#define RUNTIME_RETURNS_H

#define MENDED_RETURNS 8

/*
 * If the host's kernel leaves that stack full of its own addresses (start.c), have the
 * next returns, of functions that were called before, find other wrong ones.  They are
 * mispredicted either way, but of a kernel's address that costs up to 100 ns, and 6 of
 * one of ours.
 */
        .macro  mend_returns
        cmpb    $0, host_spoils_returns(%rip)
        jne     .Lmend\@
.Lmended\@:
        .subsection 1
.Lmend\@:
        .rept   MENDED_RETURNS
        call    9f
        int3
9:
        .endr
        addq    $8 * MENDED_RETURNS, %rsp
        jmp     .Lmended\@
        .previous
        .endm

#endif
