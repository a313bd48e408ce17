/* handlers.cc -- C++: exceptions thrown out of signal handlers, and through many frames.
 * Compiled with -fnon-call-exceptions; and with -fno-shrink-wrap, as ARM's tables tell how
 * to unwind a function with its frame only.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <csignal>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <unistd.h>

static int alive, met;

namespace {
struct Counted {
    int number;
    explicit Counted(int n) : number(n)
    {
        alive++;
    }
    ~Counted()
    {
        alive--;
        met += number;
    }
};
} // namespace

static void plain(int signal)
{
    throw signal;
}

static void informed(int signal, siginfo_t *info, void *)
{
    throw std::runtime_error(std::to_string(signal) + " " +
                             std::to_string(info->si_code > 0));
}

static volatile int *volatile nowhere;

__attribute__((noinline)) static void stop(int signal)
{
    if (signal == SIGSEGV)
        *nowhere = 1;
    else
        kill(getpid(), signal);
}

__attribute__((noinline)) static int dive(int depth, int signal)
{
    Counted counted(depth);
    if (depth)
        return dive(depth - 1, signal) + counted.number;
    stop(signal);
    return 0;
}

/* Some catch it on its way, and throw it on. */
__attribute__((noinline)) static int dive_on(int depth, int signal)
{
    Counted counted(1);
    try {
        if (depth)
            return dive_on(depth - 1, signal) + counted.number;
        stop(signal);
    } catch (...) {
        if (depth % 7 == 0)
            throw;
        throw;
    }
    return 0;
}

static void from_plain(int signal, int (*function)(int, int), int depth)
{
    struct sigaction action = {};
    int caught = 0;

    action.sa_handler = plain;
    action.sa_flags = SA_NODEFER;
    sigaction(signal, &action, nullptr);
    met = 0;
    for (int i = 0; i < 10; i++)
        try {
            function(depth, signal);
        } catch (int number) {
            caught += number == signal;
        }
    std::printf("caught %d, met %d, alive %d\n", caught, met, alive);
}

static void from_informed(int signal, int depth)
{
    struct sigaction action = {};
    std::string text;

    action.sa_sigaction = informed;
    action.sa_flags = SA_NODEFER | SA_SIGINFO;
    sigaction(signal, &action, nullptr);
    met = 0;
    for (int i = 0; i < 10; i++)
        try {
            dive(depth, signal);
        } catch (const std::exception &error) {
            text = error.what();
        }
    std::printf("%s, met %d, alive %d\n", text.c_str(), met, alive);
}

int handlers()
{
    from_plain(SIGUSR1, dive, 5);
    from_plain(SIGUSR1, dive, 500);
    from_plain(SIGSEGV, dive, 500);
    from_plain(SIGSEGV, dive_on, 100);
    from_informed(SIGUSR1, 500);
    from_informed(SIGSEGV, 500);
    return 0;
}
