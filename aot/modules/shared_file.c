/* shared_file.c -- the file that a module has of its own: its end, and reading it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/modules/shared_file.h"

#include <elf.h>
#include <errno.h>
#include <sha2.h>
#include <string.h>

#include "aot/files.h"

/* The bytes of a file that grow at their end. */
typedef struct {
    u8 *bytes;
    size_t size;
} Growing;

static void append(Growing *g, const void *bytes, size_t size)
{
    g->bytes = base_resize(g->bytes, g->size + size + 1);
    memcpy(g->bytes + g->size, bytes, size);
    g->size += size;
}

static void append_slots(Growing *g, const ModuleFile *m, AotSharedEnd *end)
{
    size_t before = g->size;

    for (u32 i = 0; i < m->num_slots; i++)
        append(g, m->slot[i], strlen(m->slot[i]) + 1);
    end->names_size = (u32)(g->size - before);
}

const char *shared_file_end(const char *path, const char *key, ModuleFile *m)
{
    AotSharedEnd end = {.magic = AOT_SHARED_MAGIC, .note_size = (u32)m->note_size};
    Growing g = {0};

    g.bytes = (u8 *)files_read(path, &g.size);
    if (!g.bytes)
        return strerror(errno);
    append(&g, m->note_bytes, m->note_size);
    append_slots(&g, m, &end);
    memcpy(end.key, key, sizeof end.key);
    append(&g, &end, offsetof(AotSharedEnd, sum));
    SHA256Data(g.bytes, g.size, m->shared_sum);
    memcpy(end.sum, m->shared_sum, sizeof end.sum);
    append(&g, end.sum, sizeof end - offsetof(AotSharedEnd, sum));
    bool written = files_write(path, g.bytes, g.size);
    m->shared_size = g.size;
    base_free(g.bytes);
    return written ? NULL : strerror(errno);
}

/* ---- reading ---- */

/* Is the file whole, and what the key is of?  Then its parts are where they say. */
static bool check_end(const u8 *bytes, size_t size, const char *key, AotSharedEnd *end)
{
    char sum[SHA256_DIGEST_STRING_LENGTH];

    if (size < sizeof(Elf64_Ehdr) + sizeof *end)
        return false;
    size_t at = size - sizeof *end;
    memcpy(end, bytes + at, sizeof *end);
    if (end->magic != AOT_SHARED_MAGIC || memcmp(end->key, key, sizeof end->key) != 0 ||
        (u64)end->note_size + end->names_size > at)
        return false;
    SHA256Data(bytes, at + offsetof(AotSharedEnd, sum), sum);
    return memcmp(sum, end->sum, sizeof end->sum) == 0;
}

/* Returns what the file has for an address of its object; NULL: nothing.  The file is
 * as it was made, by its sum. */
static const u8 *at_address(const u8 *bytes, u64 address)
{
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)bytes;
    const Elf64_Phdr *ph = (const Elf64_Phdr *)(bytes + header->e_phoff);

    for (u32 i = 0; i < header->e_phnum; i++)
        if (ph[i].p_type == PT_LOAD && address >= ph[i].p_vaddr &&
            address - ph[i].p_vaddr < ph[i].p_filesz)
            return bytes + ph[i].p_offset + (address - ph[i].p_vaddr);
    return NULL;
}

static bool read_image(ModuleFile *m, const u8 *bytes)
{
    const u8 *at = at_address(bytes, ((const Elf64_Ehdr *)bytes)->e_entry);
    AotSharedHead head;

    if (!at)
        return false;
    memcpy(&head, at, sizeof head);
    if (head.magic != AOT_SHARED_MAGIC || head.version != AOT_VERSION)
        return false;
    at += head.image;
    memcpy(&m->image, at, sizeof m->image);
    const char *soname = m->image.soname ? (const char *)at + m->image.soname : "";
    m->soname = base_copy(soname, strlen(soname));
    return true;
}

static void read_slots(ModuleFile *m, const char *names, u32 size)
{
    for (const char *name = names; name < names + size; name += strlen(name) + 1) {
        m->slot = base_resize(m->slot, (m->num_slots + 1) * sizeof(char *));
        m->slot[m->num_slots++] = base_copy(name, strlen(name));
    }
}

static bool read_parts(ModuleFile *m, const u8 *bytes, size_t size,
                       const AotSharedEnd *end)
{
    const u8 *names = bytes + size - sizeof *end - end->names_size;
    const u8 *note = names - end->note_size;

    memcpy(m->shared_sum, end->sum, sizeof end->sum);
    m->shared_size = size;
    m->note_size = end->note_size;
    m->note_bytes = memcpy(base_alloc(m->note_size + 1), note, m->note_size);
    read_slots(m, (const char *)names, end->names_size);
    return !note_unpack(&m->note, m->note_bytes, m->note_size) && read_image(m, bytes);
}

bool shared_file_read(ModuleFile *m, const char *path, const char *key)
{
    AotSharedEnd end;
    size_t size;
    char *bytes = files_read(path, &size);

    *m = (ModuleFile){0};
    if (!bytes)
        return false;
    m->path = base_copy(path, strlen(path));
    bool fine = check_end((const u8 *)bytes, size, key, &end) &&
                read_parts(m, (const u8 *)bytes, size, &end);
    base_free(bytes);
    if (!fine)
        module_file_free(m);
    return fine;
}
