/* crc.c -- CRC-32, a byte at a time through a table, and by bits.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "bench.h"

static uint32_t table[256];
static unsigned char data[1 << 14];

static uint32_t by_bits(uint32_t crc)
{
    for (int i = 0; i < 8; i++)
        crc = crc & 1 ? crc >> 1 ^ 0xedb88320u : crc >> 1;
    return crc;
}

NOINLINE static uint32_t crc32(uint32_t crc, const unsigned char *bytes, size_t size)
{
    crc = ~crc;
    for (size_t i = 0; i < size; i++)
        crc = table[(crc ^ bytes[i]) & 255] ^ crc >> 8;
    return ~crc;
}

int main(int argc, char **argv)
{
    unsigned count = bench_count(argc, argv);
    uint32_t sum = 0, seed = 9;
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (unsigned char)bench_random(&seed);
    for (unsigned i = 0; i < count; i++) {
        for (uint32_t j = 0; j < 256; j++)
            table[j] = by_bits(j);
        sum = crc32(sum, data, sizeof data);
    }
    return bench_result(sum);
}
