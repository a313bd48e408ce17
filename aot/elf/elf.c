/* elf.c -- opening an ELF file, and what kinds of file are none of ours.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/elf/elf.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <libelf.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define WANTED                                                                         \
    "dbt-aot translates Linux executables for 32-bit PowerPC (big-endian) and ARM "    \
    "(EABI, little-endian)"

const char *elf_error(ElfFile *file, const char *path, const char *fmt, ...)
{
    int n = snprintf(file->error, sizeof file->error, "%.180s: ", path);
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(file->error + n, sizeof file->error - (size_t)n, fmt, ap);
    va_end(ap);
    return file->error;
}

u32 elf_word(const ElfFile *file, const u8 *p)
{
    return load_word(file->guest, p);
}

static const char *machine_name(unsigned machine)
{
    static const struct {
        unsigned machine;
        const char *name;
    } names[] = {
        {EM_386, "i386"},   {EM_X86_64, "x86-64"}, {EM_AARCH64, "AArch64"},
        {EM_ARM, "ARM"},    {EM_PPC, "PowerPC"},   {EM_PPC64, "64-bit PowerPC"},
        {EM_MIPS, "MIPS"},  {EM_RISCV, "RISC-V"},  {EM_SPARC, "SPARC"},
        {EM_S390, "S/390"}, {EM_68K, "m68k"},      {EM_SH, "SuperH"},
    };

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (names[i].machine == machine)
            return names[i].name;
    return "an unknown machine";
}

static const char *check_type(ElfFile *file, const char *path)
{
    const u8 *p = file->bytes + offsetof(Elf32_Ehdr, e_type);
    unsigned type = file->load.guest->big_endian ? (unsigned)p[0] << 8 | p[1]
                                                 : (unsigned)p[1] << 8 | p[0];

    switch (type) {
    case ET_EXEC:
    case ET_DYN: return NULL;
    case ET_REL:
        return elf_error(file, path, "an object file, not a program; link it first");
    case ET_CORE: return elf_error(file, path, "a core dump, not a program");
    default: return elf_error(file, path, "not an executable (ELF type %u)", type);
    }
}

/* Returns e_machine of a header that libelf's 32-bit view does not take: it is too
 * short, or of another class. */
static unsigned raw_machine(const ElfFile *file)
{
    const u8 *p = file->bytes + 18;

    return file->bytes[EI_DATA] == ELFDATA2MSB ? p[0] << 8 | p[1] : p[1] << 8 | p[0];
}

/* Returns the message that the file is not a program: `why`, and what else the user may
 * want to know. */
static const char *explain(ElfFile *file, const char *path, const char *why)
{
    const u8 *ident = file->bytes;

    if (file->size == 0)
        return elf_error(file, path, "an empty file; " WANTED);
    if (file->size < SELFMAG || memcmp(ident, ELFMAG, SELFMAG) != 0)
        return elf_error(file, path, "not an ELF file; " WANTED);
    if (file->size < sizeof(Elf32_Ehdr))
        return elf_error(file, path,
                         "truncated: %zu bytes, an ELF header has %zu; copy it again",
                         file->size, sizeof(Elf32_Ehdr));
    if (file->load.guest)
        return elf_error(file, path, "%s", why);
    unsigned machine = raw_machine(file);
    if (ident[EI_CLASS] == ELFCLASS64)
        return elf_error(file, path, "a 64-bit program (%s); " WANTED,
                         machine_name(machine));
    if (guest_by_machine(machine))
        return elf_error(file, path, "a %s-endian %s program; " WANTED,
                         ident[EI_DATA] == ELFDATA2MSB ? "big" : "little",
                         machine_name(machine));
    return elf_error(file, path, "a program for %s (machine %u); " WANTED,
                     machine_name(machine), machine);
}

const char *elf_check_header(ElfFile *file, const char *path)
{
    const char *why = load_check(file->bytes, file->size, &file->load);

    if (why && file->load.guest && file->size >= sizeof(Elf32_Ehdr)) {
        const char *type = check_type(file, path);
        if (type)
            return type;
    }
    file->guest = file->load.guest;
    return why ? explain(file, path, why) : NULL;
}

