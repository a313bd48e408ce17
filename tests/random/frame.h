/*
 * frame.h -- what the programs that compare random cases have in common, but for the
 * guest: include it last, after these.
 *
 *      static int make(char **argv);
 *      static void make_comparable(Case *c, Result *want);     as read from the files
 *      static bool check_case(const Case *c, const Result *want, u32 number, u8 *ram);
 *
 * and, with RANDOM_WHOLE defined, for runs of whole programs:
 *
 *      static bool same_results(const Case *c, const Result *want, Result *got,
 *                               u32 number);
 *      static int table(char **argv);                  prints the cases as assembly
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef TESTS_RANDOM_FRAME_H
#define TESTS_RANDOM_FRAME_H

enum { MAX_REPORTS = 20 };

static int check(char **argv)
{
    FILE *cases = fopen(argv[2], "rb"), *results = fopen(argv[3], "rb");
    u8 *ram = mmap(NULL, 1ull << 32, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    u32 number = 0, wrong = 0;
    Result want;
    Case c;

    if (!cases || !results || ram == MAP_FAILED)
        return 1;
    for (; fread(&c, sizeof(c), 1, cases) == 1 && wrong < MAX_REPORTS; number++) {
        if (fread(&want, sizeof(want), 1, results) != 1) {
            printf("the results end at case %u\n", number);
            return 1;
        }
        make_comparable(&c, &want);
        wrong += !check_case(&c, &want, number, ram);
    }
    printf("%u cases, %u instructions, %u cases differ\n", number, number * CASE_INSNS,
           wrong);
    return wrong || !number;
}

#ifdef RANDOM_WHOLE
/* The results of two runs of run_cases. */
static int compare(char **argv)
{
    FILE *cases = fopen(argv[2], "rb"), *wants = fopen(argv[3], "rb");
    FILE *gots = fopen(argv[4], "rb");
    u32 number = 0, wrong = 0;
    Result want, got;
    Case c;

    if (!cases || !wants || !gots)
        return 1;
    for (; fread(&c, sizeof(c), 1, cases) == 1 && wrong < MAX_REPORTS; number++) {
        if (fread(&want, sizeof(want), 1, wants) != 1 ||
            fread(&got, sizeof(got), 1, gots) != 1) {
            printf("the results end at case %u\n", number);
            return 1;
        }
        make_comparable(&c, &want);
        wrong += !same_results(&c, &want, &got, number);
    }
    printf("%u cases, %u instructions, %u cases differ\n", number, number * CASE_INSNS,
           wrong);
    return wrong || !number;
}

static int run_whole(int argc, char **argv)
{
    if (argc == 5 && !strcmp(argv[1], "compare"))
        return compare(argv);
    if (argc == 3 && !strcmp(argv[1], "table"))
        return table(argv);
    return 2;
}
#else
static int run_whole(int argc, char **argv)
{
    (void)argc, (void)argv;
    return 2;
}
#endif

int main(int argc, char **argv)
{
    if (argc == 5 && !strcmp(argv[1], "make"))
        return make(argv);
    if (argc == 4 && !strcmp(argv[1], "check"))
        return check(argv);
    int status = run_whole(argc, argv);
    if (status != 2)
        return status;
    fprintf(stderr,
            "usage: %s make SEED COUNT KIND | check CASES RESULTS |\n"
            "       compare CASES RESULTS RESULTS | table CASES\n",
            argv[0]);
    return 2;
}

#endif
