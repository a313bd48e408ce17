/* streams.h -- files that are written, and the standard streams.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_STREAMS_H
#define AOT_STREAMS_H

#include <stdio.h>

/* Closes a file that was written.  Returns NULL, or what went wrong with that, or
 * before.
 */
const char *streams_close(FILE *file);

/* Opens those of the descriptors 0 to 2 that are closed.  A file that is opened while a
 * standard stream is closed would take its place.  What takes it here can be read, so
 * that writing to the stream fails as it should. */
void streams_open_standard(void);

#endif
