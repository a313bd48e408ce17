/* loader.c -- guest ELF files into guest memory.  System V ABI, chapter 5. */
#include "runtime/memory/loader.h"

#include <asm/fcntl.h>
#include <linux/elf.h>
#include <string.h>

#include "runtime/linux/linux.h"
#include "runtime/main.h"
#include "runtime/memory/memory.h"
#include "runtime/memory/pages.h"
#include "runtime/memory/root.h"
#include "runtime/code/symbols.h"

enum { MAX_SEGMENTS = 64 };

typedef struct {
    const char *path;
    u64 fd;
    const Guest *guest;
    u32 bias;
    Elf32_Ehdr header;
    Elf32_Phdr ph[MAX_SEGMENTS];
} File;

static u16 half(const File *f, u16 v)
{
    return f->guest->big_endian ? __builtin_bswap16(v) : v;
}

static u32 word(const File *f, u32 v)
{
    return f->guest->big_endian ? __builtin_bswap32(v) : v;
}

static void read_at(const File *f, void *to, u64 size, u64 offset)
{
    if (sys_call4(__NR_pread64, f->fd, (u64)to, size, offset) != (i64)size)
        main_refuse("%s: the file is cut short", f->path);
}

/* By the machine number, in whichever byte order the file says it has. */
static const Guest *guest_of(const File *f)
{
    bool big = f->header.e_ident[EI_DATA] == ELFDATA2MSB;
    u16 machine = f->header.e_machine;
    const Guest *guest = guest_by_machine(big ? __builtin_bswap16(machine) : machine);

    if (!guest)
        main_refuse("%s: not for a processor that is known here", f->path);
    if (guest->big_endian != big)
        main_refuse("%s: a %s-endian program; those for %s are %s-endian here", f->path,
                    big ? "big" : "little", guest->name, big ? "little" : "big");
    return guest;
}

static void read_header(File *f)
{
    read_at(f, &f->header, sizeof f->header, 0);
    if (memcmp(f->header.e_ident, ELFMAG, SELFMAG) != 0)
        main_refuse("%s: not an ELF file", f->path);
    if (f->header.e_ident[EI_CLASS] != ELFCLASS32)
        main_refuse("%s: not a 32-bit ELF file", f->path);
    f->guest = guest_of(f);
    const Guest *guest = f->guest;
    const char *why = guest->refuse ? guest->refuse(word(f, f->header.e_flags)) : NULL;
    if (why)
        main_refuse("%s: %s, which does not run here", f->path, why);
    u16 type = half(f, f->header.e_type), count = half(f, f->header.e_phnum);
    if (type != ET_EXEC && type != ET_DYN)
        main_refuse("%s: not an executable", f->path);
    if (count == 0 || count > MAX_SEGMENTS ||
        half(f, f->header.e_phentsize) != sizeof(Elf32_Phdr))
        main_refuse("%s: strange program headers", f->path);
    f->bias = type == ET_DYN ? GUEST_PIE_BASE : 0;
    read_at(f, f->ph, count * sizeof(Elf32_Phdr), word(f, f->header.e_phoff));
    for (unsigned i = 0; i < count; i++) {
        u32 *field = (u32 *)&f->ph[i];
        for (unsigned k = 0; k < sizeof(Elf32_Phdr) / 4; k++)
            field[k] = word(f, field[k]);
    }
}

static int protection_of(u32 flags)
{
    return (flags & PF_R ? PROT_READ : 0) | (flags & PF_W ? PROT_WRITE : 0) |
           (flags & PF_X ? PROT_EXEC : 0);
}

/* Zeros from `start` to the end of its page, which holds file contents. */
static void clear_rest_of_page(u32 start)
{
    u32 page = start & -(u32)GUEST_PAGE;

    if (start == page)
        return;
    int protection = page_host_protection(page_flags[page >> PAGE_SHIFT]);
    sys_call3(__NR_mprotect, (u64)memory_at(page), GUEST_PAGE, PROT_READ | PROT_WRITE);
    memset(memory_at(start), 0, page + GUEST_PAGE - start);
    sys_call3(__NR_mprotect, (u64)memory_at(page), GUEST_PAGE, (u64)protection);
}

