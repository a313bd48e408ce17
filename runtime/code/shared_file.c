/* shared_file.c -- mapping a module that has a file of its own.  ELF, chapter 5.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/shared_file.h"

#include <asm/fcntl.h>
#include <asm/stat.h>
#include <linux/elf.h>
#include <linux/mman.h>
#include <string.h>

#include "runtime/base/log.h"
#include "runtime/base/sys.h"
#include "runtime/code/code.h"

enum {
    HOST_PAGE = 4096,
    MOST_HEADERS = 32, /* the linker makes about ten */
    PATH = 4096
};

const AotImage **shared_images;
u32 num_shared_images;

static const AotImage *program;
/* The folder, which ends in '/', and behind it the file that is looked at. */
static char path[PATH];
static u64 folder_length;

/* A file that is being mapped. */
typedef struct {
    i64 fd;
    Elf64_Ehdr header;
    Elf64_Phdr ph[MOST_HEADERS];
    u64 extent; /* bytes of address space */
    u64 base;   /* host address of the object's address 0 */
} Mapping;

/* Returns the host address at `offset` of the program's AotImage. */
static u64 in_program(i32 offset)
{
    return (u64)program + (u64)(i64)offset;
}

/* ---- the folder ---- */

/* Returns false if there is no room. */
static bool add(const char *text)
{
    u64 length = strlen(text);
    bool fits = folder_length + length + 2 <= PATH;

    if (fits) {
        memcpy(path + folder_length, text, length + 1);
        folder_length += length;
    }
    return fits;
}

/* Sets the folder to that of the file that runs; returns false if it is not known. */
static bool begin_at_own(const char *name)
{
    folder_length = sys_own_folder(path, sizeof path / 2);
    if (folder_length)
        return true;
    if (!name || !add(name))
        return false;
    while (folder_length && path[folder_length - 1] != '/')
        folder_length--;
    return true;
}

/* Leaves `path` empty if the folder is not known, or not to be used. */
static void find_folder(const char *name, bool secure)
{
    const char *folder = image_at_offset(program, program->shared_folder);
    bool absolute = folder[0] == '/';

    if ((secure && !absolute) || (!absolute && !begin_at_own(name)) || !add(folder) ||
        !folder_length) {
        path[folder_length = 0] = 0;
        return;
    }
    if (path[folder_length - 1] != '/')
        path[folder_length++] = '/';
}

/* ---- is it the file? ---- */

static bool read_at(i64 fd, void *to, u64 size, u64 offset)
{
    return sys_call4(__NR_pread64, (u64)fd, (u64)to, size, offset) == (i64)size;
}

/* Returns true if the file's end is the one that the program knows.  It has the sum of
 * all other bytes: those are not compared, as those of no program or library are. */
static bool is_known(i64 fd, const AotShared *row)
{
    struct stat found;
    AotSharedEnd end;

    return !sys_call2(__NR_fstat, (u64)fd, (u64)&found) &&
           found.st_size == (i64)row->size && row->size > sizeof end &&
           read_at(fd, &end, sizeof end, row->size - sizeof end) &&
           end.magic == AOT_SHARED_MAGIC &&
           memcmp(end.sum, row->sum, sizeof end.sum) == 0;
}

static u64 page_of(u64 address)
{
    return address & -(u64)HOST_PAGE;
}

static u64 page_behind(u64 address)
{
    return page_of(address + HOST_PAGE - 1);
}

static bool is_safe(const Elf64_Phdr *ph, u64 file_size)
{
    const u32 both = PF_W | PF_X;

    return (ph->p_flags & both) != both && ph->p_filesz <= ph->p_memsz &&
           ph->p_memsz <= AOT_SHARED_MOST && ph->p_vaddr <= AOT_SHARED_MOST &&
           ph->p_offset <= file_size && ph->p_filesz <= file_size - ph->p_offset &&
           (ph->p_vaddr ^ ph->p_offset) % HOST_PAGE == 0;
}

