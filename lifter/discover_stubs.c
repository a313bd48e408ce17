/* discover_stubs.c -- the jumps of stubs of the procedure linkage table.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/discover_scan.h"
#include "lifter/stub.h"

static bool is_stub(Scan *s, u32 start, u32 end)
{
    Block block = {0};

    scan_lift(s, &block, start, end);
    bool is = stub_ops(s->guest, &block);
    ir_free(&block);
    return is;
}

bool scan_is_stub(Scan *s, u32 at)
{
    u32 last;

    for (u32 size = 0; size < STUB_MOST_BYTES; size += s->guest->code_align) {
        const Spot *start = scan_spot(s, at - size);

        if (!start || !(start->flags & ENTRY))
            continue;
        u32 end = scan_block_end(s, at - size, &last);
        return last == at && is_stub(s, at - size, end);
    }
    return false;
}
