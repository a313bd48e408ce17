/*
 * shard.h -- the file that holds one shard of a translation.
 *
 *      wrong = shard_write("shard1.o", &key, &options, &result);
 *      ...
 *      Shard shard;
 *      wrong = shard_read(&shard, "shard1.o");
 *      ... shard.guest, shard.left[0].why ...
 *      shard_free(&shard);
 *
 * A shard is an archive (archive.h), which ar, nm and objdump read.  Its first member,
 * a text, says what it is a shard of:
 *
 *      dbt-aot shard 1
 *      shard 2 of 4
 *      tool dbt-aot 0.1 5871cdd7800d3070..., LLVM 19.1.7 ...
 *      guest 3b6a07d0d404fab4...
 *      options -O2 -march=x86-64-v3
 *      insns 12345
 *      left 10000400 1 3 200 0 the code generator died: Aborted
 *      sum 7a1c...
 *
 * A line "left" is a part of a function that could not be compiled: address, part,
 * number of parts, instructions, LeftReason, words of LEFT_FAILED.  The sum is the
 * SHA-256 of the file with zeros for it. The objects of the shard's chunks are the
 * other members.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_SHARD_H
#define AOT_SHARD_H

#include "aot/archive.h"
#include "aot/compile.h"
#include "aot/key.h"

/* A part of a function that is left to the runtime. */
typedef struct {
    u32 entry, part, num_parts, insns;
    LeftReason reason;
    const char *why; /* "": the reason says it */
} ShardLeft;

/* What a shard's file says; strings are in `text`. */
typedef struct {
    const char *path;
    u8 *bytes; /* of the file */
    size_t size;
    char *text;
    const char *tool, *guest, *options;
    u32 shard, shards, insns;
    ShardLeft *left;
    u32 num_left;
    char error[500];
} Shard;

/* Writes the shard that the options ask for.  Returns NULL, or why it cannot be
 * written, in words that the next call overwrites. */
const char *shard_write(const char *path, const Key *key, const AotOptions *options,
                        const AotResult *result);

/* Reads a shard's file, and checks that it is whole.  Returns NULL, or what is wrong,
 * as one line without the path. */
const char *shard_read(Shard *shard, const char *path);
void shard_free(Shard *shard);

/* Begins to read the objects of a shard that was read: archive_next gives them. */
ArchiveReader shard_objects(const Shard *shard);
/* Is this member the object of a part that was compiled alone, after its chunk had
 * failed? */
bool shard_is_single(const char *member);

#endif
