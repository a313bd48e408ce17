/*
 * program.h -- what a profile says of one program or library.
 *
 *      ProfileView view;
 *      profile_view(&view, &profile, &file);
 *      profile_hint(&view, &file.hints);
 *      Program program = discover(file.guest, &file.image, &file.hints);
 *      profile_heat(&view, &program, heat);
 *      profile_view_free(&view);
 *
 * Addresses are the guest's, as in the file's Image.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_PROFILE_PROGRAM_H
#define AOT_PROFILE_PROGRAM_H

#include "aot/elf/elf.h"
#include "aot/profile/profile.h"
#include "aot/settings.h"

typedef struct {
    u32 address;
    u64 weight; /* guest instructions that were executed, at most */
} Executed;

/* All lists are ascending. */
typedef struct {
    bool found;      /* the profile has something of this file */
    bool counts_all; /* all code that was executed is told: what is not was not */
    u32 *called;
    u32 num_called;
    CodeEdge *jump, *left;
    u32 num_jumps, num_left;
    SeenCall *call; /* of each indirect call, what it called most often, if that is
                       much of all */
    u32 num_calls;
    Executed *executed; /* blocks, which may overlap */
    u32 num_executed;
} ProfileView;

/* Fills in what the profile says of the file.  Modules are known by their content. */
void profile_view(ProfileView *view, const Profile *profile, const ElfFile *file);
void profile_view_free(ProfileView *view);

/* Adds that to hints for discovery, which keep pointers into the view. */
void profile_hint(const ProfileView *view, Hints *hints);

/* Fills in how much each function of the program was executed. */
void profile_heat(const ProfileView *view, const Program *program, FunctionHeat *heat);

#endif
