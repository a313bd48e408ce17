/* program.c -- what cc1 compiles and gdb looks into: some of each kind of statement.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
extern int printf(const char *format, ...);

struct Point {
    int x;
    double weight;
    struct Point *next;
};

typedef enum { RED, GREEN, BLUE } Colour;

static double total(const struct Point *list)
{
    double sum = 0;
    for (; list; list = list->next)
        sum += list->weight * list->x;
    return sum;
}

static const char *name(Colour colour)
{
    switch (colour) {
    case RED: return "red";
    case GREEN: return "green";
    case BLUE: return "blue";
    }
    return "none";
}

static unsigned long long multiply(unsigned a, unsigned b)
{
    return (unsigned long long)a * b;
}

static void sort(int *numbers, int count)
{
    for (int i = 1; i < count; i++) {
        int number = numbers[i], place = i;
        while (place > 0 && numbers[place - 1] > number) {
            numbers[place] = numbers[place - 1];
            place--;
        }
        numbers[place] = number;
    }
}

int main(int count, char **words)
{
    struct Point second = {3, 0.5, 0}, first = {count, 2.5, &second};
    int numbers[] = {5, 2, 9, count, 7};
    sort(numbers, 5);
    printf("%s %g %s %llu %d\n", words[0], total(&first), name(count % 3),
           multiply(count, ~0u), numbers[2]);
    return 0;
}
