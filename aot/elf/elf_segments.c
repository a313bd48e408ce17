/* elf_segments.c -- the segments of a guest program.  ELF, 2; System V ABI, 5. */
#include "aot/elf/elf.h"
#include "runtime/abi.h"

#include <libelf.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SEGMENTS = 1024 };

/* Programs that fill the guest's address space leave no room for a stack. */
#define MAX_TOTAL 0xc0000000u

static const char *check_load(ElfFile *file, const char *path, const Elf32_Phdr *p)
{
    if (p->p_filesz > p->p_memsz)
        return elf_error(file, path,
                         "the segment at 0x%08x has more file contents (0x%x) than "
                         "memory (0x%x); the file is damaged",
                         p->p_vaddr, p->p_filesz, p->p_memsz);
    if (p->p_offset > file->size || file->size - p->p_offset < p->p_filesz)
        return elf_error(file, path,
                         "truncated: the segment at 0x%08x ends at byte %llu of a file "
                         "of %zu; copy it again",
                         p->p_vaddr, (unsigned long long)p->p_offset + p->p_filesz,
                         file->size);
    if ((u64)p->p_vaddr + p->p_memsz > 0x100000000ull)
        return elf_error(file, path,
                         "the segment at 0x%08x with 0x%x bytes does not fit below "
                         "4 GiB; the file is damaged",
                         p->p_vaddr, p->p_memsz);
    return NULL;
}

static int by_address(const void *a, const void *b)
{
    const Segment *x = a, *y = b;

    return x->address < y->address ? -1 : x->address > y->address;
}

static const char *check_layout(ElfFile *file, const char *path)
{
    u64 total = 0;

    for (u32 i = 0; i < file->image.num_segments; i++) {
        const Segment *s = &file->segments[i];

        total += s->size;
        if (i && s->address - s[-1].address < s[-1].size)
            return elf_error(file, path,
                             "the segments at 0x%08x and 0x%08x overlap; link it again",
                             s[-1].address, s->address);
    }
    if (total > MAX_TOTAL)
        return elf_error(file, path,
                         "its segments take %llu MiB, which leaves no room for a stack "
                         "below 4 GiB",
                         (unsigned long long)(total >> 20));
    if (total == 0)
        return elf_error(file, path, "nothing to load: it has no segments");
    return NULL;
}

static void add_load(ElfFile *file, const Elf32_Phdr *p)
{
    if (p->p_memsz == 0)
        return;
    file->segments[file->image.num_segments++] = (Segment){
        .address = p->p_vaddr,
        .size = p->p_memsz,
        .file_size = p->p_filesz,
        .bytes = file->bytes + p->p_offset,
        .readable = p->p_flags & PF_R,
        .writable = p->p_flags & PF_W,
        .executable = p->p_flags & PF_X,
    };
}

/* The text of PT_INTERP, which ends in the file. */
static const char *read_interpreter(ElfFile *file, const char *path,
                                    const Elf32_Phdr *p)
{
    if (p->p_offset >= file->size || p->p_filesz > file->size - p->p_offset ||
        !memchr(file->bytes + p->p_offset, 0, p->p_filesz))
        return elf_error(
            file, path,
            "the name of its dynamic linker is cut off; the file is damaged");
    file->interpreter = (const char *)file->bytes + p->p_offset;
    return NULL;
}

static const char *check_entry(ElfFile *file, const char *path, unsigned type)
{
    if (type == ET_DYN && !elf_is_program(file))
        return elf_error(file, path,
                         "a shared library; translate the programs that use it");
    if (!image_is_code(&file->image, file->image.entry, file->guest->code_align))
        return elf_error(file, path,
                         "the entry point 0x%08x is in no executable segment",
                         file->image.entry);
    return NULL;
}

/* Where the kernel would say the program headers are: AT_PHDR. */
static u32 headers_address(const Elf32_Ehdr *header, const Elf32_Phdr *p, size_t count)
{
    u32 size = (u32)header->e_phentsize * (u32)count;

    for (size_t i = 0; i < count; i++)
        if (p[i].p_type == PT_LOAD && header->e_phoff >= p[i].p_offset &&
            header->e_phoff - p[i].p_offset <= p[i].p_filesz &&
            p[i].p_filesz - (header->e_phoff - p[i].p_offset) >= size)
            return p[i].p_vaddr + (header->e_phoff - p[i].p_offset);
    return 0;
}

/* Program headers of position-independent files are moved to where the file is put. */
static const char *read_header(ElfFile *file, const char *path, Elf32_Phdr *p)
{
    if (p->p_type == PT_LOAD && p->p_vaddr > ~0u - file->bias)
        return elf_error(
            file, path,
            "the segment at 0x%08x leaves no room below; the file is damaged",
            p->p_vaddr);
    p->p_vaddr += file->bias;
    switch (p->p_type) {
    case PT_INTERP: return read_interpreter(file, path, p);
    case PT_GNU_STACK: file->executable_stack = p->p_flags & PF_X; break;
    case PT_DYNAMIC:
        file->dynamic = p->p_vaddr;
        file->dynamic_size = p->p_filesz;
        break;
    case PT_ARM_EXIDX:
        if (file->guest->elf_machine != EM_ARM)
            break;
        file->exidx = p->p_vaddr;
        file->exidx_size = p->p_memsz;
        break;
    case PT_LOAD: {
        const char *wrong = check_load(file, path, p);
        if (wrong)
            return wrong;
        add_load(file, p);
        break;
    }
    default: break;
    }
    return NULL;
}

static const char *read_headers(ElfFile *file, const char *path, unsigned type,
                                Elf32_Phdr *p, size_t count)
{
    const char *wrong = NULL;

    file->bias = type == ET_DYN ? GUEST_PIE_BASE : 0;
    file->executable_stack = true; /* until a PT_GNU_STACK says otherwise */
    for (size_t i = 0; i < count && !wrong; i++)
        wrong = read_header(file, path, &p[i]);
    return wrong;
}

const char *elf_read_segments(ElfFile *file, const char *path)
{
    const Elf32_Ehdr *header = elf32_getehdr(file->elf);
    size_t count = header->e_phnum;
    const void *raw = NULL; /* libelf's may lie in the file, at any offset */
    Elf32_Phdr p[MAX_SEGMENTS];

    if (count && (header->e_phoff > file->size ||
                  (file->size - header->e_phoff) / sizeof *p < count))
        return elf_error(file, path,
                         "truncated: its %zu program headers are at byte %u of a file "
                         "of %zu; copy it again",
                         count, header->e_phoff, file->size);
    if (count && header->e_phentsize != sizeof *p)
        return elf_error(file, path,
                         "program headers of %u bytes, not %zu; the file is damaged",
                         header->e_phentsize, sizeof *p);
    if (count)
        raw = elf32_getphdr(file->elf);
    if (!raw || count > MAX_SEGMENTS)
        return elf_error(file, path,
                         count ? "its program headers cannot be read"
                               : "nothing to load: it has no segments");
    memcpy(p, raw, count * sizeof *p);
    file->segments = calloc(count, sizeof *file->segments);
    if (!file->segments)
        return elf_error(file, path, "not enough memory");
    const char *wrong = read_headers(file, path, header->e_type, p, count);
    qsort(file->segments, file->image.num_segments, sizeof *file->segments, by_address);
    file->image.segment = file->segments;
    file->image.entry = header->e_entry + file->bias;
    file->phdr = headers_address(header, p, count);
    file->phent = header->e_phentsize;
    file->phnum = (u32)count;
    if (!wrong)
        wrong = check_layout(file, path);
    return wrong ? wrong : check_entry(file, path, header->e_type);
}
