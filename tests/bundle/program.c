/* program.c -- uses files that are in its bundle, and those that are not: each line
 * tells what a call gave.
 *
 *      program                  files below /bundle, which the host does not have
 *      program union FOLDER     a folder that both have
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Prints "what: result", or the error. */
static int tell(const char *what, long result)
{
    if (result < 0)
        printf("%s: %s\n", what, strerror(errno));
    else
        printf("%s: %ld\n", what, result);
    return (int)result;
}

/* Errors only: descriptors may have any number. */
static int tell_open(const char *what, int fd)
{
    printf("%s: %s\n", what, fd < 0 ? strerror(errno) : "opened");
    return fd;
}

static void show_stat(const char *what, int result, const struct stat *st)
{
    if (tell(what, result) < 0)
        return;
    printf("    mode %o owner %d", st->st_mode, (int)st->st_uid);
    if (!S_ISDIR(st->st_mode))
        printf(" links %d size %ld time %ld.%09ld", (int)st->st_nlink,
               (long)st->st_size, (long)st->st_mtim.tv_sec, st->st_mtim.tv_nsec);
    printf("\n");
}

static void show(const char *path)
{
    struct stat st, again;

    show_stat(path, stat(path, &st), &st);
    if (stat(path, &again) == 0 &&
        (st.st_ino != again.st_ino || st.st_dev != again.st_dev))
        printf("    another file at each look\n");
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void list(const char *path)
{
    struct dirent **entry;
    int count = scandir(path, &entry, NULL, by_name);

    printf("%s:", path);
    for (int i = 0; i < count; i++)
        printf(" %s/%d", entry[i]->d_name, entry[i]->d_type);
    printf("\n");
}

/* Lists by one descriptor, from the middle, and again. */
static void walk(const char *path)
{
    DIR *folder = opendir(path);
    int all = 0, rest = 0, again = 0;
    long middle = 0;

    while (readdir(folder))
        if (++all == 3)
            middle = telldir(folder);
    seekdir(folder, middle);
    while (readdir(folder))
        rest++;
    rewinddir(folder);
    while (readdir(folder))
        again++;
    printf("walk %s: %s\n", path,
           all - 3 == rest && all == again ? "as it is" : "wrong");
    closedir(folder);
}

static unsigned sum_of(const unsigned char *bytes, size_t size, unsigned sum)
{
    for (size_t i = 0; i < size; i++)
        sum = 31 * sum + bytes[i];
    return sum;
}

static unsigned sum_by_read(int fd)
{
    unsigned char bytes[1000];
    unsigned sum = 0;

    for (ssize_t got; (got = read(fd, bytes, sizeof bytes)) > 0;)
        sum = sum_of(bytes, (size_t)got, sum);
    return sum;
}

static void print(const char *path)
{
    char text[200] = "";
    FILE *file = fopen(path, "r");

    if (!file) {
        printf("%s: %s\n", path, strerror(errno));
        return;
    }
    size_t got = fread(text, 1, sizeof text - 1, file);
    printf("%s: %.*s", path, (int)got, text);
    fclose(file);
}

static void look(void)
{
    char text[200];
    struct stat st;

    show("/bundle");
    show("/bundle/data/text");
    show("/bundle/data/none");
    show("/bundle/data/text/below");
    show("/bundle/data/../data/./text");
    show("/bundle/data/link");
    show("/bundle/data/loop");
    show("/bundle/data/gone");
    show_stat("lstat", lstat("/bundle/data/link", &st), &st);
    long length = readlink("/bundle/data/link", text, sizeof text);
    printf("link: %.*s\n", (int)length, text);
    tell("readlink", readlink("/bundle/data/text", text, sizeof text));
    tell("access", access("/bundle/data/text", R_OK));
    tell("write access", access("/bundle/data/text", W_OK));
    tell("execute access", access("/bundle/data/text", X_OK));
    tell("execute access", access("/bundle/plugin.so", X_OK));
    print("/bundle/data/text");
    print("/bundle/data/link");
    print("/bundle/data/far");
    list("/bundle");
    list("/bundle/data");
    list("/bundle/data/deep");
    walk("/bundle/data");
}

static void change(void)
{
    const char *text = "/bundle/data/text";

    tell_open("write", open(text, O_WRONLY));
    tell_open("truncate", open(text, O_RDONLY | O_TRUNC));
    tell_open("create it", open(text, O_RDWR | O_CREAT, 0600));
    tell_open("create it new", open(text, O_RDWR | O_CREAT | O_EXCL, 0600));
    tell_open("create", open("/bundle/data/new", O_RDWR | O_CREAT, 0600));
    tell_open("a folder", open("/bundle/data", O_RDWR));
    tell_open("as a folder", open(text, O_RDONLY | O_DIRECTORY));
    tell_open("the link", open("/bundle/data/link", O_RDONLY | O_NOFOLLOW));
    tell("truncate", truncate(text, 0));
    tell("unlink", unlink(text));
    tell("rename", rename(text, "/bundle/data/other"));
    tell("mkdir", mkdir("/bundle/data/folder", 0700));
    tell("mkdir there", mkdir("/bundle/data/deep", 0700));
    tell("rmdir", rmdir("/bundle/data/deep"));
    tell("chmod", chmod(text, 0600));
    tell("utimes", utimensat(AT_FDCWD, text, NULL, 0));
    int fd = open(text, O_RDONLY);
    tell("fchmod", fchmod(fd, 0600));
    tell("fchown", fchown(fd, 1, 1));
    tell("futimens", futimens(fd, NULL));
    close(fd);
}

/* A large file: what is not read is not copied, so by all ways. */
static void use(void)
{
    const char *big = "/bundle/data/big";
    unsigned char bytes[64];
    struct stat st;
    int fd = open(big, O_RDONLY);

    show_stat("fstat", fstat(fd, &st), &st);
    size_t size = (size_t)st.st_size;
    tell("flags", fcntl(fd, F_GETFL) & O_ACCMODE);
    tell("read", read(fd, bytes, 5));
    printf("its start %u\n", sum_of(bytes, 5, 0));
    tell("pread", pread(fd, bytes, sizeof bytes, 200000));
    printf("its middle %u\n", sum_of(bytes, sizeof bytes, 0));
    tell("position", lseek(fd, 0, SEEK_CUR));
    tell("write", write(fd, "x", 1) < 0 && (errno == EBADF || errno == EPERM));
    lseek(fd, 0, SEEK_SET);
    printf("all %u\n", sum_by_read(fd));
    close(fd);

    fd = open(big, O_RDONLY);
    unsigned char *map = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    unsigned char *own =
        mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 4096);
    unsigned char *shared = mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    own[1]++;
    printf("mapped %u %d %u\n", sum_of(map, size, 0), own[1] - map[4097],
           sum_of(shared, size, 0));
    printf("behind it %d\n", map[size]);

    fd = open(big, O_RDONLY);
    int other = dup(fd);
    read(fd, bytes, 7);
    tell("position of both", lseek(other, 0, SEEK_CUR));
    pid_t child = fork();
    if (!child)
        _exit((int)(sum_by_read(other) & 0x7f));
    int status;
    waitpid(child, &status, 0);
    printf("in a child %d\n", WEXITSTATUS(status));
    tell("position then", lseek(fd, 0, SEEK_CUR) == (long)size);
}

