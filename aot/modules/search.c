/* search.c -- where the guest's dynamic linker would find a library.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/modules/search.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "aot/files.h"
#include "aot/modules/guest_root.h"
#include "aot/modules/ld_conf.h"

/* What the runtime tells the guest of its processor (AT_PLATFORM, and those bits of
 * AT_HWCAP that glibc before 2.37 had folders for). */
typedef struct {
    u32 machine;
    const char *platform;
    const char *hwcap[2];
} Processor;

static const Processor processors[] = {
    {EM_ARM, "v7l", {"neon", "vfp"}},
    {EM_PPC, "ppc750", {NULL, NULL}},
};

static const Processor *processor_of(const Search *s)
{
    for (size_t i = 0; i < ARRAY_LEN(processors); i++)
        if (processors[i].machine == s->program->needs.load.guest->elf_machine)
            return &processors[i];
    return NULL;
}

/* ---- what is known of the root ---- */

static const char *multiarch_of(const LibraryFile *program)
{
    const char *interpreter = program->needs.interpreter;

    if (program->needs.load.guest->elf_machine == EM_PPC)
        return "powerpc-linux-gnu";
    return program->needs.load.flags & EF_ARM_ABI_FLOAT_HARD ||
                   (interpreter && strstr(interpreter, "armhf"))
               ? "arm-linux-gnueabihf"
               : "arm-linux-gnueabi";
}

/* Adds the folders below others in glibc's order: all words, then all but the last ...
 */
static void add_variants(Search *s)
{
    const Processor *p = processor_of(s);
    const char *word[4] = {"tls"};
    u32 count = 1;

    if (p)
        word[count++] = p->platform;
    for (size_t i = 0; p && i < ARRAY_LEN(p->hwcap) && p->hwcap[i]; i++)
        word[count++] = p->hwcap[i];
    for (u32 set = (1u << count) - 1; set; set--) {
        char path[64] = "";

        for (u32 i = 0; i < count; i++)
            if (set >> (count - 1 - i) & 1)
                base_format(path + strlen(path), sizeof path - strlen(path), "/%s",
                            word[i]);
        texts_add(&s->variants, "%s", path);
    }
}

static void open_glibc(Search *s)
{
    char host[GUEST_ROOT_ROOM];
    size_t size;

    if (guest_root_find(s->root, "/etc/ld.so.cache", host))
        s->cache_bytes = files_read(host, &size);
    if (s->cache_bytes)
        s->cache = ld_cache_read((const u8 *)s->cache_bytes, size);
    ld_conf_folders(s->root, "/etc/ld.so.conf", &s->configured);
    texts_add(&s->usual, "/lib/%s", s->multiarch);
    texts_add(&s->usual, "/usr/lib/%s", s->multiarch);
    texts_add(&s->usual, "/lib");
    texts_add(&s->usual, "/usr/lib");
    add_variants(s);
}

/* Its list is named as its dynamic linker: /lib/ld-musl-armhf.so.1 looks at
 * /etc/ld-musl-armhf.path. */
static void open_musl(Search *s, const char *name)
{
    char file[300];

    base_format(file, sizeof file, "/etc/%.*s.path", (int)strcspn(name, "."), name);
    if (ld_conf_musl(s->root, file, &s->configured))
        return;
    texts_add(&s->usual, "/lib");
    texts_add(&s->usual, "/usr/local/lib");
    texts_add(&s->usual, "/usr/lib");
}

void search_open(Search *s, const char *root, const LibraryFile *program)
{
    static const char musl[] = "ld-musl-";
    const char *path = program->needs.interpreter;
    const char *name = path ? strrchr(path, '/') : NULL;

    *s = (Search){.root = root, .program = program};
    s->multiarch = multiarch_of(program);
    s->is_musl = name && strncmp(name + 1, musl, sizeof musl - 1) == 0;
    if (s->is_musl)
        open_musl(s, name + 1);
    else
        open_glibc(s);
    texts_add(&s->variants, "%s", "");
}

void search_close(Search *s)
{
    ld_cache_free(&s->cache);
    base_free(s->cache_bytes);
    texts_free(&s->configured);
    texts_free(&s->usual);
    texts_free(&s->variants);
    texts_free(&s->names);
}

/* ---- trying files ---- */

