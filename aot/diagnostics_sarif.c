/* diagnostics_sarif.c -- diagnostics as SARIF.  OASIS Standard, Static Analysis Results
 * Interchange Format (SARIF) Version 2.1.0.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <jansson.h>
#include <string.h>

#include "aot/diagnostics.h"
#include "aot/options.h"
#include "aot/report/escape.h"

static const char schema[] =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
    "sarif-schema-2.1.0.json";

static void put(json_t *object, const char *key, json_t *value)
{
    json_object_set_new(object, key, value);
}

static json_t *one(const char *key, json_t *value)
{
    json_t *o = json_object();

    put(o, key, value);
    return o;
}

static json_t *list_of(json_t *value)
{
    json_t *list = json_array();

    json_array_append_new(list, value);
    return list;
}

/* 3.11: a message has its text in an object. */
static json_t *message(const char *text)
{
    return one("text", escape_json(text));
}

/* Returns a path as a reference to a URI, from base_alloc.  RFC 3986, 2.3 and 4.2: in
 * the first part of a relative one a colon would end a scheme. */
static char *uri_of(const char *path)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789-._~/";
    char *uri = base_alloc(3 * strlen(path) + 1), *to = uri;

    for (; *path; path++) {
        if (strchr(plain, *path))
            *to++ = *path;
        else
            to += base_format(to, 4, "%%%02X", (unsigned)(u8)*path);
    }
    return uri;
}

/* 3.29, with the address of 3.32. */
static json_t *physical_location(const KeptDiagnostic *k)
{
    json_t *o = json_object();

    if (k->file) {
        char *uri = uri_of(k->file);

        put(o, "artifactLocation", one("uri", json_string(uri)));
        base_free(uri);
    }
    if (k->has_address)
        put(o, "address", one("absoluteAddress", json_integer(k->address)));
    return o;
}

static json_t *locations(const KeptDiagnostic *k)
{
    json_t *o = json_object();

    if (k->file || k->has_address)
        put(o, "physicalLocation", physical_location(k));
    if (k->function) {
        json_t *logical = one("kind", json_string("function"));

        put(logical, "name", escape_json(k->function));
        put(o, "logicalLocations", list_of(logical));
    }
    return list_of(o);
}

static json_t *result(const KeptDiagnostic *k)
{
    json_t *o = json_object();

    put(o, "ruleId", json_string(diagnostic_info[k->kind].name));
    put(o, "ruleIndex", json_integer(k->kind));
    put(o, "level", json_string(diagnostics_level(k->severity)));
    put(o, "message", message(k->message));
    if (k->file || k->has_address || k->function)
        put(o, "locations", locations(k));
    if (k->remedy)
        put(o, "properties", one("remedy", json_string(k->remedy)));
    return o;
}

static json_t *rule(const DiagnosticInfo *info)
{
    json_t *o = json_object(), *configuration = json_object();

    put(configuration, "enabled", json_boolean(info->rank != SPECIAL));
    put(configuration, "level",
        json_string(info->rank == ALWAYS ? "error" : "warning"));
    put(o, "id", json_string(info->name));
    put(o, "shortDescription", message(info->what));
    if (info->remedy)
        put(o, "help", message(info->remedy));
    put(o, "defaultConfiguration", configuration);
    return o;
}

static json_t *tool(void)
{
    json_t *driver = json_object(), *rules = json_array();

    for (int i = 0; i < NUM_DIAGNOSTICS; i++)
        json_array_append_new(rules, rule(&diagnostic_info[i]));
    put(driver, "name", json_string("dbt-aot"));
    put(driver, "version", json_string(options_version()));
    put(driver, "rules", rules);
    return one("driver", driver);
}

static json_t *invocation(int status)
{
    json_t *o = json_object();

    put(o, "executionSuccessful", json_boolean(status == 0));
    put(o, "exitCode", json_integer(status));
    return o;
}

void diagnostics_write_sarif(const Diagnostics *d, int status)
{
    json_set_alloc_funcs(base_alloc, base_free);
    json_t *o = json_object(), *run = json_object(), *results = json_array();

    for (u32 i = 0; i < d->num_kept; i++)
        json_array_append_new(results, result(&d->kept[i]));
    put(run, "tool", tool());
    put(run, "invocations", list_of(invocation(status)));
    put(run, "results", results);
    put(o, "$schema", json_string(schema));
    put(o, "version", json_string("2.1.0"));
    put(o, "runs", list_of(run));
    json_dumpf(o, stderr, JSON_INDENT(1));
    fputc('\n', stderr);
    json_decref(o);
}
