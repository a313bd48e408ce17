/* guest_run.c -- run the cases of guest/cases.txt with a command, compare with what is
 * expected.
 *
 *      guest_run [-o both -o qemu] [-g arm] [-w] FOLDER COMMAND...
 *
 * A case runs COMMAND and its own words, with FOLDER/input.txt, if there is one, as
 * standard input, in a folder of its own.  FOLDER/expect/CASE holds its standard
 * output, then how it ended, or FOLDER/expect/GUEST/CASE where that differs. -o takes
 * only cases with that oracle, -g those for that guest; -w writes what is expected.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_WORDS = 64, SECONDS = 60 };

typedef struct {
    char *name, *oracle, *guests, *words;
} Case;

typedef struct {
    char *bytes;
    size_t size;
} Text;

static char folder[PATH_MAX];
static const char *oracles[8];
static int num_oracles;
static const char *guests[8];
static int num_guests;
static bool write_expected;

static _Noreturn void fail(const char *what)
{
    perror(what);
    exit(2);
}

/* Appends `size` bytes, and keeps a NUL behind them. */
static void append(Text *text, const char *bytes, size_t size)
{
    char *more = realloc(text->bytes, text->size + size + 1);

    if (!more)
        fail("realloc");
    memcpy(more + text->size, bytes, size);
    text->bytes = more;
    text->size += size;
    more[text->size] = 0;
}

static char *trim(char *text)
{
    while (*text == ' ')
        text++;
    for (char *end = text + strlen(text); end > text && strchr(" \n", end[-1]);)
        *--end = 0;
    return text;
}

/* "name | oracle guests | words"; false for a comment or an empty line. */
static bool parse_case(char *line, Case *out)
{
    char *rest = line;
    if (*trim(line) == 0 || *trim(line) == '#')
        return false;
    out->name = trim(strsep(&rest, "|"));
    out->guests = rest ? trim(strsep(&rest, "|")) : "";
    out->oracle = strsep(&out->guests, " ");
    out->words = rest ? trim(rest) : "";
    return true;
}

static bool has_word(const char *words, const char *wanted)
{
    for (; *words; words += strspn(words, " ")) {
        size_t length = strcspn(words, " ");
        if (!strncmp(words, wanted, length) && !wanted[length])
            return true;
        words += length;
    }
    return false;
}

/* Is it for all guests, or for one of these? */
static bool for_guest(const Case *test)
{
    for (int i = 0; test->guests && i < num_guests; i++)
        if (has_word(test->guests, guests[i]))
            return true;
    return !test->guests || !num_guests;
}

static bool wanted(const Case *test)
{
    if (!for_guest(test))
        return false;
    for (int i = 0; i < num_oracles; i++)
        if (!strcmp(oracles[i], test->oracle))
            return true;
    return num_oracles == 0;
}

/* Split in place; "double quotes" keep spaces. */
static int split(char *text, char **word, int room)
{
    int count = 0;
    while (*text && count < room) {
        bool quoted = *text == '"';
        word[count++] = text += quoted;
        text += strcspn(text, quoted ? "\"" : " ");
        if (*text)
            *text++ = 0;
        text += strspn(text, " ");
    }
    return count;
}

static long now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (long)t.tv_sec;
}

/* What every thread of a group of processes waits for: state, system call, place. */
static void report_waiting(pid_t group)
{
    char command[512];
    snprintf(command, sizeof command,
             "for task in /proc/[0-9]*/task/*; do"
             " stat=$(sed 's/.*) //' $task/stat); set -- $stat;"
             " [ \"$3\" = %d ] && echo $task $1 $(cat $task/syscall $task/wchan);"
             "done 2>/dev/null",
             (int)group);
    fflush(stdout);
    if (system(command) < 0)
        perror("sh");
}

/* To the end, or until it takes too long; `pid` is then killed, with its group. */
static Text read_all(int fd, pid_t pid)
{
    Text text = {NULL, 0};
    char part[4096];
    long start = now();
    for (ssize_t got = 1; got != 0;) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        if (pid && now() - start >= SECONDS) {
            report_waiting(pid);
            kill(-pid, SIGKILL);
        }
        if (pid && poll(&ready, 1, 1000) == 0)
            continue;
        got = read(fd, part, sizeof part);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            fail("read");
        append(&text, part, (size_t)got);
    }
    return text;
}

/* A shell starts what runs in the background with some signals ignored. */
static void default_signals(void)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL);
}

static _Noreturn void child(char **command, int out, const char *scratch)
{
    char input[PATH_MAX + 16];
    snprintf(input, sizeof input, "%s/input.txt", folder);
    int in = open(access(input, F_OK) ? "/dev/null" : input, O_RDONLY);
    if (in < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || chdir(scratch))
        fail(input);
    close(in);
    close(out);
    setenv("GUEST_TEST", "x", 1);
    setpgid(0, 0);
    default_signals();
    execvp(command[0], command);
    perror(command[0]);
    _exit(126);
}

