/* blocks.h -- the descriptions of translation blocks, in the order of their code. */
#ifndef RUNTIME_CODE_BLOCKS_H
#define RUNTIME_CODE_BLOCKS_H

#include "runtime/jit/jit.h"

enum { BLOCK_PAGES = 2 }; /* that a block's instructions lie in, at most */

typedef struct TransBlock {
    u32 pc, end;    /* guest bytes; pc with ARM's Thumb bit */
    const u8 *code; /* in the view to run; also the entry */
    u32 code_size, table;
    bool dead; /* never entered again; its memory comes back by a flush */
    bool glue; /* leads to an ahead-of-time function */
    JitExit *exits;
    u32 num_exits;
    JitExit *incoming; /* chained exits of other blocks that lead here */
    struct TransBlock *hash_next;
    u32 page[BLOCK_PAGES];
    struct TransBlock *on_next[BLOCK_PAGES];
} TransBlock;

extern u32 blocks_flushes; /* how often all were forgotten */

TransBlock *blocks_first(void);
TransBlock *blocks_end(void);
bool blocks_full(void);
TransBlock *blocks_new(void); /* zeroed, the last one */
void blocks_drop(void);       /* the last one */
void blocks_forget_all(void);

/* Room for exits, where they stay; `count` of them are used. */
JitExit *blocks_exits(u32 *room);
void blocks_take_exits(u32 count);

/* The block whose code holds a host address; NULL if none does. */
const TransBlock *blocks_at(u64 host);

#endif
