/*
 * bundle.h -- files that go into an output, and how the guest sees them.
 *
 *      Bundle *b = bundle_new();
 *      const char *wrong = bundle_add_from_root(b, "/srv/root", "/lib/libc.so.6");
 *      if (!wrong)
 *          wrong = bundle_add(b, "/etc/app", "app-data");
 *      if (!wrong)
 *          wrong = bundle_pack(b, &size);         -- an AotBundle of abi.h
 *      bundle_free(b);
 *
 * Paths of the guest are absolute.  Where a part of one is a symbolic link of the
 * bundle, that is followed.  What is added later replaces what was there.  Functions
 * that return text return NULL, or what is wrong, as one line that lives as long as the
 * bundle.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_BUNDLE_H
#define AOT_BUNDLE_H

#include "ir/base.h"

typedef struct Bundle Bundle;

Bundle *bundle_new(void);
void bundle_free(Bundle *b);

/* Adds the file `host` of this machine, or the folder with all that is in it, as
 * `guest`. A link that `host` names is followed; those below a folder become links. */
const char *bundle_add(Bundle *b, const char *guest, const char *host);
/* Adds a file of the folder `root` under its name there, and each symbolic link that
 * leads to it, as path_resolution(7) has it after chroot(root). */
const char *bundle_add_from_root(Bundle *b, const char *root, const char *guest);

/* Calls visit for each file, with its path in the guest and its name on this machine.
 */
void bundle_visit(const Bundle *b,
                  void (*visit)(void *to, const char *guest, const char *host),
                  void *to);

/* Reads all files, and packs them.  Returns the bytes, which live as long as the
 * bundle; or NULL, and bundle_wrong tells why. */
const u8 *bundle_pack(Bundle *b, u64 *size);
const char *bundle_wrong(const Bundle *b);
/* Formats what is wrong, and returns it. */
const char *bundle_refuse(Bundle *b, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Returns this machine's name of the n-th file that was added, or NULL behind the last;
 * a file that was replaced by another is among them. */
const char *bundle_input(const Bundle *b, u32 n);
u32 bundle_num_inputs(const Bundle *b);

#endif
