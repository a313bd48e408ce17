/* sockets.c -- streams and datagrams of each family, on this machine only; options.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

static void check(const char *what, long got)
{
    if (got < 0)
        printf("%s: %s\n", what, strerror(errno));
    else
        printf("%s: %ld\n", what, got);
}

static void show_option(const char *what, int fd, int level, int name)
{
    int value = -1;
    socklen_t size = sizeof value;
    int result = getsockopt(fd, level, name, &value, &size);
    printf("%s: %d %d %u\n", what, result, value, (unsigned)size);
}

/* A stream to ourselves, by address. */
static void stream(int family, struct sockaddr *address, socklen_t size)
{
    char text[64] = {0}, name[INET6_ADDRSTRLEN];
    struct sockaddr_storage peer;
    socklen_t peer_size = sizeof peer;
    int server = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;

    check("reuse", setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one));
    check("bind", bind(server, address, size));
    check("listen", listen(server, 1));
    check("name", getsockname(server, (struct sockaddr *)address, &size));
    int client = socket(family, SOCK_STREAM, 0);
    check("connect", connect(client, address, size));
    int served = accept4(server, (struct sockaddr *)&peer, &peer_size, SOCK_NONBLOCK);
    printf("peer family %d size %u\n", peer.ss_family, (unsigned)peer_size);
    if (family == AF_INET)
        puts(inet_ntop(family, &((struct sockaddr_in *)&peer)->sin_addr, name,
                       sizeof name));
    if (family == AF_INET6)
        puts(inet_ntop(family, &((struct sockaddr_in6 *)&peer)->sin6_addr, name,
                       sizeof name));
    check("nothing", recv(served, text, sizeof text, 0));
    check("send", send(client, "over a stream", 13, MSG_NOSIGNAL));
    struct pollfd ready = {.fd = served, .events = POLLIN};
    check("poll", poll(&ready, 1, 5000));
    check("peek", recv(served, text, 4, MSG_PEEK));
    check("receive", recv(served, text, sizeof text, 0));
    puts(text);
    check("shutdown", shutdown(client, SHUT_WR));
    ready.revents = 0;
    check("poll", poll(&ready, 1, 5000));
    check("end", read(served, text, sizeof text));
    if (family != AF_UNIX) {
        struct tcp_info info = {0};
        socklen_t info_size = sizeof info;
        check("info", getsockopt(client, IPPROTO_TCP, TCP_INFO, &info, &info_size));
        printf("mss %d state %d\n",
               info.tcpi_snd_mss > 500 && info.tcpi_snd_mss < 70000, info.tcpi_state);
        setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        show_option("no delay", client, IPPROTO_TCP, TCP_NODELAY);
        char congestion[16] = {0};
        socklen_t room = sizeof congestion;
        check("congestion",
              getsockopt(client, IPPROTO_TCP, TCP_CONGESTION, congestion, &room));
        printf("%d\n", congestion[0] >= 'a' && congestion[0] <= 'z');
    }
    close(client), close(served), close(server);
}

static void datagrams(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET}, from = {0};
    socklen_t size = sizeof address;
    char text[16] = {0};
    int a = socket(AF_INET, SOCK_DGRAM, 0), b = socket(AF_INET, SOCK_DGRAM, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    check("bind", bind(a, (struct sockaddr *)&address, size));
    getsockname(a, (struct sockaddr *)&address, &size);
    check("sendto", sendto(b, "datagram", 8, 0, (struct sockaddr *)&address, size));
    size = sizeof from;
    check("recvfrom", recvfrom(a, text, 4, MSG_TRUNC, (struct sockaddr *)&from, &size));
    printf("%s from family %d %s size %u\n", text, from.sin_family,
           inet_ntoa(from.sin_addr), (unsigned)size);
    struct timeval wait = {.tv_usec = 20000}, kept = {0};
    check("timeout", setsockopt(a, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait));
    size = sizeof kept;
    check("timeout is", getsockopt(a, SOL_SOCKET, SO_RCVTIMEO, &kept, &size));
    printf("%ld s %d us, %u\n", (long)kept.tv_sec, kept.tv_usec > 0,
           size == sizeof kept);
    check("late", recv(a, text, sizeof text, 0));
    size = 3;
    memset(&from, 0xee, sizeof from);
    check("short name", getsockname(a, (struct sockaddr *)&from, &size));
    printf("%u %x\n", (unsigned)size, ((unsigned char *)&from)[3]);
    close(a), close(b);
}

static void options(void)
{
    struct linger linger = {1, 7}, lingers = {0};
    struct ucred ours = {0};
    int pair[2], on = 1;
    socklen_t size = sizeof lingers;

    check("pair", socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair));
    check("linger", setsockopt(pair[0], SOL_SOCKET, SO_LINGER, &linger, sizeof linger));
    check("linger", getsockopt(pair[0], SOL_SOCKET, SO_LINGER, &lingers, &size));
    printf("%d %d\n", lingers.l_onoff, lingers.l_linger);
    size = sizeof ours;
    check("credentials", getsockopt(pair[0], SOL_SOCKET, SO_PEERCRED, &ours, &size));
    printf("%d %d %d\n", ours.pid == getpid(), ours.uid == getuid(),
           ours.gid == getgid());
    show_option("type", pair[0], SOL_SOCKET, SO_TYPE);
    show_option("domain", pair[0], SOL_SOCKET, SO_DOMAIN);
    show_option("error", pair[0], SOL_SOCKET, SO_ERROR);
    show_option("low water", pair[0], SOL_SOCKET, SO_RCVLOWAT);
    check("pass", setsockopt(pair[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof on));
    show_option("passes", pair[0], SOL_SOCKET, SO_PASSCRED);
    show_option("not there", pair[0], IPPROTO_TCP, TCP_NODELAY);
    check("seqpacket", send(pair[0], "one", 3, 0));
    check("seqpacket", send(pair[0], "two", 3, 0));
    char text[16] = {0};
    check("one", recv(pair[1], text, sizeof text, 0));
    check("nobody", connect(pair[0], NULL, 0));
    int plain = open("/dev/null", 0);
    check("no socket", listen(plain, 1));
    close(plain), close(pair[0]), close(pair[1]);
}

int main(void)
{
    struct sockaddr_in in = {.sin_family = AF_INET};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6,
                               .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    struct sockaddr_un un = {.sun_family = AF_UNIX};

    in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    stream(AF_INET, (struct sockaddr *)&in, sizeof in);
    stream(AF_INET6, (struct sockaddr *)&in6, sizeof in6);
    strcpy(un.sun_path, "socket");
    stream(AF_UNIX, (struct sockaddr *)&un, sizeof un);
    unlink("socket");
    datagrams();
    options();
    return 0;
}
