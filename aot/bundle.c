/* bundle.c -- gathers the files of a bundle.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/bundle_tree.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_LINKS = 40 };

static Node *new_node(Node *parent, const char *name, size_t length)
{
    Node *n = base_alloc(sizeof *n);

    n->name = base_copy(name, length);
    n->parent = parent;
    return n;
}

static void free_node(Node *n)
{
    for (u32 i = 0; i < n->count; i++)
        free_node(n->child[i]);
    base_free(n->child);
    base_free(n->name);
    base_free(n->text);
    base_free(n);
}

Bundle *bundle_new(void)
{
    Bundle *b = base_alloc(sizeof *b);

    b->root = new_node(NULL, "", 0);
    return b;
}

void bundle_free(Bundle *b)
{
    if (!b)
        return;
    free_node(b->root);
    for (u32 i = 0; i < b->num_inputs; i++)
        base_free(b->input[i]);
    base_free(b->input);
    base_free(b->packed);
    base_free(b);
}

const char *bundle_refuse(Bundle *b, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    vsnprintf(b->error, sizeof b->error, format, list);
    va_end(list);
    return b->error;
}

const char *bundle_wrong(const Bundle *b)
{
    return b->error;
}

u32 bundle_num_inputs(const Bundle *b)
{
    return b->num_inputs;
}

const char *bundle_input(const Bundle *b, u32 n)
{
    return n < b->num_inputs ? b->input[n] : NULL;
}

/* ---- the tree ---- */

