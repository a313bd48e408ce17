/* syscall_test.c -- calls made from a big-endian guest's memory, one a test.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lifter/ppc/cpu.h"
#include "runtime/memory/memory.h"
#include "runtime/signal.h"
#include "runtime/program.h"
#include "tests/linux_stubs.h"

enum { NR_READ = 3, NR_WRITE = 4, NR_PIPE = 42, NR_BRK = 45, NR_WRITEV = 146 };
enum { NR_POLL = 167, NR_RT_SIGRETURN = 172, NR_RT_SIGACTION = 173, NR_PREAD64 = 179 };
enum { NR_SIGALTSTACK = 185, NR_MMAP2 = 192, NR_FSTAT64 = 197, NR_GETDENTS64 = 202 };
enum { NR_SIGRETURN = 119, NR_SIGPROCMASK = 174, NR_OPENAT = 286, NR_READLINKAT = 296 };
enum { NR_TIME = 13, NR_GETTIMEOFDAY = 78, NR_CLOCK_GETTIME = 246 };
enum { NR_CLOCK_GETRES = 247, NR_CLOCK_GETTIME64 = 403 };
enum { NR_SELECT = 142, NR_UNAME = 122, NR_FCNTL64 = 204, NR_LLSEEK = 140 };

enum { DATA = 0x20000, MORE = 0x30000, STACK = 0x50000 };

static PpcCpu *cpu(void)
{
    return stub_cpu(stub_thread);
}

#define call(number, ...) stub_call(thread, number, (u32[6]){__VA_ARGS__})
#define thread stub_thread
#define word stub_word
#define set_word stub_set_word
#define file_of stub_file_of

/* The offset is a register pair, and skips a register to be even. */
static void test_offset_pair(void **state)
{
    u32 fd = file_of("0123456789");

    (void)state;
    assert_int_equal(call(NR_PREAD64, fd, DATA, 4, 99, 0, 6), 4);
    assert_memory_equal(memory_at(DATA), "6789", 4);
    assert_int_equal(call(NR_PREAD64, fd, DATA, 4, 0, 1, 0), 0);
    close((int)fd);
}

static void test_llseek(void **state)
{
    u32 fd = file_of("");

    (void)state;
    assert_int_equal(call(NR_LLSEEK, fd, 1, 2, DATA, SEEK_SET), 0);
    assert_int_equal(word(DATA), 1);
    assert_int_equal(word(DATA + 4), 2);
    assert_int_equal(call(NR_LLSEEK, fd, 0xffffffff, 0xffffffff, DATA, SEEK_SET),
                     -EINVAL);
    close((int)fd);
}

static void test_stat(void **state)
{
    u32 fd = file_of("0123456789");
    struct stat st;

    (void)state;
    fstat((int)fd, &st);
    assert_int_equal(call(NR_FSTAT64, fd, DATA), 0);
    assert_int_equal(word(DATA + 48 + 4), 10);
    assert_int_equal(word(DATA + 16), st.st_mode);
    assert_int_equal(word(DATA + 12), (u32)st.st_ino);
    assert_int_equal(word(DATA + 72), (u32)st.st_atime);
    close((int)fd);
}

static void test_bad_addresses(void **state)
{
    u32 fd = file_of("0123456789");

    (void)state;
    assert_int_equal(call(NR_FSTAT64, fd, 0), -EFAULT);
    assert_int_equal(call(NR_FSTAT64, fd, STUB_READ_ONLY), -EFAULT);
    assert_int_equal(call(NR_FSTAT64, fd, STUB_READ_ONLY - 8), -EFAULT);
    assert_int_equal(call(NR_WRITE, fd, 0xffffff00, 0x200), -EFAULT);
    assert_int_equal(call(NR_READ, fd, 0xfffffffc, 0xffffffff), -EFAULT);
    assert_int_equal(call(NR_WRITEV, fd, STUB_END - 8, 4), -EFAULT);
    assert_int_equal(call(NR_POLL, STUB_END, 1, 0), -EFAULT);
    assert_int_equal(call(NR_RT_SIGACTION, SIGUSR1, 4, 0, 8), -EFAULT);
    close((int)fd);
}

static void test_errors(void **state)
{
    (void)state;
    assert_int_equal(call(9999, 0), -ENOSYS);
    assert_int_equal(call(6, 999), -EBADF);
    assert_int_equal(call(387, 0), -ENOSYS);
    assert_int_equal(call(20, 0), getpid());
}

static i64 seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec;
}

