/*
 * dynamic.h -- the blocks of the dynamic translator that a run has written with
 * dbt-run --blocks=FILE (docs/blocks.md has the file's form).
 *
 *      Dynamic dynamic = {0};
 *      if (dynamic_read(&dynamic, "blocks.jsonl", error, sizeof error))
 *          ... dynamic_executed(&dynamic, 0x10000400) ...
 *      dynamic_free(&dynamic);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_COMPARE_DYNAMIC_H
#define AOT_COMPARE_DYNAMIC_H

#include <jansson.h>

#include "ir/base.h"

/* Where the host code of something begins: of an instruction or of a part. */
typedef struct {
    u32 offset; /* bytes from the block's first */
    u32 pc;     /* of the instruction; 0 in a list of parts */
    const char *part;
} DynMark;

/* A translation block of the run.  A block that was translated several times is here
 * once: the code is that of the last translation, the counts are the sums of all. */
typedef struct {
    u32 pc, end;  /* guest addresses, without Thumb's bit */
    u32 insns;    /* guest instructions */
    u64 count;    /* how often it was entered */
    u64 executed; /* guest instructions that were executed in it */
    u64 host;     /* address of the host code */
    u8 *code;     /* its bytes */
    u32 code_size;
    DynMark *map, *parts;
    u32 num_map, num_parts;
    u32 num_insns; /* the first rows of `map`: those of its instructions, in order */
    const json_t *row; /* of the file: name, offset, why, where, ends, file */
} DynBlock;

/* How often an instruction was executed. */
typedef struct {
    u32 pc;
    u64 count;
} DynInsn;

typedef struct {
    DynBlock *block; /* by pc, then by end */
    u32 count;
    DynInsn *insn; /* of all blocks, by pc, each once */
    u32 num_insns;
    json_t *rows;
} Dynamic;

/* Reads the file.  Returns false, with a text in `error`, if that fails. */
bool dynamic_read(Dynamic *dynamic, const char *path, char *error, size_t room);
void dynamic_free(Dynamic *dynamic);

/* Returns how often the instruction at `pc` was executed, in blocks. */
u64 dynamic_executed(const Dynamic *dynamic, u32 pc);
/* Returns the mark of a list that host code at `offset` belongs to, or NULL. */
const DynMark *dynamic_mark(const DynMark *mark, u32 count, u32 offset);

#endif
