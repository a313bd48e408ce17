/*
 * identity.h -- what an output says of the translation that made it, in its note.
 *
 *      Identity identity;
 *      const char *wrong = identity_fill(&identity, &report, "runtime-v3.a");
 *      ... identity.note ...
 *      identity_free(&identity);
 *
 * Nothing in it tells where or when it was made, or what the guest's file was called:
 * the same translation gives the same bytes.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_IDENTITY_H
#define AOT_IDENTITY_H

#include "aot/elf/note.h"
#include "aot/modules/modules.h"
#include "aot/report/report.h"

/* The note's strings are kept here. */
typedef struct {
    Note note;
    char tool[40], llvm[40], cpu[16];
    char guest_sha256[NOTE_SHA256 + 1], runtime_sha256[NOTE_SHA256 + 1];
    char *option[NUM_OPTIONS]; /* from base_alloc; NULL: it decides nothing */
    char **library;            /* as many as there are modules */
    u32 num_libraries;
} Identity;

/* Describes the translation that `report` tells of, up to its compilation; `runtime` is
 * the file that is linked, or NULL, as are `modules`.  Returns NULL, or why the runtime
 * cannot be read.  The note points to strings of the report's options, too. */
const char *identity_fill(Identity *identity, const Report *report, const char *runtime,
                          const Modules *modules);
void identity_free(Identity *identity);

#endif
