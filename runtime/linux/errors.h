/* errors.h -- the names of error numbers. */
#ifndef RUNTIME_LINUX_ERRORS_H
#define RUNTIME_LINUX_ERRORS_H

const char *error_name(int error);

#endif
