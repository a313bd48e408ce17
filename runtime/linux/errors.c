/* errors.c -- the names of error numbers. */
#include "runtime/linux/errors.h"

#include <asm/errno.h>
#include <stddef.h>

const char *error_name(int error)
{
    static const char *const names[] = {
#define ERROR(name) [name] = #name,
#include "runtime/linux/errors.def"
    };

    if (error < 0 || (size_t)error >= sizeof(names) / sizeof(names[0]) || !names[error])
        return "error";
    return names[error];
}