/* Zeroed memory after the file contents, from `start` up to `end`. */
static bool map_zeros(u32 start, u64 end, int protection)
{
    u64 first = ((u64)start + GUEST_PAGE - 1) & -(u64)GUEST_PAGE;

    if (start < end)
        clear_rest_of_page(start);
    return first >= end ||
           memory_map((u32)first, end - first, protection,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) >= 0;
}

static void map_segment(const File *f, const Elf32_Phdr *ph)
{
    u32 address = ph->p_vaddr + f->bias, in_page = address % GUEST_PAGE;
    int protection = protection_of(ph->p_flags);
    u64 end = (u64)address + ph->p_memsz;

    if (ph->p_filesz > ph->p_memsz || end > GUEST_HIGHEST ||
        (ph->p_filesz && ph->p_offset % GUEST_PAGE != in_page))
        main_refuse("%s: a segment at 0x%x cannot be loaded", f->path, address);
    if (ph->p_filesz &&
        memory_map(address - in_page, (u64)ph->p_filesz + in_page, protection,
                   MAP_PRIVATE | MAP_FIXED, (int)f->fd, ph->p_offset - in_page) < 0)
        main_refuse("%s: no room for the segment at 0x%x", f->path, address);
    if (!map_zeros(address + ph->p_filesz, end, protection))
        main_refuse("%s: no room for the segment at 0x%x", f->path, address);
}

static void note_phdr(const File *f, const Elf32_Phdr *ph, Loaded *loaded)
{
    u32 offset = word(f, f->header.e_phoff);

    if (offset >= ph->p_offset && offset - ph->p_offset < ph->p_filesz)
        loaded->phdr = ph->p_vaddr + f->bias + (offset - ph->p_offset);
}

static void absolute_path(const File *f)
{
    static char path[4096];
    char link[32];

    base_format(link, sizeof link, "/proc/self/fd/%u", (unsigned)f->fd);
    i64 length = sys_call3(__NR_readlink, (u64)link, (u64)path, sizeof path - 1);
    linux_program.path = length > 0 ? path : f->path;
}

static Loaded load_segments(const File *f)
{
    Loaded loaded = {.guest = f->guest, .execfn = f->path, .executable_stack = true};

    loaded.entry = loaded.start = word(f, f->header.e_entry) + f->bias;
    loaded.phent = sizeof(Elf32_Phdr);
    loaded.phnum = half(f, f->header.e_phnum);
    for (u32 i = 0; i < loaded.phnum; i++) {
        const Elf32_Phdr *ph = &f->ph[i];
        if (ph->p_type == PT_GNU_STACK)
            loaded.executable_stack = ph->p_flags & PF_X;
        if (ph->p_type != PT_LOAD || !ph->p_memsz)
            continue;
        map_segment(f, ph);
        note_phdr(f, ph, &loaded);
        u32 end = ph->p_vaddr + f->bias + ph->p_memsz;
        if (end > loaded.end)
            loaded.end = end;
    }
    if (!loaded.end)
        main_refuse("%s: nothing to load", f->path);
    return loaded;
}

static void open_file(File *f, const char *path, i64 fd)
{

    if (fd < 0)
        fd = sys_call3(__NR_open, (u64)path, O_RDONLY | O_CLOEXEC, 0);
    if (sys_failed(fd))
        main_refuse("%s: cannot be opened (error %d)", path, (int)-fd);
    f->path = path;
    f->fd = (u64)fd;
    read_header(f);
}

/* An address with room for all of a position-independent file's segments. */
static u32 free_address(const File *f)
{
    u64 end = 0;

    for (u32 i = 0; i < half(f, f->header.e_phnum); i++)
        if (f->ph[i].p_type == PT_LOAD &&
            end < (u64)f->ph[i].p_vaddr + f->ph[i].p_memsz)
            end = (u64)f->ph[i].p_vaddr + f->ph[i].p_memsz;
    i64 at = memory_map(0, end, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                        -1, 0);
    if (!end || sys_failed(at))
        main_refuse("%s: no room for it", f->path);
    memory_unmap((u32)at, end);
    return (u32)at;
}

