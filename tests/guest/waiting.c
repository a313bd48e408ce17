/* waiting.c -- poll, ppoll, select, pselect, epoll, eventfd, timerfd.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <unistd.h>

static volatile int caught;

static void handler(int signal)
{
    caught = signal;
}

static void polls(int *ends)
{
    struct pollfd fds[] = {
        {ends[0], POLLIN, 0}, {ends[1], POLLOUT, 0}, {99, POLLIN, 0}};
    struct timespec none = {0, 1000000};

    printf("poll %d", poll(fds, 3, 10));
    printf(" %x %x %x\n", fds[0].revents, fds[1].revents, fds[2].revents);
    printf("ppoll %d\n", ppoll(fds, 1, &none, NULL));
    write(ends[1], "x", 1);
    printf("poll %d", poll(fds, 1, -1));
    printf(" %x\n", fds[0].revents);
}

static void selects(int *ends)
{
    fd_set reading, writing;
    struct timeval brief = {0, 2000};

    FD_ZERO(&reading);
    FD_ZERO(&writing);
    FD_SET(ends[0], &reading), FD_SET(ends[1], &writing), FD_SET(ends[1], &reading);
    int count = select(64, &reading, &writing, NULL, &brief);
    printf("select %d: %d %d %d\n", count, !!FD_ISSET(ends[0], &reading),
           !!FD_ISSET(ends[1], &reading), !!FD_ISSET(ends[1], &writing));
    FD_ZERO(&reading);
    FD_SET(ends[1], &reading);
    brief.tv_usec = 2000;
    count = select(ends[1] + 1, &reading, NULL, NULL, &brief);
    printf("select %d, left %d\n", count, (int)brief.tv_usec);
}

/* The signal is blocked but for the wait, and its handler runs in it. */
static void masked(int *ends)
{
    sigset_t blocked, none;
    fd_set reading;
    struct sigaction action = {.sa_handler = handler};

    sigemptyset(&none), sigemptyset(&blocked), sigaddset(&blocked, SIGUSR1);
    sigaction(SIGUSR1, &action, NULL);
    sigprocmask(SIG_BLOCK, &blocked, NULL);
    raise(SIGUSR1);
    printf("caught before %d\n", caught);
    FD_ZERO(&reading);
    FD_SET(ends[1], &reading);
    int result = pselect(ends[1] + 1, &reading, NULL, NULL, NULL, &none);
    printf("pselect %d %s, caught %d\n", result, strerror(errno), caught == SIGUSR1);
    caught = 0;
    raise(SIGUSR1);
    result = ppoll(NULL, 0, NULL, &none);
    printf("ppoll %d %s, caught %d\n", result, strerror(errno), caught == SIGUSR1);
    caught = 0;
    raise(SIGUSR1);
    result = sigsuspend(&none);
    printf("sigsuspend %d %s, caught %d\n", result, strerror(errno), caught == SIGUSR1);
    sigprocmask(SIG_BLOCK, NULL, &blocked);
    printf("still blocked %d\n", sigismember(&blocked, SIGUSR1));
}

static void epolls(int *ends)
{
    int set = epoll_create1(0), event = eventfd(3, EFD_NONBLOCK);
    struct epoll_event wanted = {.events = EPOLLIN, .data.u64 = 0x123456789abcdefull};
    struct epoll_event got[4];
    uint64_t value = 0;

    epoll_ctl(set, EPOLL_CTL_ADD, event, &wanted);
    wanted.data.u32 = 77;
    epoll_ctl(set, EPOLL_CTL_ADD, ends[1], &wanted);
    int count = epoll_wait(set, got, 4, 0);
    printf("epoll %d: %x %llx\n", count, got[0].events,
           (unsigned long long)got[0].data.u64);
    value = 0;
    printf("eventfd %d", (int)read(event, &value, 8));
    printf(" %llu, %d", (unsigned long long)value, (int)read(event, &value, 8));
    printf(" %s\n", strerror(errno));
    printf("epoll %d\n", epoll_wait(set, got, 4, 1));
    close(set), close(event);
}

static void timer(void)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, 0);
    struct itimerspec time = {{0, 0}, {0, 3000000}}, left;
    uint64_t times;

    timerfd_settime(fd, 0, &time, NULL);
    timerfd_gettime(fd, &left);
    printf("left %d\n", left.it_value.tv_sec == 0 && left.it_value.tv_nsec <= 3000000);
    printf("timerfd %d", (int)read(fd, &times, 8));
    printf(" %llu\n", (unsigned long long)times);
    close(fd);
}

int main(void)
{
    int ends[2];

    pipe(ends);
    polls(ends);
    selects(ends);
    epolls(ends);
    timer();
    masked(ends);
    return 0;
}