/* Returns the place of a name among a folder's entries: where it is, or would be. */
static u32 place_of(const Node *folder, const char *name, size_t length, bool *there)
{
    u32 low = 0, high = folder->count;

    *there = false;
    while (low < high && !*there) {
        u32 middle = low + (high - low) / 2;
        const char *other = folder->child[middle]->name;
        int order = strncmp(name, other, length);

        if (!order && other[length])
            order = -1;
        *there = !order;
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return *there ? high : low;
}

/* Returns the entry of this name; makes it, as a folder, if there is none. */
static Node *child_of(Node *folder, const char *name, size_t length)
{
    bool there;
    u32 at = place_of(folder, name, length, &there);

    if (there)
        return folder->child[at];
    folder->child =
        base_resize(folder->child, (folder->count + 1) * sizeof *folder->child);
    memmove(folder->child + at + 1, folder->child + at,
            (folder->count - at) * sizeof *folder->child);
    folder->count++;
    return folder->child[at] = new_node(folder, name, length);
}

/* A place in the tree, and what of a path is still to be gone through. */
typedef struct {
    Bundle *bundle;
    const char *path; /* for messages */
    Node *node;
    char rest[PATH_MAX];
    u32 links;
} Walk;

static const char *too_long(const Walk *w)
{
    return bundle_refuse(w->bundle, "%.500s: %s", w->path, strerror(ENAMETOOLONG));
}

/* Goes on from the link's folder by its target. */
static const char *follow(Walk *w, const char *target)
{
    char rest[PATH_MAX];

    if (++w->links > MOST_LINKS)
        return bundle_refuse(w->bundle, "%.500s: %s", w->path, strerror(ELOOP));
    if ((size_t)snprintf(rest, sizeof rest, "%s/%s", target, w->rest) >= sizeof rest)
        return too_long(w);
    memcpy(w->rest, rest, sizeof rest);
    w->node = target[0] == '/' ? w->bundle->root : w->node->parent;
    return NULL;
}

/* Takes the next part off the path; returns its length, 0 at the end. */
static size_t next_part(Walk *w, char *part)
{
    size_t skip = strspn(w->rest, "/"), length = strcspn(w->rest + skip, "/");

    memcpy(part, w->rest + skip, length);
    part[length] = 0;
    memmove(w->rest, w->rest + skip + length, strlen(w->rest + skip + length) + 1);
    return length;
}

static const char *begin(Walk *w, Bundle *b, const char *path)
{
    *w = (Walk){.bundle = b, .path = path, .node = b->root};
    if (path[0] != '/')
        return bundle_refuse(b, "%.500s: not an absolute path of the guest", path);
    if (strlen(path) >= sizeof w->rest)
        return too_long(w);
    memcpy(w->rest, path, strlen(path) + 1);
    return NULL;
}

/* Goes to the entry of a name in the folder that the walk is at. */
static const char *enter(Walk *w, const char *part, size_t length)
{
    if (w->node->kind == NODE_FILE)
        return bundle_refuse(w->bundle, "%.500s: a part of it is a file", w->path);
    if (strcmp(part, ".") == 0)
        return NULL;
    if (strcmp(part, "..") != 0)
        w->node = child_of(w->node, part, length);
    else if (w->node->parent)
        w->node = w->node->parent;
    return NULL;
}

/* Goes to the entry `path`, which is made as a folder if it is not there. */
static const char *go_to(Walk *w, Bundle *b, const char *path)
{
    char part[PATH_MAX];
    const char *wrong = begin(w, b, path);

    for (size_t length; !wrong && (length = next_part(w, part));) {
        wrong = enter(w, part, length);
        if (!wrong && w->node->kind == NODE_LINK)
            wrong = follow(w, w->node->text);
    }
    return wrong;
}

typedef struct {
    void (*visit)(void *to, const char *guest, const char *host);
    void *to;
    char path[PATH_MAX];
} Visit;

/* Visits what is below a folder, whose path has so many characters. */
static void visit_folder(Visit *v, const Node *folder, size_t length)
{
    for (u32 i = 0; i < folder->count; i++) {
        const Node *n = folder->child[i];
        size_t more =
            (size_t)snprintf(v->path + length, sizeof v->path - length, "/%s", n->name);

        if (more >= sizeof v->path - length)
            continue;
        if (n->kind == NODE_FILE)
            v->visit(v->to, v->path, n->text);
        visit_folder(v, n, length + more);
    }
}

void bundle_visit(const Bundle *b,
                  void (*visit)(void *to, const char *guest, const char *host),
                  void *to)
{
    Visit v = {.visit = visit, .to = to};

    visit_folder(&v, b->root, 0);
}

/* ---- what is on this machine ---- */

/* Times after SOURCE_DATE_EPOCH are of the build, not of the source. */
static i64 time_of(const struct stat *st)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    i64 time = (i64)st->st_mtime, last = epoch ? strtoll(epoch, NULL, 10) : time;

    return time < last ? time : last;
}

static const char *set(Bundle *b, Node *n, NodeKind kind, char *text,
                       const struct stat *st)
{
    if (n->count || !n->parent) {
        bundle_refuse(b, "%.500s: a folder of the bundle has that name", n->name);
        base_free(text);
        return b->error;
    }
    base_free(n->text);
    n->kind = kind;
    n->text = text;
    n->executable = st->st_mode & 0111;
    n->time = time_of(st);
    n->size = kind == NODE_LINK ? strlen(text) : (u64)st->st_size;
    return NULL;
}

static void note_input(Bundle *b, const char *host)
{
    b->input = base_resize(b->input, (b->num_inputs + 1) * sizeof *b->input);
    b->input[b->num_inputs++] = base_copy(host, strlen(host));
}

static const char *add_file(Bundle *b, Node *n, const char *host, const struct stat *st)
{
    note_input(b, host);
    return set(b, n, NODE_FILE, base_copy(host, strlen(host)), st);
}

static const char *add_link(Bundle *b, Node *n, const char *host, const struct stat *st)
{
    char target[PATH_MAX];
    ssize_t length = readlink(host, target, sizeof target);

    if (length <= 0 || length == sizeof target)
        return bundle_refuse(b, "%.500s: cannot read the link", host);
    return set(b, n, NODE_LINK, base_copy(target, (size_t)length), st);
}

