/* message_test.c -- what a big-endian guest's sockets, queues and signals look like to
 * the host, and back; one fact a test.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <linux/vm_sockets.h>

#include "runtime/linux/abi.h"
#include "runtime/linux/signal/info.h"
#include "runtime/linux/file/positions.h"
#include "runtime/base/log.h"
#include "runtime/memory/memory.h"
#include "tests/linux_stubs.h"

enum { NR_SOCKETCALL = 102, NR_IPC = 117, NR_BIND = 327, NR_GETSOCKNAME = 331 };
enum { NR_SENDMSG = 341, NR_RECVMSG = 342, NR_SETSOCKOPT = 339, NR_GETSOCKOPT = 340 };
enum { NR_SIGNALFD4 = 313, NR_READ = 3, NR_GETDENTS64 = 202, NR_LLSEEK = 140 };
enum { NR_PTRACE = 26, NR_OPENAT2 = 437, NR_SOCKET = 326, NR_WRITEV = 146 };
enum { NR_OPENAT = 286, NR_NANOSLEEP = 162, NR_SIGPROCMASK = 174, NR_EXECVE = 11 };
enum { NR_SECCOMP = 358, NR_IOCTL = 54 };
enum { DATA = 0x20000, MORE = 0x30000, TEXT = 0x38000 };

#define call(number, ...) stub_call(thread, number, (u32[6]){__VA_ARGS__})
#define thread stub_thread
#define word stub_word
#define set_word stub_set_word

static void set_words(u32 address, u32 count, const u32 *words)
{
    for (u32 i = 0; i < count; i++)
        set_word(address + 4 * i, words[i]);
}

/* Turning a structure around in place needs it laid out alike. */
static void test_alike(void **state)
{
    static const u8 turned[] = {
        LAYOUT_sockaddr,    LAYOUT_sockaddr_in6, LAYOUT_sockaddr_nl,
        LAYOUT_sockaddr_ll, LAYOUT_int_cell,     LAYOUT_linger,
        LAYOUT_ucred,       LAYOUT_ip_mreqn,     LAYOUT_ipv6_mreq,
        LAYOUT_in_pktinfo,  LAYOUT_in6_pktinfo,  LAYOUT_ip_error,
        LAYOUT_ipv6_error,  LAYOUT_tcp_info,     LAYOUT_signalfd_siginfo,
        LAYOUT_nlmsghdr,    LAYOUT_rtattr,       LAYOUT_ifinfomsg,
        LAYOUT_ifaddrmsg,   LAYOUT_rtmsg,        LAYOUT_ndmsg,
        LAYOUT_link_map,    LAYOUT_sembuf,       LAYOUT_file_map,
        LAYOUT_sock_filter, LAYOUT_file_extent,  LAYOUT_packet_auxdata,
        LAYOUT_packet_mreq, LAYOUT_sockaddr_vm,
    };
    static const LinuxAbi *const abis[] = {&linux_ppc, &linux_arm};

    (void)state;
    for (u32 i = 0; i < ARRAY_LEN(turned); i++)
        for (int a = 0; a < 2; a++) {
            Layout l = abis[a]->layout[turned[i]]();
            assert_int_equal(layout_size(l), layout_host_size(l));
            for (const LayoutField *f = l; f->type != G_END; f++) {
                if (f->type == G_pad)
                    continue;
                assert_int_equal(f->offset, f->host_offset);
                assert_int_equal(f->size, f->host_size);
            }
        }
}

static void test_socketcall(void **state)
{
    (void)state;
    set_words(DATA, 4, (u32[]){AF_UNIX, SOCK_STREAM, 0, MORE});
    assert_int_equal(call(NR_SOCKETCALL, 8, DATA), 0);
    assert_true(word(MORE + 4) > word(MORE));
    close((int)word(MORE)), close((int)word(MORE + 4));
    assert_int_equal(call(NR_SOCKETCALL, 0, DATA), -EINVAL);
    assert_int_equal(call(NR_SOCKETCALL, 21, DATA), -EINVAL);
    assert_int_equal(call(NR_SOCKETCALL, 1, 0), -EFAULT);
}

static void test_address(void **state)
{
    int fd = socket(AF_INET6, SOCK_DGRAM, 0);
    struct sockaddr_in6 own;
    socklen_t size = sizeof own;

    (void)state;
    set_words(DATA, 7, (u32[]){AF_INET6 << 16, 0, 0, 0, 0, 1, 0x01020304});
    assert_int_equal(call(NR_BIND, (u32)fd, DATA, 28), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&own, &size), 0);
    set_word(MORE - 4, 28);
    assert_int_equal(call(NR_GETSOCKNAME, (u32)fd, MORE, MORE - 4), 0);
    assert_int_equal(word(MORE), AF_INET6 << 16 | ntohs(own.sin6_port));
    assert_int_equal(word(MORE + 20), 1);
    assert_int_equal(word(MORE - 4), 28);
    assert_int_equal(call(NR_BIND, (u32)fd, DATA, 129), -EINVAL);
    assert_int_equal(call(NR_BIND, (u32)fd, 0, 28), -EFAULT);
    close(fd);
}

