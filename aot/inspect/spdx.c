/* spdx.c -- what is inside an output, as an SPDX document.
 * SPDX 2.3, clauses 6 (the document), 7 (packages) and 11 (relationships).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <sha1.h>
#include <sha2.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "aot/inspect/show.h"
#include "aot/report/escape.h"

#define NOT_KNOWN "NOASSERTION"

/* Returns a package, of which nobody knows where it can be had. */
static json_t *package(const char *id, const char *name, const char *licence,
                       const char *purpose)
{
    char reference[40];

    base_format(reference, sizeof reference, "SPDXRef-%s", id);
    return json_pack("{s:s, s:o, s:s, s:b, s:s, s:s, s:s, s:s}", "SPDXID", reference,
                     "name", escape_json(name), "downloadLocation", NOT_KNOWN,
                     "filesAnalyzed", 0, "licenseConcluded", licence, "licenseDeclared",
                     licence, "copyrightText", NOT_KNOWN, "primaryPackagePurpose",
                     purpose);
}

static void set_hash(json_t *of, const char *sha256)
{
    json_object_set_new(of, "checksums",
                        json_pack("[{s:s, s:o}]", "algorithm", "SHA256",
                                  "checksumValue", escape_json(sha256)));
}

static void set_version(json_t *of, const char *version)
{
    json_object_set_new(of, "versionInfo", escape_json(version));
}

static json_t *whole(const Output *o)
{
    char hash[NOTE_SHA256 + 1];
    json_t *tree =
        package("Output", o->name, NOT_KNOWN, o->is_object ? "LIBRARY" : "APPLICATION");

    SHA256Data(o->bytes, o->size, hash);
    set_hash(tree, hash);
    return tree;
}

static json_t *inner(const Output *o, u32 which)
{
    static const char *const purpose[NUM_PARTS] = {"LIBRARY", "OTHER", "APPLICATION",
                                                   "FILE"};
    json_t *tree =
        package(part[which].id, part[which].name, part[which].licence, purpose[which]);

    json_object_set_new(tree, "comment", json_string(part[which].comment));
    if (part_sha256(o, which))
        set_hash(tree, part_sha256(o, which));
    if (which == PART_RUNTIME)
        set_version(tree, o->note.tool);
    return tree;
}

static json_t *tool(const char *id, const char *name, const char *version)
{
    json_t *tree = package(id, name, "Apache-2.0 WITH LLVM-exception", "APPLICATION");

    set_version(tree, version);
    return tree;
}

/* The id of a library that was translated, of which nothing but its code's translation
 * is inside. */
static void library_id(char *id, size_t room, u32 number)
{
    base_format(id, room, "Library-%u", number + 1);
}

/* Returns a library of the list in the note: "name address sum". */
static json_t *library(const char *text, u32 number)
{
    size_t name = strcspn(text, " ");
    const char *sum = strrchr(text, ' ');
    char id[24], only_name[256];

    library_id(id, sizeof id, number);
    base_format(only_name, sizeof only_name, "%.*s", (int)name, text);
    json_t *tree = package(id, only_name, NOT_KNOWN, "LIBRARY");
    json_object_set_new(tree, "comment",
                        json_string("a library of the guest; its translation is "
                                    "inside, the file is not"));
    if (sum && strlen(sum + 1) == NOTE_SHA256)
        set_hash(tree, sum + 1);
    return tree;
}

static json_t *packages(const Output *o)
{
    json_t *array = json_pack("[o]", whole(o));

    for (u32 i = 0; i < NUM_PARTS; i++)
        if (part_is_in(o, i))
            json_array_append_new(array, inner(o, i));
    for (u32 i = 0; i < o->note.libraries.count; i++)
        json_array_append_new(array, library(o->note.libraries.text[i], i));
    json_array_append_new(array, tool("Translator", "dbt-aot", o->note.tool));
    json_array_append_new(array, tool("LLVM", "LLVM", o->note.llvm));
    return array;
}

static void relate(json_t *array, const char *from, const char *how, const char *to)
{
    char left[40], right[40];

    base_format(left, sizeof left, "SPDXRef-%s", from);
    base_format(right, sizeof right, "SPDXRef-%s", to);
    json_array_append_new(array, json_pack("{s:s, s:s, s:s}", "spdxElementId", left,
                                           "relationshipType", how,
                                           "relatedSpdxElement", right));
}

