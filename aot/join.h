/*
 * join.h -- the shards of a program become what compiling it at once would have given.
 *
 *      Join join = {.key = &key, .program = &program, .dir = dir};
 *      const char *wrong = join_shards(&join, path, count, &result);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_JOIN_H
#define AOT_JOIN_H

#include "aot/shard.h"

typedef struct {
    const Key *key;         /* of this command's program and options */
    const Program *program; /* as it was discovered here */
    const char *input;      /* the program's path, for messages */
    const char *dir;        /* where the objects are put */
    char error[1100];
} Join;

/* Reads `count` shards in any order, checks that they are all shards of this program,
 * made by this dbt-aot with these options, and fills *result, whose memory is the
 * caller's: objects in the order of aot_compile, without stubs, and what is left.
 * Returns NULL, or what is wrong, as one line. */
const char *join_shards(Join *join, const char *const *path, u32 count,
                        AotResult *result);

#endif
