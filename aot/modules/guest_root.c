/* guest_root.c -- files of the guest in the folder of --root.  path_resolution(7).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/modules/guest_root.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_LINKS = 40 };

/* A path that is being gone through. */
typedef struct {
    char *at; /* the host's name of what was gone through, GUEST_ROOT_ROOM bytes */
    size_t root, used;          /* bytes of the root's name, of all */
    char rest[GUEST_ROOT_ROOM]; /* what is still to be gone through */
    unsigned links;
} Walk;

static void go_up(Walk *w)
{
    while (w->used > w->root && w->at[--w->used] != '/')
        ;
    w->at[w->used] = 0;
}

static bool go_down(Walk *w, const char *part, size_t length)
{
    if (w->used + length + 2 > GUEST_ROOT_ROOM)
        return false;
    w->used += (size_t)base_format(w->at + w->used, GUEST_ROOT_ROOM - w->used, "/%.*s",
                                   (int)length, part);
    return true;
}

/* Puts the target of the link at w->at before the rest of the path. */
static bool follow_link(Walk *w, const char *rest)
{
    char target[GUEST_ROOT_ROOM], longer[GUEST_ROOT_ROOM];
    ssize_t length = readlink(w->at, target, sizeof target - 1);

    if (length <= 0 || ++w->links > MAX_LINKS)
        return false;
    target[length] = 0;
    if ((size_t)base_format(longer, sizeof longer, "%s/%s", target, rest) >=
        sizeof longer)
        return false;
    if (*target == '/')
        w->at[w->used = w->root] = 0;
    else
        go_up(w);
    memcpy(w->rest, longer, strlen(longer) + 1);
    return true;
}

/* Goes through the first part of the rest.  Returns false if there is no such file. */
static bool step(Walk *w)
{
    const char *part = w->rest + strspn(w->rest, "/");
    size_t length = strcspn(part, "/");
    const char *rest = part + length;
    struct stat st;

    if (length == 2 && memcmp(part, "..", 2) == 0) {
        go_up(w);
    } else if (length && !(length == 1 && *part == '.')) {
        if (!go_down(w, part, length) || lstat(w->at, &st) < 0)
            return false;
        if (S_ISLNK(st.st_mode))
            return follow_link(w, rest);
    }
    memmove(w->rest, rest, strlen(rest) + 1);
    return true;
}

bool guest_root_find(const char *root, const char *guest, char host[GUEST_ROOT_ROOM])
{
    Walk w = {.at = host};
    size_t length = strlen(root);

    while (length && root[length - 1] == '/')
        length--;
    if (*guest != '/' || length >= GUEST_ROOT_ROOM || strlen(guest) >= sizeof w.rest)
        return false;
    base_format(host, GUEST_ROOT_ROOM, "%.*s", (int)length, root);
    base_format(w.rest, sizeof w.rest, "%s", guest);
    w.root = w.used = length;
    while (*w.rest)
        if (!step(&w))
            return false;
    return true;
}