static json_t *relationships(const Output *o)
{
    json_t *array = json_array();

    relate(array, "DOCUMENT", "DESCRIBES", "Output");
    for (u32 i = 0; i < NUM_PARTS; i++)
        if (part_is_in(o, i))
            relate(array, "Output", "CONTAINS", part[i].id);
    relate(array, "Translation", "GENERATED_FROM", "Guest");
    for (u32 i = 0; i < o->note.libraries.count; i++) {
        char id[24];

        library_id(id, sizeof id, i);
        relate(array, "Translation", "GENERATED_FROM", id);
    }
    relate(array, "Translator", "BUILD_TOOL_OF", "Output");
    relate(array, "LLVM", "BUILD_TOOL_OF", "Translation");
    return array;
}

/* Returns a file of the bundle.  A file's SHA-1 must be there. */
static json_t *bundled_file(const Output *o, u32 i)
{
    char room[BUNDLED_PATH], id[40], sha1[SHA1_DIGEST_STRING_LENGTH],
        sha256[NOTE_SHA256 + 1];
    AotBundleEntry e = bundled_entry(&o->bundle, i);

    SHA1Data(bundled_bytes(&o->bundle, i), e.size, sha1);
    SHA256Data(bundled_bytes(&o->bundle, i), e.size, sha256);
    base_format(id, sizeof id, "SPDXRef-File-%u", i);
    return json_pack("{s:s, s:o, s:[{s:s, s:s}, {s:s, s:s}], s:s, s:[s], s:s}",
                     "SPDXID", id, "fileName",
                     escape_json(bundled_path(&o->bundle, i, room)), "checksums",
                     "algorithm", "SHA1", "checksumValue", sha1, "algorithm", "SHA256",
                     "checksumValue", sha256, "licenseConcluded", NOT_KNOWN,
                     "licenseInfoInFiles", NOT_KNOWN, "copyrightText", NOT_KNOWN);
}

/* Adds the files of the bundle to a document. */
static void add_files(const Output *o, json_t *tree, json_t *relations)
{
    json_t *files = json_array();
    char id[40];

    for (u32 i = 0; i < o->bundle.count; i++) {
        AotBundleEntry e = bundled_entry(&o->bundle, i);

        if (bundled_kind(&e) != BUNDLED_FILE)
            continue;
        base_format(id, sizeof id, "File-%u", i);
        json_array_append_new(files, bundled_file(o, i));
        relate(relations, "Bundle", "CONTAINS", id);
    }
    if (o->bundle.bytes)
        json_object_set(tree, "files", files);
    json_decref(files);
}

/* The date of the document, which only the environment can make reproducible:
 * https://reproducible-builds.org/specs/source-date-epoch/ */
static void write_date(char *text, size_t room)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    time_t when = epoch && *epoch ? (time_t)strtoll(epoch, NULL, 10) : time(NULL);
    struct tm tm = {0};

    gmtime_r(&when, &tm);
    strftime(text, room, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

/* Names the document by what it is about: its own hash, since two outputs may hold the
 * same guest. */
static json_t *name_space(const Output *o)
{
    char hash[NOTE_SHA256 + 1];

    SHA256Data(o->bytes, o->size, hash);
    return json_sprintf("https://spdx.org/spdxdocs/dbt-aot-%s", hash);
}

void show_spdx(const Output *o)
{
    char date[40];

    write_date(date, sizeof date);
    json_t *creation = json_pack("{s:s, s:[o]}", "created", date, "creators",
                                 json_sprintf("Tool: dbt-inspect-%s", VERSION));
    json_t *relations = relationships(o);
    json_t *tree = json_pack(
        "{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:O}", "spdxVersion", "SPDX-2.3",
        "dataLicense", "CC0-1.0", "SPDXID", "SPDXRef-DOCUMENT", "name",
        escape_json(o->name), "documentNamespace", name_space(o), "creationInfo",
        creation, "packages", packages(o), "relationships", relations);
    add_files(o, tree, relations);
    json_decref(relations);
    show_tree(tree);
}
