/*
 * modules.h -- the guest's shared objects that were translated ahead of time.
 *
 *      modules_init();         before anything is loaded
 *      ...                     the program and its dynamic linker are loaded
 *      modules_start();        and the thread that runs them is made
 *
 * A module's code is made for one guest address (abi.h).  So these addresses are kept
 * free of other mappings.  Where the guest maps a file as large as a module's, without
 * insisting on an address, it is mapped at the module's.  Whenever all read-only parts
 * of a module are mapped there, their bytes are compared by their hashes; if they are
 * the same, the module's functions are used until these mappings change.  A file that
 * is another one, or is mapped elsewhere, is translated when it is reached: a wrong
 * guess costs time only.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_CODE_MODULES_H
#define RUNTIME_CODE_MODULES_H

/* Keeps the addresses of the modules of image_init free, and places their files there
 * from now on. */
void modules_init(void);
/* Begins to use modules; those that are mapped already, too. */
void modules_start(void);

#endif
