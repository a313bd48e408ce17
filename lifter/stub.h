/*
 * stub.h -- stubs of the procedure linkage table.
 *
 *      Block stub = {0};
 *      if (stub_lift(guest, image, function, &stub))
 *          ...             its last op is a jump_to, to the address that it loads
 *      ir_free(&stub);
 *
 * A stub loads the address of a function from the global offset table and jumps there.
 * It is a function of one block, of these instructions and no more:
 *
 *      ARM             add ip, pc, #0; add ip, ip, #0x1000; ldr pc, [ip, #2776]!
 *      PowerPC         lwz r11, 12(r30); mtctr r11; bctr
 *
 * Other short functions that do the same are stubs, too.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_STUB_H
#define LIFTER_STUB_H

#include "lifter/discover.h"

enum { STUB_MOST_BYTES = 20 }; /* of a stub, with the `nop` behind one of PowerPC */

/* Returns true if the block, as lifted, is what a stub does. */
bool stub_ops(const Guest *guest, const Block *block);
/* Returns true if function `f` is a stub, in a segment that cannot be written and that
 * the dynamic linker does not change. */
bool stub_is(const Guest *guest, const Image *image, const Function *f);
/* The same, and lifts it into *stub, whose ops are removed first. */
bool stub_lift(const Guest *guest, const Image *image, const Function *f, Block *stub);

#endif
