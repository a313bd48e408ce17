/* cut_control.c -- control messages for which there is too little room.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEAD = sizeof(struct cmsghdr) };

/* Sizes beyond the header's, which guest and host do not have in common. */
static void receive(const char *what, int fd, int beyond)
{
    union {
        char bytes[256];
        struct cmsghdr align;
    } control;
    char text[4];
    struct iovec part = {text, sizeof text};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = HEAD + beyond};

    printf("%s, room for %d:", what, beyond);
    if (recvmsg(fd, &message, 0) < 0)
        perror("recvmsg");
    printf(" cut %d, used ", !!(message.msg_flags & MSG_CTRUNC));
    if (message.msg_controllen)
        printf("%d", (int)message.msg_controllen - HEAD);
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    if (head)
        printf(", type %d of %d", head->cmsg_type, (int)head->cmsg_len - HEAD);
    puts("");
}

static void datagram(int options, int beyond)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    int to = socket(AF_INET, SOCK_DGRAM, 0), from = socket(AF_INET, SOCK_DGRAM, 0);
    int on = 1;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    bind(to, (struct sockaddr *)&address, size);
    getsockname(to, (struct sockaddr *)&address, &size);
    setsockopt(to, IPPROTO_IP, IP_RECVTTL, &on, sizeof on);
    if (options == 2)
        setsockopt(to, IPPROTO_IP, IP_RECVTOS, &on, sizeof on);
    sendto(from, "x", 1, 0, (struct sockaddr *)&address, size);
    receive(options == 2 ? "two" : "one", to, beyond);
    close(to), close(from);
}

static void rights(int beyond)
{
    union {
        char bytes[CMSG_SPACE(2 * sizeof(int))];
        struct cmsghdr head;
    } control = {0};
    struct iovec part = {"x", 1};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof control};
    int pair[2];

    socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    control.head.cmsg_level = SOL_SOCKET, control.head.cmsg_type = SCM_RIGHTS;
    control.head.cmsg_len = CMSG_LEN(2 * sizeof(int));
    memcpy(CMSG_DATA(&control.head), pair, sizeof pair);
    sendmsg(pair[0], &message, 0);
    receive("rights", pair[1], beyond);
    close(pair[0]), close(pair[1]);
}

int main(void)
{
    for (int beyond = -3; beyond <= 4; beyond++) {
        datagram(1, beyond);
        datagram(2, beyond);
    }
    for (int beyond = -1; beyond <= 3; beyond++)
        rights(beyond);
    return 0;
}