static const char *add_any(Bundle *b, Node *n, const char *host, const struct stat *st);

static const char *add_entry(Bundle *b, Node *folder, const char *host,
                             const char *name)
{
    char path[PATH_MAX];
    struct stat st;

    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return NULL;
    if ((size_t)snprintf(path, sizeof path, "%s/%s", host, name) >= sizeof path)
        return bundle_refuse(b, "%.500s: %s", host, strerror(ENAMETOOLONG));
    if (lstat(path, &st) < 0)
        return bundle_refuse(b, "%.500s: %s", path, strerror(errno));
    return add_any(b, child_of(folder, name, strlen(name)), path, &st);
}

static const char *add_folder(Bundle *b, Node *n, const char *host)
{
    const char *wrong = NULL;
    DIR *folder = opendir(host);

    if (n->kind != NODE_FOLDER)
        wrong = bundle_refuse(b, "%.500s: the bundle has a file of that name", host);
    else if (!folder)
        wrong = bundle_refuse(b, "%.500s: %s", host, strerror(errno));
    while (folder && !wrong) {
        const struct dirent *entry = readdir(folder);

        if (!entry)
            break;
        wrong = add_entry(b, n, host, entry->d_name);
    }
    if (folder)
        closedir(folder);
    return wrong;
}

static const char *add_any(Bundle *b, Node *n, const char *host, const struct stat *st)
{
    if (S_ISREG(st->st_mode))
        return add_file(b, n, host, st);
    if (S_ISLNK(st->st_mode))
        return add_link(b, n, host, st);
    if (S_ISDIR(st->st_mode))
        return add_folder(b, n, host);
    return bundle_refuse(b, "%.500s: neither a file nor a folder nor a link", host);
}

const char *bundle_add(Bundle *b, const char *guest, const char *host)
{
    Walk w;
    struct stat st;

    if (stat(host, &st) < 0)
        return bundle_refuse(b, "%.500s: %s", host, strerror(errno));
    const char *wrong = go_to(&w, b, guest);
    return wrong ? wrong : add_any(b, w.node, host, &st);
}

/* Writes the name on this machine of where the walk is. */
static bool host_name(const Node *n, const char *root, char *path, size_t room)
{
    if (!n->parent)
        return (size_t)snprintf(path, room, "%s", root) < room;
    if (!host_name(n->parent, root, path, room))
        return false;
    size_t used = strlen(path);
    return (size_t)snprintf(path + used, room - used, "/%s", n->name) < room - used;
}

/* Adds what the walk is at; a link is followed. */
static const char *take_from_root(Walk *w, const char *root)
{
    char host[PATH_MAX];
    struct stat st;
    Bundle *b = w->bundle;
    bool last = !w->rest[strspn(w->rest, "/")];

    if (!host_name(w->node, root, host, sizeof host))
        return too_long(w);
    if (lstat(host, &st) < 0)
        return bundle_refuse(b, "%.500s: %s", host, strerror(errno));
    if (S_ISLNK(st.st_mode)) {
        const char *wrong = add_link(b, w->node, host, &st);
        return wrong ? wrong : follow(w, w->node->text);
    }
    if (last)
        return add_any(b, w->node, host, &st);
    if (!S_ISDIR(st.st_mode))
        return bundle_refuse(b, "%.500s: %s", host, strerror(ENOTDIR));
    return NULL;
}

const char *bundle_add_from_root(Bundle *b, const char *root, const char *guest)
{
    Walk w;
    char part[PATH_MAX];
    const char *wrong = begin(&w, b, guest);

    for (size_t length; !wrong && (length = next_part(&w, part));) {
        const Node *before = w.node;

        wrong = enter(&w, part, length);
        if (!wrong && w.node != before && w.node->parent == before)
            wrong = take_from_root(&w, root);
    }
    return wrong;
}
