/* library_file.c -- a program or shared object that the dynamic linker would load.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/modules/library_file.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int map(LibraryFile *file, int fd)
{
    struct stat st;

    if (fstat(fd, &st) < 0)
        return errno;
    if (!S_ISREG(st.st_mode))
        return EINVAL;
    file->size = (size_t)st.st_size;
    file->device = st.st_dev;
    file->inode = st.st_ino;
    if (!file->size)
        return 0;
    file->bytes = mmap(NULL, file->size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (file->bytes != MAP_FAILED)
        return 0;
    file->bytes = NULL;
    return errno;
}

int library_file_open(LibraryFile *file, const char *host)
{
    int fd = open(host, O_RDONLY | O_CLOEXEC);

    *file = (LibraryFile){.host = host};
    if (fd < 0)
        return errno;
    int error = map(file, fd);
    close(fd);
    if (!error)
        file->damage = needs_read(&file->needs, file->bytes, file->size);
    return error;
}

void library_file_close(LibraryFile *file)
{
    needs_free(&file->needs);
    if (file->bytes)
        munmap(file->bytes, file->size);
    file->bytes = NULL;
}

void library_file_forget(const LibraryFile *file)
{
    if (file->bytes)
        madvise(file->bytes, file->size, MADV_DONTNEED);
}

bool library_file_fits(const LibraryFile *file, const LibraryFile *program)
{
    enum { BOTH = EF_ARM_ABI_FLOAT_SOFT | EF_ARM_ABI_FLOAT_HARD };
    const LoadFile *f = &file->needs.load, *p = &program->needs.load;

    if (f->guest != p->guest)
        return false;
    if (f->guest->elf_machine != EM_ARM)
        return true;
    u32 abi = f->flags & BOTH, wanted = p->flags & BOTH;
    return !abi || !wanted || abi == wanted;
}

bool library_file_is(const LibraryFile *file, const LibraryFile *other)
{
    return file->device == other->device && file->inode == other->inode;
}