/* Opens a file of the host that a process of the program could load. */
static bool try_host(Search *s, const char *host, LibraryFile *file)
{
    if (library_file_open(file, host) != 0)
        return false;
    /* A damaged file ends the dynamic linker's search, one of others does not. */
    if (file->needs.load.guest
            ? library_file_fits(file, s->program)
            : file->size < SELFMAG || memcmp(file->bytes, ELFMAG, SELFMAG) != 0)
        return true;
    library_file_close(file);
    return false;
}

bool search_take(Search *s, const char *guest, const char *host, LibraryFile *file)
{
    if (!try_host(s, host, file))
        return false;
    file->host = texts_add(&s->names, "%s", file->host);
    file->guest = texts_add(&s->names, "%s", guest);
    return true;
}

bool search_try(Search *s, const char *guest, bool outside, LibraryFile *file)
{
    char host[GUEST_ROOT_ROOM];
    bool inside = guest_root_find(s->root, guest, host);

    if (!inside && !outside)
        return false;
    if (!search_take(s, guest, inside ? host : guest, file))
        return false;
    file->outside = !inside;
    return true;
}

/* Looks into a folder, and those below it for processors. */
static bool try_folder(Search *s, const char *folder, bool outside, const char *name,
                       LibraryFile *file)
{
    char path[GUEST_ROOT_ROOM];

    for (u32 i = 0; i < s->variants.count; i++)
        if ((size_t)base_format(path, sizeof path, "%s%s/%s", folder,
                                s->variants.item[i], name) < sizeof path &&
            search_try(s, path, outside, file))
            return true;
    return false;
}

static bool try_folders(Search *s, const Texts *folders, const char *name,
                        LibraryFile *file)
{
    for (u32 i = 0; i < folders->count; i++)
        if (try_folder(s, folders->item[i], false, name, file))
            return true;
    return false;
}

/* ---- paths of shared objects ---- */

/* Writes the folder of a file to `path`. */
static void folder_of(const LibraryFile *file, char path[GUEST_ROOT_ROOM])
{
    const char *slash = strrchr(file->guest, '/');

    base_format(path, GUEST_ROOT_ROOM, "%.*s", slash ? (int)(slash - file->guest) : 0,
                file->guest);
}

/* Where a distribution has no folders by architecture, $LIB is "lib". */
static void library_folder(const Search *s, char path[GUEST_ROOT_ROOM])
{
    char folder[GUEST_ROOT_ROOM], host[GUEST_ROOT_ROOM];

    base_format(folder, sizeof folder, "/lib/%s", s->multiarch);
    bool has = guest_root_find(s->root, folder, host);
    base_format(path, GUEST_ROOT_ROOM, "lib%s%s", has ? "/" : "",
                has ? s->multiarch : "");
}

/* Writes what the token at `text`, "$ORIGIN" or "${ORIGIN}", stands for.  Returns its
 * length; 0 if it is none. */
static size_t expand_token(const Search *s, const char *text, const LibraryFile *of,
                           char value[GUEST_ROOT_ROOM])
{
    static const char *const words[] = {"ORIGIN", "LIB", "PLATFORM"};
    const Processor *p = processor_of(s);
    bool braces = text[1] == '{';
    const char *name = text + 1 + braces;

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        size_t length = strlen(words[i]);

        if (strncmp(name, words[i], length) != 0 || (braces && name[length] != '}'))
            continue;
        if (i == 0)
            folder_of(of, value);
        else if (i == 1)
            library_folder(s, value);
        else
            base_format(value, GUEST_ROOT_ROOM, "%s", p ? p->platform : "");
        return 1 + length + 2 * (size_t)braces;
    }
    return 0;
}

/* Writes a path of `size` characters with its tokens replaced.  Returns false if it is
 * too long. */
static bool expand(const Search *s, const char *path, size_t size,
                   const LibraryFile *of, char out[GUEST_ROOT_ROOM])
{
    size_t used = 0;

    for (const char *end = path + size; path < end;) {
        char value[GUEST_ROOT_ROOM];
        size_t length = *path == '$' ? expand_token(s, path, of, value) : 0;

        if (!length) {
            base_format(value, sizeof value, "%c", *path);
            length = 1;
        }
        path += length;
        used += (size_t)base_format(out + used, GUEST_ROOT_ROOM - used, "%s", value);
        if (used >= GUEST_ROOT_ROOM)
            return false;
    }
    out[used] = 0;
    return true;
}