/* Of virtual machines: two numbers, and sizes of 64 bits. */
static void test_vsock(void **state)
{
    int fd = socket(AF_VSOCK, SOCK_STREAM, 0);
    struct sockaddr_vm own;
    socklen_t size = sizeof own;
    uint64_t room;

    (void)state;
    if (fd < 0)
        skip();
    set_words(DATA, 4, (u32[]){AF_VSOCK << 16, VMADDR_PORT_ANY, VMADDR_CID_ANY, 0});
    assert_int_equal(call(NR_BIND, (u32)fd, DATA, 16), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&own, &size), 0);
    set_word(MORE - 4, 16);
    assert_int_equal(call(NR_GETSOCKNAME, (u32)fd, MORE, MORE - 4), 0);
    assert_int_equal(word(MORE), AF_VSOCK << 16);
    assert_int_equal(word(MORE + 4), own.svm_port);
    assert_int_equal(word(MORE + 8), own.svm_cid);
    set_words(DATA, 2, (u32[]){0, 70000});
    assert_int_equal(call(NR_SETSOCKOPT, (u32)fd, AF_VSOCK, 0, DATA, 8), 0);
    size = sizeof room;
    assert_int_equal(getsockopt(fd, AF_VSOCK, SO_VM_SOCKETS_BUFFER_SIZE, &room, &size),
                     0);
    assert_int_equal(room, 70000);
    close(fd);
}

/* Options of PowerPC's own number: SO_RCVTIMEO is 18 there, and its times are words. */
static void test_option(void **state)
{
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    struct timeval time;
    socklen_t size = sizeof time;

    (void)state;
    set_words(DATA, 2, (u32[]){3, 500000});
    assert_int_equal(call(NR_SETSOCKOPT, (u32)fd, SOL_SOCKET, 18, DATA, 8), 0);
    assert_int_equal(getsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, &size), 0);
    assert_int_equal(time.tv_sec, 3);
    assert_int_equal(call(NR_SETSOCKOPT, (u32)fd, SOL_SOCKET, 18, DATA, 4), -EINVAL);
    assert_int_equal(call(NR_SETSOCKOPT, (u32)fd, SOL_SOCKET, 999, DATA, 4),
                     -ENOPROTOOPT);
    set_word(MORE, 4);
    assert_int_equal(call(NR_GETSOCKOPT, (u32)fd, SOL_SOCKET, SO_TYPE, DATA, MORE), 0);
    assert_int_equal(word(DATA), SOCK_DGRAM);
    set_word(MORE, 2);
    assert_int_equal(call(NR_GETSOCKOPT, (u32)fd, SOL_SOCKET, SO_TYPE, DATA, MORE), 0);
    assert_int_equal(word(MORE), 2);
    close(fd);
}

/* A header with one buffer and control messages of `room` bytes at MORE + 0x100. */
static void message_of(u32 room)
{
    set_words(MORE, 7, (u32[]){0, 0, MORE + 0x40, 1, MORE + 0x100, room, 0});
    set_words(MORE + 0x40, 2, (u32[]){TEXT, 4});
}

/* Rights are words behind a head of 12 bytes; what does not fit is closed. */
static void test_rights(void **state)
{
    int pair[2], next;

    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    message_of(20);
    set_words(MORE + 0x100, 5, (u32[]){20, SOL_SOCKET, SCM_RIGHTS, 0, 1});
    next = dup(0);
    close(next);
    assert_int_equal(call(NR_SENDMSG, (u32)pair[0], MORE, 0), 4);
    message_of(16);
    assert_int_equal(call(NR_RECVMSG, (u32)pair[1], MORE, 0), 4);
    assert_int_equal(word(MORE + 0x100), 16);
    assert_int_equal(word(MORE + 0x10c), next);
    assert_int_equal(word(MORE + 20), 16);
    assert_int_equal(word(MORE + 24), MSG_CTRUNC);
    close(next);
    assert_int_equal(dup(0), next);
    close(next);
    message_of(8);
    assert_int_equal(call(NR_SENDMSG, (u32)pair[0], MORE, 0), 4);
    message_of(16);
    set_word(MORE + 0x100, 17);
    assert_int_equal(call(NR_SENDMSG, (u32)pair[0], MORE, 0), -EINVAL);
    close(pair[0]), close(pair[1]);
}