static void assert_now(i64 seconds)
{
    assert_in_range(seconds, seconds_now() - 5, seconds_now());
}

static void check_clocks(void)
{
    assert_int_equal(call(NR_CLOCK_GETTIME, CLOCK_REALTIME, DATA), 0);
    assert_now(word(DATA));
    assert_in_range(word(DATA + 4), 0, 999999999);
    assert_int_equal(call(NR_CLOCK_GETTIME64, CLOCK_REALTIME, DATA), 0);
    assert_int_equal(word(DATA), 0);
    assert_now(word(DATA + 4));
    assert_int_equal(call(NR_GETTIMEOFDAY, DATA, 0), 0);
    assert_now(word(DATA));
    assert_now(call(NR_TIME, DATA));
    assert_now(word(DATA));
    assert_int_equal(call(NR_CLOCK_GETTIME, CLOCK_THREAD_CPUTIME_ID, DATA), 0);
    assert_int_equal(word(DATA), 0);
    assert_int_equal(call(NR_CLOCK_GETTIME, 99, DATA), -EINVAL);
    assert_int_equal(call(NR_CLOCK_GETTIME, CLOCK_REALTIME, STUB_END), -EFAULT);
    assert_int_equal(call(NR_CLOCK_GETRES, CLOCK_MONOTONIC, DATA), 0);
    assert_int_equal(word(DATA + 4), 1);
    assert_int_equal(call(NR_CLOCK_GETRES, CLOCK_MONOTONIC, 0), 0);
}

static void test_clocks(void **state)
{
    (void)state;
    check_clocks();
    guest_program.host_vdso = 0;
    check_clocks();
}

static void test_brk(void **state)
{
    (void)state;
    assert_int_equal(call(NR_BRK, 0x41000), 0x41000);
    assert_int_equal(call(NR_BRK, 0), 0x41000);
}

static void test_writev(void **state)
{
    u32 fd = file_of("");
    char text[8];

    (void)state;
    memcpy(memory_at(MORE), "abcdef", 6);
    set_word(DATA, MORE + 4), set_word(DATA + 4, 2);
    set_word(DATA + 8, MORE), set_word(DATA + 12, 3);
    assert_int_equal(call(NR_WRITEV, fd, DATA, 2), 5);
    assert_int_equal(pread((int)fd, text, 8, 0), 5);
    assert_memory_equal(text, "efabc", 5);
    assert_int_equal(call(NR_WRITEV, fd, DATA, 1025), -EINVAL);
    close((int)fd);
}

/* O_DIRECTORY and O_LARGEFILE are not where the host has them. */
static void test_open_flags(void **state)
{
    (void)state;
    strcpy((char *)memory_at(DATA), "/etc/passwd");
    assert_int_equal(call(NR_OPENAT, (u32)AT_FDCWD, DATA, 040000, 0), -ENOTDIR);
    i64 fd = call(NR_OPENAT, (u32)AT_FDCWD, DATA, 0200000 | 02000, 0);
    assert_true(fd >= 0);
    assert_int_equal(fcntl((int)fd, F_GETFL) & O_DIRECTORY, 0);
    assert_int_equal(call(NR_FCNTL64, (u32)fd, F_GETFL), 0200000 | 02000);
    close((int)fd);
}

static void test_directory_entries(void **state)
{
    int fd = open("/proc/self", O_RDONLY | O_DIRECTORY);
    i64 size = call(NR_GETDENTS64, (u32)fd, DATA, 4096);
    u32 at = DATA, last = 0;

    (void)state;
    assert_true(size > 0);
    while (at < DATA + size) {
        last = at;
        at += (u32)memory_at(at)[16] << 8 | memory_at(at)[17];
        assert_true(at > last);
    }
    assert_int_equal(at, DATA + size);
    close(fd);
}

static void test_select(void **state)
{
    int fds[2];

    (void)state;
    assert_int_equal(call(NR_PIPE, DATA), 0);
    fds[0] = (int)word(DATA), fds[1] = (int)word(DATA + 4);
    assert_int_equal(write(fds[1], "x", 1), 1);
    set_word(DATA, 1u << fds[0]);
    set_word(MORE, 1u << fds[1] | 1u << fds[0]);
    assert_int_equal(call(NR_SELECT, 32, DATA, MORE, 0, 0), 2);
    assert_int_equal(word(DATA), 1u << fds[0]);
    assert_int_equal(word(MORE), 1u << fds[1]);
    close(fds[0]), close(fds[1]);
}

