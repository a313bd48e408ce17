/*
 * profile.h -- the profile of a run, for the next translation: DBT_PROFILE, dbt-run
 * --profile (docs/profile.md).
 *
 *      if (profile_on)
 *          profile_mapped(address);
 *
 * Off, it costs a test of a flag when a file is mapped or guest code changes.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_PROFILE_PROFILE_H
#define RUNTIME_PROFILE_PROFILE_H

#include "ir/base.h"

extern bool profile_on;

/* Switches the profile on.  `to` is the file's name, as of end_file.h; its text must
 * live as long as the process.  Returns false, and writes a line to `error` (of `room`
 * bytes) that starts with `what`, if the file cannot be written. */
bool profile_start(const char *to, const char *what, char *error, size_t room);

/* A file was mapped at guest address `address`, executable. */
void profile_mapped(u32 address);
/* The bytes of a range with translated code are about to be mapped anew or unmapped.
 * Call it under lock_code. */
void profile_forget(u32 address, u64 size);

/* Counts an indirect jump of the instruction at `site` to `target`: a call that
 * returns to `link`, or with NO_RETURN a jump.  dispatch.S calls it. */
void profile_jumped(u32 site, u32 target, u32 link);

#endif
