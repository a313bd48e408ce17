/* shorten.h -- the symbol table of an output, without what nobody looks for.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_ELF_SHORTEN_H
#define AOT_ELF_SHORTEN_H

#include <stdbool.h>

/* Leaves only the guest's functions in the symbol table of the linked file `path`:
 * their symbols have a guest address in their names (layout_symbol).  The symbols of
 * the runtime go, and those of the stubs `.leave`.  What lies behind the symbol table
 * in the file moves down.  A file that has anything behind the table that is loaded, or
 * that refers to symbols by number, stays as it is.  Returns false if the file cannot
 * be read or written; errno says why. */
bool shorten_symbols(const char *path);

#endif
