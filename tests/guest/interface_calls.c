/* interface_calls.c -- every SIOC request about the loopback interface that needs no
 * privilege: what it gives, or that it is refused (how, depends on the kernel).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/ethtool.h>
#include <linux/if_vlan.h>
#include <linux/net_tstamp.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static int fd;
static struct ifreq request;

static int ask(const char *name, unsigned long number)
{
    strcpy(request.ifr_name, "lo");
    int result = ioctl(fd, number, &request);
    printf("%s %s", name, result ? "refused" : "0");
    return result == 0;
}
#define ASK(number) ask(#number, number)

static void address(const char *name, unsigned long number)
{
    memset(&request, 0, sizeof request);
    if (ask(name, number))
        printf(" %d %08x", request.ifr_addr.sa_family,
               ntohl(((struct sockaddr_in *)&request.ifr_addr)->sin_addr.s_addr));
    puts("");
}

static void number(const char *name, unsigned long what)
{
    memset(&request, 0, sizeof request);
    if (ask(name, what))
        printf(" %d", request.ifr_ifindex > 0);
    puts("");
}

static void plain(void)
{
    address("addr", SIOCGIFADDR);
    address("netmask", SIOCGIFNETMASK);
    address("broadcast", SIOCGIFBRDADDR);
    address("other end", SIOCGIFDSTADDR);
    number("index", SIOCGIFINDEX);
    number("mtu", SIOCGIFMTU);
    number("queue", SIOCGIFTXQLEN);
    number("metric", SIOCGIFMETRIC);
    number("encapsulation", SIOCGIFENCAP);
    number("memory", SIOCGIFMEM);
    number("slave", SIOCGIFSLAVE);
    number("more flags", SIOCGIFPFLAGS);
    number("count", SIOCGIFCOUNT);
    if (ASK(SIOCGIFFLAGS))
        printf(" %d %d", !!(request.ifr_flags & IFF_LOOPBACK),
               !!(request.ifr_flags & IFF_UP));
    puts("");
    if (ASK(SIOCGIFHWADDR))
        printf(" %d", request.ifr_hwaddr.sa_family);
    puts("");
    memset(&request, 0x77, sizeof request);
    if (ASK(SIOCGIFMAP))
        printf(" %lu %lu %d %d %d %d", request.ifr_map.mem_start,
               request.ifr_map.mem_end, request.ifr_map.base_addr, request.ifr_map.irq,
               request.ifr_map.dma, request.ifr_map.port);
    puts("");
}

static void list(void)
{
    struct ifreq all[16];
    struct ifconf conf = {.ifc_len = sizeof all, .ifc_req = all};
    int result = ioctl(fd, SIOCGIFCONF, &conf), found = 0;

    for (unsigned i = 0; i < conf.ifc_len / sizeof *all; i++)
        found += !strcmp(all[i].ifr_name, "lo");
    printf("list %d %d\n", result, found);
}

static void arp(void)
{
    struct arpreq entry = {.arp_dev = "lo"};
    struct sockaddr_in *to = (struct sockaddr_in *)&entry.arp_pa;

    to->sin_family = AF_INET;
    to->sin_addr.s_addr = htonl(0x7f000002);
    int result = ioctl(fd, SIOCGARP, &entry);
    printf("arp %d\n", result);
}

static int tool(const char *name, void *data)
{
    memset(&request, 0, sizeof request);
    request.ifr_data = data;
    return ask(name, SIOCETHTOOL);
}

static void features(void)
{
    enum { STRINGS = 64 };
    struct {
        struct ethtool_sset_info head;
        unsigned count[2];
    } sets = {{.cmd = ETHTOOL_GSSET_INFO, .sset_mask = 1 << ETH_SS_FEATURES}};
    static struct {
        struct ethtool_gstrings head;
        char text[STRINGS * 4][ETH_GSTRING_LEN];
    } strings = {{.cmd = ETHTOOL_GSTRINGS, .string_set = ETH_SS_FEATURES}};
    struct {
        struct ethtool_gfeatures head;
        struct ethtool_get_features_block block[1], after;
    } blocks = {{.cmd = ETHTOOL_GFEATURES, .size = 1}, .after = {1, 2, 3, 4}};

    if (tool("sets", &sets))
        printf(" %d %d", sets.head.sset_mask == 1 << ETH_SS_FEATURES,
               sets.count[0] >= 32 && sets.count[0] < STRINGS * 4);
    puts("");
    if (tool("strings", &strings))
        printf(" %d %s", strings.head.len == sets.count[0], strings.text[0]);
    puts("");
    if (tool("features", &blocks))
        printf(" %d %d %u%u", blocks.head.size >= 1,
               (blocks.block[0].active & ~blocks.block[0].available) <= ~0u,
               blocks.after.available, blocks.after.never_changed);
    puts("");
}

static void tools(void)
{
    struct ethtool_value link = {.cmd = ETHTOOL_GLINK};
    struct ethtool_drvinfo driver = {.cmd = ETHTOOL_GDRVINFO};
    struct ethtool_ts_info stamps = {.cmd = ETHTOOL_GET_TS_INFO};
    struct ethtool_cmd settings = {.cmd = ETHTOOL_GSET};
    struct ethtool_link_settings more = {.cmd = ETHTOOL_GLINKSETTINGS};
    struct ethtool_channels channels = {.cmd = ETHTOOL_GCHANNELS};
    struct {
        struct ethtool_perm_addr head;
        unsigned char bytes[8];
    } own = {{.cmd = ETHTOOL_GPERMADDR, .size = 8}, {9, 9, 9, 9, 9, 9, 9, 9}};

    if (tool("link", &link))
        printf(" %u %u", link.cmd, link.data);
    puts("");
    request.ifr_data = (void *)&driver; /* some kernels have a name for it */
    if (!ioctl(fd, SIOCETHTOOL, &request) && driver.n_priv_flags)
        printf("flags of the driver: %u\n", driver.n_priv_flags);
    if (tool("time stamps", &stamps))
        printf(" %d %d", stamps.so_timestamping != 0, stamps.phc_index);
    puts("");
    tool("settings", &settings);
    puts("");
    tool("more settings", &more);
    puts("");
    tool("channels", &channels);
    puts("");
    if (tool("own address", &own))
        printf(" %u %d %d", own.head.size, own.bytes[0], own.bytes[7]);
    puts("");
    features();
    if (!tool("nowhere", (void *)8))
        printf(" %d", errno == EFAULT);
    puts("");
}

static void others(void)
{
    struct hwtstamp_config stamps = {0};
    struct vlan_ioctl_args vlan = {.cmd = GET_VLAN_VID_CMD, .device1 = "lo"};

    memset(&request, 0, sizeof request);
    request.ifr_data = (void *)&stamps;
    if (!ioctl(fd, SIOCGHWTSTAMP, &request) && stamps.flags)
        printf("flags of stamps: %d\n", stamps.flags);
    int result = ioctl(fd, SIOCGIFVLAN, &vlan);
    printf("vlan %d\n", result);
    memset(&request, 0, sizeof request);
    strcpy(request.ifr_name, "none such");
    result = ioctl(fd, SIOCGIFMAP, &request);
    printf("no interface %d %d\n", result, errno == ENODEV);
}

int main(void)
{
    fd = socket(AF_INET, SOCK_DGRAM, 0);
    plain();
    list();
    arp();
    tools();
    others();
    return 0;
}