/* The interpreter a program wants; it starts there, and is told where by auxv. */
static void load_interpreter(Loaded *loaded, const char *name)
{
    static File f;
    char room[ROOT_ROOM];
    const char *path = root_name(name, room);

    if (sys_failed(sys_call3(__NR_access, (u64)path, 0, 0)))
        main_refuse("%s: dynamically linked, and %s is not there; name the folder that "
                    "has the guest's libraries by dbt-run -L or DBT_ROOT",
                    linux_program.path, name);
    open_file(&f, path, -1);
    if (f.guest != loaded->guest)
        main_refuse("%s: not for %s, as the program is", path, loaded->guest->name);
    if (half(&f, f.header.e_type) == ET_DYN)
        f.bias = free_address(&f);
    Loaded interpreter = load_segments(&f);
    sys_call1(__NR_close, f.fd);
    loaded->start = interpreter.entry;
    loaded->base = f.bias;
}

/* The name in PT_INTERP; NULL if there is none. */
static const char *interpreter_of(const File *f)
{
    static char name[ROOT_ROOM];

    for (u32 i = 0; i < half(f, f->header.e_phnum); i++) {
        const Elf32_Phdr *ph = &f->ph[i];
        if (ph->p_type != PT_INTERP || ph->p_filesz >= sizeof name)
            continue;
        read_at(f, name, ph->p_filesz, ph->p_offset);
        name[ph->p_filesz] = 0;
        return name;
    }
    return NULL;
}

Loaded load_file(const char *path, i64 fd)
{
    static File f;

    open_file(&f, path, fd);
    Loaded loaded = load_segments(&f);
    const char *interpreter = interpreter_of(&f);
    absolute_path(&f);
    symbols_of_file(f.fd, loaded.guest, f.bias);
    sys_call1(__NR_close, f.fd);
    if (interpreter)
        load_interpreter(&loaded, interpreter);
    return loaded;
}

/* The bytes are pages of their own in this process: they only move. */
static void move_segment(const AotImage *image, const AotSegment *segment)
{
    u32 in_page = segment->address % GUEST_PAGE;
    u32 start = segment->address - in_page;
    u64 size = ((u64)segment->file_size + in_page + GUEST_PAGE - 1) & -(u64)GUEST_PAGE;
    const u8 *bytes = image_at_offset(image, segment->bytes);
    int protection = (int)segment->protection;

    if (segment->file_size) {
        bytes -= in_page;
        i64 got = sys_call6(__NR_mremap, (u64)bytes, size, size,
                            MREMAP_MAYMOVE | MREMAP_FIXED, (u64)memory_at(start), 0);
        if (sys_failed(got))
            panic("segment at 0x%x: mremap gives %d", segment->address, (int)got);
        u32 first = start >> PAGE_SHIFT, end = (u32)((start + size) >> PAGE_SHIFT);
        pages_set(first, end, (u8)((protection & PAGE_PROT) | PAGE_MAPPED));
        pages_apply(first, end);
    }
    if (!map_zeros(segment->address + segment->file_size,
                   (u64)segment->address + segment->size, protection))
        panic("no room for the segment at 0x%x", segment->address);
}

Loaded load_image(const AotImage *image)
{
    static char path[4096];
    const AotSegment *segment = image_at_offset(image, image->segment);
    Loaded loaded = {.guest = guest_by_machine(image->elf_machine),
                     .entry = image->entry,
                     .start = image->entry,
                     .phdr = image->phdr,
                     .phent = image->phent,
                     .phnum = image->phnum,
                     .executable_stack = image->stack_flags & 1};

    if (image->magic != AOT_MAGIC || image->version != AOT_VERSION || !loaded.guest)
        panic("the program in this file is not for this runtime");
    for (u32 i = 0; i < image->num_segments; i++) {
        move_segment(image, &segment[i]);
        if (segment[i].address + segment[i].size > loaded.end)
            loaded.end = segment[i].address + segment[i].size;
    }
    i64 length =
        sys_call3(__NR_readlink, (u64) "/proc/self/exe", (u64)path, sizeof path - 1);
    linux_program.path = length > 0 ? path : "";
    if (image->interpreter)
        load_interpreter(&loaded, image_at_offset(image, image->interpreter));
    return loaded;
}