/* Reads the headers; returns false if they are damaged. */
static bool read_headers(Mapping *m, u64 file_size)
{
    const Elf64_Ehdr *h = &m->header;

    if (!read_at(m->fd, &m->header, sizeof m->header, 0) ||
        memcmp(h->e_ident, ELFMAG, SELFMAG) != 0 || h->e_machine != EM_X86_64 ||
        h->e_type != ET_DYN || h->e_phentsize != sizeof *m->ph ||
        h->e_phnum > MOST_HEADERS ||
        !read_at(m->fd, m->ph, h->e_phnum * sizeof *m->ph, h->e_phoff))
        return false;
    for (u32 i = 0; i < h->e_phnum; i++) {
        if (m->ph[i].p_type != PT_LOAD)
            continue;
        u64 end = page_behind(m->ph[i].p_vaddr + m->ph[i].p_memsz);
        if (!is_safe(&m->ph[i], file_size))
            return false;
        m->extent = end > m->extent ? end : m->extent;
    }
    return m->extent;
}

/* ---- its place ---- */

/* Code reaches the functions of its own file and, by 32-bit offsets in image_table,
 * all others; so modules are below dynamic code, which is below the runtime's. */
static bool reserve(Mapping *m, u64 image_table)
{
    const u64 step = 2 << 20, reach = 0x7fff0000;
    static u64 lowest;
    u64 flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE;

    if (!lowest)
        lowest = (u64)program - CODE_SIZE - step;
    for (int tries = 0; tries < 256; tries++) {
        u64 at = (lowest - m->extent) & -step;

        if (image_table - at > reach)
            return false;
        i64 got = sys_call6(__NR_mmap, at, m->extent, PROT_NONE, flags, ~0ull, 0);
        lowest = at;
        if (got == (i64)at) {
            m->base = at;
            return true;
        }
        if (!sys_failed(got)) /* a kernel before 4.17, which took it for a hint */
            sys_call2(__NR_munmap, (u64)got, m->extent);
        lowest = at + m->extent - step;
    }
    return false;
}

static u32 protection_of(const Elf64_Phdr *ph)
{
    return (ph->p_flags & PF_R ? PROT_READ : 0) |
           (ph->p_flags & PF_W ? PROT_WRITE : 0) | (ph->p_flags & PF_X ? PROT_EXEC : 0);
}

/* Maps a segment; its memory behind the file's bytes is zeros. */
static bool map_segment(const Mapping *m, const Elf64_Phdr *ph)
{
    u64 start = m->base + page_of(ph->p_vaddr), file_end = ph->p_vaddr + ph->p_filesz;
    u64 mapped = m->base + page_behind(file_end);
    u64 end = m->base + page_behind(ph->p_vaddr + ph->p_memsz);
    u32 protection = protection_of(ph);
    bool fine = true;

    if (ph->p_filesz)
        fine = !sys_failed(sys_call6(__NR_mmap, start, mapped - start, protection,
                                     MAP_PRIVATE | MAP_FIXED, (u64)m->fd,
                                     page_of(ph->p_offset)));
    else
        mapped = start;
    if (fine && ph->p_memsz > ph->p_filesz && mapped > m->base + file_end)
        memset((void *)(m->base + file_end), 0, mapped - (m->base + file_end));
    if (fine && end > mapped)
        fine =
            !sys_failed(sys_call6(__NR_mmap, mapped, end - mapped, protection,
                                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, ~0ull, 0));
    return fine;
}

static bool map_all(const Mapping *m)
{
    for (u32 i = 0; i < m->header.e_phnum; i++)
        if (m->ph[i].p_type == PT_LOAD && !map_segment(m, &m->ph[i]))
            return false;
    return true;
}

/* ---- what it wants of the runtime ---- */

static const Elf64_Phdr *header_of(const Mapping *m, u32 type)
{
    for (u32 i = 0; i < m->header.e_phnum; i++)
        if (m->ph[i].p_type == type)
            return &m->ph[i];
    return NULL;
}

