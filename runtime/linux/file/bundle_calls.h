/*
 * bundle_calls.h -- calls on names that lead into the bundle (bundle.h).
 *
 *      c->arg[i] = bundle_name_in(c, i, name, true);
 *      ...
 *      if (c->bundle)
 *          result = bundle_call(c);                -- in place of the host's call
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_LINUX_FILE_BUNDLE_CALLS_H
#define RUNTIME_LINUX_FILE_BUNDLE_CALLS_H

#include "runtime/linux/syscall.h"

/* Converts argument `i`, the name of a file; `follow`: its own, if that is a link, is
 * not meant.  Returns the host's name.  If the bundle has the file, it sets c->bundle
 * to the entry's number + 1; if the name leads nowhere, to a negated error number. */
u64 bundle_name_in(Call *c, u32 i, const char *name, bool follow);
/* Called before a call is made, when its arguments are converted.  Sets c->bundle if it
 * would change an open file of the bundle. */
void bundle_before(Call *c);
/* Makes a call for which c->bundle is set. */
i64 bundle_call(Call *c);

/* Opens an entry with the host's `flags`; one that is a link is not to be followed.
 * Returns a descriptor or a negated error number. */
i64 bundle_call_open(Call *c, u32 entry, u64 flags);

/* Changes a host struct stat or struct statx (`of`) of a descriptor of a file of the
 * bundle to that file's. */
void bundle_show(LayoutId of, void *host);
/* Fills it for an entry. */
void bundle_show_entry(u32 entry, LayoutId of, void *host);

#endif