/* Looks into the folders of a DT_RPATH or DT_RUNPATH of a file.  Those that depend on
 * the current folder are left out. */
static bool try_path(Search *s, const char *path, const LibraryFile *of,
                     const char *name, LibraryFile *file)
{
    char folder[GUEST_ROOT_ROOM];

    for (size_t size; path && *path; path += size + (path[size] == ':')) {
        size = strcspn(path, ":");
        if (size && expand(s, path, size, of, folder) && *folder == '/' &&
            try_folder(s, folder, of->outside, name, file))
            return true;
    }
    return false;
}

/* glibc: DT_RPATH of the loader, of what loaded that, and so on, and of the program. */
static bool try_rpaths(Search *s, const LibraryFile *loader, const char *name,
                       LibraryFile *file)
{
    bool had_program = false;

    if (loader->needs.runpath)
        return false;
    for (const LibraryFile *of = loader; of; of = of->loader) {
        had_program |= of == s->program;
        if (try_path(s, of->needs.rpath, of, name, file))
            return true;
    }
    return !had_program && try_path(s, s->program->needs.rpath, s->program, name, file);
}

/* musl takes both kinds for the same, and those of all loaders. */
static bool try_musl_paths(Search *s, const LibraryFile *loader, const char *name,
                           LibraryFile *file)
{
    for (const LibraryFile *of = loader; of; of = of->loader)
        if (try_path(s, of->needs.runpath ? of->needs.runpath : of->needs.rpath, of,
                     name, file))
            return true;
    return false;
}

/* ---- the list of ldconfig ---- */

static bool is_usable(const Search *s, const LdCacheEntry *e)
{
    u32 abi = e->flags & LD_CACHE_ABI;
    u32 own = s->program->needs.load.guest->elf_machine != EM_ARM ? 0
              : strcmp(s->multiarch, "arm-linux-gnueabihf") == 0  ? LD_CACHE_ARM_HARD
                                                                  : LD_CACHE_ARM_SOFT;

    return !e->hwcap && (!abi || abi == own);
}

/* With DF_1_NODEFLIB what lies in a usual folder is none of the loader's. */
static bool is_usual(const Search *s, const char *path)
{
    size_t folder = (size_t)(strrchr(path, '/') ? strrchr(path, '/') - path : 0);

    for (u32 i = 0; i < s->usual.count; i++)
        if (strlen(s->usual.item[i]) == folder &&
            strncmp(s->usual.item[i], path, folder) == 0)
            return true;
    return false;
}

static bool try_cache(Search *s, const LibraryFile *loader, const char *name,
                      LibraryFile *file)
{
    for (u32 i = 0; i < s->cache.count; i++) {
        const LdCacheEntry *e = &s->cache.entry[i];

        if (strcmp(e->name, name) != 0 || !is_usable(s, e))
            continue;
        return !(loader->needs.no_default && is_usual(s, e->path)) &&
               search_try(s, e->path, false, file);
    }
    return false;
}

/* A path is taken as it is; relative ones depend on the current folder. */
static bool find_path(Search *s, const char *name, const LibraryFile *loader,
                      LibraryFile *file)
{
    char path[GUEST_ROOT_ROOM];

    return expand(s, name, strlen(name), loader, path) && *path == '/' &&
           search_try(s, path, loader->outside, file);
}

bool search_find(Search *s, const char *name, const LibraryFile *loader,
                 LibraryFile *file)
{
    if (strchr(name, '/'))
        return find_path(s, name, loader, file);
    if (s->is_musl)
        return try_musl_paths(s, loader, name, file) ||
               try_folders(s, &s->configured, name, file) ||
               try_folders(s, &s->usual, name, file);
    if (try_rpaths(s, loader, name, file) ||
        try_path(s, loader->needs.runpath, loader, name, file) ||
        try_cache(s, loader, name, file))
        return true;
    /* Without a list, ldconfig has not been called yet: it would look there. */
    if (!s->cache_bytes && try_folders(s, &s->configured, name, file))
        return true;
    return !loader->needs.no_default && try_folders(s, &s->usual, name, file);
}
