/* host_sockets.h -- the kernel's structures and constants of sockets; see host.h.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_HOST_SOCKETS_H
#define RUNTIME_LINUX_HOST_SOCKETS_H

#include <asm/socket.h>
#include <linux/types.h>
#include <linux/socket.h>
#include <linux/errqueue.h>
#include <linux/filter.h>
#include <linux/icmpv6.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/if_packet.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/ipv6.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/signalfd.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <linux/un.h>

/* From linux/icmp.h, which needs headers of a C library. */
#define ICMP_FILTER 1

/* From linux/vm_sockets.h, which needs them, too. */
#define SO_VM_SOCKETS_BUFFER_SIZE 0
#define SO_VM_SOCKETS_BUFFER_MIN_SIZE 1
#define SO_VM_SOCKETS_BUFFER_MAX_SIZE 2
#define SO_VM_SOCKETS_PEER_HOST_VM_ID 3
#define SO_VM_SOCKETS_TRUSTED 5
#define SO_VM_SOCKETS_CONNECT_TIMEOUT_OLD 6
#define SO_VM_SOCKETS_NONBLOCK_TXRX 7
#define SO_VM_SOCKETS_CONNECT_TIMEOUT_NEW 8
#define IOCTL_VM_SOCKETS_GET_LOCAL_CID _IO(7, 0xb9)

typedef struct {
    unsigned short svm_family, svm_reserved1;
    unsigned svm_port, svm_cid;
    unsigned char svm_flags, svm_zero[3];
} VmAddress;

/* Constants that the kernel's headers leave to those of C libraries. */
enum {
    HOST_AF_UNIX = 1,
    HOST_AF_INET = 2,
    HOST_AF_INET6 = 10,
    HOST_AF_NETLINK = 16,
    HOST_AF_PACKET = 17,
    HOST_AF_VSOCK = 40,
    HOST_MSG_CTRUNC = 8,
    HOST_SCM_RIGHTS = 1,
    HOST_SCM_CREDENTIALS = 2,
    HOST_SOL_TCP = 6,
    HOST_SOL_UDP = 17,
    HOST_SOL_ICMPV6 = 58,
    HOST_SOL_RAW = 255,
    HOST_SOL_PACKET = 263,
    HOST_SOL_NETLINK = 270,
    HOST_SOCKADDR_MAX = 128,
    HOST_IOVEC_MAX = 1024,
};

typedef struct {
    unsigned long msg_name;
    int msg_namelen;
    unsigned long msg_iov, msg_iovlen, msg_control, msg_controllen;
    unsigned msg_flags;
} UserMsghdr;

typedef struct {
    UserMsghdr msg_hdr;
    unsigned msg_len;
} UserMmsghdr;

typedef struct {
    unsigned long cmsg_len;
    int cmsg_level, cmsg_type;
} UserCmsghdr;

typedef struct {
    unsigned short sa_family;
} AddressHead;

typedef struct {
    int l_onoff, l_linger;
} Linger;

typedef struct {
    unsigned pid, uid, gid;
} Credentials;

typedef struct {
    unsigned short value;
} ShortCell;

typedef struct {
    unsigned char value;
} ByteCell;

/* The data of control messages IP_RECVERR and IPV6_RECVERR. */
typedef struct {
    struct sock_extended_err error;
    struct sockaddr_in offender;
} IpError;
typedef struct {
    struct sock_extended_err error;
    struct sockaddr_in6 offender;
} Ipv6Error;

/* struct tcp_info, of which layouts declare the members up to Linux 4.1. */
typedef struct tcp_info TcpInfo;

#endif
