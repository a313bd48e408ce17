/* queues.c -- POSIX message queues, and descriptors that give signals.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static void check(const char *what, long got)
{
    if (got < 0)
        printf("%s: %s\n", what, strerror(errno));
    else
        printf("%s: %ld\n", what, got);
}

static void queue(void)
{
    char name[40], text[64] = {0};
    struct mq_attr wanted = {.mq_maxmsg = 3, .mq_msgsize = 64}, is;
    struct timespec past = {1, 0};
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL,
                             .sigev_signo = SIGRTMIN + 3,
                             .sigev_value.sival_int = 0x1234567};
    unsigned priority = 0;
    sigset_t set;
    siginfo_t info;

    sprintf(name, "/guest-test-%d", getpid());
    mqd_t q = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &wanted);
    check("open", q < 0 ? -1 : 0);
    check("attributes", mq_getattr(q, &is));
    printf("%ld %ld %ld\n", is.mq_maxmsg, is.mq_msgsize, is.mq_curmsgs);
    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN + 3);
    sigprocmask(SIG_BLOCK, &set, NULL);
    check("notify", mq_notify(q, &event));
    check("send", mq_send(q, "low", 4, 1));
    check("send", mq_send(q, "high", 5, 0x1234));
    check("waited", sigwaitinfo(&set, &info) == SIGRTMIN + 3);
    printf("%d %x %d\n", info.si_code, info.si_value.sival_int,
           info.si_pid == getpid());
    check("receive", mq_receive(q, text, sizeof text, &priority));
    printf("%s %#x\n", text, priority);
    check("small", mq_receive(q, text, 4, &priority));
    check("receive", mq_timedreceive(q, text, sizeof text, &priority, &past));
    printf("%s %u\n", text, priority);
    check("late", mq_timedreceive(q, text, sizeof text, NULL, &past));
    check("unlink", mq_unlink(name));
    check("none", mq_open(name, O_RDONLY) == -1 ? -1 : 0);
    mq_close(q);
}

static void signals(void)
{
    struct signalfd_siginfo got[2];
    union sigval value = {.sival_int = 0x89abcd};
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGRTMIN + 1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    int fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    check("none", read(fd, got, sizeof got));
    raise(SIGUSR1);
    sigqueue(getpid(), SIGRTMIN + 1, value);
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    check("poll", poll(&ready, 1, 1000));
    check("read", read(fd, got, sizeof got) / sizeof *got);
    for (int i = 0; i < 2; i++)
        printf("%u %d %d %x\n", got[i].ssi_signo, got[i].ssi_code,
               got[i].ssi_pid == (unsigned)getpid(), got[i].ssi_int);
    raise(SIGUSR1);
    struct iovec part[2] = {{got, 4}, {(char *)got + 4, sizeof *got - 4}};
    check("readv", readv(fd, part, 2));
    printf("%u\n", got[0].ssi_signo);
    close(fd);
}

int main(void)
{
    queue();
    signals();
    return 0;
}
