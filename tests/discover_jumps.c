/*
 * jumps.c -- each form of jump whose target compilers know: discover_forms.sh builds it
 * with all of them, and what qemu executes of it must be found.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#define NOINLINE __attribute__((noinline, noclone))

void leave(int status);
int run_all(void);

typedef unsigned char u8;
static volatile int sink;

/* The first dispatch goes to a label that is known, the others through a table. */
NOINLINE static int known_first(const u8 *code)
{
    static const void *const label[] = {&&add, &&twice, &&loop, &&stop};
    int sum = 0, turns = 0;

    goto add;
#define NEXT goto *label[*code++]
add:
    sum += 3;
    NEXT;
twice:
    sum *= 2;
    NEXT;
loop:
    if (++turns < 4)
        code -= 3;
    NEXT;
stop:
    return sum;
}

/* A label kept in a variable over a call. */
NOINLINE static int kept(int n)
{
    const void *to = n & 1 ? &&odd : &&even;

    sink += n;
    goto *to;
odd:
    return 7;
even:
    return 8;
}

/* A state machine: each state says which one is next. */
NOINLINE static int states(const u8 *text)
{
    const void *state = &&outside;
    int words = 0;

    for (; *text; text++) {
        goto *state;
    outside:
        if (*text != ' ') {
            words++;
            state = &&inside;
        }
        continue;
    inside:
        if (*text == ' ')
            state = &&outside;
    }
    return words;
}

/* Distances of labels, in a table. */
NOINLINE static int distances(const u8 *code)
{
    static const int distance[] = {&&one - &&one, &&two - &&one, &&three - &&one,
                                   &&end - &&one};
    int sum = 0;

    for (;;) {
        goto *(&&one + distance[*code++]);
    one:
        sum += 1;
        continue;
    two:
        sum += 20;
        continue;
    three:
        sum += 300;
    }
end:
    return sum;
}

/* Labels in a table on the stack. */
NOINLINE static int on_stack(unsigned n)
{
    const void *label[3] = {&&first, &&second, &&third};

    sink += n;
    goto *label[n % 3];
first:
    return 1;
second:
    return 2;
third:
    return sink ? 3 : 4;
}

#define CASES4(n)                                                                      \
    case n: sink += n * 3; break;                                                      \
    case n + 1: sink ^= n + 5; break;                                                  \
    case n + 2: sink -= n; break;                                                      \
    case n + 3: sink *= 3; break;
NOINLINE static int dense(int n)
{
    switch (n) {
        CASES4(0) CASES4(4) CASES4(8) CASES4(12) CASES4(16) default : sink += 2;
    }
    return sink;
}

/* The index is a byte, and a constant below the first case. */
NOINLINE static int letters(const u8 *text)
{
    int sum = 0;

    for (;;)
        switch (*text++) {
        case 'a': sum += 1; break;
        case 'b': sum *= 3; break;
        case 'c': sum -= 5; break;
        case 'd': sum ^= 9; break;
        case 'e': sum += sink; break;
        case 'f': sum <<= 1; break;
        case 0: return sum;
        default: sum++;
        }
}

/* No case but those: the compiler may leave out the test. */
NOINLINE static int sure(unsigned short tag)
{
    switch (tag) {
    case 0xfff3: return sink + 1;
    case 0xfff4: return sink * 5;
    case 0xfff5: sink++; return 3;
    case 0xfff6: sink--; return 4;
    case 0xfff7: return sink ^ 5;
    default: __builtin_unreachable();
    }
}

/* As scanners of formats do: a table of classes, and a table of labels by class;
 * several ways lead to one dispatch. */
NOINLINE static int formats(const u8 *f)
{
    static const u8 class_of[] = {
        ['+' - ' '] = 1, ['l' - ' '] = 2, ['d' - ' '] = 3, ['x' - ' '] = 4};
    static const void *const label[] = {&&other, &&plus, &&wide, &&decimal, &&hex};
    int sum = 0;
#define DISPATCH(c)                                                                    \
    do {                                                                               \
        if ((u8)((c) - ' ') > 'z' - ' ')                                               \
            goto other;                                                                \
        goto *label[class_of[(c) - ' ']];                                              \
    } while (0)
    DISPATCH(*f);
plus:
    sum += 2;
    f++;
    DISPATCH(*f);
wide:
    sum += 30;
    f++;
    DISPATCH(*f);
decimal:
    sum += 400;
    f++;
    DISPATCH(*f);
hex:
    sum += 5000;
    f++;
    DISPATCH(*f);
other:
    return sum;
}

NOINLINE static int callee(int n)
{
    return sink + n;
}

static int (*const functions[])(int) = {kept, dense, callee};

/* A call, and a jump, to a function by a pointer that is known. */
NOINLINE static int by_pointer(int n)
{
    int (*volatile f)(int) = callee;

    return f(n) + functions[n % 3](n);
}

NOINLINE static int tail(int n)
{
    return functions[n % 3](n + 1);
}

int run_all(void)
{
    static const u8 code[] = {1, 0, 2, 3, 3, 3}, letter[] = "abcdefgz";
    static const u8 other_code[] = {1, 0, 2, 3};

    sink = known_first(code) + states((const u8 *)"a few words here") + letters(letter);
    for (int i = 0; i < 22; i++)
        sink += kept(i) + on_stack((unsigned)i) + dense(i) + by_pointer(i) + tail(i);
    for (unsigned i = 0xfff3; i < 0xfff8; i++)
        sink += sure((unsigned short)i);
    return sink + distances(other_code) + formats((const u8 *)"+lldx+x!");
}

void leave(int status)
{
#ifdef __arm__
    register int r0 __asm__("r0") = status;
    register int r1 __asm__("r1") = 1;
#ifdef __thumb__
    __asm__ volatile("push {r7}\n mov r7, %1\n svc 0\n pop {r7}" : : "r"(r0), "r"(r1));
#else
    __asm__ volatile("mov r7, %1\n svc 0" : : "r"(r0), "r"(r1) : "r7");
#endif
#else
    register int r0 __asm__("r0") = 1;
    register int r3 __asm__("r3") = status;
    __asm__ volatile("sc" : "+r"(r0), "+r"(r3));
#endif
    for (;;)
        ;
}

void _start(void)
{
    run_all();
    leave(0);
}
