/* headers.c -- programs with random ELF headers, and what becomes of each.
 *
 *      headers -s|-l MACHINE CODE FIRST COUNT [COMMAND...]
 *
 * MACHINE is i386, ppc or arm, CODE a file with the instructions of probe.c for it.
 * Case N is the same program on each machine but for these.  It is written to ./case,
 * and COMMAND is run, which without any is ./case.  If COMMAND has a word "--", what is
 * before it is run first, and what is behind it then.  A line a case tells what became
 * of the program: "N dead", "N error 8", or what it found in its memory: with -l in
 * words, with -s as a checksum of these.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#define _GNU_SOURCE
#include "tests/headers/cases.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_OUTPUT = 1 << 20, SECONDS = 20 };

static void write_file(const char *name, const u8 *bytes, size_t size, int mode)
{
    unlink(name);
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);

    if (fd < 0 || write(fd, bytes, size) != (ssize_t)size || close(fd) < 0) {
        perror(name);
        exit(2);
    }
}

static void run_child(char **command)
{
    int null = open("/dev/null", O_RDWR);
    int out = open("output", O_WRONLY | O_CREAT | O_TRUNC, 0666);

    dup2(null, 0), dup2(out, 1), dup2(null, 2);
    close(null), close(out);
    alarm(SECONDS);
    execv(command[0], command);
    _exit(64 + errno);
}

static int run(char **command)
{
    int status = 0;
    pid_t child = fork();

    if (child == 0)
        run_child(command);
    waitpid(child, &status, 0);
    return status;
}

/* Both commands, the one after "--" if the first did well. */
static int run_all(char **command)
{
    for (char **word = command; *word; word++) {
        if (strcmp(*word, "--") != 0)
            continue;
        *word = NULL;
        unlink("out");
        int status = run(command);
        *word = (char *)"--";
        return status ? status : run(word + 1);
    }
    return run(command);
}

static size_t read_output(u8 *bytes)
{
    int fd = open("output", O_RDONLY);
    ssize_t got = fd < 0 ? 0 : read(fd, bytes, MOST_OUTPUT - 1);

    close(fd);
    return got < 0 ? 0 : (size_t)got;
}

static u32 checksum(const char *text)
{
    u32 sum = 2166136261u;

    for (; *text; text++)
        sum = (sum ^ (u8)*text) * 16777619u;
    return sum;
}

static void tell_words(const Case *c, const u8 *output, size_t size, bool in_words)
{
    char *text = NULL;
    size_t length;
    FILE *words = open_memstream(&text, &length);

    case_describe(c, output, size, words);
    fclose(words);
    if (in_words)
        printf("%u %s\n", c->number, text);
    else
        printf("%u %08x\n", c->number, checksum(text));
    free(text);
}

static void tell(const Case *c, int status, bool in_words)
{
    static u8 output[MOST_OUTPUT];
    size_t size = read_output(output);

    if (size == 0 && WIFEXITED(status) && WEXITSTATUS(status) >= 64)
        printf("%u error %d\n", c->number, WEXITSTATUS(status) - 64);
    else if (size == 0)
        printf("%u dead\n", c->number);
    else
        tell_words(c, output, size, in_words);
}

static size_t load_code(const char *name, u8 *code)
{
    int fd = open(name, O_RDONLY);
    ssize_t got = fd < 0 ? -1 : read(fd, code, PARAMS_AT);

    if (got <= 0 || got == PARAMS_AT) {
        fprintf(stderr, "%s: no code, or too much\n", name);
        exit(2);
    }
    close(fd);
    return (size_t)got;
}

int main(int argc, char **argv)
{
    static u8 code[PARAMS_AT];
    static Case c;
    char *own[] = {(char *)"./case", NULL};

    c.machine = argc > 5 ? machine_named(argv[2]) : NULL;
    if (!c.machine) {
        fprintf(stderr, "usage: headers -s|-l MACHINE CODE FIRST COUNT [COMMAND...]\n");
        return 2;
    }
    c.code = code;
    c.code_size = load_code(argv[3], code);
    u32 first = (u32)atoi(argv[4]), count = (u32)atoi(argv[5]);
    case_make_linkers(&c, write_file);
    for (c.number = first; c.number < first + count; c.number++) {
        case_make(&c);
        write_file("case", c.bytes, c.size, 0777);
        tell(&c, run_all(argc > 6 ? argv + 6 : own), strcmp(argv[1], "-l") == 0);
        fflush(stdout);
    }
    return 0;
}
