/*
 * bench.h -- what the kernels share.
 *
 * A kernel is a program that does a fixed piece of work as often as its first
 * argument says and prints a checksum, the same on every machine.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef TESTS_BENCH_BENCH_H
#define TESTS_BENCH_BENCH_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOINLINE __attribute__((noinline))

static inline unsigned bench_count(int argc, char **argv)
{
    return argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 1;
}

/* A small generator of our own, so that all machines see the same numbers. */
static inline uint32_t bench_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static inline int bench_result(uint32_t sum)
{
    printf("%08x\n", (unsigned)sum);
    return 0;
}

/* Rounded: fused multiply-add makes the last digits differ between machines. */
static inline int bench_result_float(double sum)
{
    printf("%.5e\n", sum);
    return 0;
}

#endif
