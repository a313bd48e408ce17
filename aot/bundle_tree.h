/* bundle_tree.h -- the inside of a bundle: folders, files and links by their names.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_BUNDLE_TREE_H
#define AOT_BUNDLE_TREE_H

#include "aot/bundle.h"

typedef enum { NODE_FOLDER, NODE_FILE, NODE_LINK } NodeKind;

typedef struct Node {
    NodeKind kind;
    char *name; /* without the folder's */
    char *text; /* of a file: its name on this machine; of a link: its target */
    bool executable;
    i64 time; /* of modification; of a folder: the latest of its entries' */
    u64 size; /* of the file or the target */
    struct Node *parent;
    struct Node **child; /* ascending by name */
    u32 count;
    u32 number; /* of its entry, when it is packed */
} Node;

struct Bundle {
    Node *root;
    char **input;
    u32 num_inputs;
    u8 *packed;
    char error[1200];
};

#endif
