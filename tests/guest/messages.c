/* messages.c -- sendmsg and recvmsg: several buffers, descriptors, credentials, times.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static void check(const char *what, long got)
{
    if (got < 0)
        printf("%s: %s\n", what, strerror(errno));
    else
        printf("%s: %ld\n", what, got);
}

typedef union {
    char bytes[256];
    struct cmsghdr head;
} Control;

static void show(struct msghdr *message, long got)
{
    check("got", got);
    printf("flags %#x\n", message->msg_flags & ~MSG_CMSG_CLOEXEC);
    for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
        unsigned size = c->cmsg_len - CMSG_LEN(0);
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS) {
            char text[8] = {0};
            int fd[8];
            memcpy(fd, CMSG_DATA(c), size);
            printf("rights %u\n", size / 4);
            for (unsigned i = 0; i < size / 4; i++) {
                check("read", pread(fd[i], text, 4, 0));
                close(fd[i]);
            }
        } else if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_CREDENTIALS) {
            struct ucred own;
            memcpy(&own, CMSG_DATA(c), sizeof own);
            printf("credentials %u %d %d %d\n", size, own.pid == getpid(),
                   own.uid == getuid(), own.gid == getgid());
        } else if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMP) {
            struct timeval at;
            memcpy(&at, CMSG_DATA(c), sizeof at);
            printf("time %d %d\n", size == sizeof at,
                   (long)at.tv_sec - time(NULL) < 10 && time(NULL) - at.tv_sec < 10 &&
                       at.tv_usec < 1000000);
        } else if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
            struct timespec at;
            memcpy(&at, CMSG_DATA(c), sizeof at);
            printf("time %d %d\n", size == sizeof at,
                   time(NULL) - at.tv_sec < 10 && at.tv_nsec < 1000000000);
        } else if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
            struct in_pktinfo info;
            memcpy(&info, CMSG_DATA(c), sizeof info);
            printf("interface %u to %x\n", info.ipi_ifindex,
                   ntohl(info.ipi_addr.s_addr));
        } else if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_TTL) {
            int ttl;
            memcpy(&ttl, CMSG_DATA(c), sizeof ttl);
            printf("time to live %d\n", ttl);
        } else {
            printf("message %d %d of %u\n", c->cmsg_level, c->cmsg_type, size);
        }
    }
}

static int file_of(const char *text)
{
    int fd = open(".", O_TMPFILE | O_RDWR, 0600);
    if (write(fd, text, strlen(text)) < 0)
        perror("write");
    return fd;
}

static void local(int room)
{
    char one[3], two[16] = {0};
    int pair[2], on = 1, files[2] = {file_of("first"), file_of("second")};
    Control control = {0};
    struct iovec out[2] = {{"con", 3}, {"trol", 4}}, in[2] = {{one, 3}, {two, 16}};
    struct msghdr message = {.msg_iov = out,
                             .msg_iovlen = 2,
                             .msg_control = &control,
                             .msg_controllen = CMSG_SPACE(sizeof files)};

    check("pair", socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET, head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof files);
    memcpy(CMSG_DATA(head), files, sizeof files);
    check("pass", setsockopt(pair[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof on));
    check("send", sendmsg(pair[0], &message, 0));
    message = (struct msghdr){.msg_iov = in,
                              .msg_iovlen = 2,
                              .msg_control = &control,
                              .msg_controllen = room};
    show(&message, recvmsg(pair[1], &message, MSG_CMSG_CLOEXEC));
    printf("%.3s %s\n", one, two);
    int next = dup(0);
    printf("nothing leaked %d\n", next - files[1]);
    close(next);
    close(files[0]), close(files[1]), close(pair[0]), close(pair[1]);
}

static void datagram(int option)
{
    struct sockaddr_in address = {.sin_family = AF_INET}, from = {0};
    socklen_t size = sizeof address;
    char text[32] = {0};
    Control control = {0};
    struct iovec part = {text, sizeof text};
    struct msghdr message = {.msg_name = &from,
                             .msg_namelen = sizeof from,
                             .msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof control};
    int a = socket(AF_INET, SOCK_DGRAM, 0), b = socket(AF_INET, SOCK_DGRAM, 0), on = 1;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bind(a, (struct sockaddr *)&address, size);
    getsockname(a, (struct sockaddr *)&address, &size);
    check("option", setsockopt(a, SOL_SOCKET, option, &on, sizeof on));
    setsockopt(a, IPPROTO_IP, IP_PKTINFO, &on, sizeof on);
    setsockopt(a, IPPROTO_IP, IP_RECVTTL, &on, sizeof on);
    struct iovec out = {"stamped", 7};
    struct msghdr sent = {.msg_name = &address,
                          .msg_namelen = sizeof address,
                          .msg_iov = &out,
                          .msg_iovlen = 1};
    check("send", sendmsg(b, &sent, 0));
    show(&message, recvmsg(a, &message, 0));
    printf("%s from family %d, %u\n", text, from.sin_family,
           (unsigned)message.msg_namelen);
    close(a), close(b);
}

static void many(void)
{
    struct mmsghdr message[3] = {0};
    struct iovec part[3];
    char text[3][8] = {"one", "three", "seventy"};
    struct timespec timeout = {1, 0};
    int pair[2];

    check("pair", socketpair(AF_UNIX, SOCK_DGRAM, 0, pair));
    for (int i = 0; i < 3; i++) {
        part[i] = (struct iovec){text[i], strlen(text[i])};
        message[i].msg_hdr.msg_iov = &part[i];
        message[i].msg_hdr.msg_iovlen = 1;
    }
    check("sendmmsg", sendmmsg(pair[0], message, 3, 0));
    printf("%u %u %u\n", message[0].msg_len, message[1].msg_len, message[2].msg_len);
    memset(text, 0, sizeof text);
    for (int i = 0; i < 3; i++)
        part[i].iov_len = 7;
    check("recvmmsg", recvmmsg(pair[1], message, 3, MSG_WAITFORONE, &timeout));
    printf("%s %s %s\n", text[0], text[1], text[2]);
    check("none", recvmmsg(pair[1], message, 3, MSG_DONTWAIT, NULL));
    close(pair[0]), close(pair[1]);
}

int main(void)
{
    local(CMSG_SPACE(8) + CMSG_SPACE(sizeof(struct ucred)));
    local(CMSG_SPACE(sizeof(struct ucred)) + CMSG_LEN(4));
    local(CMSG_SPACE(4) / 2);
    datagram(SO_TIMESTAMP);
    datagram(SO_TIMESTAMPNS);
    many();
    return 0;
}
