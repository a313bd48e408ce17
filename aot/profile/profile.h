/*
 * profile.h -- profiles of runs: what the runtime wrote (docs/profile.md).
 *
 *      Profile profile = {0};
 *      profile_read(&profile, text, size);             -- any number of times
 *      profile_finish(&profile);
 *      ... profile_of_program (program.h) ...
 *      profile_free(&profile);
 *
 * A section that does not have the form in all of its lines counts as damaged, and is
 * left out.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_PROFILE_PROFILE_H
#define AOT_PROFILE_PROFILE_H

#include "runtime/profile/rows.h"

/* Limits of one profile: more is damage. */
enum { PROFILE_MODULES = 4096, PROFILE_ROWS = 1 << 24 };

/* An ELF file that a program had mapped. */
typedef struct {
    bool is_program;
    bool known; /* whether hash and size are */
    bool all;   /* some run tells all of its code that was executed, with counts */
    u64 hash, size;
    char *path; /* as the guest knows it; of base_alloc */
} ProfileModule;

/* All 0 to begin with. */
typedef struct {
    ProfileModule *module; /* of base_alloc */
    u32 num_modules;
    Rows rows;    /* their modules are indices of `module` */
    u64 handlers; /* that runs have installed for SIGSEGV or SIGBUS */
    u32 sections, damaged;
} Profile;

/* Adds all sections of a text, which needs no 0 at its end. */
void profile_read(Profile *profile, const char *text, size_t size);
/* Merges what was read. */
void profile_finish(Profile *profile);
void profile_free(Profile *profile);

#endif
