/* mix.c -- lists, a matrix, a state machine and a checksum, in turn: what small
 * processors are compared by.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "bench.h"

enum { ITEMS = 60, SIZE = 12 };

typedef struct Item {
    struct Item *next;
    int16_t value, index;
} Item;

typedef enum { START, SIGN, INTEGER, FRACTION, EXPONENT, BAD, NUM_STATES } State;

static Item items[ITEMS];
static int16_t matrix[SIZE][SIZE], vector[SIZE];

static uint16_t checksum(uint16_t sum, uint16_t data)
{
    for (int i = 0; i < 16; i++, data >>= 1)
        sum = (uint16_t)((sum ^ data) & 1 ? sum >> 1 ^ 0xa001 : sum >> 1);
    return sum;
}

static Item *list_make(uint32_t seed)
{
    for (int i = 0; i < ITEMS; i++)
        items[i] = (Item){i + 1 < ITEMS ? &items[i + 1] : NULL,
                          (int16_t)(bench_random(&seed) & 0x7fff), (int16_t)i};
    return items;
}

static Item *list_reverse(Item *list)
{
    Item *out = NULL;
    while (list) {
        Item *next = list->next;
        list->next = out;
        out = list;
        list = next;
    }
    return out;
}

static Item *list_merge(Item *a, Item *b, int (*compare)(const Item *, const Item *))
{
    Item *out = NULL, **tail = &out;
    while (a && b) {
        Item **least = compare(a, b) <= 0 ? &a : &b;
        *tail = *least;
        tail = &(*least)->next;
        *least = *tail;
    }
    *tail = a ? a : b;
    return out;
}

static Item *list_sort(Item *list, int (*compare)(const Item *, const Item *))
{
    if (!list || !list->next)
        return list;
    Item *slow = list;
    for (Item *fast = list->next; fast && fast->next; fast = fast->next->next)
        slow = slow->next;
    Item *half = slow->next;
    slow->next = NULL;
    return list_merge(list_sort(list, compare), list_sort(half, compare), compare);
}

static int by_value(const Item *a, const Item *b)
{
    return a->value - b->value;
}

static int by_index(const Item *a, const Item *b)
{
    return a->index - b->index;
}

static uint16_t lists(uint32_t seed, uint16_t sum)
{
    Item *list = list_sort(list_make(seed), by_value);
    for (const Item *item = list; item; item = item->next)
        sum = checksum(sum, (uint16_t)item->index);
    list = list_reverse(list_sort(list, by_index));
    return checksum(sum, (uint16_t)list->value);
}

static uint16_t matrices(uint32_t seed, uint16_t sum)
{
    for (int i = 0; i < SIZE; i++) {
        vector[i] = (int16_t)(bench_random(&seed) & 255);
        for (int j = 0; j < SIZE; j++)
            matrix[i][j] = (int16_t)(bench_random(&seed) & 4095);
    }
    for (int i = 0; i < SIZE; i++) {
        int32_t product = 0;
        for (int j = 0; j < SIZE; j++)
            product += (int32_t)matrix[i][j] * vector[j];
        for (int j = 0; j < SIZE; j++)
            product += (matrix[j][i] >> 2 & 15) * (matrix[i][j] >> 5 & 127);
        sum = checksum(sum, (uint16_t)product);
    }
    return sum;
}

static State number_state(State state, char letter)
{
    int digit = letter >= '0' && letter <= '9';
    switch (state) {
    case START:
        return digit                            ? INTEGER
               : letter == '+' || letter == '-' ? SIGN
               : letter == '.'                  ? FRACTION
                                                : BAD;
    case SIGN: return digit ? INTEGER : letter == '.' ? FRACTION : BAD;
    case INTEGER: return digit ? INTEGER : letter == '.' ? FRACTION : BAD;
    case FRACTION: return digit ? FRACTION : letter == 'e' ? EXPONENT : BAD;
    case EXPONENT: return digit ? EXPONENT : BAD;
    case BAD:
    case NUM_STATES: break;
    }
    return BAD;
}

static uint16_t states(uint32_t seed, uint16_t sum)
{
    static const char text[] = "5012,1234,-874,+122,35.54400,.1234500,-110.700,"
                               "5.500e3,-.123e2,87e+832,T0.3e-1F,-T.T++Tq,1T3.4e4z";
    uint16_t seen[NUM_STATES] = {0};
    for (int pass = 0; pass < 2; pass++) {
        State state = START;
        uint32_t skip = bench_random(&seed) % 5 + 3;
        for (uint32_t i = 0; text[i]; i++) {
            char letter = pass && i % skip == 0 ? '7' : text[i];
            state = letter == ',' ? START : number_state(state, letter);
            seen[state]++;
        }
    }
    for (int i = 0; i < NUM_STATES; i++)
        sum = checksum(sum, seen[i]);
    return sum;
}

int main(int argc, char **argv)
{
    unsigned count = bench_count(argc, argv);
    uint16_t sum = 0;
    for (unsigned i = 0; i < count; i++)
        sum = states(i, matrices(i, lists(i, sum)));
    return bench_result(sum);
}