/* Sends a descriptor to itself. */
static void send_descriptor(void)
{
    int pair[2], fd = open("/bundle/data/big", O_RDONLY), got = -1;
    char byte = 'x', control[CMSG_SPACE(sizeof(int))] = {0};
    struct iovec part = {&byte, 1};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control,
                             .msg_controllen = sizeof control};
    struct cmsghdr *c = CMSG_FIRSTHDR(&message);

    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    c->cmsg_level = SOL_SOCKET, c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(c), &fd, sizeof fd);
    sendmsg(pair[0], &message, 0);
    close(fd);
    recvmsg(pair[1], &message, 0);
    memcpy(&got, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof got);
    struct stat st;
    show_stat("sent", fstat(got, &st), &st);
    printf("sent %u\n", sum_by_read(got));
}

static void go(void)
{
    char path[200];
    int root = open("/bundle", O_RDONLY | O_DIRECTORY);
    int data = openat(root, "data", O_RDONLY | O_DIRECTORY);
    struct stat st;

    show_stat("fstat of a folder", fstat(data, &st), &st);
    tell("read it", read(data, path, 1));
    show_stat("below", fstatat(data, "text", &st, 0), &st);
    show_stat("above", fstatat(data, "../plugin.so", &st, 0), &st);
    show_stat("itself", fstatat(data, "", &st, AT_EMPTY_PATH), &st);
    tell_open("openat", openat(data, "deep/file", O_RDONLY));
    tell_open("openat", openat(data, "deep/none", O_RDONLY));
    tell("fchdir", fchdir(data));
    puts(getcwd(path, sizeof path));
    show("text");
    show("../plugin.so");
    print("deep/file");
    tell("chdir", chdir("deep"));
    puts(getcwd(path, sizeof path));
    list(".");
    list("..");
    tell("chdir", chdir("../text"));
    tell("chdir", chdir("/"));
    puts(getcwd(path, sizeof path));
    show("bundle/data/text");
}

static void *nothing(void *argument)
{
    return argument;
}

static void load(const char *path)
{
    void *plugin = dlopen(path, RTLD_NOW);

    if (!plugin) {
        puts(dlerror());
        return;
    }
    int (*twice)(int) = (int (*)(int))dlsym(plugin, "twice");
    printf("plugin %d\n", twice(21));
    dlclose(plugin);
}

static void execute(void)
{
    pid_t child = fork();
    int status;

    if (!child) {
        execl("/bundle/none", "none", NULL);
        _exit(errno == ENOENT ? 3 : 4);
    }
    waitpid(child, &status, 0);
    printf("executed %d\n", WEXITSTATUS(status));
}

/* The host has "a" and "both", the bundle has "both" and "c". */
static void unite(const char *folder)
{
    list(".");
    list(folder);
    list("below");
    walk(".");
    print("a");
    print("both");
    print("c");
    int new = tell_open("new", open("new", O_WRONLY | O_CREAT, 0600));
    tell("write", write(new, "new\n", 4));
    tell_open("replace", open("both", O_WRONLY | O_CREAT, 0600));
    tell("rename", rename("new", "newer"));
    print("newer");
    list(".");
    int here = open(".", O_RDONLY | O_DIRECTORY);
    tell_open("openat", openat(here, "c", O_RDONLY));
    tell_open("openat", openat(here, "a", O_RDONLY));
    tell("sync", fsync(here));
    tell("unlink", unlinkat(here, "newer", 0));
}

int main(int argc, char **argv)
{
    pthread_t thread;

    setvbuf(stdout, NULL, _IOLBF, 0);
    pthread_create(&thread, NULL, nothing, NULL);
    pthread_join(thread, NULL);
    if (argc == 3) {
        if (chdir(argv[2]) == 0)
            unite(argv[2]);
        return 3;
    }
    printf("%.3f\n", sqrt(2.0 * argc));
    load("/bundle/plugin.so");
    look();
    change();
    use();
    send_descriptor();
    go();
    execute();
    return 3;
}
