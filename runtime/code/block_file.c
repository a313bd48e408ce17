/* block_file.c -- the file of all blocks that the process translated.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/block_file.h"

#include "runtime/at_end.h"
#include "runtime/base/text.h"
#include "runtime/code/block_line.h"
#include "runtime/code/block_record.h"
#include "runtime/end_file.h"

/* What was asked for. */
static const char *asked;
/* The lines of blocks that were flushed. */
static Text flushed;

static void put_block(Out *out, const TransBlock *b, const char *ends)
{
    if (!b->glue)
        block_line(out, b, b->live ? ends : "invalidated");
}

static void keep(const TransBlock *b)
{
    Out out = text_out(&flushed);

    put_block(&out, b, "flushed");
}

static void after_fork(void)
{
    base_free(flushed.text);
    flushed = (Text){0};
    block_record_reset();
}

/* Writes what there is of the text, and empties it. */
static void write_part(EndFile *file, Text *text)
{
    if (!file->error)
        file->error = text_write(file->fd, text->text, text->length);
    text->length = 0;
}

/* The lines of a big program are too many to have all of them in memory. */
static void write(const ProcessEnd *ending)
{
    enum { PART = 1 << 20 };
    EndFile file = end_file_open(asked, "DBT_BLOCKS");
    Text text = {0};
    Out out = text_out(&text);

    (void)ending;
    block_line_first(&out);
    write_part(&file, &text);
    if (!file.error)
        file.error = text_write(file.fd, flushed.text, flushed.length);
    for (const TransBlock *b = blocks_first(); b < blocks_end() && !file.error; b++) {
        put_block(&out, b, "live");
        if (text.length >= PART)
            write_part(&file, &text);
    }
    write_part(&file, &text);
    end_file_close(&file);
    base_free(text.text);
}

bool block_file_start(const char *to, const char *what, char *error, size_t room)
{
    static AtEnd at_end = {write, after_fork, NULL};

    if (!end_file_try(to, what, error, room))
        return false;
    if (!asked)
        at_end_add(&at_end);
    asked = to;
    block_record_start(keep);
    return true;
}
