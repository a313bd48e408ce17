/* streams.c -- files that are written, and the standard streams.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/streams.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "ir/base.h"

const char *streams_close(FILE *file)
{
    bool before = ferror(file) != 0;

    if (fclose(file) != 0)
        return strerror(errno);
    return before ? "not all could be written; is the disk full?" : NULL;
}

void streams_open_standard(void)
{
    for (int fd = 0; fd <= 2;) {
        int got = open("/dev/null", O_RDONLY);

        if (got < 0 || got > 2) {
            if (got > 2)
                close(got);
            return;
        }
        fd = got + 1;
    }
}
