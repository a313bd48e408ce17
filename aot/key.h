/*
 * key.h -- what a translation is a function of, as text: the tool, the guest's file and
 * the options that decide the result.
 *
 *      Key key;
 *      const char *wrong = key_make(&key, &options, &file);
 *      ... key.tool, key.guest, key.options ...
 *      key_free(&key);
 *
 * Two translations with the same key give the same objects.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_KEY_H
#define AOT_KEY_H

#include <sha2.h>

#include "aot/elf/elf.h"
#include "aot/options.h"

enum { KEY_SHA256 = SHA256_DIGEST_STRING_LENGTH /* hexadecimal, with its 0 */ };

typedef struct {
    char *tool;             /* versions and build ids of dbt-aot and LLVM */
    char guest[KEY_SHA256]; /* SHA-256 of the guest's file */
    char *options;          /* one line: "-O2 -march=x86-64-v3 --precise" */
    char error[400];
} Key;

/* Returns NULL, or what is wrong, as one line: the file of --functions cannot be read.
 * The options say of an object what is in it, not that it is an object or a shard. */
const char *key_make(Key *key, const Options *options, const ElfFile *file);
void key_free(Key *key);

#endif
