/* errors.h -- the names and texts of error numbers.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_BASE_ERRORS_H
#define RUNTIME_BASE_ERRORS_H

/* error_name returns the name of a positive error number, as "ENOENT"; error_text its
 * text, as "No such file or directory".  Of an unknown number they return "error" and
 * "". */
const char *error_name(int error);
const char *error_text(int error);

#endif
