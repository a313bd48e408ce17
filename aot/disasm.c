/*
 * disasm.c -- dbt-disasm: mnemonics for the host code in a listing of -d out_asm.
 *
 *      DBT_LOG=out_asm:log ./prog; dbt-disasm <log
 *
 * It reads a listing from stdin and writes it to stdout.  After a line
 *
 *      OUT: [size=98] at 0x7f0000001000
 *
 * lines of bytes, up to an empty line, become lines of instructions, the first at that
 * address; all other lines stay.  dbt-run talks to it (runtime/base/helper.h), so it
 * writes all it has at each empty line.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aot/host_asm.h"
#include "aot/settings.h"
#include "runtime/base/options.h"

#ifndef VERSION
#define VERSION "unknown"
#endif

enum {
#define OPTION OPTION_ID
#include "aot/disasm.def"
};

static const Option table[] = {
#define OPTION OPTION_ROW
#include "aot/disasm.def"
};

/* Bytes that were read and not shown yet: what is left of an instruction, and a line.
 */
enum { ROOM = 1 << 12 };

typedef struct {
    HostAsm *host;
    bool in_code;
    u64 at; /* host address of the first of `bytes` */
    u8 bytes[ROOM];
    size_t count;
} Listing;

/* Shows the instructions that the bytes are, but for the last `keep` bytes. */
static void show_code(Listing *l, size_t keep)
{
    size_t done = 0;

    while (done + keep < l->count) {
        char text[HOST_ASM_ROOM];
        u64 at = l->at + done;

        done += host_asm_next(l->host, l->bytes + done, l->count - done, at, text);
        printf("    0x%012" PRIx64 ":\t%s\n", at, text);
    }
    l->at += done;
    l->count -= done;
    memmove(l->bytes, l->bytes + done, l->count);
}

/* Takes a line of bytes, such as "48 89 e5".  Returns false if the line is no such. */
static bool take_bytes(Listing *l, const char *line)
{
    size_t count = l->count;

    while (isxdigit((unsigned char)line[0]) && isxdigit((unsigned char)line[1])) {
        char digits[] = {line[0], line[1], 0};
        if (count == ROOM)
            return false;
        l->bytes[count++] = (u8)strtoul(digits, NULL, 16);
        line += line[2] == ' ' ? 3 : 2;
    }
    if (*line && *line != '\n')
        return false;
    l->count = count;
    return true;
}

/* Begins the code at the address that the line tells, if it is a block's first. */
static void take_head(Listing *l, const char *line)
{
    static const char head[] = "OUT: [size=", before[] = "] at 0x";
    const char *at = strstr(line, before);

    if (strncmp(line, head, sizeof head - 1) != 0 || !at)
        return;
    l->in_code = true;
    l->at = strtoull(at + sizeof before - 1, NULL, 16);
}

static void take_line(Listing *l, const char *line)
{
    if (*line != '\n' && l->in_code && take_bytes(l, line)) {
        if (l->count > ROOM / 2)
            show_code(l, HOST_ASM_LONGEST);
        return;
    }
    show_code(l, 0);
    fputs(line, stdout);
    take_head(l, line);
    if (*line == '\n') {
        l->in_code = false;
        fflush(stdout);
    }
}

static int filter(void)
{
    Listing l = {0};
    char *line = NULL;
    size_t room = 0;

    l.host = host_asm_new();
    if (!l.host) {
        fprintf(stderr, "dbt-disasm: LLVM has no disassembler for x86-64\n");
        return 1;
    }
    while (getline(&line, &room, stdin) > 0)
        take_line(&l, line);
    show_code(&l, 0);
    free(line);
    host_asm_free(l.host);
    if (fflush(stdout) == 0 && !ferror(stdout))
        return 0;
    perror("dbt-disasm: standard output");
    return 1;
}

static int show_help(bool asked)
{
    Out out = out_to_file(stdout);

    fputs("usage: dbt-disasm <LISTING\n"
          "Show the host code in a listing of DBT_LOG=out_asm as instructions.\n\n",
          asked ? stdout : stderr);
    if (asked)
        option_help(table, ARRAY_LEN(table), true, &out);
    return asked ? 0 : 2;
}

int main(int argc, char **argv)
{
    OptionReader r = {
        .table = table, .count = ARRAY_LEN(table), .argc = argc, .argv = argv};

    switch (option_next(&r)) {
    case OPTION_END: return filter();
    case OPTION_HELP: return show_help(true);
    case OPTION_VERSION: puts("dbt-disasm " VERSION); return 0;
    case OPTION_WRONG: fprintf(stderr, "dbt-disasm: %s\n", r.error); return 2;
    default: return show_help(false);
    }
}
