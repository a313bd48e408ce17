/*
 * archive.h -- archives of files, as ar(1) makes them: ar(5), with GNU's names.
 *
 *      SHA2_CTX sum;
 *      SHA256Init(&sum);
 *      ArchiveWriter w = {.to = file, .sum = &sum};
 *      archive_begin(&w);
 *      archive_add(&w, "hello", "world\n", 6);
 *
 *      ArchiveReader r = {.bytes = bytes, .size = size};
 *      while (archive_next(&r))
 *          ... r.name, r.member, r.member_size ...
 *      if (r.damaged) ...
 *
 * What is written depends on the names and contents alone.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_ARCHIVE_H
#define AOT_ARCHIVE_H

#include <sha2.h>
#include <stdio.h>

#include "ir/base.h"

enum { ARCHIVE_NAME = 15 /* characters of a member's name, at most */ };

typedef struct {
    FILE *to;
    SHA2_CTX *sum; /* of all that is written */
    bool failed;   /* something could not be written; errno said why */
} ArchiveWriter;

/* Write the head of an archive, and a member. */
void archive_begin(ArchiveWriter *w);
void archive_add(ArchiveWriter *w, const char *name, const void *bytes, size_t size);

typedef struct {
    const u8 *bytes; /* the archive */
    size_t size;
    size_t at; /* where the next member begins; 0 to begin with */
    char name[ARCHIVE_NAME + 1];
    const u8 *member;
    size_t member_size;
    bool damaged; /* these bytes are no archive, or not all of one */
} ArchiveReader;

/* Reads the next member.  Returns false after the last one, and where the archive is
 * damaged. */
bool archive_next(ArchiveReader *r);

#endif