/* Fills the global offset table, whose only entries are image_table's. */
static bool fill_offset_table(const Mapping *m, const AotShared *row)
{
    const Elf64_Phdr *ph = header_of(m, PT_DYNAMIC);
    const Elf64_Dyn *dynamic = ph ? (const Elf64_Dyn *)(m->base + ph->p_vaddr) : NULL;
    u64 table = 0, size = 0;

    for (; dynamic && dynamic->d_tag != DT_NULL; dynamic++) {
        if (dynamic->d_tag == DT_RELA)
            table = dynamic->d_un.d_ptr;
        if (dynamic->d_tag == DT_RELASZ)
            size = dynamic->d_un.d_val;
    }
    const Elf64_Rela *rela = (const Elf64_Rela *)(m->base + table);
    for (u64 i = 0; i < size / sizeof *rela; i++) {
        const u32 glob_dat = 6; /* R_X86_64_GLOB_DAT, psABI, 4.4 */
        if (ELF64_R_TYPE(rela[i].r_info) != glob_dat)
            return false;
        *(u64 *)(m->base + rela[i].r_offset) = in_program(row->table);
    }
    return true;
}

static bool fill_slots(const AotSharedHead *head, const AotShared *row)
{
    const i32 *offset = image_at_offset(program, row->slot);
    u64 *slot = (u64 *)((u64)head + (u64)(i64)head->slot);

    if (head->magic != AOT_SHARED_MAGIC || head->version != AOT_VERSION ||
        head->num_slots != row->num_slots)
        return false;
    for (u32 i = 0; i < row->num_slots; i++)
        slot[i] = in_program(offset[i]);
    return true;
}

static bool protect(const Mapping *m)
{
    const Elf64_Phdr *ph = header_of(m, PT_GNU_RELRO);

    if (!ph)
        return false;
    u64 start = page_of(m->base + ph->p_vaddr);
    u64 end = page_behind(m->base + ph->p_vaddr + ph->p_memsz);
    return !sys_call3(__NR_mprotect, start, end - start, PROT_READ);
}

/* ---- all of it ---- */

/* Maps the file; returns NULL, or what is wrong. */
static const char *map_file(Mapping *m, const AotShared *row)
{
    if (!is_known(m->fd, row))
        return "another file, or damaged";
    if (!read_headers(m, row->size))
        return "damaged";
    if (!reserve(m, in_program(row->table)))
        return "no room in reach of the program";
    const AotSharedHead *head = (const AotSharedHead *)(m->base + m->header.e_entry);
    if (!map_all(m))
        return "cannot be mapped";
    if (!fill_slots(head, row) || !fill_offset_table(m, row))
        return "damaged";
    return protect(m) ? NULL : "cannot be protected";
}

static void tell(const char *why)
{
    if (log_on(LOG_MODULES))
        out_printf(log_out(), "module file %s: %s\n", path, why);
}

static const AotImage *map_opened(Mapping *m, const AotShared *row)
{
    const char *wrong = map_file(m, row);

    if (wrong) {
        tell(wrong);
        if (m->base)
            sys_call2(__NR_munmap, m->base, m->extent);
        return NULL;
    }
    const AotSharedHead *head = (const AotSharedHead *)(m->base + m->header.e_entry);
    return image_at_offset((const AotImage *)head, head->image);
}

static const AotImage *map_shared(const AotShared *row)
{
    const char *name = image_at_offset(program, row->name);
    u64 length = strlen(name);
    Mapping m = {0};

    if (folder_length + length >= PATH)
        return NULL;
    memcpy(path + folder_length, name, length + 1);
    if (!folder_length) {
        tell("its folder is not known");
        return NULL;
    }
    /* A pipe without a writer would keep the open waiting. */
    m.fd = sys_call3(__NR_open, (u64)path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
    if (sys_failed(m.fd)) {
        tell("not there");
        return NULL;
    }
    const AotImage *image = map_opened(&m, row);
    sys_call1(__NR_close, (u64)m.fd);
    return image;
}

void shared_files_map(const AotImage *of, const char *name, bool secure)
{
    const AotShared *row = image_at_offset(of, of->shared);

    if (!row)
        return;
    program = of;
    find_folder(name, secure);
    shared_images = base_alloc(of->num_shared * sizeof(AotImage *));
    for (u32 i = 0; i < of->num_shared; i++) {
        const AotImage *image = map_shared(&row[i]);
        if (image)
            shared_images[num_shared_images++] = image;
    }
}
