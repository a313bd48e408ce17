/* recording.h -- what --record asks for: the file, and functions to be told in detail.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_RECORDING_H
#define AOT_RECORDING_H

#include "aot/options.h"
#include "lifter/discover.h"

/* Opens the file of --record, if it was given, and marks the functions of
 * --record-functions in options->aot.recorded.  Returns NULL, or what is wrong, in
 * `text`, which has `room` bytes. */
const char *recording_begin(Options *options, const Program *program, char *text,
                            size_t room);
/* Closes the file.  Returns NULL, or that it could not be written, likewise. */
const char *recording_end(Options *options, char *text, size_t room);

#endif
