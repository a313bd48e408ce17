/* left.c -- what dbt-aot left to the runtime, by its own report (docs/report.md).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdlib.h>
#include <string.h>

#include "aot/compare/compare.h"

static u32 address(const json_t *item, const char *key)
{
    const char *text = json_string_value(json_object_get(item, key));

    return text ? (u32)strtoul(text, NULL, 16) & ~1u : 0;
}

static bool are_jumps(const json_t *left)
{
    const char *reason = json_string_value(json_object_get(left, "reason"));

    return reason && strcmp(reason, "jumps") == 0;
}

static json_t *jump_json(const json_t *item)
{
    return json_pack("{s:I,s:O,s:O}", "pc", (json_int_t)address(item, "at"), "function",
                     json_object_get(item, "name"), "why",
                     json_object_get(item, "why"));
}

static json_t *function_json(const json_t *item)
{
    return json_pack("{s:I,s:O,s:O}", "entry", (json_int_t)address(item, "entry"),
                     "name", json_object_get(item, "name"), "why",
                     json_object_get(item, "why"));
}

json_t *report_left(const Compare *c)
{
    const json_t *all = json_object_get(c->build, "left");
    json_t *jumps = json_array(), *functions = json_array();

    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *left = json_array_get(all, i);
        const json_t *items = json_object_get(left, "items");
        for (size_t k = 0; k < json_array_size(items); k++) {
            const json_t *item = json_array_get(items, k);
            if (are_jumps(left))
                json_array_append_new(jumps, jump_json(item));
            else
                json_array_append_new(functions, function_json(item));
        }
    }
    return json_pack("{s:o,s:o}", "jumps", jumps, "functions", functions);
}

const char *left_reason(const Compare *c, u32 entry)
{
    const json_t *all = json_object_get(c->build, "left");

    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *left = json_array_get(all, i);
        const json_t *items = json_object_get(left, "items");
        for (size_t k = 0; k < json_array_size(items) && !are_jumps(left); k++) {
            const json_t *item = json_array_get(items, k);
            if (address(item, "entry") == entry)
                return json_string_value(json_object_get(item, "why"));
        }
    }
    return "by an option";
}