/* Its standard output, and a last line that says how it ended. */
static Text run(char **command)
{
    char scratch[] = "/tmp/guest_run_XXXXXX";
    int out[2], status = 0;
    if (!mkdtemp(scratch) || pipe2(out, O_CLOEXEC))
        fail("run");
    pid_t pid = fork();
    if (pid == 0)
        child(command, out[1], scratch);
    close(out[1]);
    setpgid(pid, pid);
    Text text = read_all(out[0], pid);
    close(out[0]);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    rmdir(scratch);
    char end[40];
    int length = WIFSIGNALED(status)
                     ? snprintf(end, sizeof end, "[signal %d]\n", WTERMSIG(status))
                     : snprintf(end, sizeof end, "[exit %d]\n", WEXITSTATUS(status));
    append(&text, end, (size_t)length);
    return text;
}

static int line_length(const char *text)
{
    return (int)strcspn(text, "\n");
}

/* Print the first line that differs. */
static void report(const Case *test, const Text *want, const Text *got)
{
    const char *w = want->bytes, *g = got->bytes;
    int line = 1;
    while (*w && line_length(w) == line_length(g) &&
           !memcmp(w, g, (size_t)line_length(w))) {
        w += line_length(w) + (w[line_length(w)] != 0);
        g += line_length(g) + (g[line_length(g)] != 0);
        line++;
    }
    printf("FAIL %s (%s), line %d\n  want %.*s\n  got  %.*s\n", test->name, test->words,
           line, line_length(w), w, line_length(g), g);
}

static void find_expected(const Case *test, char *path, size_t room)
{
    for (int i = 0; i < num_guests; i++) {
        snprintf(path, room, "%s/expect/%s/%s", folder, guests[i], test->name);
        if (!access(path, F_OK))
            return;
    }
    snprintf(path, room, "%s/expect/%s", folder, test->name);
}

static bool compare(const Case *test, const Text *got)
{
    char path[2 * PATH_MAX];
    find_expected(test, path, sizeof path);
    int fd = open(path, write_expected ? O_WRONLY | O_CREAT | O_TRUNC : O_RDONLY, 0666);
    if (fd < 0)
        fail(path);
    bool same = true;
    if (write_expected) {
        if (write(fd, got->bytes, got->size) != (ssize_t)got->size)
            fail(path);
    } else {
        Text want = read_all(fd, 0);
        same = want.size == got->size && !memcmp(want.bytes, got->bytes, got->size);
        if (!same)
            report(test, &want, got);
        free(want.bytes);
    }
    close(fd);
    return same;
}

static bool run_case(Case *test, char **command, int length)
{
    char *all[MAX_WORDS + 1], words[1024];
    snprintf(words, sizeof words, "%s", test->words);
    memcpy(all, command, (size_t)length * sizeof *command);
    all[length + split(words, all + length, MAX_WORDS - length)] = NULL;
    Text got = run(all);
    bool ok = compare(test, &got);
    free(got.bytes);
    fflush(stdout);
    return ok;
}

static void options(int argc, char **argv)
{
    for (int option; (option = getopt(argc, argv, "+o:g:w")) != -1;) {
        if (option == 'w')
            write_expected = true;
        else if (option == 'g' && num_guests < 8)
            guests[num_guests++] = optarg;
        else if (option == 'o' && num_oracles < 8)
            oracles[num_oracles++] = optarg;
        else
            exit(2);
    }
    if (argc - optind < 2 || argc - optind > MAX_WORDS / 2 ||
        !realpath(argv[optind], folder)) {
        fputs("guest_run [-o ORACLE]... [-g GUEST]... [-w] FOLDER COMMAND...\n",
              stderr);
        exit(2);
    }
}

/* Cases run in folders of their own: files the command names, by full path. */
static void find_files(char **word)
{
    char path[PATH_MAX];
    for (; *word; word++)
        if (strchr(*word, '/') && realpath(*word, path))
            *word = strdup(path);
}

int main(int argc, char **argv)
{
    options(argc, argv);
    find_files(argv + optind + 1);
    char path[PATH_MAX + 16], *line = NULL;
    snprintf(path, sizeof path, "%s/cases.txt", folder);
    FILE *cases = fopen(path, "r");
    if (!cases)
        fail(path);
    int passed = 0, failed = 0;
    size_t room = 0;
    Case test;
    while (getline(&line, &room, cases) > 0)
        if (parse_case(line, &test) && wanted(&test))
            *(run_case(&test, argv + optind + 1, argc - optind - 1) ? &passed
                                                                    : &failed) += 1;
    printf("%d passed, %d failed\n", passed, failed);
    free(line);
    fclose(cases);
    return failed || !passed;
}
