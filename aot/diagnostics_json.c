/* diagnostics_json.c -- diagnostics as JSON: docs/diagnostics.schema.json.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <jansson.h>

#include "aot/diagnostics.h"
#include "aot/options.h"
#include "aot/report/escape.h"

/* The version of the form. */
enum { FORM = 1 };

static void put(json_t *object, const char *key, json_t *value)
{
    json_object_set_new(object, key, value);
}

static json_t *address(const KeptDiagnostic *k)
{
    char text[12];

    if (!k->has_address)
        return json_null();
    base_format(text, sizeof text, "0x%08x", k->address);
    return json_string(text);
}

static json_t *diagnostic(const KeptDiagnostic *k)
{
    json_t *o = json_object();

    put(o, "kind", json_string(diagnostic_info[k->kind].name));
    put(o, "severity", json_string(diagnostics_level(k->severity)));
    put(o, "file", escape_json(k->file));
    put(o, "address", address(k));
    put(o, "function", escape_json(k->function));
    put(o, "message", escape_json(k->message));
    put(o, "remedy", escape_json(k->remedy));
    return o;
}

void diagnostics_write_json(const Diagnostics *d, int status)
{
    json_set_alloc_funcs(base_alloc, base_free);
    json_t *o = json_object(), *list = json_array();

    for (u32 i = 0; i < d->num_kept; i++)
        json_array_append_new(list, diagnostic(&d->kept[i]));
    put(o, "dbt_aot_diagnostics", json_integer(FORM));
    put(o, "version", json_string(options_version()));
    put(o, "status", json_integer(status));
    put(o, "diagnostics", list);
    json_dumpf(o, stderr, JSON_INDENT(1));
    fputc('\n', stderr);
    json_decref(o);
}