static void test_poll(void **state)
{
    int fds[2];

    (void)state;
    assert_int_equal(pipe(fds), 0);
    set_word(DATA, (u32)fds[0]), set_word(DATA + 4, 1 << 16 | 0xffff);
    set_word(DATA + 8, (u32)fds[1]), set_word(DATA + 12, 4 << 16);
    assert_int_equal(call(NR_POLL, DATA, 2, 0), 1);
    assert_int_equal(word(DATA + 4), 1 << 16);
    assert_int_equal(word(DATA + 12), 4 << 16 | 4);
    close(fds[0]), close(fds[1]);
}

static void test_guest_view(void **state)
{
    (void)state;
    assert_int_equal(call(NR_UNAME, DATA), 0);
    assert_string_equal((char *)memory_at(DATA + 4 * 65), "ppc");
    strcpy((char *)memory_at(DATA), "/proc/self/exe");
    assert_int_equal(call(NR_READLINKAT, (u32)AT_FDCWD, DATA, MORE, 7), 7);
    assert_memory_equal(memory_at(MORE), "/guest/", 8);
    strcpy((char *)memory_at(DATA), "/proc/self/maps");
    i64 fd = call(NR_OPENAT, (u32)AT_FDCWD, DATA, 0, 0);
    assert_int_equal(read((int)fd, memory_at(MORE), 18), 18);
    assert_memory_equal(memory_at(MORE), "00010000-00040000 ", 18);
    close((int)fd);
}

/* A call that a signal came before changes nothing and asks to be made again. */
static void test_call_again(void **state)
{
    (void)state;
    stub_call_result = CALL_AGAIN;
    cpu()->cr[3] = 0;
    assert_int_equal(call(NR_READ, 0, DATA, 1), 0);
    assert_true(thread->restart);
}

static void catch (int signal, u32 flags, u32 handler, u32 mask)
{
    set_word(DATA, handler), set_word(DATA + 4, flags), set_word(DATA + 8, 0);
    set_word(DATA + 12, mask), set_word(DATA + 16, 0);
    assert_int_equal(call(NR_RT_SIGACTION, (u32)signal, DATA, 0, 8), 0);
}

static void run_before(void)
{
    for (int i = 0; i < 32; i++) {
        cpu()->gpr[i] = 0x100u + (u32)i;
        cpu()->fpr[i] = 0x4000000000000000 + (u64)i;
        cpu()->cr[i] = i % 3 == 0;
    }
    cpu()->gpr[1] = STACK;
    cpu()->lr = 0x1234, cpu()->ctr = 0x5678, cpu()->pc = 0x11110;
    cpu()->so = 0, cpu()->ov = 1, cpu()->ca = 1, cpu()->count = 9;
}

/* Into a handler and back: everything is as before. */
static void deliver_and_return(u32 flags, u32 number)
{
    siginfo_t info = {.si_signo = SIGUSR1, .si_code = SI_USER};
    PpcCpu before;

    catch (SIGUSR1, flags, 0x44440, 1u << (SIGUSR2 - 1));
    thread->signal_mask = 1;
    run_before();
    before = *cpu();
    linux_deliver(thread, &info, false);
    assert_int_equal(cpu()->pc, 0x44440);
    assert_int_equal(cpu()->gpr[3], SIGUSR1);
    assert_int_equal(cpu()->gpr[1] % 16, 0);
    assert_int_equal(word(cpu()->gpr[1]), STACK);
    assert_int_equal(thread->signal_mask,
                     1 | 1u << (SIGUSR1 - 1) | 1u << (SIGUSR2 - 1));
    assert_int_equal(word(cpu()->lr), 0x38000000 | number);
    cpu()->gpr[31] = cpu()->ctr = cpu()->ca = 0;
    cpu()->gpr[0] = number;
    stub_syscall(thread);
    before.reserve_address = cpu()->reserve_address;
    before.last_op = cpu()->last_op;
    before.fpscr = cpu()->fpscr;
    assert_memory_equal(cpu(), &before, sizeof(before));
    assert_int_equal(thread->signal_mask, 1);
}

static void test_old_frame(void **state)
{
    (void)state;
    deliver_and_return(0, NR_SIGRETURN);
}

static void test_real_time_frame(void **state)
{
    (void)state;
    deliver_and_return(SA_SIGINFO, NR_RT_SIGRETURN);
}

