/* interfaces.c -- what the kernel tells of the loopback interface, by netlink.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netdb.h>
#include <netpacket/packet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void show(const struct ifaddrs *a)
{
    char text[INET6_ADDRSTRLEN];
    int family = a->ifa_addr ? a->ifa_addr->sa_family : 0;

    printf("family %d flags %d %d", family, !!(a->ifa_flags & IFF_UP),
           !!(a->ifa_flags & IFF_LOOPBACK));
    if (family == AF_INET)
        printf(" %s", inet_ntop(family, &((struct sockaddr_in *)a->ifa_addr)->sin_addr,
                                text, sizeof text));
    if (family == AF_INET && a->ifa_netmask)
        printf(" %s",
               inet_ntop(family, &((struct sockaddr_in *)a->ifa_netmask)->sin_addr,
                         text, sizeof text));
    if (family == AF_PACKET) {
        const struct sockaddr_ll *link = (const void *)a->ifa_addr;
        const struct rtnl_link_stats *stats = a->ifa_data;
        printf(" index %d type %d length %d statistics %d", link->sll_ifindex,
               link->sll_hatype, link->sll_halen,
               stats && stats->rx_packets == stats->tx_packets);
    }
    printf("\n");
}

/* A request of our own: the loopback's index, and its link message. */
static void ask(void)
{
    struct {
        struct nlmsghdr head;
        struct ifinfomsg info;
    } request = {{sizeof request, RTM_GETLINK, NLM_F_REQUEST, 77, 0}, {.ifi_index = 1}};
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK}, own = {0};
    socklen_t size = sizeof own;
    union {
        char bytes[8192];
        struct nlmsghdr head;
    } answer;
    struct iovec part = {&answer, sizeof answer};
    struct msghdr message = {
        .msg_name = &own, .msg_namelen = sizeof own, .msg_iov = &part, .msg_iovlen = 1};
    int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);

    printf("bind %d\n", bind(fd, (struct sockaddr *)&kernel, sizeof kernel));
    getsockname(fd, (struct sockaddr *)&own, &size);
    printf("family %d id %d\n", own.nl_family, own.nl_pid != 0);
    printf("send %d\n", sendto(fd, &request, sizeof request, 0, (void *)&kernel,
                               sizeof kernel) == sizeof request);
    int got = recvmsg(fd, &message, 0);
    printf("answer %d type %d sequence %u\n", NLMSG_OK(&answer.head, got),
           answer.head.nlmsg_type, answer.head.nlmsg_seq);
    struct ifinfomsg *info = NLMSG_DATA(&answer.head);
    printf("index %d\n", info->ifi_index);
    int left = answer.head.nlmsg_len - NLMSG_LENGTH(sizeof *info);
    for (struct rtattr *a = IFLA_RTA(info); RTA_OK(a, left); a = RTA_NEXT(a, left)) {
        if (a->rta_type == IFLA_IFNAME)
            printf("name %s\n", (char *)RTA_DATA(a));
        if (a->rta_type == IFLA_MTU)
            printf("mtu %d\n", *(int *)RTA_DATA(a) >= 1280);
        if (a->rta_type == IFLA_STATS64)
            printf("64 bits %d\n", *(unsigned long long *)RTA_DATA(a) < 1ull << 40);
    }
    request.head.nlmsg_type = RTM_GETLINK, request.info.ifi_index = 0x7fffff;
    printf("send %d\n", (int)write(fd, &request, sizeof request) == sizeof request);
    got = read(fd, &answer, sizeof answer);
    struct nlmsgerr *error = NLMSG_DATA(&answer.head);
    printf("type %d error %d about %u\n", answer.head.nlmsg_type, error->error,
           error->msg.nlmsg_seq);
    close(fd);
}

int main(void)
{
    struct ifaddrs *all;

    printf("getifaddrs %d\n", getifaddrs(&all));
    for (int family = 0; family < 32; family++)
        for (struct ifaddrs *a = all; a; a = a->ifa_next)
            if (!strcmp(a->ifa_name, "lo") && a->ifa_addr && family != AF_INET6 &&
                a->ifa_addr->sa_family == family)
                show(a);
    freeifaddrs(all);
    printf("index %u\n", if_nametoindex("lo"));
    char name[IF_NAMESIZE];
    puts(if_indextoname(1, name));
    struct if_nameindex *names = if_nameindex();
    printf("first %u %s\n", names[0].if_index, names[0].if_name);
    ask();
    return 0;
}
