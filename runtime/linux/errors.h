/* errors.h -- the names and texts of error numbers.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_ERRORS_H
#define RUNTIME_LINUX_ERRORS_H

/* "ENOENT", "No such file or directory"; of an unknown number "error" and "". */
const char *error_name(int error);
const char *error_text(int error);

#endif
