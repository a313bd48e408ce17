/* symbols.c -- names of guest addresses.  System V ABI, chapter 4, Symbol Table.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/symbols.h"

#include <linux/elf.h>
#include <linux/mman.h>
#include <string.h>

#include "runtime/code/images.h"
#include "runtime/crash.h"
#include "runtime/program.h"
#include "runtime/base/log.h"
#include "runtime/base/sys.h"
#include "runtime/at_end.h"

typedef struct {
    u32 address;
    const char *name;
} Name;

static Name *names;
static u32 num_names;
static const AotImage *image;

static u32 word(const Guest *guest, u32 v)
{
    return guest->big_endian ? __builtin_bswap32(v) : v;
}

static u16 half(const Guest *guest, u16 v)
{
    return guest->big_endian ? __builtin_bswap16(v) : v;
}

static void sort(Name *name, u32 count)
{
    for (u32 gap = count / 2; gap; gap /= 2)
        for (u32 i = gap; i < count; i++)
            for (u32 k = i; k >= gap && name[k].address < name[k - gap].address;
                 k -= gap) {
                Name swap = name[k];
                name[k] = name[k - gap];
                name[k - gap] = swap;
            }
}

/* Returns a copy of `size` bytes of the file, with a 0 appended; NULL if the file has
 * not so many. */
static void *copy_of(u64 fd, u64 offset, u64 size)
{
    u8 *bytes = base_alloc(size + 1);

    if (sys_call4(__NR_pread64, fd, (u64)bytes, size, offset) == (i64)size)
        return bytes;
    base_free(bytes);
    return NULL;
}

/* Code has symbols of functions, and of no type: those of assembly code, if they are
 * global.  Local ones are labels within functions, and ARM's mapping symbols ($a). */
static bool is_code(const Elf32_Sym *symbol)
{
    unsigned type = ELF32_ST_TYPE(symbol->st_info);

    return type == STT_FUNC ||
           (type == STT_NOTYPE && ELF32_ST_BIND(symbol->st_info) != STB_LOCAL);
}

static void take_symbols(const Guest *guest, const Elf32_Sym *symbol, u32 count,
                         const char *text, u32 text_size, u32 bias)
{
    names = base_alloc(sizeof(Name) * count);
    for (u32 i = 0; i < count; i++) {
        u32 name = word(guest, symbol[i].st_name);
        if (!is_code(&symbol[i]) || name == 0 || name >= text_size ||
            symbol[i].st_shndx == 0)
            continue;
        names[num_names++] =
            (Name){word(guest, symbol[i].st_value) + bias, text + name};
    }
    sort(names, num_names);
}

static void read_symbols(u64 fd, const Guest *guest, u32 bias,
                         const Elf32_Shdr *section, u32 count)
{
    for (u32 i = 0; i < count; i++) {
        u32 link = word(guest, section[i].sh_link);
        if (word(guest, section[i].sh_type) != SHT_SYMTAB || link >= count)
            continue;
        u32 size = word(guest, section[i].sh_size);
        u32 text_size = word(guest, section[link].sh_size);
        void *symbols = copy_of(fd, word(guest, section[i].sh_offset), size);
        char *text = copy_of(fd, word(guest, section[link].sh_offset), text_size);
        if (symbols && text)
            take_symbols(guest, symbols, size / (u32)sizeof(Elf32_Sym), text, text_size,
                         bias);
        return;
    }
}

void symbols_of_file(u64 fd, const Guest *guest, u32 bias)
{
    Elf32_Ehdr header;

    if (!crash_full && !log_flags && !at_end_is_wanted())
        return;
    if (sys_call4(__NR_pread64, fd, (u64)&header, sizeof header, 0) != sizeof header)
        return;
    u32 count = half(guest, header.e_shnum);
    void *sections =
        copy_of(fd, word(guest, header.e_shoff), count * (u64)sizeof(Elf32_Shdr));
    if (!sections)
        return;
    read_symbols(fd, guest, bias, sections, count);
    base_free(sections);
}

void symbols_of_image(const AotImage *of)
{
    image = of;
}

/* Returns the index of the first of the image's symbols behind `pc`. */
static u32 symbol_behind(const u32 *pair, u32 count, u32 pc)
{
    u32 low = 0;

    while (low < count) {
        u32 middle = low + (count - low) / 2;
        if (pair[2 * middle] <= pc)
            low = middle + 1;
        else
            count = middle;
    }
    return low;
}

static const char *in_image(const AotImage *of, u32 pc, u32 *offset)
{
    const u32 *pair = image_at_offset(of, of->symbol);
    u32 behind = symbol_behind(pair, of->num_symbols, pc);

    if (!behind)
        return NULL;
    *offset = pc - pair[2 * (behind - 1)];
    return image_at_offset(of, (i32)pair[2 * (behind - 1) + 1]);
}

static const char *in_file(u32 pc, u32 *offset)
{
    u32 low = 0, high = num_names;

    while (low < high) {
        u32 middle = (low + high) / 2;
        if (names[middle].address <= pc)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return NULL;
    *offset = pc - names[low - 1].address;
    return names[low - 1].name;
}

const char *symbol_at(u32 pc, u32 *offset)
{
    const Image *module = images_live_at(pc);

    if (module && module->aot->module_end)
        return in_image(module->aot, pc, offset);
    if (!program_has(pc))
        return NULL;
    return image && image->num_symbols ? in_image(image, pc, offset)
                                       : in_file(pc, offset);
}

static const char *name_of(const void *unused, u32 address, u32 *offset)
{
    (void)unused;
    return symbol_at(address, offset);
}

const AsmNames symbol_names = {name_of, NULL};

bool symbol_logged(u32 flag, u32 pc)
{
    u32 offset;
    const char *name = log_on(flag) && log_where.name ? symbol_at(pc, &offset) : NULL;

    return log_on(flag) && option_where_is(&log_where, pc, name ? name : "");
}
