/* modules.c -- recognising and placing the files of modules.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/modules.h"

#include <asm/stat.h>

#include "runtime/code/image.h"
#include "runtime/code/images.h"
#include "runtime/base/log.h"
#include "runtime/base/sys.h"
#include "runtime/base/xxh3.h"
#include "runtime/memory/bundle_file.h"
#include "runtime/memory/memory.h"
#include "runtime/memory/pages.h"
#include "runtime/thread.h"

/* What a dynamic linker may add to a module's size when it looks for an aligned place:
 * the greatest alignment of a segment. */
enum { MOST_ALIGN = 2 << 20 };

/* By index of the module in `images`, less 1. */
static MemoryKept *kept;
/* The piece whose bytes differed the last time: it is looked at first. */
static u32 *suspect;

static void tell(const Image *image, const char *what)
{
    if (log_on(LOG_MODULES))
        out_printf(log_out(), "module %s at 0x%08x: %s\n",
                   (const char *)image_at_offset(image->aot, image->aot->soname),
                   image->start, what);
}

static u64 extent(const Image *image)
{
    return image->end - image->start;
}

static bool is_free(u64 start, u64 end)
{
    return start >= GUEST_LOWEST && end <= GUEST_HIGHEST &&
           pages_have_none((u32)(start >> PAGE_SHIFT), (u32)(end >> PAGE_SHIFT),
                           PAGE_MAPPED);
}

/* Returns the bytes of a file; 0 if it is no regular file. */
static u64 file_size(int fd)
{
    enum { TYPE = 0170000, REGULAR = 0100000 };
    struct stat found;

    if (sys_call2(__NR_fstat, (u64)(i64)fd, (u64)&found) ||
        (found.st_mode & TYPE) != REGULAR)
        return 0;
    return (u64)found.st_size;
}

static const AotPiece *pieces(const Image *image)
{
    return image_at_offset(image->aot, image->aot->piece);
}

/* Returns true if the file may begin with the module's first piece. */
static bool begins_as(const Image *image, int fd)
{
    const AotPiece *first = pieces(image);

    if (!image->aot->num_pieces || first->address != image->start)
        return true;
    u32 bundled = bundle_of_descriptor(fd);
    if (bundled != BUNDLE_NONE) /* its descriptor may not have all bytes yet */
        return bundle_entry(bundled)->size >= first->size &&
               xxh3(bundle_bytes(bundled), first->size) == first->hash;
    i64 at =
        sys_call6(__NR_mmap, 0, first->size, PROT_READ, MAP_PRIVATE, (u64)(i64)fd, 0);
    if (sys_failed(at))
        return false;
    bool same = xxh3((const void *)at, first->size) == first->hash;
    sys_call2(__NR_munmap, (u64)at, first->size);
    return same;
}

/* Returns true if a mapping of `size` bytes may be that of the whole module; an
 * anonymous one has room to align it. */
static bool fits(const Image *image, u64 size, bool anonymous)
{
    u64 more = size - extent(image);

    if (!anonymous)
        return more == 0;
    return size > extent(image) && more <= MOST_ALIGN && (more & (more - 1)) == 0;
}

static bool any_fits(u64 size, bool anonymous)
{
    for (u32 i = 1; i < num_images; i++)
        if (fits(&images[i], size, anonymous))
            return true;
    return false;
}

/* Returns the module whose file this is, as far as its size and, if there are several
 * such modules, its first bytes tell; NULL if there is none, or its place is taken. */
static const Image *module_of(int fd, u64 size, bool anonymous)
{
    u64 bytes = file_size(fd);
    const Image *found = NULL;
    u32 count = 0;

    for (u32 i = 1; bytes && i < num_images; i++) {
        if (images[i].aot->file_size != bytes || !fits(&images[i], size, anonymous))
            continue;
        count++;
        if (is_free(images[i].start, images[i].end) &&
            (!found || !begins_as(found, fd)))
            found = &images[i];
    }
    return count > 1 && found && !begins_as(found, fd) ? NULL : found;
}

/* Returns the highest address at which `size` bytes are free and whose next multiple of
 * the alignment, by which `size` exceeds the module's, is the module's; 0: none. */
