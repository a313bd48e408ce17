/* plugin.c -- loaded by program.c.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
int twice(int x);

int twice(int x)
{
    return 2 * x;
}
