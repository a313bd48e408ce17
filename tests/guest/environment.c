/* environment.c -- getenv, setenv, unsetenv, clearenv.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>

static const char *get(const char *name)
{
    const char *value = getenv(name);
    return value ? value : "(none)";
}

int main(void)
{
    printf("%s %s\n", get("GUEST_TEST"), get("GUEST_NOTHING"));
    setenv("GUEST_TEST", "changed", 1);
    setenv("GUEST_TEST", "not again", 0);
    setenv("GUEST_NEW", "", 1);
    printf("%s [%s]\n", get("GUEST_TEST"), get("GUEST_NEW"));
    unsetenv("GUEST_TEST");
    printf("%s\n", get("GUEST_TEST"));
    clearenv();
    printf("%s\n", get("PATH"));
    return 0;
}