/* A handler that edits its context: from ucontext's uc_regs to the saved pc. */
static void test_edited_context(void **state)
{
    siginfo_t info = {.si_signo = SIGSEGV, .si_code = SEGV_MAPERR};

    (void)state;
    info.si_addr = (void *)0x666;
    catch (SIGSEGV, SA_SIGINFO, 0x44440, 0);
    run_before();
    linux_deliver(thread, &info, true);
    u32 uc = cpu()->gpr[5], registers = word(uc + 48);
    assert_int_equal(word(cpu()->gpr[4] + 12), 0x666);
    assert_int_equal(word(registers + 4 * 32), 0x11110);
    assert_int_equal(word(registers + 4 * 41), 0x666);
    set_word(registers + 4 * 32, 0x11120);
    set_word(registers + 4 * 5, 0xabc);
    set_word(uc + 52, 4), set_word(uc + 56, 8);
    cpu()->gpr[0] = NR_RT_SIGRETURN;
    stub_syscall(thread);
    assert_int_equal(cpu()->pc, 0x11120);
    assert_int_equal(cpu()->gpr[5], 0xabc);
    assert_int_equal(thread->signal_mask, 4 | 8ull << 32);
}

static void test_alternate_stack(void **state)
{
    siginfo_t info = {.si_signo = SIGUSR1};

    (void)state;
    set_word(DATA, 0x60000), set_word(DATA + 4, 0), set_word(DATA + 8, 0x4000);
    assert_int_equal(call(NR_SIGALTSTACK, DATA, 0), 0);
    catch (SIGUSR1, SA_SIGINFO | SA_ONSTACK, 0x44440, 0);
    run_before();
    linux_deliver(thread, &info, false);
    assert_in_range(cpu()->gpr[1], 0x60000, 0x64000);
    assert_int_equal(call(NR_SIGALTSTACK, DATA, 0), -EPERM);
}

/* What a signal came before is made again whatever its handler's flags. */
static void test_signal_before_call(void **state)
{
    siginfo_t info = {.si_signo = SIGUSR1};

    (void)state;
    catch (SIGUSR1, SA_SIGINFO, 0x44440, 0);
    run_before();
    stub_call_result = CALL_BEFORE;
    cpu()->gpr[0] = NR_READ;
    stub_syscall(thread);
    linux_deliver(thread, &info, false);
    assert_int_equal(word(word(cpu()->gpr[5] + 48) + 4 * 32), 0x11110);
}

/* With SA_RESTART the pc stays at the call; without, it fails with EINTR. */
static void test_interrupted_call(void **state)
{
    siginfo_t info = {.si_signo = SIGUSR1};

    (void)state;
    for (int restart = 0; restart < 2; restart++) {
        catch (SIGUSR1, SA_SIGINFO | (restart ? SA_RESTART : 0), 0x44440, 0);
        run_before();
        thread->signal_mask = 0;
        thread->restart = true;
        linux_deliver(thread, &info, false);
        u32 registers = word(cpu()->gpr[5] + 48);
        assert_int_equal(word(registers + 4 * 32), restart ? 0x11110 : 0x11114);
        assert_int_equal(word(registers + 4 * 3), restart ? 0x103 : EINTR);
        assert_false(thread->restart);
    }
}

/* The synchronous ones cannot be blocked on the host. */
static void test_blocked_synchronous(void **state)
{
    siginfo_t info = {.si_signo = SIGTRAP, .si_code = SI_TKILL};

    (void)state;
    catch (SIGTRAP, 0, 0x44440, 0);
    run_before();
    thread->signal_mask = 1u << (SIGTRAP - 1);
    linux_deliver(thread, &info, false);
    assert_int_equal(cpu()->pc, 0x11110);
    assert_int_equal(call(73, DATA), 0);
    assert_int_equal(word(DATA), 1u << (SIGTRAP - 1));
}

#define TEST(name)                                                                     \
    cmocka_unit_test_setup_teardown(test_##name, stub_setup, stub_teardown)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(offset_pair),
        TEST(llseek),
        TEST(stat),
        TEST(bad_addresses),
        TEST(errors),
        TEST(clocks),
        TEST(brk),
        TEST(writev),
        TEST(open_flags),
        TEST(directory_entries),
        TEST(select),
        TEST(poll),
        TEST(guest_view),
        TEST(call_again),
        TEST(old_frame),
        TEST(real_time_frame),
        TEST(edited_context),
        TEST(alternate_stack),
        TEST(interrupted_call),
        TEST(signal_before_call),
        TEST(blocked_synchronous),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
