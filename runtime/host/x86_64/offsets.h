/* offsets.h -- ThreadHead and Call for assembly code; dispatch.c and syscall.c check
 * the numbers.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_HOST_X86_64_OFFSETS_H
#define RUNTIME_HOST_X86_64_OFFSETS_H

#define AT_SELF 2048
#define AT_PENDING 2064
#define AT_CODE_CHANGED 2068
#define AT_DISPATCH_RSP 2072
#define AT_EXPECTED 2080
#define AT_FRAME_SP 2084
#define AT_JUMP_CACHE 2088

#define CALL_ARG 0
#define CALL_HOST 48
#define CALL_WAITS 52
#define OS_CALL_END 32

#define JUMP_CACHE_MASK 4095
#define JUMP_CACHE_ENTRY_SHIFT 4

#define FRAME_BYTES 2048
#define BIAS 128
#define TABLE_DOUBTFUL 2
#define TABLE_SIZE 0x80000
#define SIGNAL_PENDING 1
#define CALL_AGAIN_RESULT -512
#define CALL_BEFORE_RESULT -513

#endif
