/* text.c -- an output, shown to people.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/inspect/show.h"

/* Prints text from the file, in which control characters would reach a terminal. */
static void put(const char *text)
{
    for (; *text; text++)
        putchar((unsigned char)*text < ' ' || *text == 0x7f ? '?' : *text);
}

/* Prints the first word of a line. */
static void label(const char *word)
{
    printf("%-13s", word);
}

static void line(const char *word, const char *text)
{
    label(word);
    put(text);
    putchar('\n');
}

static void show_origin(const Output *o)
{
    const Note *n = &o->note;

    label("guest");
    put(n->guest);
    printf(", %llu bytes, %s\n", (unsigned long long)n->guest_size,
           n->library      ? "none of them inside"
           : n->guest_file ? "all of them inside"
                           : "inside is what is loaded");
    if (n->guest_sha256)
        line("sha256", n->guest_sha256);
    label("made by");
    fputs("dbt-aot ", stdout);
    put(n->tool);
    fputs(", LLVM ", stdout);
    put(n->llvm);
    putchar('\n');
    if (n->runtime_sha256)
        line("runtime", n->runtime_sha256);
}

static void show_options(const Note *n)
{
    label("options");
    for (u32 i = 0; i < n->options.count; i++) {
        fputs(i ? " " : "", stdout);
        put(n->options.text[i]);
    }
    putchar('\n');
    line("processor", n->cpu);
    line("precise", n->precise ? "yes" : "no");
    line("resumes", n->resumes ? "yes" : "no");
    line("fallback", n->fallback);
    if (n->root)
        line("root", n->root);
}

static void show_bundle(const Output *o)
{
    u64 bytes;
    u32 files = bundled_files(&o->bundle, &bytes);

    if (!o->bundle.bytes)
        return;
    label("bundle");
    printf("%u file%s, %llu bytes; --files lists them\n", files, files == 1 ? "" : "s",
           (unsigned long long)bytes);
}

void show_files(const Output *o)
{
    char room[BUNDLED_PATH];

    for (u32 i = 1; i < o->bundle.count; i++) {
        AotBundleEntry e = bundled_entry(&o->bundle, i);

        printf("%06o %10llu ", e.mode, (unsigned long long)e.size);
        put(bundled_path(&o->bundle, i, room));
        if (bundled_kind(&e) == BUNDLED_LINK) {
            fputs(" -> ", stdout);
            put(bundled_bytes(&o->bundle, i));
        }
        putchar('\n');
    }
}

static void coverage(const char *word, u64 translated, u64 all)
{
    label(word);
    printf("%llu of %llu translated", (unsigned long long)translated,
           (unsigned long long)all);
    if (all)
        printf(", %.1f %%", 100.0 * (double)translated / (double)all);
    putchar('\n');
}

static void show_parts(const Output *o)
{
    for (u32 i = 0; i < OUTPUT_PARTS; i++) {
        label(i ? "" : "bytes");
        printf("%-10llu %s\n", (unsigned long long)o->part[i], output_part[i].what);
    }
    for (u32 i = 0, shown = 0; i < NUM_PARTS; i++)
        if (part_is_in(o, i)) {
            label(shown++ ? "" : "licences");
            printf("%s: %s\n", part[i].name, part[i].licence);
        }
}

void show_text(const Output *o)
{
    const Note *n = &o->note;

    label(o->is_object ? "object" : "executable");
    put(o->name);
    printf(", %llu bytes\n", (unsigned long long)o->size);
    if (n->library)
        line("library", n->library);
    show_origin(o);
    show_options(n);
    for (u32 i = 0; i < n->libraries.count; i++)
        line(i ? "" : "libraries", n->libraries.text[i]);
    for (u32 i = 0; i < n->shared_libs.count; i++)
        line(i ? "" : "shared libs", n->shared_libs.text[i]);
    show_bundle(o);
    coverage("functions", n->functions_translated, n->functions);
    coverage("instructions", n->instructions_translated, n->instructions);
    coverage("code bytes", n->code_bytes_translated, n->code_bytes);
    show_parts(o);
}
