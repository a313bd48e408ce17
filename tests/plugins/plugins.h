/* plugins.h -- what the program and its plugins call of each other.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef TESTS_PLUGINS_H
#define TESTS_PLUGINS_H

/* Of the program: plugins that are loaded, by 1 more or fewer. */
void host_counts(int change);

/* Of each plugin: a number that only SEED and the plugin decide. */
unsigned plugin_work(unsigned seed);

#endif