static u32 place_around(const Image *image, u64 size)
{
    u64 align = size - extent(image);

    for (u64 at = image->start; at > image->start - align; at -= GUEST_PAGE)
        if (is_free(at, at + size))
            return (u32)at;
    return 0;
}

/* memory_placing.  A dynamic linker that wants an alignment of more than a page first
 * maps inaccessible memory, with room to align, and then the file it has opened into
 * that (glibc, _dl_map_segments).  Before modules_start there is no thread. */
static u32 place(u64 size, int protection, int fd)
{
    bool anonymous = fd < 0;

    if ((anonymous && (protection != PROT_NONE || !memory_changed)) ||
        !any_fits(size, anonymous))
        return 0;
    const Image *image =
        module_of(anonymous ? thread_self()->opened : fd, size, anonymous);
    if (!image)
        return 0;
    return anonymous ? place_around(image, size) : image->start;
}

static u32 first_page(const AotPiece *piece)
{
    return piece->address >> PAGE_SHIFT;
}

static u32 end_page(const AotPiece *piece)
{
    return (u32)(((u64)piece->address + piece->size + GUEST_PAGE - 1) >> PAGE_SHIFT);
}

static bool is_mapped(const AotPiece *piece)
{
    u32 first = first_page(piece), end = end_page(piece);

    return pages_have(first, end, (u8)(PAGE_MAPPED | piece->protection)) &&
           pages_have_none(first, end, PROT_WRITE);
}

/* Returns true if the piece's bytes are in memory.  The mapping may go beyond its
 * file's end, where an access would fault: the kernel tells that while it reads the
 * pages. */
static bool has_bytes(const AotPiece *piece)
{
    u64 start = (u64)memory_at(first_page(piece) << PAGE_SHIFT);
    u64 size = (u64)(end_page(piece) - first_page(piece)) << PAGE_SHIFT;
    i64 error = sys_call3(__NR_madvise, start, size, MADV_POPULATE_READ);

    if (error && error != -EINVAL) /* EINVAL: a kernel that knows no such advice */
        return false;
    return xxh3(memory_at(piece->address), piece->size) == piece->hash;
}

static bool all_mapped(const Image *image)
{
    for (u32 i = 0; i < image->aot->num_pieces; i++)
        if (!is_mapped(&pieces(image)[i]))
            return false;
    return image->aot->num_pieces;
}

static bool all_have_bytes(const Image *image)
{
    u32 count = image->aot->num_pieces, *first = &suspect[image - images - 1];

    for (u32 i = 0; i < count; i++) {
        u32 at = (*first + i) % count;
        if (has_bytes(&pieces(image)[at]))
            continue;
        *first = at;
        return false;
    }
    return true;
}

/* Uses the module if it is where it belongs. */
static void look_at(Image *image)
{
    if (image->live || !all_mapped(image))
        return;
    if (!all_have_bytes(image))
        tell(image, "other bytes");
    else if (image_go_live(image))
        tell(image, "live");
}

static bool has_piece_in(const Image *image, u32 address, u64 size)
{
    const AotPiece *piece = pieces(image);

    for (u32 i = 0; i < image->aot->num_pieces; i++)
        if (piece[i].address < address + size &&
            address < (u64)piece[i].address + piece[i].size)
            return true;
    return false;
}

/* memory_changed. */
static void look_again(u32 address, u64 size)
{
    for (u32 i = images_from(address);
         i < num_images && images[i].start < address + size; i++)
        if (has_piece_in(&images[i], address, size))
            look_at(&images[i]);
}

void modules_init(void)
{
    if (num_images < 2)
        return;
    kept = base_alloc((num_images - 1) * sizeof *kept);
    suspect = base_alloc((num_images - 1) * sizeof *suspect);
    for (u32 i = 1; i < num_images; i++)
        kept[i - 1] = (MemoryKept){images[i].start, images[i].end};
    memory_kept = kept;
    memory_num_kept = num_images - 1;
    memory_placing = place;
}

void modules_start(void)
{
    if (num_images < 2)
        return;
    memory_changed = look_again;
    look_again(0, 1ull << 32);
}