static void test_bad_messages(void **state)
{
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

    (void)state;
    assert_int_equal(call(NR_SENDMSG, (u32)fd, 0, 0), -EFAULT);
    message_of(0);
    set_word(MORE + 12, 1025);
    assert_int_equal(call(NR_SENDMSG, (u32)fd, MORE, 0), -EMSGSIZE);
    message_of(0);
    set_word(MORE + 8, 4);
    assert_int_equal(call(NR_SENDMSG, (u32)fd, MORE, 0), -EFAULT);
    close(fd);
}

static void test_signalfd(void **state)
{
    sigset_t set;

    (void)state;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    sigprocmask(SIG_BLOCK, &set, NULL);
    set_words(DATA, 2, (u32[]){1u << (SIGUSR2 - 1), 0});
    i64 fd = call(NR_SIGNALFD4, (u32)-1, DATA, 8, O_CLOEXEC);
    assert_true(fd >= 0);
    raise(SIGUSR2);
    assert_int_equal(call(NR_READ, (u32)fd, MORE, 128), 128);
    assert_int_equal(word(MORE), SIGUSR2);
    assert_int_equal(word(MORE + 12), getpid());
    assert_int_equal(call(NR_SIGNALFD4, (u32)-1, DATA, 4, 0), -EINVAL);
    close((int)fd);
}

/* A semaphore set by the multiplexer: SETALL's array is of halves, SETVAL's union in
 * memory. */
static void test_semaphores(void **state)
{
    i64 id = call(NR_IPC, 2, 0, 2, 0600);

    (void)state;
    assert_true(id >= 0);
    set_word(DATA, 0x00050007);
    set_word(MORE, DATA);
    assert_int_equal(call(NR_IPC, 3, (u32)id, 0, 17 | 0x100, MORE), 0);
    assert_int_equal(call(NR_IPC, 3, (u32)id, 1, 12 | 0x100, MORE), 7);
    set_words(DATA, 2, (u32[]){0x0001fffe, 0x08000000});
    assert_int_equal(call(NR_IPC, 1, (u32)id, 1, 0, DATA), 0);
    assert_int_equal(call(NR_IPC, 3, (u32)id, 1, 12 | 0x100, MORE), 5);
    assert_int_equal(call(NR_IPC, 3, (u32)id, 0, 0 | 0x100, MORE), 0);
    assert_int_equal(call(NR_IPC, 99, 0), -ENOSYS);
}

static void test_messages(void **state)
{
    i64 id = call(NR_IPC, 13, 0, 0600);

    (void)state;
    set_words(DATA, 2, (u32[]){0x12345, 0x61626364});
    assert_int_equal(call(NR_IPC, 11, (u32)id, 4, 0, DATA), 0);
    set_words(MORE, 2, (u32[]){MORE + 16, 0});
    assert_int_equal(call(NR_IPC, 12, (u32)id, 100, 0, MORE), 4);
    assert_int_equal(word(MORE + 16), 0x12345);
    assert_int_equal(word(MORE + 20), 0x61626364);
    assert_int_equal(call(NR_IPC, 14, (u32)id, 0 | 0x100, 0, 0), 0);
}

static void test_refused(void **state)
{
    (void)state;
    assert_int_equal(call(NR_PTRACE, 0), -ENOSYS);
}

/* A longer structure must end in zeros. */
static void test_versioned(void **state)
{
    (void)state;
    strcpy((char *)memory_at(TEXT), "/etc/passwd");
    memset(memory_at(DATA), 0, 64);
    i64 fd = call(NR_OPENAT2, (u32)AT_FDCWD, TEXT, DATA, 40);
    assert_true(fd >= 0);
    close((int)fd);
    set_word(DATA + 32, 1);
    assert_int_equal(call(NR_OPENAT2, (u32)AT_FDCWD, TEXT, DATA, 40), -E2BIG);
    assert_int_equal(call(NR_OPENAT2, (u32)AT_FDCWD, TEXT, DATA, 16), -EINVAL);
}

static void test_positions(void **state)
{
    u64 far = 0x7123456789abcdef;
    u32 guest = position_to_guest(far);

    (void)state;
    assert_int_equal(position_to_guest(77), 77);
    assert_true(guest <= 0x7fffffff);
    for (u64 i = 1; i < 5000; i++)
        assert_true(position_to_guest(far - i * i * 0x100000001) != guest);
    assert_int_equal(position_to_guest(far), guest);
    assert_true(position_to_host(guest) == far);
    assert_int_equal(position_to_host(5), 5);
}

