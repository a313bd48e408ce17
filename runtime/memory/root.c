/* root.c -- a folder with the guest's system files. */
#include "runtime/memory/root.h"

#include <asm/stat.h>
#include <linux/fcntl.h>

#include "ir/base.h"
#include "runtime/base/sys.h"

static const char *the_folder;

void root_set(const char *folder)
{
    the_folder = folder && folder[0] ? folder : NULL;
}

const char *root_folder(void)
{
    return the_folder;
}

const char *root_name(const char *path, char *room)
{
    struct stat st;

    if (!the_folder || !path || path[0] != '/')
        return path;
    if (base_format(room, ROOT_ROOM, "%s%s", the_folder, path) >= ROOT_ROOM)
        return path;
    /* A link is there even if it leads nowhere. */
    bool there = sys_call4(__NR_newfstatat, (u64)AT_FDCWD, (u64)room, (u64)&st,
                           AT_SYMLINK_NOFOLLOW) == 0;
    return there ? room : path;
}
