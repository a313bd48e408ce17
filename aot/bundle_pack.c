/* bundle_pack.c -- writes a bundle as the runtime reads it: AotBundle of abi.h.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aot/bundle_tree.h"
#include "runtime/abi.h"

enum { PAGE = 4096, ALIGNMENT = 8, MOST_ENTRIES = 1 << 20 };
enum {
    MODE_FOLDER = 0040755,
    MODE_FILE = 0100644,
    MODE_LINK = 0120777,
    EXECUTE = 0111
};

/* The runtime reaches every part of its own file by an offset of 31 bits. */
static const u64 most_bytes = 1ull << 30;

typedef struct {
    Bundle *bundle;
    Node **node; /* by number: a folder's entries follow one another */
    u32 count;
    AotBundleEntry *entry;
    u64 used; /* bytes of the bundle that are planned */
} Packer;

static u64 align(u64 value, u64 to)
{
    return (value + to - 1) & -to;
}

/* Numbers the entries of a folder, and then those below them. */
static void number_entries(Packer *p)
{
    p->node = base_alloc(sizeof *p->node);
    p->node[p->count++] = p->bundle->root;
    for (u32 i = 0; i < p->count; i++) {
        const Node *n = p->node[i];

        p->node = base_resize(p->node, (p->count + n->count + 1) * sizeof *p->node);
        for (u32 k = 0; k < n->count; k++) {
            n->child[k]->number = p->count;
            p->node[p->count++] = n->child[k];
        }
    }
}

/* A folder is as old as the newest that is in it, so that it does not depend on when
 * the one on this machine was changed. */
static void date_folders(Packer *p)
{
    for (u32 i = p->count; i-- > 1;) {
        Node *parent = p->node[i]->parent;

        if (parent->time < p->node[i]->time)
            parent->time = p->node[i]->time;
    }
}

static u32 mode_of(const Node *n)
{
    return n->kind == NODE_FOLDER ? MODE_FOLDER
           : n->kind == NODE_LINK ? MODE_LINK
           : n->executable        ? MODE_FILE | EXECUTE
                                  : MODE_FILE;
}

static void describe(Packer *p, u32 i)
{
    const Node *n = p->node[i];

    p->entry[i] = (AotBundleEntry){
        .name = (u32)p->used,
        .parent = n->parent ? n->parent->number : 0,
        .mode = mode_of(n),
        .count = n->count,
        .at = n->count ? n->child[0]->number : 0,
        .size = n->size,
        .time = n->time,
    };
    p->used += strlen(n->name) + 1;
}

static void place_link(Packer *p, u32 i)
{
    if (p->node[i]->kind != NODE_LINK)
        return;
    p->entry[i].at = p->used;
    p->used += p->node[i]->size + 1;
}

static void place_file(Packer *p, u32 i)
{
    const Node *n = p->node[i];

    if (n->kind != NODE_FILE)
        return;
    p->used = align(p->used, n->size >= PAGE ? (u64)PAGE : (u64)ALIGNMENT);
    p->entry[i].at = p->used;
    p->used += n->size;
    if (n->size >= PAGE) /* the rest of its last page is its own, and 0 */
        p->used = align(p->used, PAGE);
}

static const char *plan(Packer *p)
{
    p->entry = base_alloc(p->count * sizeof *p->entry);
    p->used = align(sizeof(AotBundle), _Alignof(AotBundleEntry)) +
              p->count * sizeof *p->entry;
    for (u32 i = 0; i < p->count; i++)
        describe(p, i);
    for (u32 i = 0; i < p->count; i++)
        place_link(p, i);
    for (u32 i = 0; i < p->count; i++)
        place_file(p, i);
    p->used = align(p->used, PAGE);
    if (p->count > MOST_ENTRIES || p->used > most_bytes)
        return bundle_refuse(p->bundle,
                             "the bundle has %u files and %llu bytes; more than %u "
                             "files or 1 GiB is too much",
                             p->count, (unsigned long long)p->used, MOST_ENTRIES);
    return NULL;
}

/* Reads the file, which must still have the size that was planned. */
static const char *read_file(const Packer *p, const Node *n, u8 *to)
{
    int fd = open(n->text, O_RDONLY | O_CLOEXEC);
    struct stat st;
    u64 at = 0;

    if (fd < 0 || fstat(fd, &st) < 0)
        return bundle_refuse(p->bundle, "%.500s: %s", n->text, strerror(errno));
    while ((u64)st.st_size == n->size && at < n->size) {
        ssize_t got = read(fd, to + at, n->size - at);

        if (got <= 0)
            break;
        at += (u64)got;
    }
    close(fd);
    return at == n->size && (u64)st.st_size == n->size
               ? NULL
               : bundle_refuse(p->bundle, "%.500s: it changed, or cannot be read",
                               n->text);
}

static const char *fill(Packer *p, u8 *bytes)
{
    const u32 entries = (u32)align(sizeof(AotBundle), _Alignof(AotBundleEntry));
    const AotBundle header = {AOT_BUNDLE_MAGIC, p->count, p->used, 0, entries};
    const char *wrong = NULL;

    memcpy(bytes, &header, sizeof header);
    memcpy(bytes + entries, p->entry, p->count * sizeof *p->entry);
    for (u32 i = 0; i < p->count && !wrong; i++) {
        const Node *n = p->node[i];

        memcpy(bytes + p->entry[i].name, n->name, strlen(n->name));
        if (n->kind == NODE_LINK)
            memcpy(bytes + p->entry[i].at, n->text, n->size);
        if (n->kind == NODE_FILE)
            wrong = read_file(p, n, bytes + p->entry[i].at);
    }
    return wrong;
}

const u8 *bundle_pack(Bundle *b, u64 *size)
{
    Packer p = {.bundle = b};

    number_entries(&p);
    date_folders(&p);
    const char *wrong = plan(&p);
    if (!wrong) {
        base_free(b->packed);
        b->packed = base_alloc(p.used);
        wrong = fill(&p, b->packed);
    }
    *size = p.used;
    base_free(p.node);
    base_free(p.entry);
    return wrong ? NULL : b->packed;
}