/* Each kind of siginfo has its own words. */
static void test_signal_info(void **state)
{
    u8 guest[GUEST_SIGINFO];
    siginfo_t info = {.si_signo = SIGBUS, .si_code = BUS_MCEERR_AO};

    (void)state;
    info.si_addr = (void *)0x1234;
    info.si_addr_lsb = 12;
    info_to_guest(&info, true, guest);
    assert_int_equal(layout_read(guest + 12, 4, true), 0x1234);
    assert_int_equal(layout_read(guest + 16, 2, true), 12);
    memset(&info, 0, sizeof info);
    info.si_signo = SIGCHLD, info.si_code = CLD_EXITED, info.si_pid = 9;
    info.si_status = 3, info.si_utime = 70;
    info_to_guest(&info, true, guest);
    assert_int_equal(layout_read(guest + 20, 4, true), 3);
    assert_int_equal(layout_read(guest + 24, 4, true), 70);
    memset(&info, 0, sizeof info);
    info.si_signo = SIGRTMIN, info.si_code = SI_TIMER;
    info.si_overrun = 6, info.si_value.sival_int = 0x55;
    info_to_guest(&info, true, guest);
    assert_int_equal(layout_read(guest + 16, 4, true), 6);
    assert_int_equal(layout_read(guest + 20, 4, true), 0x55);
    siginfo_t back;
    info_to_host(guest, true, &back);
    assert_int_equal(back.si_overrun, 6);
    assert_int_equal(back.si_value.sival_int, 0x55);
}

static void assert_logged(const char *text)
{
    if (!strstr(stub_log, text))
        print_error("logged: %s", stub_log);
    assert_non_null(strstr(stub_log, text));
    stub_log[0] = 0;
}

/* Lines as strace has them: names, strings, structures, sets, errors in words. */
static void test_strace(void **state)
{
    (void)state;
    log_flags = LOG_STRACE;
    strcpy((char *)memory_at(TEXT), "/no\tsuch");
    call(NR_OPENAT, (u32)AT_FDCWD, TEXT, 01 | 040000, 0600);
    assert_logged("openat(AT_FDCWD, \"/no\\tsuch\", O_WRONLY|O_DIRECTORY, 384) = "
                  "-1 ENOENT (No such file or directory)\n");
    call(NR_SOCKET, AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_logged("socket(AF_INET, SOCK_DGRAM|SOCK_CLOEXEC, 0) = ");
    set_words(DATA, 2, (u32[]){AF_INET << 16 | 80, 0x7f000001});
    call(NR_BIND, (u32)-1, DATA, 8);
    assert_logged("bind(-1, {sa_family=AF_INET, sin_port=htons(80), "
                  "sin_addr=inet_addr(\"127.0.0.1\")}, 8) = -1 EBADF");
    set_words(DATA, 2, (u32[]){TEXT, 3});
    call(NR_WRITEV, (u32)-1, DATA, 1);
    assert_logged("writev(-1, [{iov_base=\"/no\", iov_len=3}], 1) = -1 EBADF");
    set_words(DATA, 2, (u32[]){0, 1000});
    call(NR_NANOSLEEP, DATA, 0);
    assert_logged("nanosleep({tv_sec=0, tv_nsec=1000}, NULL) = 0");
    set_words(DATA, 2, (u32[]){1u << (SIGUSR1 - 1) | 1u << (SIGCHLD - 1), 1});
    call(NR_SIGPROCMASK, SIG_SETMASK, DATA, 0, 8);
    assert_logged("rt_sigprocmask(SIG_SETMASK, [USR1 CHLD RT_1], NULL, 8) = 0\n");
    set_words(DATA, 3, (u32[]){TEXT, TEXT, 0});
    call(NR_EXECVE, TEXT, DATA, 0);
    assert_logged(
        "execve(\"/no\\tsuch\", [\"/no\\tsuch\", \"/no\\tsuch\"], NULL) = -1 ENOENT");
    call(9999, 0);
    assert_logged("syscall_0x270f() = -1 ENOSYS");
    log_flags = 0;
}

/* What is not there is told once, with the reason. */
static void test_told_once(void **state)
{
    (void)state;
    log_flags = LOG_UNIMP;
    call(NR_SECCOMP, 0);
    assert_logged("system call 0x166 (seccomp) is not there: a filter ");
    call(NR_SECCOMP, 0);
    assert_string_equal(stub_log, "");
    assert_int_equal(call(NR_IOCTL, 0, 0x1234), -ENOTTY);
    assert_logged("ioctl 0x1234 is not there\n");
    assert_int_equal(call(NR_IOCTL, 0, 0x1234), -ENOTTY);
    assert_string_equal(stub_log, "");
    log_flags = 0;
}

#define TEST(name)                                                                     \
    cmocka_unit_test_setup_teardown(test_##name, stub_setup, stub_teardown)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(alike),        TEST(socketcall), TEST(address),    TEST(option),
        TEST(rights),       TEST(signalfd),   TEST(semaphores), TEST(messages),
        TEST(bad_messages), TEST(refused),    TEST(versioned),  TEST(positions),
        TEST(signal_info),  TEST(strace),     TEST(told_once),  TEST(vsock),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
