/* case.h -- a case of random instructions, as both sides of the comparison see it. */
#ifndef TESTS_RANDOM_CASE_H
#define TESTS_RANDOM_CASE_H

#include <stdint.h>

/* Guest addresses.  The code is copied to CODE; registers are loaded from and put
 * back at STATE; bases point into DATA. */
enum {
    CASE_DATA = 0x30000000,
    CASE_DATA_SIZE = 4096,
    CASE_STATE = 0x30010000,
    CASE_CODE = 0x30020000,
    CASE_INSNS = 16, /* of them chosen */
    CASE_WORDS = 19, /* with two nops for branches to land on, and mffs 31 */
};

/* All of it big-endian 32-bit words in files. */
typedef struct {
    uint32_t gpr[32], cr, xer, ctr, lr;
    uint32_t fpr[32][2]; /* high half first */
} CaseState;

typedef struct {
    uint32_t insn[CASE_WORDS];
    uint32_t seed; /* of the contents of DATA: see case_data */
    CaseState before;
} Case;

typedef struct {
    CaseState after;
    uint32_t data; /* case_sum of DATA */
} Result;

static inline uint8_t case_data(uint32_t seed, uint32_t i)
{
    return (uint8_t)((seed + i) * 2654435761u >> 23);
}

static inline uint32_t case_sum(const uint8_t *data)
{
    uint32_t sum = 0;

    for (uint32_t i = 0; i < CASE_DATA_SIZE; i++)
        sum = (sum << 5 | sum >> 27) ^ data[i] ^ (data[i] << 13);
    return sum;
}

#endif
