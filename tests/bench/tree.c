/* tree.c -- a binary tree and a linked list, from malloc.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "bench.h"

typedef struct Node {
    struct Node *left, *right, *next;
    uint32_t key;
} Node;

static Node *list;

NOINLINE static Node *insert(Node *root, uint32_t key)
{
    Node **at = &root;
    while (*at) {
        if (key == (*at)->key)
            return root;
        at = key < (*at)->key ? &(*at)->left : &(*at)->right;
    }
    Node *node = calloc(1, sizeof *node);
    node->key = key;
    node->next = list;
    list = node;
    *at = node;
    return root;
}

NOINLINE static uint32_t walk(const Node *node, uint32_t depth)
{
    if (!node)
        return depth;
    return node->key * depth + walk(node->left, depth + 1) +
           walk(node->right, depth + 1);
}

int main(int argc, char **argv)
{
    unsigned count = bench_count(argc, argv);
    uint32_t sum = 0, seed = 11;
    for (unsigned i = 0; i < count; i++) {
        Node *root = NULL;
        for (int j = 0; j < 2000; j++)
            root = insert(root, bench_random(&seed));
        sum = sum * 31 + walk(root, 1);
        while (list) {
            Node *next = list->next;
            sum ^= list->key;
            free(list);
            list = next;
        }
    }
    return bench_result(sum);
}
