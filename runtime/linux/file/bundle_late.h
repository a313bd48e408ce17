/* bundle_late.h -- descriptors of large files of the bundle whose bytes are copied when
 * a call needs them (bundle_file.h).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_FILE_BUNDLE_LATE_H
#define RUNTIME_LINUX_FILE_BUNDLE_LATE_H

#include "runtime/linux/syscall.h"

/* How many such descriptors are open. */
extern u32 bundle_num_late;

/* Opens a file of the bundle with the host's `flags`, the large one late.  Returns a
 * descriptor or a negated error number. */
i64 bundle_late_open(u32 entry, u64 flags);
/* Fills those files that the call is about to use, or may lead others to.  Sets
 * c->bundle if it asks for the status of one: while another thread fills that, its time
 * does not tell what it is.  Called before the call is made, if bundle_num_late is not
 * 0. */
void bundle_late_before(Call *c);
/* Returns the entry that a descriptor is of, late or not, or BUNDLE_NONE. */
u32 bundle_late_of(i64 fd);
/* Fills the file of descriptor `fd`, if it is one of them; or those of all. */
void bundle_late_fill(i64 fd);
void bundle_late_fill_all(void);
/* Forgets the descriptor, which is closed or is another file's now. */
void bundle_late_forget(i64 fd);

#endif
