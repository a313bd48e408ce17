/* host_devices.h -- the kernel's structures and requests of devices; see host.h.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_HOST_DEVICES_H
#define RUNTIME_LINUX_HOST_DEVICES_H

#include <asm/sockios.h>
#include <linux/blkzoned.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <linux/hdreg.h>
#include <linux/i2c-dev.h>
#include <linux/if_tun.h>
#include <linux/loop.h>
#include <linux/random.h>
#include <linux/rtc.h>
#include <linux/sockios.h>
#include <linux/watchdog.h>

typedef struct {
    unsigned long long first, second;
} LoffPair;

/* struct ifreq of linux/if.h, which needs headers of a C library: an interface's name
 * and a union.  The union's greatest member is longer where longs have 64 bits. */
#ifdef __LP64__
#define INTERFACE_UNION 24
#define INTERFACE_REST unsigned char rest[INTERFACE_UNION - 16];
#else
#define INTERFACE_UNION 16
#define INTERFACE_REST
#endif
typedef struct {
    unsigned char name[16];
    unsigned long start, end;
    unsigned short port_base;
    unsigned char irq, dma, port;
} InterfaceMap;
typedef struct {
    unsigned char name[16];
    unsigned short number[4];
    unsigned char rest[INTERFACE_UNION - 8];
} InterfaceMii;
/* struct arpreq: an entry of the ARP table, with three addresses and an interface. */
typedef struct {
    unsigned short protocol_family;
    unsigned char protocol[14];
    unsigned short hardware_family;
    unsigned char hardware[14];
    int flags;
    unsigned short mask_family;
    unsigned char mask[14];
    unsigned char name[16];
} ArpRequest;
typedef struct {
    unsigned char name[16];
    int value;
    unsigned char rest[INTERFACE_UNION - 4];
} InterfaceInt;
typedef struct {
    unsigned char name[16];
    unsigned short value;
    unsigned char rest[INTERFACE_UNION - 2];
} InterfaceShort;
typedef struct {
    unsigned char name[16];
    unsigned short family;
    unsigned char data[14];
    INTERFACE_REST
} InterfaceAddress;

#endif