/* libelf returns NULL where a file is damaged, which does no harm, and where there is
 * no memory.  Only its last error tells which. */
static bool lacked_memory(void)
{
    int error = elf_errno();

    return error && strcmp(elf_errmsg(error), "out of memory") == 0;
}

static const char *open_elf(ElfFile *file, const char *path)
{
    const char *wrong = elf_check_header(file, path);

    if (!wrong)
        wrong = elf_read_segments(file, path);
    if (wrong)
        return wrong;
    elf_version(EV_CURRENT);
    file->elf = elf_memory((char *)file->bytes, file->size);
    elf_place(file);
    elf_read_sections(file);
    return lacked_memory() ? elf_error(file, path, "out of memory") : NULL;
}

const char *elf_open_bytes(ElfFile *file, const char *path, u8 *bytes, size_t size)
{
    *file = (ElfFile){.bytes = bytes, .size = size};
    return open_elf(file, path);
}

const char *elf_open_library_bytes(ElfFile *file, const char *path, u8 *bytes,
                                   size_t size, u32 base)
{
    *file = (ElfFile){
        .bytes = bytes, .size = size, .is_library = true, .library_base = base};
    return open_elf(file, path);
}

static bool read_all(int fd, u8 *bytes, size_t size, size_t *got)
{
    for (*got = 0; *got < size;) {
        ssize_t n = read(fd, bytes + *got, size - *got);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        if (n == 0)
            return true;
        *got += (size_t)n;
    }
    return true;
}

/* Of a huge file most may be a hole, or never be looked at. */
static const char *map_file(ElfFile *file, const char *path, int fd, size_t size)
{
    void *bytes =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, fd, 0);

    if (bytes == MAP_FAILED)
        return elf_error(file, path, "cannot read: %s", strerror(errno));
    file->bytes = bytes;
    file->size = size;
    file->is_mapped = true;
    return NULL;
}

static const char *read_file(ElfFile *file, const char *path, int fd)
{
    enum { MOST_READ = 64 << 20 };
    struct stat st;

    if (fstat(fd, &st) < 0)
        return elf_error(file, path, "cannot read: %s", strerror(errno));
    if (!S_ISREG(st.st_mode))
        return elf_error(file, path, "cannot read: not a regular file");
    if (st.st_size > UINT32_MAX)
        return elf_error(file, path, "%lld bytes are more than a 32-bit program has",
                         (long long)st.st_size);
    if (st.st_size > MOST_READ)
        return map_file(file, path, fd, (size_t)st.st_size);
    file->bytes = malloc((size_t)st.st_size + 1);
    if (!file->bytes)
        return elf_error(file, path, "out of memory: it has %lld bytes",
                         (long long)st.st_size);
    if (!read_all(fd, file->bytes, (size_t)st.st_size, &file->size))
        return elf_error(file, path, "cannot read: %s", strerror(errno));
    return NULL;
}

static const char *open_path(ElfFile *file, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return elf_error(file, path, "cannot read: %s", strerror(errno));
    const char *wrong = read_file(file, path, fd);
    close(fd);
    return wrong ? wrong : open_elf(file, path);
}

const char *elf_open(ElfFile *file, const char *path)
{
    *file = (ElfFile){0};
    return open_path(file, path);
}

const char *elf_open_library(ElfFile *file, const char *path, u32 base)
{
    *file = (ElfFile){.is_library = true, .library_base = base};
    return open_path(file, path);
}

void elf_close(ElfFile *file)
{
    if (file->elf)
        elf_end(file->elf);
    if (file->is_mapped)
        munmap(file->bytes, file->size);
    else
        base_free(file->bytes);
    base_free(file->placed);
    base_free(file->segments);
    base_free(file->mapped);
    base_free(file->symbols);
    names_free(&file->names);
    base_free(file->functions);
    base_free(file->ranges);
    base_free(file->resolvers);
    base_free(file->entries);
    base_free(file->installers);
    base_free(file->installer_words);
    *file = (ElfFile){0};
}
