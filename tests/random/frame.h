/*
 * frame.h -- what the programs that compare random cases have in common, but for the
 * guest: include it last, after these.
 *
 *      static int make(char **argv);
 *      static void make_comparable(Case *c, Result *want);     as read from the files
 *      static bool check_case(const Case *c, const Result *want, u32 number, u8 *ram);
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

int main(int argc, char **argv)
{
    if (argc == 5 && !strcmp(argv[1], "make"))
        return make(argv);
    if (argc == 4 && !strcmp(argv[1], "check"))
        return check(argv);
    fprintf(stderr, "usage: %s make SEED COUNT KIND | check CASES RESULTS\n", argv[0]);
    return 2;
}

#endif
