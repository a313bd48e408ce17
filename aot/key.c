/* key.c -- what a translation is a function of, as text.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/key.h"

#include <errno.h>
#include <link.h>
#include <llvm-c/Core.h>
#include <llvm-c/TargetMachine.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "aot/spelling.h"

/* ---- the tool ---- */

enum { BUILD_ID = 2 * 64 + 1 };

/* The build ids of this program and of LLVM's library. */
typedef struct {
    char program[BUILD_ID], llvm[BUILD_ID];
} BuildIds;

static void write_hex(char *text, size_t room, const u8 *bytes, size_t count)
{
    for (size_t i = 0; i < count && 2 * i + 2 < room; i++)
        base_format(text + 2 * i, room - 2 * i, "%02x", bytes[i]);
}

/* Looks for NT_GNU_BUILD_ID among the notes of a segment; elf(5), "Notes". */
static void find_build_id(const u8 *at, size_t size, char *text)
{
    const u8 *end = at + size;

    while ((size_t)(end - at) >= sizeof(ElfW(Nhdr))) {
        ElfW(Nhdr) note;

        memcpy(&note, at, sizeof note);
        const u8 *name = at + sizeof note;
        const u8 *id = name + ((note.n_namesz + 3) & ~3u);
        if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
            memcmp(name, "GNU", 4) == 0)
            write_hex(text, BUILD_ID, id, note.n_descsz);
        at = id + ((note.n_descsz + 3) & ~3u);
    }
}

/* The first object is the program itself. */
static int look_at_object(struct dl_phdr_info *info, size_t size, void *arg)
{
    BuildIds *ids = arg;
    bool program = !info->dlpi_name || !*info->dlpi_name;
    char *text = program                              ? ids->program
                 : strstr(info->dlpi_name, "libLLVM") ? ids->llvm
                                                      : NULL;

    (void)size;
    for (int i = 0; text && i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];

        if (p->p_type == PT_NOTE)
            find_build_id((const u8 *)(info->dlpi_addr + p->p_vaddr), p->p_memsz, text);
    }
    return 0;
}

/* A program that was linked without a build id is known by its bytes. */
static char *describe_tool(void)
{
    BuildIds ids = {"", ""};
    unsigned major, minor, patch;

    dl_iterate_phdr(look_at_object, &ids);
    LLVMGetVersion(&major, &minor, &patch);
    if (!*ids.program && !SHA256File("/proc/self/exe", ids.program))
        *ids.program = 0;
    return spelling_new("dbt-aot %s %s, LLVM %u.%u.%u %s", options_version(),
                        ids.program, major, minor, patch, ids.llvm);
}

/* ---- the options ---- */

/* This machine's processor, of which LLVM uses all that it knows. */
static char *describe_native(unsigned level)
{
    char *cpu = LLVMGetHostCPUName(), *features = LLVMGetHostCPUFeatures();
    char *text = spelling_new("-march=native:%u,%s,%s", level, cpu, features);

    LLVMDisposeMessage(cpu);
    LLVMDisposeMessage(features);
    return text;
}

/* What an option's file says, not where it is.  A pipe could not be read again. */
static char *describe_file(const char *option, const char *path)
{
    char sum[KEY_SHA256];
    struct stat st;

    if (stat(path, &st) < 0)
        return NULL;
    if (!S_ISREG(st.st_mode)) {
        errno = EINVAL;
        return NULL;
    }
    if (!SHA256File(path, sum))
        return NULL;
    return spelling_new("%s=%s", option, sum);
}

/* What profiles say, not where they are. */
static char *describe_profiles(const Options *o)
{
    char *all = NULL;

    for (u32 i = 0; i < o->num_profiles; i++) {
        char *one = describe_file("--profile", o->profile[i]);
        char *longer =
            one ? spelling_new("%s%s%s", all ? all : "", all ? " " : "", one) : NULL;
        base_free(all);
        base_free(one);
        all = longer;
        if (!all)
            return NULL;
    }
    return all;
}

/* Returns a new string without spaces, line ends and other control characters, which
 * become as "\\x20". */
static char *escape(const char *text)
{
    size_t room = 4 * strlen(text) + 1, length = 0;
    char *escaped = base_alloc(room);

    for (; *text; text++)
        length += (size_t)base_format(
            escaped + length, room - length,
            *text > ' ' && *text < 127 && *text != '\\' ? "%c" : "\\x%02x",
            (unsigned char)*text);
    return escaped;
}

/* Sets *text to an option that decides what is in objects or the output, as a new
 * string without spaces; NULL: this one does not.  What kind of output it is, what
 * limits of time and memory left out, the bundle (keep.h) and --shared-libs are not in
 * the key. Returns false if the option's file cannot be read. */
static bool describe_option(const Options *o, OptionId id, char **text)
{
    *text = NULL;
    if (id == OPTION_EMIT || id == OPTION_TIME_LIMIT || id == OPTION_MEMORY_LIMIT ||
        id == OPTION_BUNDLE || id == OPTION_BUNDLE_FILE || id == OPTION_SHARED_LIBS)
        return true;
    char *spelled = spelling_of(o, id);
    if (!spelled)
        return true;
    if (id == OPTION_MARCH && !o->aot.cpu_level)
        *text = describe_native(options_cpu_level(o));
    else if (id == OPTION_FUNCTIONS)
        *text = describe_file("--functions", options_value(o, id));
    else if (id == OPTION_PROFILE)
        *text = describe_profiles(o);
    else
        *text = escape(spelled);
    base_free(spelled);
    return *text;
}

/* Appends an option, and frees it. */
static void append(Key *key, char *option)
{
    char *longer = spelling_new("%s%s%s", key->options ? key->options : "",
                                key->options ? " " : "", option);

    base_free(key->options);
    base_free(option);
    key->options = longer;
}

const char *key_make(Key *key, const Options *options, const ElfFile *file)
{
    *key = (Key){.tool = describe_tool()};
    SHA256Data(file->bytes, file->size, key->guest);
    for (int id = 0; id < NUM_OPTIONS; id++) {
        char *option;

        if (!describe_option(options, (OptionId)id, &option)) {
            snprintf(key->error, sizeof key->error, "%.200s: cannot read: %s",
                     options_value(options, id), strerror(errno));
            return key->error;
        }
        if (option)
            append(key, option);
    }
    return NULL;
}

void key_free(Key *key)
{
    base_free(key->tool);
    base_free(key->options);
}
