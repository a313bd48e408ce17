/* data.h -- where cases lie in the guest, and what their data is.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef TESTS_RANDOM_DATA_H
#define TESTS_RANDOM_DATA_H

#include <stdint.h>

/* Guest addresses.  The code is copied to CODE; registers are loaded from and put
 * back at STATE; bases point into DATA. */
enum {
    CASE_DATA = 0x30000000,
    CASE_DATA_SIZE = 4096,
    CASE_STATE = 0x30010000,
    CASE_CODE = 0x30020000,
    CASE_INSNS = 16, /* of them chosen */
};

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
