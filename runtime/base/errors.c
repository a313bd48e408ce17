/* errors.c -- the names and texts of error numbers.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/base/errors.h"

#include <asm/errno.h>
#include <stddef.h>

static const struct {
    const char *name, *text;
} errors[] = {
#define ERROR(name, text) [name] = {#name, text},
#include "runtime/base/errors.def"
};

static int is_known(int error)
{
    return error >= 0 && (size_t)error < sizeof(errors) / sizeof(errors[0]) &&
           errors[error].name;
}

const char *error_name(int error)
{
    return is_known(error) ? errors[error].name : "error";
}

const char *error_text(int error)
{
    return is_known(error) ? errors[error].text : "";
}
