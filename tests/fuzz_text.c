/* fuzz_text.c -- a libFuzzer target: any text as a block, as a list of stages, as a
 * command line.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdlib.h>
#include <string.h>

#include "lifter/lifter.h"
#include "runtime/base/options.h"

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size);

enum { MOST_TEXT = 1 << 20 };

/* A text that is being written; what has no room is cut. */
typedef struct {
    char *text;
    size_t length;
} Written;

static void append(Out *out, const char *text, size_t length)
{
    Written *w = out->to;

    if (length > MOST_TEXT - w->length)
        length = MOST_TEXT - w->length;
    memcpy(w->text + w->length, text, length);
    w->length += length;
    w->text[w->length] = 0;
}

static void must(const char *wrong, const char *what)
{
    if (wrong)
        panic("%s: %s", what, wrong);
}

/* A block that is well formed stays so when it is optimised, and is the same block
 * after it was printed and read. */
static void try_block(const char *text)
{
    static char room[MOST_TEXT + 1];
    Block block = {0}, again = {0};
    Written w = {room, 0};
    Out out = {append, &w};

    if (!ir_parse(&block, text, NULL) && !ir_verify(&block)) {
        ir_print(&block, NULL, &out);
        if (w.length < MOST_TEXT) {
            must(ir_parse(&again, w.text, NULL), "printed");
            must(ir_verify(&again), "read again");
            if (again.count != block.count)
                panic("%u ops, read again %u", block.count, again.count);
        }
        ir_optimise(&block, NULL, false);
        must(ir_verify(&block), "optimised");
    }
    ir_free(&block);
    ir_free(&again);
}

static void try_request(const char *text)
{
    static const OptionName names[] = {
        {"in_asm", 1, ""}, {"op", 2, ""}, {"op_opt", 4, ""}};
    OptionRequest request = {0};
    char error[40];

    if (option_request(names, ARRAY_LEN(names), text, "-d", &request, error,
                       sizeof error))
        option_where_is(&request.where, 0x1000, "main");
}

static void try_command_line(char *text)
{
    static const Option table[] = {
        {0, "-o", "--output", VALUE_NEEDED, "FILE", OPTION_USUAL, "", ""},
        {1, "-v", "--verbose", VALUE_NONE, NULL, OPTION_USUAL, "", ""},
        {2, NULL, "-march", VALUE_NEEDED, "CPU", OPTION_USUAL, "", ""},
        {3, "-O", NULL, VALUE_OPTIONAL, "LEVEL", OPTION_USUAL, "", ""},
        {4, "-d", "--dump", VALUE_NEEDED, "LIST", OPTION_SPECIAL, "", ""}};
    char *argv[64] = {"fuzz"};
    int argc = 1;

    for (char *word = strtok(text, "\n"); word && argc < 63; word = strtok(NULL, "\n"))
        argv[argc++] = word;
    OptionReader r = {
        .table = table, .count = ARRAY_LEN(table), .argc = argc, .argv = argv};
    for (int id; (id = option_next(&r)) != OPTION_END && id != OPTION_WRONG;)
        if (r.value && strlen(r.value) > MOST_TEXT)
            panic("a value that is too long");
}

/* The first byte chooses. */
int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size)
{
    char *text;

    if (!size)
        return 0;
    text = malloc(size);
    if (!text)
        return 0;
    memcpy(text, bytes + 1, size - 1);
    text[size - 1] = 0;
    switch (bytes[0] % 3) {
    case 0: try_block(text); break;
    case 1: try_request(text); break;
    default: try_command_line(text); break;
    }
    free(text);
    return 0;
}
