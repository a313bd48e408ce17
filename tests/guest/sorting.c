/* sorting.c -- qsort and bsearch: the library calls back.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    char name[12];
    int key;
} Row;

static unsigned calls;

static int by_int(const void *a, const void *b)
{
    calls++;
    int x = *(const int *)a, y = *(const int *)b;
    return (x > y) - (x < y);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const Row *)a)->name, ((const Row *)b)->name);
}

static int by_key_down(const void *a, const void *b)
{
    return ((const Row *)b)->key - ((const Row *)a)->key;
}

int main(void)
{
    static int number[5000];
    unsigned seed = 1;
    for (int i = 0; i < 5000; i++)
        number[i] = (int)((seed = seed * 1103515245u + 12345u) >> 8) - 8000000;
    qsort(number, 5000, sizeof *number, by_int);
    int ordered = 1;
    for (int i = 1; i < 5000; i++)
        ordered &= number[i - 1] <= number[i];
    printf("ordered %d calls %d\n", ordered, calls > 5000);
    int *found = bsearch(&number[1234], number, 5000, sizeof *number, by_int);
    printf("found %d\n", found && *found == number[1234]);

    Row row[] = {{"pear", 3}, {"apple", 9}, {"fig", 1}, {"orange", 5}, {"kiwi", 7}};
    qsort(row, 5, sizeof *row, by_name);
    for (int i = 0; i < 5; i++)
        printf("%s ", row[i].name);
    qsort(row, 5, sizeof *row, by_key_down);
    for (int i = 0; i < 5; i++)
        printf("%d ", row[i].key);
    putchar('\n');
    return 0;
}
