/* kernel_helpers.c -- the helpers that ARM's kernel maps at 0xffff0000, and its own
 * system calls.  Documentation/arm/kernel_user_helpers.rst.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#define HELPER_VERSION (*(const int32_t *)0xffff0ffc)
#define CMPXCHG (*(int (*)(int, int, volatile int *))0xffff0fc0)
#define GET_TLS (*(void *(*)(void))0xffff0fe0)
#define BARRIER (*(void (*)(void))0xffff0fa0)
#define CMPXCHG64                                                                      \
    (*(int (*)(const int64_t *, const int64_t *, volatile int64_t *))0xffff0f60)

enum { CACHEFLUSH = 0xf0002, SET_TLS = 0xf0005, GET_TLS_CALL = 0xf0006 };

static volatile int word = 5;
static volatile int64_t wide = 0x100000002;

int main(void)
{
    printf("version %d\n", HELPER_VERSION >= 5);
    printf("tls %d\n", GET_TLS() == __builtin_thread_pointer());
    BARRIER();
    int failed = CMPXCHG(4, 9, &word) != 0;
    printf("other value: failed %d, %d\n", failed, word);
    failed = CMPXCHG(5, 9, &word) != 0;
    printf("same value: failed %d, %d\n", failed, word);
    int64_t old = 1, new = 0x700000009;
    failed = CMPXCHG64(&old, &new, &wide) != 0;
    printf("other value: failed %d, %llx\n", failed, (long long)wide);
    old = 0x100000002;
    failed = CMPXCHG64(&old, &new, &wide) != 0;
    printf("same value: failed %d, %llx\n", failed, (long long)wide);
    for (int i = 0; i < 10000; i++)
        do
            failed = CMPXCHG(word, word + 3, &word);
        while (failed);
    printf("counted %d\n", word);

    char page[64];
    printf("flush %ld\n", syscall(CACHEFLUSH, page, page + 64, 0));
    errno = 0;
    long result = syscall(CACHEFLUSH, page + 64, page, 0);
    printf("backwards %ld %d\n", result, errno == EINVAL);
    void *tls = __builtin_thread_pointer();
    printf("set %ld\n", syscall(SET_TLS, tls));
    printf("same %d\n", __builtin_thread_pointer() == tls);
    errno = 0;
    result = syscall(0xf00ff);
    printf("unknown %ld %d\n", result, errno == ENOSYS);
    return 0;
}
