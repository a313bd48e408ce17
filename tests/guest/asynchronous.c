/* asynchronous.c -- the kernel's asynchronous I/O: reads, writes, lists of buffers,
 * polling, eventfd, cancelling, errors.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static aio_context_t context;

static void check(const char *what, long got)
{
    if (got < 0)
        printf("%s: %s\n", what, strerror(errno));
    else
        printf("%s: %ld\n", what, got);
}

static long submit(int count, struct iocb **list)
{
    return syscall(SYS_io_submit, context, (long)count, list);
}

static struct iocb operation(int op, int fd, const void *data, size_t size, int64_t at)
{
    return (struct iocb){.aio_lio_opcode = op,
                         .aio_fildes = fd,
                         .aio_buf = (uintptr_t)data,
                         .aio_nbytes = size,
                         .aio_offset = at,
                         .aio_data = 0x123456789abcdef0 + op};
}

static void wait_for(int count, struct iocb **list)
{
    struct io_event event[4];
    struct timespec limit = {5, 0};
    long got = syscall(SYS_io_getevents, context, (long)count, 4L, event, &limit);

    check("events", got);
    for (long i = 0; i < got; i++) {
        int which = -1;
        for (int k = 0; k < count; k++)
            if ((uintptr_t)list[k] == event[i].obj)
                which = k;
        printf("  of %d: %lld, data %llx\n", which, (long long)event[i].res,
               (unsigned long long)event[i].data);
    }
}

static void files(int fd)
{
    static char text[] = "the kernel writes this", back[64], more[4];
    struct iovec parts[2] = {{back, 3}, {more, 4}};
    struct iocb out = operation(IOCB_CMD_PWRITE, fd, text, sizeof text, 0x1000);
    struct iocb in = operation(IOCB_CMD_PREAD, fd, back, sizeof back, 0x1004);
    struct iocb list = operation(IOCB_CMD_PREADV, fd, parts, 2, 0x1000);
    struct iocb *one[1] = {&out}, *two[2] = {&in, &list};

    check("submit", submit(1, one));
    wait_for(1, one);
    one[0] = &in;
    check("submit", submit(1, one));
    wait_for(1, one);
    printf("  [%s]\n", back);
    printf("  kept %d\n",
           in.aio_buf == (uintptr_t)back && in.aio_nbytes == sizeof back);
    one[0] = &list;
    check("submit", submit(1, one));
    wait_for(1, one);
    printf("  [%.3s] [%.4s]\n", back, more);
    (void)two;
}

static void errors(int fd)
{
    static char text[8];
    struct iocb bad_fd = operation(IOCB_CMD_PREAD, -1, text, 8, 0);
    struct iocb bad_op = operation(99, fd, text, 8, 0);
    struct iocb good = operation(IOCB_CMD_PREAD, fd, text, 8, 0);
    struct iocb huge = operation(IOCB_CMD_PREAD, fd, text, (size_t)-1, 0);
    struct iocb *list[2] = {&bad_fd, &good};
    aio_context_t other = 0;

    check("no descriptor", submit(1, list));
    list[0] = &bad_op;
    check("no operation", submit(1, list));
    list[0] = &huge;
    check("too long", submit(1, list));
    list[0] = &good, list[1] = &bad_fd;
    check("the second", submit(2, list));
    wait_for(1, list);
    list[0] = (struct iocb *)1;
    check("no iocb", submit(1, list));
    check("less than none", submit(-1, list));
    check("no context", syscall(SYS_io_destroy, 0x1000L));
    check("setup again", syscall(SYS_io_setup, 1, &context));
    check("none", syscall(SYS_io_setup, 0, &other));
}

static void polling(void)
{
    int ends[2], notify = eventfd(0, 0);
    uint64_t count = 0;

    if (pipe(ends))
        return;
    struct iocb poll_in = operation(IOCB_CMD_POLL, ends[0], NULL, 0, 0);
    struct iocb *list[1] = {&poll_in};
    struct io_event event;
    struct timespec none = {0, 0};
    poll_in.aio_buf = 1; /* POLLIN */
    poll_in.aio_flags = IOCB_FLAG_RESFD;
    poll_in.aio_resfd = (unsigned)notify;
    check("poll", submit(1, list));
    check("yet", syscall(SYS_io_getevents, context, 0L, 1L, &event, &none));
    check("write", write(ends[1], "x", 1));
    check("notify", read(notify, &count, 8));
    printf("  %llu\n", (unsigned long long)count);
    wait_for(1, list);
    check("read", read(ends[0], &count, 8));
    check("poll", submit(1, list));
    long cancelled = syscall(SYS_io_cancel, context, list[0], &event);
    printf("cancel %d\n", cancelled == -1 && errno == EINPROGRESS);
    poll_in.aio_flags = 0;
    wait_for(1, list);
    check("cancel again", syscall(SYS_io_cancel, context, list[0], &event));
}

static void on_alarm(int signal)
{
    (void)signal;
}

static void interrupted(void)
{
    struct sigaction action = {.sa_handler = on_alarm, .sa_flags = SA_RESTART};
    struct io_event event;

    sigaction(SIGALRM, &action, NULL);
    ualarm(50000, 0);
    check("interrupted", syscall(SYS_io_getevents, context, 1L, 1L, &event, NULL));
}

static long wait_with(const void *set, size_t size)
{
    struct {
        const void *set;
        size_t size;
    } argument = {set, size};
    struct timespec soon = {0, 1000};
    struct io_event event;

    return syscall(SYS_io_pgetevents, context, 1L, 1L, &event, &soon, &argument);
}

/* A signal that only the call's own mask lets through. */
static void masked(void)
{
    sigset_t blocked, none;

    sigemptyset(&none), sigemptyset(&blocked), sigaddset(&blocked, SIGALRM);
    sigprocmask(SIG_BLOCK, &blocked, NULL);
    raise(SIGALRM);
    check("no mask", wait_with(NULL, 8));
    check("masked", wait_with(&none, 8));
    check("size of the mask", wait_with(&none, 4));
    check("address of the mask", wait_with((const void *)8, 8));
    sigprocmask(SIG_UNBLOCK, &blocked, NULL);
}

/* A descriptor that tells of itself by a signal of the program's choice. */
static void descriptor(void)
{
    siginfo_t info;
    sigset_t set;
    int ends[2];

    sigemptyset(&set), sigaddset(&set, SIGRTMIN + 4);
    sigprocmask(SIG_BLOCK, &set, NULL);
    pipe(ends);
    fcntl(ends[0], F_SETOWN, getpid());
    fcntl(ends[0], F_SETSIG, SIGRTMIN + 4);
    fcntl(ends[0], F_SETFL, O_ASYNC);
    write(ends[1], "x", 1);
    printf("descriptor: signal %d", sigwaitinfo(&set, &info) - SIGRTMIN);
    printf(" code %d same %d band %lx\n", info.si_code, info.si_fd == ends[0],
           (unsigned long)info.si_band);
}

int main(void)
{
    int fd = memfd_create("file", 0);

    check("setup", syscall(SYS_io_setup, 8, &context));
    files(fd);
    errors(fd);
    polling();
    interrupted();
    masked();
    descriptor();
    check("destroy", syscall(SYS_io_destroy, context));
    check("destroy again", syscall(SYS_io_destroy, context));
    return 0;
}
